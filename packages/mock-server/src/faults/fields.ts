import { isJsonObject, member } from '../http/json.ts'

/** Longest text and list of a plan. */
const MOST = { text: 1_000, list: 100 } as const

/** What is wrong with a plan, and where. */
export class PlanMistake extends Error {
  override readonly name = 'PlanMistake' as const
}

/** Bounds of a number. */
export interface Bounds {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

function numberAt(value: unknown, path: string, { least, most, whole = true }: Bounds): number {
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw new PlanMistake(`${path} is to be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`)
}

function textAt(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= MOST.text) return value
  throw new PlanMistake(`${path} is to be a text of 1 to ${MOST.text} characters`)
}

function choiceAt<T extends number | string>(value: unknown, path: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new PlanMistake(`${path} is to be one of ${choices.join(', ')}`)
  return found
}

/** The items of a list. @throws PlanMistake where it is none, or too long. */
export function listAt(value: unknown, path: string, most: number = MOST.list): readonly unknown[] {
  const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (list === undefined || list.length > most) throw new PlanMistake(`${path} is to be a list of up to ${most}`)
  return list
}

/** The members of an object of a plan, each read once; every reader throws a `PlanMistake` that says where. */
export class Fields {
  readonly #value: object
  readonly #path: string
  readonly #read = new Set<string>()

  constructor(value: unknown, path: string) {
    if (!isJsonObject(value)) throw new PlanMistake(`${path === '' ? 'the plan' : path} is to be an object`)
    this.#value = value
    this.#path = path
  }

  number(name: string, bounds: Bounds): number | undefined {
    return this.#map(name, (value, path) => numberAt(value, path, bounds))
  }

  flag(name: string): boolean | undefined {
    return this.#map(name, (value, path) => {
      if (typeof value !== 'boolean') throw new PlanMistake(`${path} is to be true or false`)
      return value
    })
  }

  choice<T extends number | string>(name: string, choices: readonly T[]): T | undefined {
    return this.#map(name, (value, path) => choiceAt(value, path, choices))
  }

  /** One text, or several. */
  texts(name: string): readonly string[] | undefined {
    return this.#several(name, textAt)
  }

  numbers(name: string, bounds: Bounds): readonly number[] | undefined {
    return this.#several(name, (value, path) => numberAt(value, path, bounds))
  }

  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] | undefined {
    return this.#several(name, (value, path) => choiceAt(value, path, choices))
  }

  /** Two times, the second not before the first. */
  span(name: string, bounds: Bounds): readonly [number, number] | undefined {
    return this.#map(name, (value, path) => {
      const [from, to, ...rest] = listAt(value, path)
      const span = [numberAt(from, `${path}[0]`, bounds), numberAt(to, `${path}[1]`, bounds)] as const
      if (rest.length > 0 || span[0] > span[1]) throw new PlanMistake(`${path} is to be [from, to]`)
      return span
    })
  }

  /** Whatever is there, with its path. */
  any(name: string): { readonly value: unknown; readonly path: string } {
    this.#read.add(name)
    return { value: member(this.#value, name), path: this.#pathOf(name) }
  }

  /** The value, or a mistake where it is left out. */
  must<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new PlanMistake(`${this.#pathOf(name)} is missing`)
    return value
  }

  /** Nobody asked for it, so it is a name that somebody got wrong. */
  end(): void {
    const unread = Object.keys(this.#value).find((name) => !this.#read.has(name))
    if (unread !== undefined) throw new PlanMistake(`${this.#pathOf(unread.slice(0, 40))} is not known`)
  }

  #several<T>(name: string, read: (value: unknown, path: string) => T): readonly T[] | undefined {
    return this.#map(name, (value, path) => {
      if (!Array.isArray(value)) return [read(value, path)]
      return listAt(value, path).map((item, index) => read(item, `${path}[${index}]`))
    })
  }

  #map<T>(name: string, read: (value: unknown, path: string) => T): T | undefined {
    const { value, path } = this.any(name)
    return value === undefined ? undefined : read(value, path)
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }
}

import { isJsonObject, member, parseJson } from '../http/json.ts'
import { badRequest, missingVariable } from './errors.ts'

/** The parameters of one request, read as zerver/lib/typed_endpoint.py reads them, with its words for what is wrong. */
export class Params {
  readonly #values: ReadonlyMap<string, string>
  readonly #asked = new Set<string>()

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  /** Text as it came. */
  text(name: string): string | undefined {
    this.#asked.add(name)
    return this.#values.get(name)
  }

  /** @throws ZulipError 400 `REQUEST_VARIABLE_MISSING` where it is left out. */
  required(name: string): string {
    const text = this.text(name)
    if (text === undefined) throw missingVariable(name)
    return text
  }

  /** JSON; undefined where it is left out, and for `null`, which zulip-js sends for what it was not given. */
  json(name: string): unknown {
    const text = this.text(name)
    if (text === undefined) return undefined
    const parsed = parseJson(text)
    if (!parsed.ok) throw badRequest(`${name} is not valid JSON`)
    return parsed.value ?? undefined
  }

  integer(name: string): number | undefined {
    const value = this.json(name)
    if (value === undefined) return undefined
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw badRequest(`${name} is not an integer`)
    return value
  }

  flag(name: string): boolean | undefined {
    const value = this.json(name)
    if (value !== undefined && typeof value !== 'boolean') throw badRequest(`${name} is not a boolean`)
    return value
  }

  integers(name: string): readonly number[] | undefined {
    return this.list(name)?.map((item, index) => {
      if (typeof item !== 'number' || !Number.isSafeInteger(item)) throw badRequest(`${name}[${index}] is not an integer`)
      return item
    })
  }

  strings(name: string): readonly string[] | undefined {
    return this.list(name)?.map((item, index) => {
      if (typeof item !== 'string') throw badRequest(`${name}[${index}] is not a string`)
      return item
    })
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.json(name)
    const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
    if (value !== undefined && list === undefined) throw badRequest(`${name} is not a list`)
    return list
  }

  object(name: string): object | undefined {
    const value = this.json(name)
    if (value !== undefined && !isJsonObject(value)) throw badRequest(`${name} is not a dict`)
    return value
  }

  /** An object of truth values, of which one must be there. */
  flags(name: string, required: string): object | undefined {
    const value = this.object(name)
    if (value === undefined) return undefined
    if (!Object.hasOwn(value, required)) throw badRequest(`${name}["${required}"] field is missing`)
    const odd = Object.keys(value).find((key) => typeof member(value, key) !== 'boolean')
    if (odd !== undefined) throw badRequest(`${name}["${odd}"] is not a boolean`)
    return value
  }

  /** Names nobody asked for, sorted: the server tells of them, and they are no error. */
  ignored(): readonly string[] {
    return [...this.#values.keys()].filter((name) => !this.#asked.has(name)).toSorted()
  }
}

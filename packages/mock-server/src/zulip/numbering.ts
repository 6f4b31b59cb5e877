/** Whole numbers for things that others call by name: the first of each gets the next. */
export class Numbering {
  readonly #first: number
  readonly #numbers = new Map<string, number>()

  constructor(first: number) {
    this.#first = first
  }

  of(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#first + this.#numbers.size
    this.#numbers.set(name, number)
    return number
  }

  clear(): void {
    this.#numbers.clear()
  }
}

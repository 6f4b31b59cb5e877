import { parseFilter, type SyncFilter } from './filter.ts'

/** Most filters kept for one user; beyond that the server makes no more. */
const MAX_FILTERS = 100

/** A filter as it came, and as it was understood. */
export interface StoredFilter {
  readonly text: string
  readonly raw: unknown
  readonly filter: SyncFilter
}

/** Filters that clients stored under an id. */
export class Filters {
  readonly #users = new Map<string, StoredFilter[]>()

  /**
   * Stores a filter and returns its id; the same filter has the same id. Undefined where there are too many.
   * @throws MatrixError 400 where it is no filter.
   */
  add(user: string, raw: unknown): string | undefined {
    const filter = parseFilter(raw)
    const text = JSON.stringify(raw)
    const stored = this.#users.get(user) ?? []
    this.#users.set(user, stored)
    const known = stored.findIndex((other) => other.text === text)
    if (known >= 0) return String(known)
    if (stored.length >= MAX_FILTERS) return undefined
    return String(stored.push({ text, raw, filter }) - 1)
  }

  get(user: string, id: string): StoredFilter | undefined {
    return /^\d{1,3}$/.test(id) ? this.#users.get(user)?.[Number(id)] : undefined
  }

  clear(): void {
    this.#users.clear()
  }
}

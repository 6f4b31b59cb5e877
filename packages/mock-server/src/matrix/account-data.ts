import type { Hub } from '../hub/hub.ts'

/** Most types of account data kept for one user; the oldest goes first. */
const MAX_TYPES = 64

interface Entry {
  readonly serial: number
  readonly content: unknown
}

/** What clients leave on the server for themselves, such as `m.direct`. */
export class AccountData {
  readonly #hub: Hub
  readonly #users = new Map<string, Map<string, Entry>>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  put(user: string, type: string, content: unknown): void {
    const entries = this.#users.get(user) ?? new Map<string, Entry>()
    this.#users.set(user, entries)
    entries.delete(type)
    entries.set(type, { serial: this.#hub.nextSerial(), content })
    const [oldest] = entries.keys()
    if (entries.size > MAX_TYPES && oldest !== undefined) entries.delete(oldest)
    this.#hub.announce(new Set([user]))
  }

  /** The content; undefined where there is none of that type. */
  get(user: string, type: string): unknown {
    return this.#users.get(user)?.get(type)?.content
  }

  /** What was stored after that serial, as events. */
  since(user: string, serial: number): readonly { readonly type: string; readonly content: unknown }[] {
    return [...(this.#users.get(user) ?? [])]
      .filter(([, entry]) => entry.serial > serial)
      .map(([type, { content }]) => ({ type, content }))
  }

  clear(): void {
    this.#users.clear()
  }
}

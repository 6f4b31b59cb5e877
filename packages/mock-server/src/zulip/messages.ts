/** Most messages kept; the oldest go first. */
export const MAX_MESSAGES = 2_000

/** Where a message is: in a topic of a channel, or between users, who are sorted and include the sender. */
export type Place =
  | { readonly kind: 'channel'; readonly room: string; readonly topic: string }
  | { readonly kind: 'direct'; readonly users: readonly string[] }

/** A message as Zulip knows it. */
export interface Message {
  readonly id: number
  readonly sender: string
  readonly atMs: number
  readonly text: string
  readonly place: Place
}

/** Every message of every place, those of the hub's rooms included, by id. */
export class Messages {
  readonly #messages = new Map<number, Message>()

  add(message: Message): void {
    this.#messages.set(message.id, message)
    const [oldest] = this.#messages.keys()
    if (this.#messages.size > MAX_MESSAGES && oldest !== undefined) this.#messages.delete(oldest)
  }

  get(id: number): Message | undefined {
    return this.#messages.get(id)
  }

  /** Oldest first. */
  all(): readonly Message[] {
    return [...this.#messages.values()]
  }

  clear(): void {
    this.#messages.clear()
  }
}

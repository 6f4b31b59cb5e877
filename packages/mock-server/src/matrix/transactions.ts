/** Most transactions remembered; a client repeats one within seconds, or never. */
const MAX_TRANSACTIONS = 1_000

/** Which event a client's own name for a send led to, so that a repeated send is one message. */
export class Transactions {
  readonly #events = new Map<string, string>()

  find(key: readonly string[]): string | undefined {
    return this.#events.get(JSON.stringify(key))
  }

  remember(key: readonly string[], eventId: string): void {
    this.#events.set(JSON.stringify(key), eventId)
    const [oldest] = this.#events.keys()
    if (this.#events.size > MAX_TRANSACTIONS && oldest !== undefined) this.#events.delete(oldest)
  }

  clear(): void {
    this.#events.clear()
  }
}

import type { Exchange } from '../http/exchange.ts'

/** Entries kept; the oldest go first. */
export const JOURNAL_SIZE = 10_000

/** One request the public port has dealt with. It holds no token, no password, no text and no raw URL. */
export interface JournalEntry {
  /** Place in the journal, from 1. */
  readonly seq: number
  /** When the request had come in, in milliseconds of the server's clock. */
  readonly atMs: number
  /** How long its answer took, in milliseconds. */
  readonly tookMs: number
  readonly protocol: Exchange['protocol']
  readonly method: string
  /** Pattern of the route, `*` where none took it. */
  readonly route: string
  /** What it did: `typing:start`, `typing:stop`, `sync`, `message`, `login` … */
  readonly op: string
  /** Name of the user, where one was logged in. */
  readonly user?: string
  /** Id of the room, where it concerned one that exists. */
  readonly room?: string
  /** 0 where the client had gone before there was an answer. */
  readonly status: number
  /** Faults of the plan that befell it. */
  readonly faults?: readonly string[]
}

interface Waiter {
  readonly hear: (entry: JournalEntry) => void
  readonly fail: (reason: unknown) => void
}

/** What the server was asked, in the order it was answered; bounded. */
export class Journal {
  readonly #entries: JournalEntry[] = []
  readonly #waiters = new Set<Waiter>()
  #seq = 0

  record({ protocol, method, note, status, atMs, doneAtMs, faults = [] }: Exchange): void {
    this.#seq += 1
    const { route, op, user, room } = note
    const place = { ...(user !== undefined && { user }), ...(room !== undefined && { room }) }
    const befell = faults.length > 0 && { faults }
    const entry = { seq: this.#seq, atMs, tookMs: doneAtMs - atMs, protocol, method, route, op, ...place, status, ...befell }
    this.#entries.push(entry)
    if (this.#entries.length > JOURNAL_SIZE) this.#entries.shift()
    for (const waiter of this.#waiters) waiter.hear(entry)
  }

  /** What is kept, oldest first. */
  entries(): readonly JournalEntry[] {
    return [...this.#entries]
  }

  /** Resolves with the first entry, kept or to come, that the predicate takes; rejects when the signal aborts. */
  waitFor(predicate: (entry: JournalEntry) => boolean, signal?: AbortSignal): Promise<JournalEntry> {
    const kept = this.#entries.find(predicate)
    if (kept !== undefined) return Promise.resolve(kept)
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiters.delete(waiter)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => waiter.fail(signal?.reason)
      const waiter: Waiter = {
        hear: (entry) => {
          if (!predicate(entry)) return
          done()
          resolve(entry)
        },
        fail: (reason) => {
          done()
          reject(reason)
        },
      }
      this.#waiters.add(waiter)
      signal?.addEventListener('abort', onAbort)
    })
  }

  /** Forgets every entry; who waits goes on waiting, and the numbers go on. */
  clear(): void {
    this.#entries.length = 0
  }

  /** Lets down whoever still waits. */
  close(): void {
    for (const waiter of this.#waiters) waiter.fail(new Error('unable to wait for a request; the server is closed'))
  }
}

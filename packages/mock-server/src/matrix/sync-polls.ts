import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import type { SyncSnapshot } from './sync.ts'

/** Most polls held for one user; the one held longest is answered with what there is. */
export const MAX_POLLS_PER_USER = 32

/** Most answers kept for clients that ask the same again. */
const MAX_CACHED = 200

/** A poll that waits for news. */
export interface PollRequest {
  readonly user: string
  /** How long to wait, in milliseconds; 0 answers at once. */
  readonly timeoutMs: number
  readonly take: () => SyncSnapshot
  readonly onGone: (listener: () => void) => () => void
}

interface Poll {
  readonly user: string
  /** Answers if there is news, or if it must. */
  readonly look: (must: boolean) => void
  readonly drop: () => void
}

/** Polls that are held, and answers that are kept. */
export class SyncPolls {
  readonly #clock: Clock
  readonly #cacheMs: number
  readonly #held = new Set<Poll>()
  readonly #cache = new Map<string, { readonly untilMs: number; readonly snapshot: SyncSnapshot }>()
  readonly #unsubscribe: () => void

  constructor(hub: Hub, clock: Clock, cacheMs: number) {
    this.#clock = clock
    this.#cacheMs = cacheMs
    this.#unsubscribe = hub.subscribe((concerned) => {
      for (const poll of this.#held) if (concerned.has(poll.user)) poll.look(false)
    })
  }

  /** Polls that are held. */
  get size(): number {
    return this.#held.size
  }

  /** Resolves with news, or with what there is at the deadline or when the client has gone. */
  wait({ user, timeoutMs, take, onGone }: PollRequest): Promise<SyncSnapshot> {
    const first = take()
    if (timeoutMs <= 0 || !first.empty) return Promise.resolve(first)
    this.#makeRoom(user)
    return new Promise((resolve) => {
      const end = (snapshot: SyncSnapshot): void => {
        this.#held.delete(poll)
        this.#clock.clearTimer(timer)
        stopListening()
        resolve(snapshot)
      }
      const poll: Poll = {
        user,
        look: (must) => {
          const snapshot = take()
          if (must || !snapshot.empty) end(snapshot)
        },
        drop: () => end(first),
      }
      // Node cannot wait longer than that; Synapse knows no maximum.
      const timer = this.#clock.setTimer(() => poll.look(true), Math.min(timeoutMs, 2 ** 31 - 1))
      const stopListening = onGone(poll.drop)
      this.#held.add(poll)
    })
  }

  /** The answer the same question got a moment ago, however stale (Synapse: ResponseCache). */
  recall(key: string): SyncSnapshot | undefined {
    const kept = this.#cache.get(key)
    if (kept === undefined || kept.untilMs > this.#clock.now()) return kept?.snapshot
    this.#cache.delete(key)
    return undefined
  }

  /** Keeps an answer, unless it moves the client nowhere: that one would be given again at once, for ever. */
  keep(key: string, since: string | undefined, snapshot: SyncSnapshot): void {
    if (this.#cacheMs <= 0 || snapshot.nextBatch === since) return
    this.#cache.set(key, { untilMs: this.#clock.now() + this.#cacheMs, snapshot })
    const [oldest] = this.#cache.keys()
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest)
  }

  /** Forgets the kept answers and lets go of the held polls. */
  clear(): void {
    this.#cache.clear()
    for (const poll of this.#held) poll.drop()
  }

  /** As `clear`, and hears of nothing any more. */
  close(): void {
    this.clear()
    this.#unsubscribe()
  }

  #makeRoom(user: string): void {
    const own = [...this.#held].filter((poll) => poll.user === user)
    if (own.length >= MAX_POLLS_PER_USER) own[0]?.look(true)
  }
}

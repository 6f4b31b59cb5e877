import type { Clock } from '../hub/clock.ts'

/** A token bucket: how fast it fills, and how much it holds. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** Most buckets kept; the one used longest ago goes first, which can only be kind to its owner. */
const MAX_BUCKETS = 10_000

/** Token buckets by owner. */
export class RateLimiter {
  readonly #clock: Clock
  readonly #limit: RateLimit
  readonly #buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>()

  constructor(clock: Clock, limit: RateLimit) {
    this.#clock = clock
    this.#limit = limit
  }

  /** Takes one token of that owner; returns how many milliseconds to wait where there is none, else 0. */
  take(owner: string): number {
    const { perSecond, burst } = this.#limit
    const now = this.#clock.now()
    const bucket = this.#buckets.get(owner) ?? { tokens: burst, atMs: now }
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.atMs) * perSecond) / 1_000)
    this.#buckets.delete(owner)
    this.#buckets.set(owner, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now })
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest)
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 1_000) / perSecond))
  }
}

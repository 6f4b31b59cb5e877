import type { RateLimit } from '../http/rate-limiter.ts'

/** What a limit may be put on. */
export const RATE_LIMITED = ['typing', 'message', 'login', 'sync'] as const

/** One of what a limit may be put on. */
export type RateLimited = (typeof RATE_LIMITED)[number]

/** Whether a text names something a limit may be put on. */
export function isRateLimited(text: string): text is RateLimited {
  return RATE_LIMITED.some((name) => name === text)
}

/** How the Matrix face behaves; the defaults are Synapse's. */
export interface MatrixOptions {
  /** Which path prefixes exist; a client of another age gets 404 `M_UNRECOGNIZED`. */
  readonly versions?: 'all' | 'r0-only' | 'v3-only'
  /** Life of access tokens that can be refreshed, in milliseconds: 300 000 as Synapse. The others live on. */
  readonly accessTokenLifetimeMs?: number
  /** Period of the loop that ends overdue typing, in milliseconds: 5 000 as Synapse, 0 for exact deadlines. */
  readonly typingSweepMs?: number
  /** How long the same `/sync` gets the same answer, in milliseconds: 120 000 as Synapse, 0 for never. */
  readonly syncResponseCacheMs?: number
  /** Loses `m.typing` where the filter names rooms, as Synapse did before 1.140. */
  readonly roomsFilterDropsTyping?: boolean
  /** Token buckets per user; none by default. */
  readonly rateLimit?: { readonly [name in RateLimited]?: RateLimit }
}

/** Synapse handlers/typing.py: the loop and the buckets of its wheel, in milliseconds. */
export const DEFAULT_TYPING_SWEEP_MS = 5_000

/** Synapse `refreshable_access_token_lifetime`, in milliseconds. */
export const DEFAULT_ACCESS_TOKEN_LIFETIME_MS = 300_000

/** Synapse `sync_response_cache_duration`, in milliseconds. */
export const DEFAULT_SYNC_RESPONSE_CACHE_MS = 120_000

import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import { type RateLimit, RateLimiter } from '../http/rate-limiter.ts'
import { AccountData } from './account-data.ts'
import { limitExceeded } from './errors.ts'
import { Filters } from './filters.ts'
import {
  DEFAULT_ACCESS_TOKEN_LIFETIME_MS,
  DEFAULT_SYNC_RESPONSE_CACHE_MS,
  type MatrixOptions,
  RATE_LIMITED,
  type RateLimited,
} from './options.ts'
import { Sessions } from './sessions.ts'
import { SyncPolls } from './sync-polls.ts'
import { Transactions } from './transactions.ts'

/** Limits in force, by what they are put on. */
export class RateLimits {
  readonly #clock: Clock
  readonly #initial: MatrixOptions['rateLimit']
  readonly #limiters = new Map<RateLimited, { readonly limit: RateLimit; readonly limiter: RateLimiter }>()

  constructor(clock: Clock, initial: MatrixOptions['rateLimit']) {
    this.#clock = clock
    this.#initial = initial
    this.reset()
  }

  /** Puts a limit on something, with full buckets, or takes it off. */
  set(name: RateLimited, limit: RateLimit | undefined): void {
    if (limit === undefined) this.#limiters.delete(name)
    else this.#limiters.set(name, { limit, limiter: new RateLimiter(this.#clock, limit) })
  }

  /** @throws MatrixError 429 where the owner has no token left. */
  check(name: RateLimited, owner: string): void {
    const waitMs = this.#limiters.get(name)?.limiter.take(owner) ?? 0
    if (waitMs > 0) throw limitExceeded(waitMs)
  }

  /** Fills every bucket, as a restart does. */
  refill(): void {
    for (const [name, { limit }] of this.#limiters) this.set(name, limit)
  }

  /** Back to the limits of the options, with full buckets. */
  reset(): void {
    for (const name of RATE_LIMITED) this.set(name, this.#initial?.[name])
  }
}

/** Everything the routes of the Matrix face work with. */
export interface MatrixParts {
  readonly hub: Hub
  readonly options: MatrixOptions
  readonly sessions: Sessions
  readonly accountData: AccountData
  readonly filters: Filters
  readonly transactions: Transactions
  readonly limits: RateLimits
  readonly polls: SyncPolls
}

/** Builds the parts over a hub. */
export function createParts(hub: Hub, clock: Clock, options: MatrixOptions): MatrixParts {
  return {
    hub,
    options,
    sessions: new Sessions(clock, options.accessTokenLifetimeMs ?? DEFAULT_ACCESS_TOKEN_LIFETIME_MS),
    accountData: new AccountData(hub),
    filters: new Filters(),
    transactions: new Transactions(),
    limits: new RateLimits(clock, options.rateLimit),
    polls: new SyncPolls(hub, clock, options.syncResponseCacheMs ?? DEFAULT_SYNC_RESPONSE_CACHE_MS),
  }
}

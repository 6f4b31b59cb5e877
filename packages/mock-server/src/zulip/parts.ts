import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import { RateLimiter, type RateLimit } from '../http/rate-limiter.ts'
import { Accounts } from './accounts.ts'
import { Directory } from './directory.ts'
import { rateLimitHit } from './errors.ts'
import { Messages } from './messages.ts'
import { DEFAULT_ZULIP_SETTINGS, type ZulipOptions, type ZulipSettings } from './options.ts'
import { Queues } from './queues.ts'

/** zerver/tornado/event_queue.py: least time until a heartbeat, and how much chance adds to it, in milliseconds. */
const HEARTBEAT = { leastMs: 45_000, spreadMs: 10_000 } as const

/** The settings in force; a restart may bring others. */
export class Configuration {
  readonly #first: ZulipSettings
  #settings: ZulipSettings

  constructor(options: ZulipOptions) {
    this.#first = { ...DEFAULT_ZULIP_SETTINGS, ...options }
    this.#settings = this.#first
  }

  get current(): ZulipSettings {
    return this.#settings
  }

  change(options: ZulipOptions): void {
    this.#settings = { ...this.#settings, ...options }
  }

  /** Back to the settings of the start. */
  reset(): void {
    this.#settings = this.#first
  }
}

/** The one limit of this face: every call of a user counts. */
export class CallLimit {
  readonly #clock: Clock
  #limit: RateLimit | undefined
  #limiter: RateLimiter | undefined

  constructor(clock: Clock, limit: RateLimit | undefined) {
    this.#clock = clock
    this.set(limit)
  }

  /** Puts the limit on, with full buckets, or takes it off. */
  set(limit: RateLimit | undefined): void {
    this.#limit = limit
    this.#limiter = limit && new RateLimiter(this.#clock, limit)
  }

  /** Fills every bucket, as a restart does. */
  refill(): void {
    this.set(this.#limit)
  }

  /** @throws ZulipError 429 where the user has no call left. */
  check(user: string): void {
    const waitMs = this.#limiter?.take(user) ?? 0
    if (waitMs > 0) throw rateLimitHit(waitMs)
  }
}

/** Everything the routes of the Zulip face work with. */
export interface ZulipParts {
  readonly hub: Hub
  readonly configuration: Configuration
  readonly directory: Directory
  readonly accounts: Accounts
  readonly messages: Messages
  readonly queues: Queues
  readonly limit: CallLimit
  /** How long the next poll waits for a heartbeat, in milliseconds. */
  readonly heartbeatMs: () => number
}

/** Builds the parts over a hub; `random` is in [0, 1). */
export function createParts(hub: Hub, clock: Clock, options: ZulipOptions, random: () => number): ZulipParts {
  const configuration = new Configuration(options)
  const directory = new Directory(hub)
  return {
    hub,
    configuration,
    directory,
    accounts: new Accounts(directory),
    messages: new Messages(),
    queues: new Queues(clock),
    limit: new CallLimit(clock, options.rateLimit),
    heartbeatMs: () => configuration.current.heartbeatMs ?? HEARTBEAT.leastMs + Math.floor(random() * HEARTBEAT.spreadMs),
  }
}

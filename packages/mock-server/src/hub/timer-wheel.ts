import type { Clock } from './clock.ts'

/** What a wheel needs. */
export interface TimerWheelOptions {
  readonly clock: Clock
  /** Period of the loop and width of a bucket, in milliseconds; 0 for exact deadlines. */
  readonly periodMs: number
  /** Hears of a deadline that may have passed; the deadline may have moved meanwhile. */
  readonly onDue: (room: string, user: string) => void
}

/**
 * Deadlines the way Synapse looks at them: buckets of one period, emptied after their end by a loop of the same
 * period, so that a deadline is noticed up to two periods late. It sets one timer, and none while it is empty.
 */
export class TimerWheel {
  readonly #options: TimerWheelOptions
  readonly #buckets = new Map<number, Map<string, Set<string>>>()
  #bornAt: number
  #timer: unknown
  #dueAt = Number.POSITIVE_INFINITY

  constructor(options: TimerWheelOptions) {
    this.#options = options
    this.#bornAt = options.clock.now()
  }

  /** Looks at this user again once the deadline has passed. */
  add(room: string, user: string, deadline: number): void {
    const key = Math.max(this.#keyOf(deadline), this.#keyOf(this.#options.clock.now()))
    const bucket = this.#buckets.get(key) ?? new Map<string, Set<string>>()
    this.#buckets.set(key, bucket)
    bucket.set(room, (bucket.get(room) ?? new Set<string>()).add(user))
    this.#arm()
  }

  /** Drops every deadline and the timer; the loop begins anew. */
  clear(): void {
    this.#buckets.clear()
    this.#disarm()
    this.#bornAt = this.#options.clock.now()
  }

  // A key is the instant from which its bucket may be emptied, in periods.
  #keyOf(instant: number): number {
    const { periodMs } = this.#options
    return periodMs === 0 ? Math.ceil(instant) : Math.floor(instant / periodMs) + 1
  }

  #nextLook(): number {
    const { clock, periodMs } = this.#options
    const now = clock.now()
    if (periodMs === 0) return Math.max(now, this.#firstKey())
    return now + periodMs - ((now - this.#bornAt) % periodMs)
  }

  #firstKey(): number {
    let first = Number.POSITIVE_INFINITY
    for (const key of this.#buckets.keys()) first = Math.min(first, key)
    return first
  }

  #arm(): void {
    if (this.#buckets.size === 0) return
    const dueAt = this.#nextLook()
    if (this.#timer !== undefined && dueAt >= this.#dueAt) return
    this.#disarm()
    this.#dueAt = dueAt
    this.#timer = this.#options.clock.setTimer(() => this.#look(), Math.ceil(dueAt - this.#options.clock.now()))
  }

  #disarm(): void {
    this.#options.clock.clearTimer(this.#timer)
    this.#timer = undefined
    this.#dueAt = Number.POSITIVE_INFINITY
  }

  #look(): void {
    this.#disarm()
    const { clock, periodMs, onDue } = this.#options
    const now = periodMs === 0 ? clock.now() : Math.floor(clock.now() / periodMs)
    for (const [key, bucket] of this.#buckets) {
      if (key > now) continue
      this.#buckets.delete(key)
      for (const [room, users] of bucket) for (const user of users) onDue(room, user)
    }
    this.#arm()
  }
}

import type { Clock } from '../../hub/clock.ts'

/** What a heartbeat does, and how often. */
export interface HeartbeatOptions {
  readonly clock: Clock
  readonly intervalMs: number
  readonly timeoutMs: number
  /** When the first look is due, in milliseconds; the interval by default. */
  readonly firstMs?: number
  readonly ping: () => void
  readonly giveUp: () => void
}

/** Looks every interval whether anything was heard; where nothing was, it pings, then gives up. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #heard = false
  #look: unknown
  #end: unknown

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#look = options.clock.setTimer(() => this.#onLook(), options.firstMs ?? options.intervalMs)
  }

  /** Something came in. */
  hear(): void {
    this.#heard = true
    this.#options.clock.clearTimer(this.#end)
    this.#end = undefined
  }

  stop(): void {
    this.#options.clock.clearTimer(this.#look)
    this.#options.clock.clearTimer(this.#end)
  }

  #onLook(): void {
    const { clock, intervalMs, timeoutMs, ping, giveUp } = this.#options
    this.#look = clock.setTimer(() => this.#onLook(), intervalMs)
    if (!this.#heard && this.#end === undefined) {
      this.#end = clock.setTimer(giveUp, timeoutMs)
      ping()
    }
    this.#heard = false
  }
}

import type { Clock } from '../hub/clock.ts'

/** One direction of a socket: whatever is late makes what comes after it wait, for a socket keeps the order. */
export class Line {
  readonly #clock: Clock
  readonly #timers = new Set<unknown>()
  #freeAtMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Passes something on so many milliseconds later, and never before what came earlier. */
  pass(delayMs: number, arrive: () => void): void {
    const now = this.#clock.now()
    if (delayMs <= 0 && this.#timers.size === 0) return arrive()
    this.#freeAtMs = Math.max(this.#freeAtMs, now + delayMs)
    const timer = this.#clock.setTimer(() => {
      this.#timers.delete(timer)
      arrive()
    }, this.#freeAtMs - now)
    this.#timers.add(timer)
  }

  /** Loses whatever is under way. */
  clear(): void {
    for (const timer of this.#timers) this.#clock.clearTimer(timer)
    this.#timers.clear()
  }
}

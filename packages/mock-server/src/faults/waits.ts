import type { Clock } from '../hub/clock.ts'

/** How a wait ended: its time came, or the server let go of everything. */
export type WaitEnd = 'over' | 'let-go'

/** Requests that a fault delays or never answers. */
export class Waits {
  readonly #clock: Clock
  readonly #pauses = new Set<() => void>()
  readonly #held = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<WaitEnd> {
    if (ms <= 0) return Promise.resolve('over')
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(() => {
        this.#pauses.delete(letGo)
        resolve('over')
      }, ms)
      const letGo = (): void => {
        this.#clock.clearTimer(timer)
        resolve('let-go')
      }
      this.#pauses.add(letGo)
    })
  }

  /** Resolves when the client has gone, or the fault is taken away. */
  hold(onGone: (listener: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#held.delete(end)
        stopListening()
        resolve()
      }
      const stopListening = onGone(end)
      this.#held.add(end)
    })
  }

  /** Ends what is held for ever; what is only late goes on being late. */
  release(): void {
    for (const end of this.#held) end()
  }

  /** Ends everything: whatever was delayed never arrives. */
  letGo(): void {
    this.release()
    for (const letGo of this.#pauses) letGo()
    this.#pauses.clear()
  }
}

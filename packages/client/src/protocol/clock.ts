/** Time as an option: the system's own by default, a manual one in tests. */
export interface Clock {
  /** Monotonic milliseconds; every deadline is measured with it. */
  readonly now: () => number
  /** Wall-clock milliseconds; read only to notice that time was slept through (S13). */
  readonly wall: () => number
  /** Calls back once after `delayMs`; returns what `clearTimer` takes. */
  readonly setTimer: (callback: () => void, delayMs: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}

/** Time as an option, so that a simulator can run the same rooms on a clock of its own. */
export interface Clock {
  /** Milliseconds since the epoch of whoever made the clock; it must never run backwards. */
  readonly now: () => number
  /** Calls back once after `delayMs`; returns what `clearTimer` takes. */
  readonly setTimer: (callback: () => void, delayMs: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}

/** The machine's time: milliseconds since 1970, but steady where the wall clock is set back. */
export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (timer) => {
    // oxlint-disable-next-line no-unsafe-type-assertion -- a timer of this clock is what its `setTimer` returned
    clearTimeout(timer as ReturnType<typeof setTimeout>)
  },
}

/** A clock that knows how many of its timers are still to come. */
export interface CountingClock extends Clock {
  readonly pending: () => number
}

/** The same time, with its timers counted, so that a test can assert that none is left. */
export function countingClock(clock: Clock): CountingClock {
  const pending = new Set<object>()
  return {
    now: clock.now,
    setTimer: (callback, delayMs) => {
      const entry: { timer: unknown } = { timer: undefined }
      pending.add(entry)
      entry.timer = clock.setTimer(() => {
        if (pending.delete(entry)) callback()
      }, delayMs)
      return entry
    },
    clearTimer: (timer) => {
      if (typeof timer !== 'object' || timer === null || !pending.delete(timer)) return
      clock.clearTimer('timer' in timer ? timer.timer : undefined)
    },
    pending: () => pending.size,
  }
}

import type { Clock } from '../protocol/clock.ts'

/** A clock that stands until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on by so many milliseconds and fires what falls due, in order of its instant. */
  readonly advance: (ms: number) => void
  /** How many timers are set; 0 after `close()`. */
  readonly pending: () => number
}

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** Where the wall clock of a manual clock begins, in milliseconds: any fixed instant will do. */
const WALL_START_MS = 1_700_000_000_000

/** Makes a clock for tests; beside it no fake timers of a test runner are needed. */
export function createManualClock(startMs: number = 0): ManualClock {
  const timers = new Map<unknown, Timer>()
  let now = startMs

  function next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers.values()) if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer
    return first
  }

  return {
    now: () => now,
    wall: () => WALL_START_MS + now,
    setTimer(callback, delayMs) {
      const timer = { at: now + Math.max(0, delayMs), callback }
      timers.set(timer, timer)
      return timer
    },
    clearTimer(timer) {
      timers.delete(timer)
    },
    advance(ms) {
      const until = now + ms
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.callback()
      }
      now = until
    },
    pending: () => timers.size,
  }
}

import type { Clock } from '../src/hub/clock.ts'

interface Timer {
  readonly atMs: number
  readonly callback: () => void
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Goes on by so many milliseconds and calls back every timer due on the way, in order. */
  readonly advance: (ms: number) => void
  readonly pending: () => number
}

export function manualClock(startMs = 0): ManualClock {
  const timers = new Set<Timer>()
  let nowMs = startMs

  function nextDue(untilMs: number): Timer | undefined {
    return [...timers].filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0]
  }
  return {
    now: () => nowMs,
    setTimer: (callback, delayMs) => {
      const timer = { atMs: nowMs + Math.max(0, delayMs), callback }
      timers.add(timer)
      return timer
    },
    clearTimer: (timer) => {
      for (const known of timers) if (known === timer) timers.delete(known)
    },
    advance: (ms) => {
      const untilMs = nowMs + ms
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        timers.delete(due)
        nowMs = Math.max(nowMs, due.atMs)
        due.callback()
      }
      nowMs = untilMs
    },
    pending: () => timers.size,
  }
}

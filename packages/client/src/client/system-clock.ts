import type { Clock } from '../protocol/clock.ts'

/** The platform's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  // oxlint-disable-next-line no-unsafe-type-assertion -- a timer of this clock is what its `setTimer` returned
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
}

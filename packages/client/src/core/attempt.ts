import { SAFETY_MARGIN_MS, type TypingTiming } from '../protocol/timing.ts'

/** How long the last few sends took, newest last, in milliseconds: what the plan of the next ones is made of. */
export type Pace = readonly number[]

/** Nothing was answered yet. */
export const NO_PACE: Pace = Object.freeze([])

/** How many sends are remembered. */
const REMEMBERED = 3

/** A before the first answer, and its least and most, in milliseconds: three attempts fit into the margin. */
export const ATTEMPT_MS = { first: 3_000, least: 1_500, most: 4_500 } as const

/** Most that a start is sent again after an attempt that failed while it is urgent, and the least, in milliseconds. */
const URGENT_RETRY_MS = { least: 100, most: 250 } as const

/** Attempts that fit before the expiry; later ones come at longer and longer intervals. */
export const URGENT_TRIES = 3

const LATE_RETRY_MS = [1_000, 2_000, 4_000, 8_000] as const
const STOP_REPEAT_MS = [500, 1_000, 2_000, 4_000, 8_000] as const

/** The pace with one more send; one that timed out counts with the time it was given, so that the next is given more. */
export function withSend(pace: Pace, tookMs: number): Pace {
  return [...pace.slice(1 - REMEMBERED), Math.max(0, tookMs)]
}

/** A: the deadline of one attempt in milliseconds, twice the slowest of the last three sends. */
export function attemptMs(pace: Pace): number {
  if (pace.length === 0) return ATTEMPT_MS.first
  return Math.min(ATTEMPT_MS.most, Math.max(ATTEMPT_MS.least, 2 * Math.max(...pace)))
}

/** R as it is used: early enough that three attempts of A fit before T, and never later than the timing says. */
export function resendAfterMs(timing: TypingTiming, attempt: number): number {
  const needed = URGENT_TRIES * attempt + 2 * URGENT_RETRY_MS.most
  const margin = Math.min(Math.max(SAFETY_MARGIN_MS, needed), timing.expireAfterMs / 2)
  return Math.min(timing.resendEveryMs, timing.expireAfterMs - margin)
}

/** Milliseconds until a start is tried again after `tries` attempts that failed; `random` in [0, 1). */
export function startRetryMs(tries: number, random: number): number {
  if (tries < URGENT_TRIES) return URGENT_RETRY_MS.least + random * (URGENT_RETRY_MS.most - URGENT_RETRY_MS.least)
  const step = LATE_RETRY_MS[Math.min(tries - URGENT_TRIES, LATE_RETRY_MS.length - 1)] ?? 8_000
  return step * (0.75 + random / 4)
}

/** Milliseconds until a stop is repeated after `tries` attempts that failed; undefined once that is pointless. */
export function stopRepeatMs(tries: number): number | undefined {
  return STOP_REPEAT_MS[tries - 1]
}

import type { RequestLimits } from '../protocol/limits.ts'
import { clampMs, STATED_WAIT_BOUNDS_MS } from '../protocol/timing.ts'
import { readyAt, take, type Bucket } from './bucket.ts'

/** What leave is given for: telling the server something, or asking it. */
export type Lane = 'send' | 'ask'

interface LaneState {
  readonly bucket: Bucket | undefined
  /** A wait that the server stated: nothing leaves before (S11). */
  readonly closedUntil: number
  /** Refusals in a row that stated no wait. */
  readonly unstated: number
}

/** One connection's outbox: it holds nothing, it only gives leave. Instants are monotonic milliseconds. */
export interface Outbox {
  readonly send: LaneState
  readonly ask: LaneState
}

const OPEN: LaneState = Object.freeze({ bucket: undefined, closedUntil: -Infinity, unstated: 0 })

/** An outbox that has given no leave yet. */
export const FRESH_OUTBOX: Outbox = Object.freeze({ send: OPEN, ask: OPEN })

/** First wait, in milliseconds, after a refusal that states none; doubled with each in a row. */
const UNSTATED_WAIT_MS = 1_000

/** When something of that price may leave: `now`, or the first instant to try again. A price of 0 waits for no bucket. */
export function leaveAt(outbox: Outbox, limits: RequestLimits, lane: Lane, tokens: number, now: number): number {
  const { bucket, closedUntil } = outbox[lane]
  return Math.max(closedUntil, readyAt(bucket, limits[lane], tokens, now))
}

/** The outbox after it gave leave for that price. */
export function leave(outbox: Outbox, limits: RequestLimits, lane: Lane, tokens: number, now: number): Outbox {
  if (tokens === 0) return outbox
  const state = outbox[lane]
  return { ...outbox, [lane]: { ...state, bucket: take(state.bucket, limits[lane], tokens, now) } }
}

/** The outbox after the server asked for a pause; where it did not say how long, 1 s, doubled each time. */
export function pause(
  outbox: Outbox,
  limits: RequestLimits,
  lane: Lane,
  retryInMs: number | undefined,
  now: number,
): Outbox {
  const unstated = retryInMs === undefined ? outbox[lane].unstated + 1 : 0
  const guess = UNSTATED_WAIT_MS * 2 ** Math.min(unstated - 1, 16)
  const closedUntil = now + clampMs(retryInMs ?? guess, STATED_WAIT_BOUNDS_MS, UNSTATED_WAIT_MS)
  const close = (state: LaneState): LaneState => ({ ...state, closedUntil: Math.max(state.closedUntil, closedUntil) })
  const paused = { ...close(outbox[lane]), unstated }
  if (limits.statedWaitCloses === 'send' || lane === 'send') {
    const other = limits.statedWaitCloses === 'all' ? close(outbox.ask) : outbox.ask
    return lane === 'send' ? { send: paused, ask: other } : { ...outbox, ask: paused }
  }
  return { send: close(outbox.send), ask: paused }
}

/** The outbox after an answer that was no refusal: the next pause is guessed from the start again. */
export function unpause(outbox: Outbox, lane: Lane): Outbox {
  if (outbox[lane].unstated === 0) return outbox
  return { ...outbox, [lane]: { ...outbox[lane], unstated: 0 } }
}

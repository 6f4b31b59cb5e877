import type { RequestLimits } from '../../protocol/limits.ts'
import type { TimingBounds, TypingTiming } from '../../protocol/timing.ts'

/**
 * T: what the specification's example sends, and inside the 15 to 45 s that Conduit servers clamp to.
 * R: T less the specification's margin.
 */
export const MATRIX_TIMING: TypingTiming = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

/** What the protocol bears: Conduit's clamp, and the specification's advice of at most 30 s between two starts. */
export const MATRIX_BOUNDS: TimingBounds = { expireAfterMs: [10_000, 45_000], resendEveryMostMs: 30_000 }

/** Dendrite gives a device 5 requests and 2 more a second; Synapse does not count typing. */
export const MATRIX_LIMITS: RequestLimits = {
  send: { capacity: 4, perSecond: 1 },
  ask: { capacity: 10, perSecond: 4 },
  conversation: { capacity: 4, perSecond: 0.5 },
  statedWaitCloses: 'send',
}

/**
 * Least and most of `maxListAgeMs`, in milliseconds: a list must be taken anew before it ends, and Synapse
 * forgets a quiet room after 10 min.
 */
export const LIST_AGE_BOUNDS_MS: readonly [number, number] = [90_000, 600_000]

/** `maxListAgeMs` where the app names none, in milliseconds: ours. */
export const DEFAULT_LIST_AGE_MS = 120_000

import type { TypingTiming } from '../protocol/timing.ts'

/** Periods of the transports in memory: those of Matrix, in milliseconds. */
export const MATRIX_LIKE_TIMING: TypingTiming = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

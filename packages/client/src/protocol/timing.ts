/** When to tell the server. What the server advertises goes before the defaults, what the app sets before both. */
export interface TypingTiming {
  /** T: milliseconds that others keep me as typing after my last start. */
  readonly expireAfterMs: number
  /** R: milliseconds between two starts while I go on; never more than `expireAfterMs` − 5 000. */
  readonly resendEveryMs: number
  /** Milliseconds after the last key until a stop is sent. */
  readonly idleAfterMs: number
}

/** What a protocol bears: each pair is [least, most] in milliseconds. */
export interface TimingBounds {
  readonly expireAfterMs: readonly [number, number]
  /** Most that R may be; the least is T / 3. */
  readonly resendEveryMostMs: number
}

/** m: the safety margin before an expiry, from the typing module of the Matrix specification; our rule for all protocols. */
export const SAFETY_MARGIN_MS = 5_000

/** Periods of the transports in memory, and of one whose own are unusable: those of Matrix, in milliseconds. */
export const DEFAULT_TIMING: TypingTiming = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

/** Least and most of `idleAfterMs`. */
export const IDLE_BOUNDS_MS: readonly [number, number] = [1_000, 30_000]

/** Bounds of a transport that names none. */
export const DEFAULT_TIMING_BOUNDS: TimingBounds = { expireAfterMs: [6_000, 300_000], resendEveryMostMs: 300_000 }

/** Least and most of a wait that a server states, in milliseconds (S11, S12). */
export const STATED_WAIT_BOUNDS_MS: readonly [number, number] = [250, 300_000]

/** Least and most that a server says it keeps a waiting ask open, in milliseconds (S12). */
export const HOLD_BOUNDS_MS: readonly [number, number] = [10_000, 300_000]

/** Least and most of the expiry of somebody else's start, in milliseconds. */
export const TYPIST_EXPIRY_BOUNDS_MS: readonly [number, number] = [2_000, 300_000]

/**
 * A duration between two bounds; what is not a finite number becomes the fallback. Every duration
 * from outside passes here: a timer set for NaN, Infinity or 2^31 fires at once (S12).
 */
export function clampMs(value: unknown, [least, most]: readonly [number, number], fallback: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return fallback
  return Math.min(most, Math.max(least, value))
}

/** The timing to use: overrides before defaults, each clamped to what the protocol bears. */
export function clampTiming(
  overrides: { readonly [K in keyof TypingTiming]?: number | undefined },
  defaults: TypingTiming,
  bounds: TimingBounds = DEFAULT_TIMING_BOUNDS,
): TypingTiming {
  const expireAfterMs = clampMs(overrides.expireAfterMs, bounds.expireAfterMs, defaults.expireAfterMs)
  const mostResend = Math.min(expireAfterMs - SAFETY_MARGIN_MS, bounds.resendEveryMostMs)
  const leastResend = Math.min(expireAfterMs / 3, mostResend)
  const resendBounds = [leastResend, mostResend] as const
  const resendDefault = clampMs(defaults.resendEveryMs, resendBounds, mostResend)
  return {
    expireAfterMs,
    resendEveryMs: clampMs(overrides.resendEveryMs, resendBounds, resendDefault),
    idleAfterMs: clampMs(overrides.idleAfterMs, IDLE_BOUNDS_MS, defaults.idleAfterMs),
  }
}

import { clampMs, STATED_WAIT_BOUNDS_MS } from '../../protocol/timing.ts'
import { field, isRecord } from '../shared/parse.ts'

/** What a `RocketChatError` is made of. */
export interface RocketChatErrorDetails {
  readonly code: string
  readonly reason?: string | undefined
  readonly details?: unknown
}

/** Literals, not sentences: what looks like anything else may quote what was asked for. */
const PLAIN_CODE = /^[\w.-]{1,64}$/

/**
 * A realtime method, or its REST twin, was refused or had no answer. `message` names the method and
 * the code alone; `reason` and `details` are the server's own words, and may quote what it was asked.
 */
export class RocketChatError extends Error {
  override readonly name = 'RocketChatError' as const
  /** The method that was called. */
  readonly method: string
  /**
   * The server's literal, such as `error-not-allowed`; a number such as 404 as its digits. Our own, where it never
   * left: `not-connected`, `not-logged-in` and `invalid-params`; where it may have been carried out: `connection-lost`
   * and `timeout`.
   */
  readonly code: string
  /** The server's sentence for people, where it gave one. */
  readonly reason: string | undefined
  /** Whatever else the server said of it. */
  readonly details: unknown
  /** Milliseconds to wait, with `too-many-requests` where the server states them (`timeToReset`). */
  readonly retryAfterMs: number | undefined

  constructor(method: string, { code, reason, details }: RocketChatErrorDetails) {
    super(`unable to call ${method}; ${PLAIN_CODE.test(code) ? code : 'the server refused'}`)
    this.method = method
    this.code = code
    this.reason = reason
    this.details = details
    this.retryAfterMs = code === 'too-many-requests' ? timeToReset(details) : undefined
  }
}

/** The wait that the server states with `too-many-requests`, in milliseconds and clamped; undefined where it states none. */
export function timeToReset(details: unknown): number | undefined {
  const stated = isRecord(details) ? field(details, 'timeToReset') : undefined
  return typeof stated === 'number' && Number.isFinite(stated) ? clampMs(stated, STATED_WAIT_BOUNDS_MS, 0) : undefined
}

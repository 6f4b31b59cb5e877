import { TypingError, type TypingErrorCode } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { field, isRecord, readText } from '../shared/parse.ts'
import { timeToReset } from './rocketchat-error.ts'

/** The wait after a refusal that states none, in milliseconds. */
const UNSTATED_WAIT_MS = 1_000

/** Longest literal that is looked at, in bytes. */
const MOST_LITERAL_BYTES = 64

/** A refusal as the server words it. */
export interface Refusal {
  /** Its literal; a number such as 404 as its digits, and `unknown` where there is none. */
  readonly code: string
  /** The wait that goes with `too-many-requests`, in milliseconds and clamped. */
  readonly waitMs: number | undefined
}

/** Reads what a call or a subscription of somebody else's client rejected with: the `error` of a DDP frame. Never throws. */
export function readRejection(rejection: unknown): Refusal {
  const code = isRecord(rejection) ? field(rejection, 'error') : undefined
  const details = isRecord(rejection) ? field(rejection, 'details') : undefined
  return {
    code: typeof code === 'number' ? String(code) : (readText(code, MOST_LITERAL_BYTES) ?? 'unknown'),
    waitMs: code === 'too-many-requests' ? (timeToReset(details) ?? UNSTATED_WAIT_MS) : undefined,
  }
}

/** What became of a write that was refused. */
export function readOutcome({ code, waitMs }: Refusal, key: string): SendOutcome {
  const because = (as: TypingErrorCode, reason: string): TypingError => unsendable(as, reason, key)
  if (waitMs !== undefined) {
    const why = 'unable to send typing; the server asks for a pause'
    const error = new TypingError('rate-limited', why, { conversation: key, retryAfterMs: waitMs })
    return { type: 'limited', error, retryInMs: waitMs }
  }
  switch (code) {
    case '401':
    case '403':
      return { type: 'auth', error: because('unauthorized', 'the server ended the session') }
    case 'not-allowed':
    case 'error-not-allowed':
      return { type: 'gone', error: because('forbidden', 'the server does not let me') }
    case '400':
      return { type: 'gone', error: because('invalid-conversation', 'the server does not take it') }
    case '404':
      return { type: 'gone', error: because('unsupported', 'the server has no such method') }
    default:
      return { type: 'server', error: because('bad-response', 'the server failed') }
  }
}

/** The error of a write that did not reach the others. */
export function unsendable(code: TypingErrorCode, reason: string, conversation: string): TypingError {
  return new TypingError(code, `unable to send typing; ${reason}`, { conversation })
}

import { TypingError } from '../../protocol/errors.ts'
import type { TypingErrorCode } from '../../protocol/errors.ts'
import { STATED_WAIT_BOUNDS_MS, clampMs } from '../../protocol/timing.ts'
import type { WireReply } from '../../protocol/wire.ts'
import { field, isRecord, parseJson } from '../shared/parse.ts'

/** What was tried, as the messages of errors name it. */
export type Operation = 'send typing' | 'hear who types'

/** An answer of any status. */
export type Answer = Extract<WireReply, { type: 'answer' }>

/** Codes that change what is done or may stand in an error; no other text of a server gets into one. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  'M_FORBIDDEN',
  'M_INVALID_PARAM',
  'M_LIMIT_EXCEEDED',
  'M_MISSING_TOKEN',
  'M_NOT_FOUND',
  'M_NOT_JSON',
  'M_UNKNOWN',
  'M_UNKNOWN_TOKEN',
  'M_UNRECOGNIZED',
  'M_USER_DEACTIVATED',
  'M_USER_LOCKED',
  'M_USER_SUSPENDED',
])

/** An answer that is no success, as Matrix words it. */
export interface Refusal {
  readonly status: number
  /** The `errcode` if it is one of ours to know; undefined for others, and for what is not Matrix' JSON. */
  readonly code: string | undefined
  /** Whether the body is a Matrix error at all, of whatever code: a proxy's page is not. */
  readonly worded: boolean
  /** Milliseconds the server wants to be left alone, clamped; undefined if it does not say. */
  readonly retryInMs: number | undefined
}

/** Reads an answer that is no success. Never throws. */
export function readRefusal(answer: Answer): Refusal {
  const body = parseJson(answer.body)
  const errcode = isRecord(body) ? field(body, 'errcode') : undefined
  const wait = isRecord(body) ? field(body, 'retry_after_ms') : undefined
  // The body first: across origins no browser can read the header of a Synapse or a Dendrite.
  const stated = typeof wait === 'number' && Number.isFinite(wait) ? wait : answer.retryAfterMs
  return {
    status: answer.status,
    code: typeof errcode === 'string' && KNOWN_CODES.has(errcode) ? errcode : undefined,
    worded: typeof errcode === 'string',
    retryInMs: stated === undefined ? undefined : clampWait(stated),
  }
}

const clampWait = (ms: number): number => Math.ceil(clampMs(ms, STATED_WAIT_BOUNDS_MS, STATED_WAIT_BOUNDS_MS[1]))

/** Whether the server does not know this path under this prefix. */
export function isUnrecognised({ status, code }: Refusal): boolean {
  return code === 'M_UNRECOGNIZED' && (status === 400 || status === 404 || status === 405)
}

/** What a refusal means whatever was asked for. */
export type CommonFault =
  | { readonly type: 'server' | 'auth'; readonly error: TypingError }
  | { readonly type: 'limited'; readonly error: TypingError; readonly retryInMs: number | undefined }

/** Reads what means the same for an ask and a send; undefined where the two differ. */
export function readCommonFault(
  refusal: Refusal,
  operation: Operation,
  conversation: string | undefined,
): CommonFault | undefined {
  const { status, code, retryInMs } = refusal
  const because = (as: TypingErrorCode): TypingError => refused(refusal, as, operation, conversation)
  if (status === 429 || code === 'M_LIMIT_EXCEEDED') {
    return { type: 'limited', error: because('rate-limited'), retryInMs }
  }
  // A locked account keeps its session and may be unlocked: a matter of patience, not of another token.
  const isLocked = status === 401 && code === 'M_USER_LOCKED'
  if (isLocked || status === 408 || status >= 500) return { type: 'server', error: because('unreachable') }
  return status === 401 ? { type: 'auth', error: because('unauthorized') } : undefined
}

/** The error of an answer that was no success. */
export function refused(
  { status, code, retryInMs }: Refusal,
  as: TypingErrorCode,
  operation: Operation,
  conversation: string | undefined,
): TypingError {
  const reason = `the server answered ${status}${code === undefined ? '' : ` ${code}`}`
  return new TypingError(as, `unable to ${operation}; ${reason}`, {
    conversation,
    retryAfterMs: as === 'rate-limited' ? retryInMs : undefined,
  })
}

/** The error of an answer that is not the protocol. */
export function unreadable(operation: Operation): TypingError {
  return new TypingError('bad-response', `unable to ${operation}; the answer is not that of a Matrix server`)
}

/** What became of a request that brought no answer. */
export function readFailure(
  { reason, cause }: Extract<WireReply, { type: 'failed' }>,
  operation: Operation,
  conversation: string | undefined,
): { readonly type: 'unsent' | 'unknown' | 'server'; readonly error: TypingError } {
  const because = (code: TypingErrorCode, why: string): TypingError =>
    new TypingError(code, `unable to ${operation}; ${why}`, { cause, conversation })
  switch (reason) {
    case 'unsent':
      return { type: 'unsent', error: because('unreachable', 'the request could not leave') }
    case 'network':
      return { type: 'unknown', error: because('unreachable', 'no answer came') }
    case 'too-large':
      return { type: 'server', error: because('bad-response', 'the answer is too large') }
  }
}

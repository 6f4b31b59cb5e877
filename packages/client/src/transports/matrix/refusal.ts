import type { TypingError, TypingErrorCode } from '../../protocol/errors.ts'
import { field, isRecord, parseJson } from '../shared/parse.ts'
import { readStatedWait, refused } from '../shared/refusal.ts'
import type { Answer, CommonFault, Operation, Refusal } from '../shared/refusal.ts'

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
export interface MatrixRefusal extends Refusal {
  /** Whether the body is a Matrix error at all, of whatever code: a proxy's page is not. */
  readonly worded: boolean
}

/** Reads an answer that is no success. Never throws. */
export function readRefusal(answer: Answer): MatrixRefusal {
  const body = parseJson(answer.body)
  const errcode = isRecord(body) ? field(body, 'errcode') : undefined
  const wait = isRecord(body) ? field(body, 'retry_after_ms') : undefined
  return {
    status: answer.status,
    code: typeof errcode === 'string' && KNOWN_CODES.has(errcode) ? errcode : undefined,
    worded: typeof errcode === 'string',
    // Across origins no browser can read the header of a Synapse or a Dendrite.
    retryInMs: readStatedWait(wait, answer),
  }
}

/** Whether the server does not know this path under this prefix. */
export function isUnrecognised({ status, code }: Refusal): boolean {
  return code === 'M_UNRECOGNIZED' && (status === 400 || status === 404 || status === 405)
}

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

/** Why the server does not let me type there; undefined where that is not what it says. */
export function readSendRefusal({ status, code }: Refusal): TypingErrorCode | undefined {
  switch (status) {
    case 403:
      return 'forbidden'
    case 400:
      return code === 'M_FORBIDDEN' ? 'forbidden' : 'invalid-conversation'
    case 404:
    case 413:
      return 'invalid-conversation'
    default:
      return undefined
  }
}

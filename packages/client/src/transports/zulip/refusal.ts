import type { TypingErrorCode } from '../../protocol/errors.ts'
import { field, isRecord, parseJson } from '../shared/parse.ts'
import { readStatedWait, refused } from '../shared/refusal.ts'
import type { Answer, CommonFault, Operation, Refusal } from '../shared/refusal.ts'

/** Codes that change what is done or may stand in an error; no other text of a server gets into one. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  'BAD_EVENT_QUEUE_ID',
  'BAD_REQUEST',
  'INVALID_API_KEY',
  'RATE_LIMIT_HIT',
  'REALM_DEACTIVATED',
  'REQUEST_VARIABLE_INVALID',
  'REQUEST_VARIABLE_MISSING',
  'UNAUTHORIZED',
  'USER_DEACTIVATED',
])

/** Codes by which the account is refused, whatever the status: before feature level 76 it was 403 for some. */
const AUTH_CODES: ReadonlySet<string | undefined> = new Set([
  'INVALID_API_KEY',
  'REALM_DEACTIVATED',
  'USER_DEACTIVATED',
])

/** Codes by which a server wants another shape of request than the one for its feature level. */
const SHAPE_CODES: ReadonlySet<string | undefined> = new Set(['REQUEST_VARIABLE_INVALID', 'REQUEST_VARIABLE_MISSING'])

/**
 * How the texts begin by which a server says that I may not type there. They share one code with
 * all else that is wrong, and come in the language of the account: in another one than English such
 * a refusal is taken for one of the conversation.
 */
const FORBIDDEN = ['Not authorized', "You don't have permission", 'User has disabled'] as const

/** An answer that is no success, as Zulip words it. */
export interface ZulipRefusal extends Refusal {
  /** Whether it says that I may not. */
  readonly forbids: boolean
}

/** Reads an answer that is no success. Never throws. */
export function readRefusal(answer: Answer): ZulipRefusal {
  const body = parseJson(answer.body)
  const read = (name: string): unknown => (isRecord(body) ? field(body, name) : undefined)
  const [code, msg, seconds] = [read('code'), read('msg'), read('retry-after')]
  return {
    status: answer.status,
    code: typeof code === 'string' && KNOWN_CODES.has(code) ? code : undefined,
    // In fractions of seconds; the header is exposed to no page of another origin.
    retryInMs: readStatedWait(typeof seconds === 'number' ? seconds * 1_000 : undefined, answer),
    forbids: typeof msg === 'string' && FORBIDDEN.some((beginning) => msg.startsWith(beginning)),
  }
}

/** Reads what means the same for an ask and a send; undefined where the two differ. */
export function readCommonFault(
  refusal: Refusal,
  operation: Operation,
  conversation: string | undefined,
): CommonFault | undefined {
  const { status, code, retryInMs } = refusal
  if (status === 429 || code === 'RATE_LIMIT_HIT') {
    return { type: 'limited', error: refused(refusal, 'rate-limited', operation, conversation), retryInMs }
  }
  if (status === 408 || status >= 500) {
    return { type: 'server', error: refused(refusal, 'unreachable', operation, conversation) }
  }
  if (status === 401 || AUTH_CODES.has(code)) {
    return { type: 'auth', error: refused(refusal, 'unauthorized', operation, conversation) }
  }
  return undefined
}

/** Why the server does not let me type there; undefined where the answer is none of Zulip's. */
export function readSendRefusal({ status, code, forbids }: ZulipRefusal): TypingErrorCode | undefined {
  switch (status) {
    case 400:
      if (SHAPE_CODES.has(code)) return 'unsupported'
      return forbids ? 'forbidden' : 'invalid-conversation'
    case 403:
      return 'forbidden'
    case 404:
    case 405:
      return 'unsupported'
    case 413:
      return 'invalid-conversation'
    default:
      return undefined
  }
}

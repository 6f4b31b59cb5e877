import { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { field, isRecord } from '../shared/parse.ts'
import { refused, type Answer } from '../shared/refusal.ts'
import { isUnrecognised, readCommonFault, readRefusal, readSendRefusal } from './refusal.ts'

/** The wait after a refusal that states none, in milliseconds: ours. */
const UNSTATED_WAIT_MS = 1_000

/**
 * What became of a send that somebody else's client made and that failed, by the error it rejected with: a `MatrixError`
 * of matrix-js-sdk says how the server answered. Of any other, nothing is passed on: its message may hold the address.
 */
export function readRejection(rejection: unknown, room: string): SendOutcome {
  const answer = answerOf(rejection)
  if (answer === undefined) {
    const error = new TypingError('unreachable', 'unable to send typing; no answer came', { conversation: room })
    return { type: 'unknown', error }
  }
  const refusal = readRefusal(answer)
  const fault = isUnrecognised(refusal) ? undefined : readCommonFault(refusal, 'send typing', room)
  if (fault?.type === 'limited') return { ...fault, retryInMs: fault.retryInMs ?? UNSTATED_WAIT_MS }
  if (fault !== undefined) return fault
  const code = isUnrecognised(refusal) ? 'unsupported' : readSendRefusal(refusal)
  return code === undefined
    ? { type: 'server', error: refused(refusal, 'bad-response', 'send typing', room) }
    : { type: 'gone', error: refused(refusal, code, 'send typing', room) }
}

/** Whether a poll of somebody else's client failed for good: its token is nobody's any more. */
export function isLoggedOut(rejection: unknown): boolean {
  return isRecord(rejection) && field(rejection, 'errcode') === 'M_UNKNOWN_TOKEN'
}

/** The answer that an error is about; undefined where there was none, as far as it says. */
function answerOf(rejection: unknown): Answer | undefined {
  if (!isRecord(rejection)) return undefined
  const [status, data] = [field(rejection, 'httpStatus'), field(rejection, 'data')]
  if (typeof status !== 'number') return undefined
  const read = (name: string): unknown => (isRecord(data) ? field(data, name) : undefined)
  const [errcode, wait] = [read('errcode'), read('retry_after_ms')]
  const body = {
    ...(typeof errcode === 'string' && { errcode }),
    ...(typeof wait === 'number' && { retry_after_ms: wait }),
  }
  return { type: 'answer', status, body: JSON.stringify(body), bytes: 0, retryAfterMs: statedByHeader(rejection) }
}

/** What `getRetryAfterMs` of a `MatrixError` says; it throws where the header makes no sense. */
function statedByHeader(rejection: object): number | undefined {
  if (!hasWait(rejection)) return undefined
  try {
    const stated = rejection.getRetryAfterMs()
    return typeof stated === 'number' ? stated : undefined
  } catch {
    return undefined
  }
}

function hasWait(rejection: object): rejection is { readonly getRetryAfterMs: () => unknown } {
  return 'getRetryAfterMs' in rejection && typeof rejection.getRetryAfterMs === 'function'
}

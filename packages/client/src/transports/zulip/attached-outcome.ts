import { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { field, isRecord } from '../shared/parse.ts'
import { unreadable } from '../shared/refusal.ts'
import { readSent } from './sending.ts'

/** The wait after a refusal that states none, in milliseconds: ours. */
const UNSTATED_WAIT_MS = 1_000

/** A request that brought no answer. Of what it failed with nothing is passed on: that may hold an address, or a key. */
export function unanswered(conversation: string): SendOutcome {
  const error = new TypingError('unreachable', 'unable to send typing; no answer came', { conversation })
  return { type: 'unknown', error }
}

/** What became of a send that somebody else posted, by the answer alone: its status did not come along. */
export function readPosted(answer: unknown, address: string): SendOutcome {
  const result = isRecord(answer) ? field(answer, 'result') : undefined
  if (!isRecord(answer) || (result !== 'success' && result !== 'error')) {
    return { type: 'server', error: unreadable('send typing', 'Zulip') }
  }
  if (result === 'success') return { type: 'ok' }
  const [code, msg, wait] = [field(answer, 'code'), field(answer, 'msg'), field(answer, 'retry-after')]
  const body = JSON.stringify({
    ...(typeof code === 'string' && { code }),
    ...(typeof msg === 'string' && { msg }),
    ...(typeof wait === 'number' && { 'retry-after': wait }),
  })
  const reply = { type: 'answer', status: statusOf(code), body, bytes: body.length, retryAfterMs: undefined } as const
  const outcome = readSent(reply, address)
  if (outcome.type !== 'limited') return outcome
  return { ...outcome, retryInMs: outcome.retryInMs ?? UNSTATED_WAIT_MS }
}

/** The status that a server gives with a code; what is wrong with the request has one, trouble of the server's own has none. */
function statusOf(code: unknown): number {
  switch (code) {
    case 'RATE_LIMIT_HIT':
      return 429
    case 'UNAUTHORIZED':
    case 'INVALID_API_KEY':
    case 'USER_DEACTIVATED':
    case 'REALM_DEACTIVATED':
      return 401
    case undefined:
      return 500
    default:
      return 400
  }
}

import { field, isRecord, parseJson } from '../../shared/parse.ts'
import type { RocketChatErrorDetails } from '../rocketchat-error.ts'
import { text } from './shape.ts'

/** A literal such as `error-not-allowed`. */
const LITERAL = /^[a-z0-9]+(?:-[a-z0-9]+)+$/i

/** The literal that Meteor puts behind the sentence of an error. */
const TRAILING_LITERAL = /\s*\[([\w-]+)\]$/

/** The seconds that the sentence of a limit states (ApiClass `enforceRateLimit`). */
const STATED_SECONDS = /wait (\d{1,6}) seconds/

/** What REST calls differently from the methods, whichever is asked (ApiClass; rooms.info; getUserFromParams). */
const SAME_CODES: ReadonlyMap<string, string> = new Map([
  ['not-allowed', 'error-not-allowed'],
  ['unauthorized', 'error-not-allowed'],
  ['forbidden', 'error-not-allowed'],
  ['error-unauthorized', 'error-not-allowed'],
  ['error-forbidden', 'error-not-allowed'],
  ['error-too-many-requests', 'too-many-requests'],
  ['Invalid user', 'error-invalid-user'],
])

/** What an answer of REST that is no success means, in the words of the methods. Never throws. */
export function readRestRefusal(status: number, body: string, retryAfterMs: number | undefined): RocketChatErrorDetails {
  const answer = parseJson(body)
  const fields = isRecord(answer) ? answer : {}
  const error = text(field(fields, 'error')) ?? text(field(fields, 'message')) ?? ''
  const sentence = error.replace(TRAILING_LITERAL, '')
  const named = [text(field(fields, 'errorType')), TRAILING_LITERAL.exec(error)?.[1], error]
  const literal = named.find((word) => word !== undefined && (LITERAL.test(word) || SAME_CODES.has(word)))
  const code = codeOf(status, literal === undefined ? undefined : (SAME_CODES.get(literal) ?? literal))
  const reason = sentence === '' || sentence === literal ? undefined : sentence
  if (code !== 'too-many-requests') return { code, reason, details: field(fields, 'details') }
  const seconds = STATED_SECONDS.exec(error)?.[1]
  const timeToReset = retryAfterMs ?? (seconds === undefined ? undefined : Number(seconds) * 1_000)
  return { code, reason, details: timeToReset === undefined ? undefined : { timeToReset } }
}

function codeOf(status: number, literal: string | undefined): string {
  if (status === 429) return 'too-many-requests'
  if (literal !== undefined) return literal
  // Without a literal, 401 is said to who is not logged in, in a sentence; the methods have a literal for that.
  if (status === 401) return 'error-invalid-user'
  if (status === 403) return 'error-not-allowed'
  return status === 404 ? 'unsupported' : String(status)
}

import { member } from '../../http/json.ts'
import { badRequest, internalError, invalidUserId, remoteUser } from '../errors.ts'
import { parseUserId } from '../ids.ts'
import { joinedRoom, jsonBody, type Route, type RouteResult, type UserCall } from '../route.ts'

/** Synapse rest/client/room.py: lifetime of a start that names none, in milliseconds. */
export const DEFAULT_TYPING_TIMEOUT_MS = 30_000

/** Synapse rest/client/room.py: longest lifetime of a start, in milliseconds. There is no shortest. */
export const MAX_TYPING_TIMEOUT_MS = 120_000

// Synapse takes the least of this and its maximum in Python, where a truth value is a number and nothing else is.
function timeoutOf(body: object): number {
  const timeout = Object.hasOwn(body, 'timeout') ? member(body, 'timeout') : DEFAULT_TYPING_TIMEOUT_MS
  if (typeof timeout !== 'number' && typeof timeout !== 'boolean') throw internalError()
  return Math.min(Number(timeout), MAX_TYPING_TIMEOUT_MS)
}

// What Python takes for true.
function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)
}

function putTyping(call: UserCall): RouteResult {
  const { hub, limits, session, param, note } = call
  limits.check('typing', session.user)
  const target = parseUserId(param('userId'))
  if (target.kind === 'invalid') throw invalidUserId()
  const body = jsonBody(call)
  const timeoutMs = timeoutOf(body)
  if (!Object.hasOwn(body, 'typing')) throw internalError()
  const typing = isTruthy(member(body, 'typing'))
  note({ op: typing ? 'typing:start' : 'typing:stop' })
  if (target.kind === 'remote') throw remoteUser()
  if (target.name !== session.user) throw badRequest('M_FORBIDDEN', "Cannot set another user's typing state")
  const room = joinedRoom(call)
  if (typing) hub.typing.start(room.id, session.user, timeoutMs, 'matrix')
  else hub.typing.stop(room.id, session.user, 'matrix')
  return { body: {} }
}

/** Who types. */
export const typingRoutes: readonly Route[] = [
  { method: 'PUT', path: '/rooms/:roomId/typing/:userId', op: 'typing', access: 'user', handle: putTyping },
]

import { member, stringMember } from '../../http/json.ts'
import { badRequest, notFound } from '../errors.ts'
import { eventIdOf, formatEventInRoom, typeOf } from '../event-format.ts'
import { userIdOf } from '../ids.ts'
import { joinedRoom, jsonBody, readerOf, type Route, type RouteResult, type UserCall } from '../route.ts'
import { formatPlace, parsePlace } from '../stream-token.ts'
import type { RoomEvent } from '../../hub/events.ts'

/** Events of one page where the request names no number, and at most (specification: default 10). */
const PAGE = { default: 10, most: 100 } as const

function putEvent(call: UserCall): RouteResult {
  const { hub, limits, transactions, session, param, note } = call
  limits.check('message', session.user)
  const content = jsonBody(call)
  const room = joinedRoom(call)
  const type = param('type')
  note({ op: type === 'm.room.message' ? 'message' : 'event' })
  const key = [session.user, session.device, room.id, type, param('txnId')]
  const sent = transactions.find(key)
  if (sent !== undefined) return { body: { event_id: sent } }
  const text = stringMember(content, 'body') ?? ''
  const wire = { protocol: 'matrix', type, content, device: session.device, transaction: param('txnId') } as const
  const event = hub.say(room.id, session.user, text, wire)
  if (event === undefined) throw notFound('Room not found')
  const eventId = eventIdOf(event, hub.generation)
  transactions.remember(key, eventId)
  return { body: { event_id: eventId } }
}

function getMessages(call: UserCall): RouteResult {
  const {
    hub,
    request: { query },
  } = call
  const room = joinedRoom(call)
  const direction = query.get('dir') ?? 'f'
  if (direction !== 'b' && direction !== 'f') {
    throw badRequest('M_INVALID_PARAM', "Query parameter 'dir' must be one of ['b', 'f']")
  }
  const limitText = query.get('limit') ?? String(PAGE.default)
  if (!/^\d{1,9}$/.test(limitText)) {
    throw badRequest('M_INVALID_PARAM', "Query parameter 'limit' must be a positive integer")
  }
  const limit = Math.min(PAGE.most, Number(limitText))
  const fromText = query.get('from')
  const from = fromText === null ? (direction === 'b' ? hub.serial : 0) : parsePlace(fromText)
  if (from === undefined) throw badRequest('M_UNKNOWN', 'Invalid stream token')

  const back = direction === 'b'
  const all = back ? room.between(0, from).toReversed() : room.between(from, hub.serial)
  const page = all.slice(0, limit)
  const last = page.at(-1)
  const end =
    last === undefined || all.length <= limit ? {} : { end: formatPlace(back ? last.serial - 1 : last.serial) }
  const chunk = page.map((event) => formatEventInRoom(event, readerOf(call)))
  return { body: { start: fromText ?? formatPlace(from), ...end, chunk } }
}

function presentState(call: UserCall): readonly RoomEvent[] {
  return [...joinedRoom(call).stateAt(call.hub.serial).values()]
}

function getStateEvent(call: UserCall): RouteResult {
  const type = call.param('type')
  const key = call.param('stateKey')
  const found = presentState(call).find(
    (event) => typeOf(event) === type && (event.kind === 'member' ? userIdOf(event.user) : '') === key,
  )
  if (found === undefined) throw notFound('Event not found.')
  const content = member(formatEventInRoom(found, readerOf(call)), 'content')
  return { body: typeof content === 'object' && content !== null ? content : {} }
}

function getState(call: UserCall): RouteResult {
  return { body: presentState(call).map((event) => formatEventInRoom(event, readerOf(call))) }
}

function getMembers(call: UserCall): RouteResult {
  const members = presentState(call).filter(({ kind }) => kind === 'member')
  return { body: { chunk: members.map((event) => formatEventInRoom(event, readerOf(call))) } }
}

/** What is said in a room, and what was. */
export const eventRoutes: readonly Route[] = [
  { method: 'PUT', path: '/rooms/:roomId/send/:type/:txnId', op: 'event', access: 'user', handle: putEvent },
  { method: 'GET', path: '/rooms/:roomId/messages', op: 'messages', access: 'user', handle: getMessages },
  { method: 'GET', path: '/rooms/:roomId/state', op: 'state', access: 'user', handle: getState },
  { method: 'GET', path: '/rooms/:roomId/state/:type', op: 'state', access: 'user', handle: getStateEvent },
  { method: 'GET', path: '/rooms/:roomId/state/:type/:stateKey', op: 'state', access: 'user', handle: getStateEvent },
  { method: 'GET', path: '/rooms/:roomId/members', op: 'members', access: 'user', handle: getMembers },
]

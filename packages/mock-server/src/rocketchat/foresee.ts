import type { ExchangeNote } from '../http/exchange.ts'
import { member, parseJson, stringMember } from '../http/json.ts'
import { parseClientFrame } from './ddp/client-frame.ts'
import { roomOf } from './ids.ts'
import { methodNamed } from './methods/registry.ts'
import type { RocketChatParts } from './parts.ts'

function startsTyping([event, , activity]: readonly unknown[]): boolean {
  if (typeof event === 'string' && event.endsWith('/typing')) return Boolean(activity)
  return Array.isArray(activity) && activity.length > 0
}

// A room is named by its id, an event of its stream, or an object with the one or the other.
function roomIn({ hub }: RocketChatParts, [first]: readonly unknown[]): string | undefined {
  const text = typeof first === 'string' ? first : (stringMember(first, 'rid') ?? stringMember(first, 'roomId') ?? '')
  return hub.room(roomOf(text.split('/', 1)[0] ?? ''))?.id
}

/** What a request is about that carries that body and query. */
export function foreseeRequest(
  parts: RocketChatParts,
  { route, op, user }: ExchangeNote,
  body: Uint8Array,
  query: URLSearchParams,
): ExchangeNote {
  const parsed = parseJson(body)
  const value = parsed.ok ? (member(parsed.value, 'message') ?? parsed.value) : {}
  const named = { rid: query.get('roomId') ?? query.get('rid') ?? '' }
  return { route, op, user, room: roomIn(parts, [value]) ?? roomIn(parts, [named]) }
}

/** What a frame of a client is about. */
export function foreseeFrame(parts: RocketChatParts, user: string | undefined, text: string): ExchangeNote {
  const frame = parseClientFrame(text)
  switch (frame.kind) {
    case 'method': {
      const method = methodNamed(frame.name)
      const op = method?.op ?? 'unknown'
      const typing = startsTyping(frame.raw) ? 'typing:start' : 'typing:stop'
      const route = `method ${method?.name ?? '*'}`
      return { route, op: op === 'typing' ? typing : op, user, room: roomIn(parts, frame.raw) }
    }
    case 'sub':
      return { route: `sub ${frame.name}`, op: 'subscribe', user, room: roomIn(parts, frame.params) }
    case 'connect':
    case 'unusable-connect':
      return { route: 'connect connect', op: 'connect', user }
    case 'ping':
    case 'pong':
    case 'unsub':
    case 'mistake':
      return { route: frame.kind, op: frame.kind, user }
  }
}

/** What a frame of the server is about: `frame:changed` and the like, with the room where the stream has one. */
export function describeFrame(parts: RocketChatParts, user: string | undefined, text: string): ExchangeNote {
  const parsed = parseJson(text)
  const value = parsed.ok ? parsed.value : undefined
  const msg = stringMember(value, 'msg') ?? 'server_id'
  const collection = stringMember(value, 'collection')
  const route = collection === undefined ? `frame ${msg}` : `frame ${msg} ${collection}`
  return { route, op: `frame:${msg}`, user, room: roomIn(parts, [stringMember(member(value, 'fields'), 'eventName')]) }
}

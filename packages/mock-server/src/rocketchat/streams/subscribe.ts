import { member } from '../../http/json.ts'
import { canAccess, canRead } from '../methods/access.ts'
import { isVisitorOf } from '../methods/notify-room.ts'
import { MeteorError } from '../errors.ts'
import { roomOf, userIdOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import { isAtLeast } from '../version.ts'
import type { StreamName } from './streams.ts'

/** A subscription of a stream, as its parameters say. */
export interface StreamRequest {
  readonly event: string
  /** Wants an `added` before `ready` (streamer.module.ts, `_publish`). */
  readonly useCollection: boolean
  /** What came beside the event's name: a visitor's token, say. */
  readonly extra: unknown
}

/** Reads the parameters of a subscription; the second is a boolean or an object, or missing. */
export function parseStreamRequest([event, options]: readonly unknown[]): StreamRequest {
  if (typeof event !== 'string' || event === '') throw new MeteorError('invalid-event-name')
  const args = member(options, 'args')
  return {
    event,
    useCollection: options === true || member(options, 'useCollection') === true,
    extra: Array.isArray(args) ? args[0] : undefined,
  }
}

function mayWatchRoom(parts: RocketChatParts, rid: string, extra: unknown, user: string | undefined): boolean {
  const room = parts.hub.room(roomOf(rid))
  const token = member(extra, 'token')
  if (room === undefined) return false
  if (token) return isVisitorOf(parts, rid, token)
  // Until 5.4 a subscription of the room was asked for.
  if (!isAtLeast(parts.settings.version, '5.4.0')) return user !== undefined && room.has(user)
  return canAccess(parts, room, user)
}

function mayReadMessages(parts: RocketChatParts, rid: string, extra: unknown, user: string | undefined): boolean {
  if (rid === '__my_messages__') return user !== undefined
  const room = parts.hub.room(roomOf(rid))
  const token = member(extra, 'token')
  if (room === undefined) return false
  return token ? isVisitorOf(parts, rid, token) : canRead(parts, room, user)
}

/** Whether somebody may subscribe to an event; only then is it asked, but for messages. */
export function mayWatch(
  parts: RocketChatParts,
  stream: StreamName,
  { event, extra }: StreamRequest,
  user: string | undefined,
): boolean {
  const [first = ''] = event.split('/')
  switch (stream) {
    case 'notify-room':
    case 'notify-room-users':
      return mayWatchRoom(parts, first, extra, user)
    case 'room-messages':
      return mayReadMessages(parts, event, extra, user)
    case 'livechat-room':
      return isVisitorOf(parts, event, member(extra, 'visitorToken') ?? member(extra, 'token'))
    case 'notify-user':
      return user !== undefined && first === userIdOf(user)
    case 'notify-all':
      return true
    case 'notify-logged':
    case 'roles':
    case 'user-presence':
      return user !== undefined
  }
}

import { member, stringMember } from '../../http/json.ts'
import { ridOf, roomOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import { LIVECHAT_ROOM } from '../room-book.ts'
import { shownNameOf } from '../streams/typing-bridge.ts'
import { activityEventsOf } from '../version.ts'
import type { MethodCall } from './method.ts'

/** Whether a token is that of the visitor of this livechat room. */
export function isVisitorOf({ settings, rooms, hub }: RocketChatParts, rid: string, token: unknown): boolean {
  const room = hub.room(roomOf(rid))
  if (room === undefined || rid !== ridOf(LIVECHAT_ROOM) || rooms.typeOf(room) !== 'l') return false
  return settings.livechat?.token === token
}

// Neither membership nor mute nor the room itself is looked at (notifications.module.ts, allowWrite).
function mayWrite(call: MethodCall, rid: string, name: unknown, extra: unknown): boolean {
  const { caller, hub, settings } = call
  const token = member(extra, 'token')
  if (token) return isVisitorOf(call, rid, token)
  return caller.user !== undefined && shownNameOf(hub, settings, caller.user) === name
}

function opOf(event: string, activity: unknown): string {
  const starts = event === 'typing' ? Boolean(activity) : Array.isArray(activity) && activity.length > 0
  return starts ? 'typing:start' : 'typing:stop'
}

// From 4.0 up to 6.0 each of the two events was handed out as the other as well.
function bridge(call: MethodCall, rid: string, event: string, [name, activity, extra]: readonly unknown[]): void {
  const except = { except: call.caller.connection }
  if (event === 'typing') {
    const args = [name, activity ? ['user-typing'] : [], extra ?? {}]
    call.streams.relay('notify-room', `${rid}/user-activity`, args, except)
    return
  }
  const list: unknown[] = Array.isArray(activity) ? activity : []
  if (list.length > 0 && !list.includes('user-typing')) return
  call.streams.relay('notify-room', `${rid}/typing`, [name, list.includes('user-typing')], except)
}

/**
 * The method `stream-notify-room`. It returns nothing, and what it refuses looks the same: the journal knows better,
 * by `typing:refused`.
 */
export function writeNotifyRoom(call: MethodCall): undefined {
  const { raw, settings, streams, caller } = call
  const [eventName, ...args] = raw
  const [rid = '', event = ''] = typeof eventName === 'string' ? eventName.split('/') : []
  const [name, activity, extra] = args
  const events = activityEventsOf(settings.version)
  const room = call.hub.room(roomOf(rid))
  call.note({ op: 'typing:refused', room: room?.id })
  if (!events.some((known) => known === event) || !mayWrite(call, rid, name, extra)) return undefined
  call.note({ op: opOf(event, activity) })
  streams.relay('notify-room', `${rid}/${event}`, args, { except: caller.connection })
  if (events.length > 1) bridge(call, rid, event, args)
  const thread = stringMember(extra, 'tmid')
  if (room !== undefined && caller.user !== undefined && !thread && !member(extra, 'token')) {
    call.typing.hear(room.id, caller.user, event === 'typing' ? [activity ? 'user-typing' : ''] : activity)
  }
  return undefined
}

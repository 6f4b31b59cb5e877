import type { Room } from '../../hub/room.ts'
import { ridOf, userIdOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import { messagesOf, userReference } from './message.ts'

/** A room's document, as far as any client may see it. */
export type RoomDocument = Readonly<Record<string, unknown>> & { readonly _id: string }

/** The name that stands in addresses: letters, digits, dots, dashes and underscores. */
export function slugOf(room: Room): string {
  const slug = room.name.match(/[\p{L}\p{N}._-]+/gu)?.join('-') ?? ''
  return slug === '' ? room.id : slug
}

/** How a room is named to a user: by the others where it is one of direct messages. */
export function nameFor({ rooms }: RocketChatParts, room: Room, user: string): string {
  if (rooms.typeOf(room) !== 'd') return slugOf(room)
  const others = room.joined().filter((name) => name !== user)
  return others.length === 0 ? user : others.join(', ')
}

/** The whole document of a room (what `getRoomById` gives). */
export function roomDocument(parts: RocketChatParts, room: Room): RoomDocument {
  const { rooms, hub, settings } = parts
  const page = rooms.page(room)
  const type = rooms.typeOf(room)
  const messages = messagesOf(parts, room)
  const last = messages.findLast(({ t }) => t === undefined)
  const members = room.joined()
  const made = room.log[0]?.atMs ?? hub.now()
  const token = settings.livechat?.token
  return {
    ...Object.fromEntries(page.fields),
    _id: ridOf(room.id),
    t: type,
    ...(type === 'd'
      ? { usernames: members, uids: members.map(userIdOf) }
      : { name: slugOf(room), fname: room.name === '' ? room.id : room.name }),
    ...(type === 'l' && { v: { _id: 'visitor', username: settings.livechat?.visitor ?? 'guest-1', token } }),
    ...(room.creator !== undefined && { u: userReference(parts, room.creator) }),
    usersCount: members.length,
    msgs: messages.length,
    ts: new Date(made),
    ...(last !== undefined && { lastMessage: last, lm: last.ts }),
    ro: page.readOnly,
    ...(page.archived && { archived: true }),
    ...(page.muted.size > 0 && { muted: [...page.muted] }),
    sysMes: page.fields.get('sysMes') ?? true,
    _updatedAt: new Date(Math.max(page.updatedAtMs, last?.ts.getTime() ?? 0, made)),
  }
}

// lib/publishFields.ts, roomFields: what `rooms/get` and the events of a room's changes show.
const LISTED = new Set([
  '_id name fname t u ts lm msgs topic announcement description muted unmuted ro reactWhenReadOnly archived usersCount',
  'lastMessage usernames uids sysMes customFields default featured encrypted v joinCodeRequired avatarETag',
].flatMap((names) => names.split(' ')).concat('_updatedAt'))

/** A room's document as lists of rooms show it. */
export function listedRoom(parts: RocketChatParts, room: Room): RoomDocument {
  const { _id, ...document } = roomDocument(parts, room)
  return { ...Object.fromEntries(Object.entries(document).filter(([name]) => LISTED.has(name))), _id }
}

/** How a member stands to a room (what `subscriptions/get` gives). */
export function subscriptionDocument(parts: RocketChatParts, room: Room, user: string): RoomDocument {
  const { rooms } = parts
  const member = rooms.member(room, user)
  const joinedAtMs = room.membershipEvent(user, parts.hub.serial)?.atMs ?? 0
  const readAtMs = member.readAtMs ?? joinedAtMs
  const unread = messagesOf(parts, room).filter(({ t, ts, u }) => {
    return t === undefined && ts.getTime() > readAtMs && u.username !== user
  })
  const roles = rooms.rolesOf(room.id, user)
  return {
    _id: `sub-${ridOf(room.id)}-${user}`,
    rid: ridOf(room.id),
    u: userReference(parts, user),
    t: rooms.typeOf(room),
    name: nameFor(parts, room, user),
    fname: rooms.typeOf(room) === 'd' ? nameFor(parts, room, user) : room.name === '' ? room.id : room.name,
    open: member.open,
    f: member.favorite,
    alert: unread.length > 0,
    unread: unread.length,
    ...(roles.length > 0 && { roles }),
    ...(member.readAtMs !== undefined && { ls: new Date(member.readAtMs) }),
    ts: new Date(joinedAtMs),
    _updatedAt: new Date(Math.max(member.updatedAtMs, joinedAtMs)),
  }
}

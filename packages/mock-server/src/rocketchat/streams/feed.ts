import type { HubChange, RoomEvent } from '../../hub/events.ts'
import type { Room } from '../../hub/room.ts'
import { listedRoom, subscriptionDocument } from '../documents/room.ts'
import { messageDocument } from '../documents/message.ts'
import { ridOf, userIdOf } from '../ids.ts'
import { canRead } from '../methods/access.ts'
import { publicSettings } from '../methods/settings.ts'
import type { RocketChatParts } from '../parts.ts'

type Change = 'inserted' | 'updated' | 'removed'

/** Tells the members of a room that its document has changed. */
export function tellRoom(parts: RocketChatParts, room: Room): void {
  parts.rooms.touch(room)
  const watched = room.joined().filter((user) => isWatched(parts, user, 'rooms-changed'))
  if (watched.length === 0) return
  const document = listedRoom(parts, room)
  for (const user of watched) tellUser(parts, user, 'rooms-changed', ['updated', document])
}

/** Tells a user how they stand to a room now. */
export function tellMember(parts: RocketChatParts, room: Room, user: string, change: Change = 'updated'): void {
  parts.rooms.member(room, user).updatedAtMs = parts.hub.now()
  if (!isWatched(parts, user, 'subscriptions-changed')) return
  const document = subscriptionDocument(parts, room, user)
  const { _id, rid, u } = document
  const shown = change === 'removed' ? { _id, rid, u } : document
  tellUser(parts, user, 'subscriptions-changed', [change, shown])
}

/** Tells a user something in a line of their own, which nobody else sees and nothing keeps. */
export function tellAside(parts: RocketChatParts, room: Room, user: string, msg: string): void {
  const { hub } = parts
  const ts = new Date(hub.now())
  const message = { _id: `aside-${hub.nextSerial()}`, rid: ridOf(room.id), ts, msg, u: { _id: 'rocket.cat', username: 'rocket.cat' } }
  tellUser(parts, user, 'message', [{ ...message, private: true, _updatedAt: ts }])
}

/** Tells everybody that a setting has changed. */
export function tellSetting(parts: RocketChatParts, id: string): void {
  const setting = publicSettings(parts).find(({ _id }) => _id === id)
  if (setting !== undefined) parts.streams.emit('notify-all', 'public-settings-changed', ['updated', setting])
}

function isWatched({ streams }: RocketChatParts, user: string, event: string): boolean {
  return streams.isWatched('notify-user', `${userIdOf(user)}/${event}`)
}

function tellUser({ streams }: RocketChatParts, user: string, event: string, values: readonly unknown[]): void {
  streams.emit('notify-user', `${userIdOf(user)}/${event}`, values)
}

function feedMessage(parts: RocketChatParts, room: Room, event: RoomEvent): void {
  const message = messageDocument(parts, room, event)
  if (message === undefined) return
  const { streams, rooms } = parts
  streams.emit('room-messages', ridOf(room.id), [message], {
    // A visitor has no user, and was let in by the token.
    mayHear: (watcher) => rooms.typeOf(room) === 'l' || canRead(parts, room, watcher.user()),
  })
  const about = { roomParticipant: true, roomType: rooms.typeOf(room), roomName: room.name }
  streams.emit('room-messages', '__my_messages__', [message, about], {
    mayHear: (watcher) => room.has(watcher.user() ?? ''),
  })
}

function feedMembership(parts: RocketChatParts, room: Room, event: RoomEvent & { readonly kind: 'member' }): void {
  const { user, membership, serial } = event
  const before = room.membershipEvent(user, serial - 1)?.membership
  if (before === membership || membership === 'invite') return
  if (membership === 'join') {
    tellMember(parts, room, user, 'inserted')
  } else if (before === 'join') {
    tellMember(parts, room, user, 'removed')
    parts.rooms.forgetMember(room, user)
  }
}

function feedEvent(parts: RocketChatParts, event: RoomEvent): void {
  const room = parts.hub.room(event.room)
  if (room === undefined) return
  feedMessage(parts, room, event)
  if (event.kind === 'member') feedMembership(parts, room, event)
  tellRoom(parts, room)
  if (event.kind !== 'message') return
  for (const user of room.joined()) {
    const member = parts.rooms.member(room, user)
    // Who has hidden a room sees it again with the next message.
    member.open = true
    if (user === event.sender) member.readAtMs = event.atMs
    tellMember(parts, room, user)
  }
}

/** Hands on what happened in the hub, whichever protocol it came by. */
export function feed(parts: RocketChatParts, change: HubChange): void {
  switch (change.kind) {
    case 'event':
      return feedEvent(parts, change.event)
    case 'typing':
      return parts.typing.follow(change.room)
    case 'renamed': {
      const { user } = change
      const name = parts.hub.users.get(user)?.displayName ?? user
      const changed = { _id: userIdOf(user), name, username: user }
      return parts.streams.emit('notify-logged', 'Users:NameChanged', [changed])
    }
    case 'other':
      return undefined
  }
}

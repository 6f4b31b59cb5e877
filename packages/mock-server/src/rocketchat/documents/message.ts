import type { RoomEvent } from '../../hub/events.ts'
import type { Room } from '../../hub/room.ts'
import { messageIdOf, ridOf, userIdOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'

/** A message as the server hands it out; a line of the system has a type. */
export interface MessageDocument {
  readonly _id: string
  readonly rid: string
  readonly msg: string
  /** Type of a line of the system: `uj` joined, `ul` left, `ru` taken out, `au` brought in, `r` renamed. */
  readonly t?: string
  readonly ts: Date
  readonly u: UserReference
  readonly _updatedAt: Date
  readonly urls: readonly unknown[]
  readonly mentions: readonly unknown[]
  readonly channels: readonly unknown[]
  readonly tmid?: string
  readonly tshow?: boolean
}

/** A user inside another document. */
export interface UserReference {
  readonly _id: string
  readonly username: string
  readonly name?: string
}

/** Who a user is, with the name. */
export function userReference({ hub }: RocketChatParts, user: string): UserReference {
  return { _id: userIdOf(user), username: user, name: hub.users.get(user)?.displayName ?? user }
}

interface Line {
  readonly t?: string
  readonly msg: string
  readonly by: string
}

// The join of whoever made the room comes with the room, and another name of a member is no join.
function memberLine(room: Room, event: RoomEvent & { readonly kind: 'member' }): Line | undefined {
  const { user, sender, membership } = event
  const before = room.membershipEvent(user, event.serial - 1)?.membership
  if (before === membership || membership === 'invite') return undefined
  if (membership === 'leave') {
    if (before !== 'join') return undefined
    return sender === user ? { t: 'ul', msg: user, by: user } : { t: 'ru', msg: user, by: sender }
  }
  if (user === room.creator && before === undefined) return undefined
  const invitedBy = room.membershipEvent(user, event.serial - 1)?.sender
  if (before === 'invite' && invitedBy !== undefined) return { t: 'au', msg: user, by: invitedBy }
  return { t: 'uj', msg: user, by: user }
}

function lineOf({ rooms }: RocketChatParts, room: Room, event: RoomEvent): Line | undefined {
  switch (event.kind) {
    case 'created':
    case 'opened':
      return undefined
    case 'named':
      return room.log[0] !== undefined && event.serial <= room.log[0].serial + 3
        ? undefined
        : { t: 'r', msg: event.name, by: event.sender }
    case 'member':
      return rooms.typeOf(room) === 'd' ? undefined : memberLine(room, event)
    case 'message':
      return { msg: event.text, by: event.sender }
  }
}

/** The message an event is; undefined for one that is none here. */
export function messageDocument(parts: RocketChatParts, room: Room, event: RoomEvent): MessageDocument | undefined {
  const line = lineOf(parts, room, event)
  if (line === undefined) return undefined
  const wire = event.kind === 'message' && event.wire?.protocol === 'rocketchat' ? event.wire : undefined
  const ts = new Date(event.atMs)
  return {
    _id: messageIdOf(event, parts.hub.generation),
    rid: ridOf(room.id),
    msg: line.msg,
    ...(line.t !== undefined && { t: line.t }),
    ts,
    u: userReference(parts, line.by),
    _updatedAt: ts,
    urls: [],
    mentions: [],
    channels: [],
    ...(wire?.tmid !== undefined && { tmid: wire.tmid }),
    ...(wire?.tshow !== undefined && { tshow: wire.tshow }),
  }
}

/** Every message of a room that is kept, oldest first. */
export function messagesOf(parts: RocketChatParts, room: Room): readonly MessageDocument[] {
  return room.log.flatMap((event) => messageDocument(parts, room, event) ?? [])
}

import type { Room } from '../../hub/room.ts'
import type { RocketChatParts } from '../parts.ts'

/** Whether somebody may see what happens in a room (authorization/canAccessRoom): a member, or anyone in a channel. */
export function canAccess({ rooms, permissions }: RocketChatParts, room: Room, user: string | undefined): boolean {
  if (user === undefined) return false
  return room.has(user) || (rooms.typeOf(room) === 'c' && permissions.has(user, 'view-c-room'))
}

/** Whether somebody may read what is said in a room (authorization/canReadRoom); with `preview-c-room` without joining. */
export function canRead(parts: RocketChatParts, room: Room, user: string | undefined): boolean {
  const { rooms, permissions, settings } = parts
  const isChannel = rooms.typeOf(room) === 'c'
  if (user === undefined) return isChannel && settings.allowAnonymousRead
  return room.has(user) || (canAccess(parts, room, user) && permissions.has(user, 'preview-c-room'))
}

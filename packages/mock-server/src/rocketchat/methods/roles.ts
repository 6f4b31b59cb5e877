import { invalidRoom, invalidUser, MeteorError, notAllowed } from '../errors.ts'
import { userReference } from '../documents/message.ts'
import { ridOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import type { Room } from '../../hub/room.ts'
import type { RoomRole } from '../room-book.ts'
import { tellMember } from '../streams/feed.ts'
import { asUser, findRoom, findUser, type Method, type MethodCall, textParam } from './method.ts'

/** A role as the names of methods have it. */
type RoleName = 'Leader' | 'Moderator' | 'Owner'

const ROLES: Readonly<Record<RoleName, RoomRole>> = { Leader: 'leader', Moderator: 'moderator', Owner: 'owner' }

function tellRole(parts: RocketChatParts, room: Room, user: string, role: RoomRole, type: 'added' | 'removed'): void {
  const change = { type, _id: role, u: userReference(parts, user), scope: ridOf(room.id) }
  parts.streams.emit('notify-logged', 'roles-change', [change])
  parts.streams.emit('roles', 'roles', [change])
  tellMember(parts, room, user)
}

interface Target {
  readonly room: Room
  readonly user: string
}

// Permission, then user, then membership; where there is no room nobody has a permission in it, but all but the
// leader's methods look for it first.
function targetOf(call: MethodCall, name: RoleName, method: string, outside: MeteorError): Target {
  const [rid, userId] = [textParam(call, 0), textParam(call, 1)]
  const { user, permissions } = asUser(call, method)
  const room = findRoom(call, rid)
  if (room === undefined && name !== 'Leader') throw invalidRoom(method)
  if (!permissions.has(user, `set-${ROLES[name]}`, room?.id)) throw notAllowed(method)
  const target = findUser(call, userId)
  if (target === undefined) throw invalidUser(method)
  if (!room?.has(target)) throw outside
  return { room, user: target }
}

function notInRoom(method: string): MeteorError {
  return new MeteorError('error-user-not-in-room', 'User is not in this room', { method })
}

function add(call: MethodCall, name: RoleName): true {
  const method = `addRoom${name}`
  const role = ROLES[name]
  const { room, user } = targetOf(call, name, method, notInRoom(method))
  if (!call.rooms.giveRole(room, user, role)) {
    throw new MeteorError(`error-user-already-${role}`, `User is already a ${role}`, { method })
  }
  tellRole(call, room, user, role, 'added')
  return true
}

function remove(call: MethodCall, name: RoleName): true {
  const method = `removeRoom${name}`
  const role = ROLES[name]
  const outside = name === 'Leader' ? notInRoom(method) : invalidRoom(method)
  const { room, user } = targetOf(call, name, method, outside)
  const holders = call.rooms.withRole(room, role)
  if (!holders.includes(user)) throw new MeteorError(`error-user-not-${role}`, `User is not a ${role}`, { method })
  if (role === 'owner' && holders.length === 1) {
    const reason = 'This is the last owner. Please set a new owner before removing this one.'
    throw new MeteorError('error-remove-last-owner', reason, { method })
  }
  call.rooms.takeRole(room, user, role)
  tellRole(call, room, user, role, 'removed')
  return true
}

/** What members are in a room beside members. */
export const roleMethods: readonly Method[] = (['Leader', 'Moderator', 'Owner'] as const).flatMap((name): Method[] => [
  { name: `addRoom${name}`, op: 'room:role', goneFrom: '9.0.0', run: (call) => add(call, name) },
  { name: `removeRoom${name}`, op: 'room:role', goneFrom: '9.0.0', run: (call) => remove(call, name) },
])

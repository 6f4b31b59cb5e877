import { member, stringMember } from '../../http/json.ts'
import type { Room } from '../../hub/room.ts'
import { invalidRoom, invalidUser, matchFailed, MeteorError, notAllowed } from '../errors.ts'
import { tellAside, tellRoom } from '../streams/feed.ts'
import { asUser, findRoom, type Method, type MethodCall, objectParam, type UserCall } from './method.ts'

function notInRoom(method: string, reason = 'User is not in this room'): MeteorError {
  return new MeteorError('error-user-not-in-room', reason, { method })
}

// Both parameters as texts; other keys are let pass.
function placeParam(call: MethodCall): { readonly rid: string; readonly username: string } {
  const data = objectParam(call, 0)
  const [rid, username] = [stringMember(data, 'rid'), stringMember(data, 'username')]
  if (rid === undefined || username === undefined) throw matchFailed()
  return { rid, username }
}

/** Mutes a member, or lets them speak again. */
export function setMuted(call: MethodCall, muted: boolean): true {
  const method = muted ? 'muteUserInRoom' : 'unmuteUserInRoom'
  const { rid, username } = placeParam(call)
  const { user, hub, rooms, permissions } = asUser(call, method)
  const room = findRoom(call, rid)
  if (!permissions.has(user, 'mute-user', room?.id)) throw notAllowed(method)
  if (room === undefined) throw invalidRoom(method)
  const type = rooms.typeOf(room)
  if (type === 'd' || type === 'l') {
    throw new MeteorError('error-invalid-room-type', `${type} is not a valid room type`, { method, type })
  }
  if (!room.has(username)) throw notInRoom(method)
  if (hub.users.get(username) === undefined) throw invalidUser(method, `Invalid user to ${muted ? 'mute' : 'unmute'}`)
  const page = rooms.page(room)
  if (muted) page.muted.add(username)
  else page.muted.delete(username)
  tellRoom(call, room)
  return true
}

function mayAdd({ user, rooms, permissions }: UserCall, room: Room): boolean {
  const anywhere = `add-user-to-any-${rooms.typeOf(room)}-room`
  return (
    (room.has(user) && permissions.has(user, 'add-user-to-joined-room', room.id)) || permissions.has(user, anywhere)
  )
}

/** Brings users in; whoever is in already stays, and the caller is told aside. */
export function addUsers(call: MethodCall, rid: string, usernames: unknown): void {
  const method = 'addUsersToRoom'
  const own = asUser(call, method)
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom(method)
  if (call.rooms.typeOf(room) === 'd') {
    throw new MeteorError('error-cant-invite-for-direct-room', "Can't invite user to direct rooms", { method })
  }
  if (!mayAdd(own, room)) throw notAllowed(method)
  const list: unknown[] | undefined = Array.isArray(usernames) ? usernames : undefined
  if (!list?.every((name) => typeof name === 'string')) {
    throw new MeteorError('error-invalid-arguments', 'Invalid arguments', { method })
  }
  if (list.some((name) => call.hub.users.get(name) === undefined)) {
    throw new MeteorError('error-user-not-found', 'User not found', { method })
  }
  for (const name of list) {
    if (room.has(name)) tellAside(call, room, own.user, `${name} is already in here.`)
    call.hub.invite(room.id, own.user, name)
    call.hub.join(room.id, name)
  }
}

function addUserToRoom(call: MethodCall): undefined {
  const { rid, username } = placeParam(call)
  addUsers(call, rid, [username])
  return undefined
}

function addUsersToRoom(call: MethodCall): true {
  const data = objectParam(call, 0)
  addUsers(call, stringMember(data, 'rid') ?? '', member(data, 'users'))
  return true
}

/** Takes a member out of a room. */
export function removeUserFromRoom(call: MethodCall): true {
  const method = 'removeUserFromRoom'
  const { rid, username } = placeParam(call)
  const { user, hub, rooms, permissions } = asUser(call, method)
  const room = findRoom(call, rid)
  if (room === undefined) throw new MeteorError('error-room-not-found', 'Room not found', { method })
  if (rooms.typeOf(room) === 'd' || !permissions.has(user, 'remove-user', room.id)) throw notAllowed(method)
  if (hub.users.get(username) === undefined) throw invalidUser(method)
  if (!room.has(username)) throw notInRoom(method)
  const owners = rooms.withRole(room, 'owner')
  if (owners.length === 1 && owners.includes(username)) {
    const reason = 'You are the last owner. Please set new owner before leaving the room.'
    throw new MeteorError('error-you-are-last-owner', reason, { method })
  }
  hub.leave(room.id, username, user)
  return true
}

/** Who is in a room, and may speak there. */
export const memberMethods: readonly Method[] = [
  { name: 'muteUserInRoom', op: 'room:mute', goneFrom: '8.0.0', run: (call) => setMuted(call, true) },
  { name: 'unmuteUserInRoom', op: 'room:unmute', goneFrom: '8.0.0', run: (call) => setMuted(call, false) },
  { name: 'addUserToRoom', op: 'room:add', goneFrom: '9.0.0', run: addUserToRoom },
  { name: 'addUsersToRoom', op: 'room:add', goneFrom: '9.0.0', run: addUsersToRoom },
  { name: 'removeUserFromRoom', op: 'room:remove', goneFrom: '9.0.0', run: removeUserFromRoom },
]

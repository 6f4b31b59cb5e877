import { invalidRoom, invalidUser, matchFailed, MeteorError, notAllowed } from '../errors.ts'
import { tellMember, tellRoom } from '../streams/feed.ts'
import { canAccess } from './access.ts'
import { asUser, findRoom, type Method, type MethodCall, textParam } from './method.ts'

function setArchived(call: MethodCall, method: string, archived: boolean): undefined {
  const rid = textParam(call, 0)
  // The source names the wrong method for a stranger who unarchives.
  const { user } = asUser(call, 'archiveRoom')
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom(method)
  const { rooms, permissions } = call
  if (archived && rooms.typeOf(room) === 'd') {
    throw new MeteorError('error-direct-message-room', 'rooms type: d can not be archived', { method })
  }
  if (!permissions.has(user, archived ? 'archive-room' : 'unarchive-room', room.id)) {
    throw new MeteorError('error-not-authorized', 'Not authorized', { method })
  }
  rooms.page(room).archived = archived
  tellRoom(call, room)
  return undefined
}

function toggleFavorite(call: MethodCall): number {
  const rid = textParam(call, 0)
  const favorite = call.params[1]
  if (favorite !== undefined && favorite !== null && typeof favorite !== 'boolean') throw matchFailed()
  const { user } = asUser(call, 'toggleFavorite')
  const room = findRoom(call, rid)
  if (!room?.has(user)) {
    const reason = 'You must be part of a room to favorite it'
    throw new MeteorError('error-invalid-subscription', reason, { method: 'toggleFavorite' })
  }
  call.rooms.member(room, user).favorite = favorite ?? true
  tellMember(call, room, user)
  return 1
}

function setOpen(call: MethodCall, method: string, open: boolean): number {
  const rid = textParam(call, 0)
  const { user } = asUser(call, method)
  if (open && rid === '') throw invalidRoom(method)
  const room = findRoom(call, rid)
  if (!room?.has(user)) return 0
  const page = call.rooms.member(room, user)
  // What the database has changed is counted, and a room hidden twice is no change.
  if (page.open === open && !open) return 0
  page.open = open
  tellMember(call, room, user)
  return 1
}

function readMessages(call: MethodCall): undefined {
  const rid = textParam(call, 0)
  const { user, hub, rooms } = asUser(call, 'readMessages')
  const room = findRoom(call, rid)
  if (room === undefined) {
    throw new MeteorError('error-room-does-not-exist', 'This room does not exist', { method: 'readMessages' })
  }
  if (!canAccess(call, room, user)) throw notAllowed('readMessages')
  if (!room.has(user)) return undefined
  rooms.member(room, user).readAtMs = hub.now()
  tellMember(call, room, user)
  return undefined
}

function joinRoom(call: MethodCall): boolean {
  const rid = textParam(call, 0)
  const { user, hub, rooms } = asUser(call, 'joinRoom')
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom('joinRoom')
  if (room.has(user)) return true
  const code = rooms.page(room).joinCode
  if (rooms.typeOf(room) !== 'c') throw notAllowed('joinRoom')
  if (code !== '' && call.params[1] !== code) {
    const error = call.params[1] === undefined ? 'error-code-required' : 'error-code-invalid'
    throw new MeteorError(error, 'Code required', { method: 'joinRoom' })
  }
  hub.join(room.id, user)
  return true
}

function leaveRoom(call: MethodCall): undefined {
  const rid = textParam(call, 0)
  const { user, hub, rooms, permissions } = asUser(call, 'leaveRoom')
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom('leaveRoom')
  const type = rooms.typeOf(room)
  if (type === 'd' || type === 'l' || !permissions.has(user, `leave-${type}`)) throw notAllowed('leaveRoom')
  if (!room.has(user)) {
    throw new MeteorError('error-user-not-in-room', 'You are not in this room', { method: 'leaveRoom' })
  }
  const owners = rooms.withRole(room, 'owner')
  if (owners.includes(user) && owners.length === 1) {
    const reason = 'You are the last owner. Please set new owner before leaving the room.'
    throw new MeteorError('error-you-are-last-owner', reason, { method: 'leaveRoom' })
  }
  if (hub.users.get(user) === undefined) throw invalidUser('leaveRoom')
  hub.leave(room.id, user)
  return undefined
}

/** What becomes of a room, for all or for one member. */
export const roomStateMethods: readonly Method[] = [
  {
    name: 'archiveRoom',
    op: 'room:archive',
    goneFrom: '9.0.0',
    run: (call) => setArchived(call, 'archiveRoom', true),
  },
  {
    name: 'unarchiveRoom',
    op: 'room:unarchive',
    goneFrom: '9.0.0',
    run: (call) => setArchived(call, 'unarchiveRoom', false),
  },
  { name: 'toggleFavorite', op: 'room:favorite', goneFrom: '9.0.0', run: toggleFavorite },
  { name: 'hideRoom', op: 'room:hide', goneFrom: '9.0.0', run: (call) => setOpen(call, 'hideRoom', false) },
  { name: 'openRoom', op: 'room:open', run: (call) => setOpen(call, 'openRoom', true) },
  { name: 'readMessages', op: 'room:read', run: readMessages },
  { name: 'joinRoom', op: 'room:join', goneFrom: '9.0.0', run: joinRoom },
  { name: 'leaveRoom', op: 'room:leave', goneFrom: '9.0.0', run: leaveRoom },
]

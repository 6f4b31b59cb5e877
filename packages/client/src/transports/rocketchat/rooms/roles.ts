import { field } from '../../shared/parse.ts'
import type { RocketChatServer } from '../server.ts'
import { takeId } from './arguments.ts'
import { ask, DONE, given, isTrue } from './ask.ts'
import { listOf, name, names, shape } from './shape.ts'
import type { Reader } from './shape.ts'
import { readUser } from './user.ts'
import type { RoomUser } from './user.ts'

const UNKNOWN_ROOM: ReadonlyMap<string, string> = new Map([['error-room-not-found', 'error-invalid-room']])

/** The methods for leaders look at the permission before the room, and have no word for a room there is not. */
const NOT_ALLOWED_ROOM: ReadonlyMap<string, string> = new Map([['error-room-not-found', 'error-not-allowed']])

type RoleMethod = `${'add' | 'remove'}Room${'Leader' | 'Moderator' | 'Owner'}`

async function changeRole(server: RocketChatServer, method: RoleMethod, rid: string, userId: string): Promise<true> {
  const [roomId, user] = [takeId(method, 'rid', rid), takeId(method, 'userId', userId)]
  return ask(server, {
    method,
    params: [roomId, user],
    read: isTrue,
    twin: async (rest) => {
      const kind = await rest.kindOf(roomId, ['channels', 'groups'])
      await rest.post(`${kind}.${method.replace('Room', '')}`, { roomId, userId: user })
      return DONE
    },
    renamed: method.endsWith('Leader') ? NOT_ALLOWED_ROOM : UNKNOWN_ROOM,
  })
}

/**
 * Makes a member a leader, who is shown on top of the room.
 * Deprecated, to be removed in 9.0. REST: `POST channels.addLeader`, `groups.addLeader`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `set-leader`), `error-user-not-in-room`,
 * `error-user-already-leader`, or a code common to all.
 */
export function addRoomLeader(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'addRoomLeader', rid, userId)
}

/**
 * Makes a member a moderator.
 * Deprecated, to be removed in 9.0. REST: `POST channels.addModerator`, `groups.addModerator`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-allowed` (it takes `set-moderator`),
 * `error-user-not-in-room`, `error-user-already-moderator`, or a code common to all.
 */
export function addRoomModerator(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'addRoomModerator', rid, userId)
}

/**
 * Makes a member an owner.
 * Deprecated, to be removed in 9.0. REST: `POST channels.addOwner`, `groups.addOwner`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-allowed` (it takes `set-owner`),
 * `error-user-not-in-room`, `error-user-already-owner`, or a code common to all.
 */
export function addRoomOwner(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'addRoomOwner', rid, userId)
}

/**
 * Takes back `addRoomLeader`.
 * Deprecated, to be removed in 9.0. REST: `POST channels.removeLeader`, `groups.removeLeader`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed`, `error-user-not-in-room`, `error-user-not-leader`, or a
 * code common to all.
 */
export function removeRoomLeader(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'removeRoomLeader', rid, userId)
}

/**
 * Takes back `addRoomModerator`.
 * Deprecated, to be removed in 9.0. REST: `POST channels.removeModerator`, `groups.removeModerator`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room` (they are no member either), `error-not-allowed`,
 * `error-user-not-moderator`, or a code common to all.
 */
export function removeRoomModerator(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'removeRoomModerator', rid, userId)
}

/**
 * Takes back `addRoomOwner`; the last owner stays one.
 * Deprecated, to be removed in 9.0. REST: `POST channels.removeOwner`, `groups.removeOwner`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room` (they are no member either), `error-not-allowed`,
 * `error-user-not-owner`, `error-remove-last-owner`, or a code common to all.
 */
export function removeRoomOwner(server: RocketChatServer, rid: string, userId: string): Promise<true> {
  return changeRole(server, 'removeRoomOwner', rid, userId)
}

/** The roles of somebody in a room. */
export interface RoomRoles {
  readonly rid: string
  readonly u: RoomUser
  /** Such as `owner`, `moderator`, `leader`. */
  readonly roles: readonly string[]
}

const readRoles: Reader<readonly RoomRoles[]> = listOf(shape<RoomRoles>({ rid: name, u: readUser, roles: names }, {}))

/**
 * Who has a role in one room, by username; the docs speak of several rooms, the server takes one.
 * Deprecated, removed in 8.0. REST: `GET channels.roles`, `groups.roles`.
 * @throws RocketChatError with `error-invalid-user` (or no access to the room), `error-invalid-room`, or a code common to all.
 */
export async function getRoomRoles(server: RocketChatServer, rid: string): Promise<readonly RoomRoles[]> {
  const roomId = takeId('getRoomRoles', 'rid', rid)
  const read = given(readRoles)
  return ask(server, {
    method: 'getRoomRoles',
    params: [roomId],
    read,
    twin: async (rest) => {
      const kind = await rest.kindOf(roomId, ['channels', 'groups'])
      return read(field(await rest.get(`${kind}.roles`, { roomId }), 'roles'))
    },
    // Where the method says that a room may not be seen, it is me whom it does not know.
    renamed: new Map([...UNKNOWN_ROOM, ['error-not-allowed', 'error-invalid-user']]),
  })
}

import { field } from '../../shared/parse.ts'
import { RocketChatError } from '../rocketchat-error.ts'
import type { RocketChatServer } from '../server.ts'
import { takeCount, takeId, takeUsername } from './arguments.ts'
import { ask, DONE, given, isTrue, nothing } from './ask.ts'
import type { Reading } from './ask.ts'
import { count, listOf, shape } from './shape.ts'
import { readMember } from './user.ts'
import type { RoomMember } from './user.ts'

const UNKNOWN_ROOM: ReadonlyMap<string, string> = new Map([['error-room-not-found', 'error-invalid-room']])

/**
 * Joins a channel, with its code if it has one; true if I was not in it, undefined if I was, or where REST answered.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.join`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-allowed`, `error-code-required`,
 * `error-code-invalid`, or a code common to all.
 */
export async function joinRoom(
  server: RocketChatServer,
  rid: string,
  joinCode?: string,
): Promise<boolean | undefined> {
  const roomId = takeId('joinRoom', 'rid', rid)
  return ask<boolean | undefined>(server, {
    method: 'joinRoom',
    params: joinCode === undefined ? [roomId] : [roomId, joinCode],
    read: (result) => {
      if (result === undefined || result === null) return { value: undefined }
      return typeof result === 'boolean' ? { value: result } : undefined
    },
    twin: async (rest) => {
      await rest.post('rooms.join', joinCode === undefined ? { roomId } : { roomId, joinCode })
      return { value: undefined }
    },
    renamed: UNKNOWN_ROOM,
  })
}

/**
 * Leaves a room.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.leave`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-allowed` (a direct room, or `leave-c`,
 * `leave-p` is missing), `error-user-not-in-room`, `error-you-are-last-owner`, or a code common to all.
 */
export async function leaveRoom(server: RocketChatServer, rid: string): Promise<void> {
  const roomId = takeId('leaveRoom', 'rid', rid)
  return ask(server, {
    method: 'leaveRoom',
    params: [roomId],
    read: nothing,
    twin: async (rest) => {
      await rest.post('rooms.leave', { roomId })
      return nothing()
    },
    renamed: UNKNOWN_ROOM,
  })
}

/**
 * Adds somebody to a room; to add a member again is no error.
 * Deprecated, to be removed in 9.0. REST: `POST channels.invite`, `groups.invite`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-cant-invite-for-direct-room`,
 * `error-not-allowed`, `error-user-not-found`, `error-user-is-banned`, or a code common to all.
 */
export async function addUserToRoom(server: RocketChatServer, rid: string, username: string): Promise<void> {
  const [roomId, invited] = [takeId('addUserToRoom', 'rid', rid), takeUsername('addUserToRoom', username)]
  return ask(server, {
    method: 'addUserToRoom',
    params: [{ rid: roomId, username: invited }],
    read: nothing,
    twin: async (rest) => {
      const kind = await rest.kindOf(roomId, ['channels', 'groups', 'im'])
      if (kind === 'im') throw new RocketChatError('addUserToRoom', { code: 'error-cant-invite-for-direct-room' })
      await rest.post(`${kind}.invite`, { roomId, usernames: [invited] })
      return nothing()
    },
    renamed: new Map([
      ...UNKNOWN_ROOM,
      ['invalid-user-invite-list', 'error-user-not-found'],
      ['error-empty-invite-list', 'error-user-not-found'],
    ]),
  })
}

/**
 * Removes somebody from a room.
 * Deprecated, to be removed in 9.0. REST: `POST channels.kick`, `groups.kick`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `remove-user`), `error-room-not-found`,
 * `error-user-not-in-room`, `error-you-are-last-owner`, `error-app-prevented`, or a code common to all.
 */
export async function removeUserFromRoom(server: RocketChatServer, rid: string, username: string): Promise<true> {
  const [roomId, removed] = [takeId('removeUserFromRoom', 'rid', rid), takeUsername('removeUserFromRoom', username)]
  return ask(server, {
    method: 'removeUserFromRoom',
    params: [{ rid: roomId, username: removed }],
    read: isTrue,
    twin: async (rest) => {
      const kind = await rest.kindOf(roomId, ['channels', 'groups'])
      await rest.post(`${kind}.kick`, { roomId, username: removed })
      return DONE
    },
  })
}

/** Which members to tell; `limit` is how many at most, all by default. */
export interface UsersOfRoomOptions {
  /** Those who are offline too; by default they are left out. */
  readonly showAll?: boolean | undefined
  readonly limit?: number | undefined
  readonly skip?: number | undefined
  /** Part of a name. */
  readonly filter?: string | undefined
}

/** Some of the members of a room, and how many there are. */
export interface UsersOfRoom {
  readonly total: number
  readonly records: readonly RoomMember[]
}

/** Most members of one answer. */
const MAX_MEMBERS = 20_000

const readUsers: (result: unknown) => Reading<UsersOfRoom> = given(
  shape<UsersOfRoom>({ total: count, records: listOf(readMember, MAX_MEMBERS) }, {}),
)

/** Every status but offline, as the method leaves that one out. */
const PRESENT = ['online', 'away', 'busy'] as const

/**
 * The members of a room.
 * Not deprecated. REST: `GET channels.members`, `groups.members`, `im.members`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-allowed`, `not-authorized`, or a code
 * common to all.
 */
export async function getUsersOfRoom(
  server: RocketChatServer,
  rid: string,
  { showAll = false, limit, skip, filter }: UsersOfRoomOptions = {},
): Promise<UsersOfRoom> {
  const roomId = takeId('getUsersOfRoom', 'rid', rid)
  const [most, from] = [takeCount('getUsersOfRoom', 'limit', limit), takeCount('getUsersOfRoom', 'skip', skip)]
  const page = { ...(most !== undefined && { limit: most }), ...(from !== undefined && { skip: from }) }
  return ask(server, {
    method: 'getUsersOfRoom',
    params: filter === undefined ? [roomId, showAll, page] : [roomId, showAll, page, filter],
    read: readUsers,
    twin: async (rest) => {
      const kind = await rest.kindOf(roomId, ['channels', 'groups', 'im'])
      const answer = await rest.get(`${kind}.members`, {
        roomId,
        // Left out, REST takes 50; 0 is all.
        count: String(most ?? 0),
        offset: String(from ?? 0),
        filter,
        status: showAll ? undefined : PRESENT,
      })
      return readUsers({ total: field(answer, 'total'), records: field(answer, 'members') })
    },
    renamed: UNKNOWN_ROOM,
  })
}

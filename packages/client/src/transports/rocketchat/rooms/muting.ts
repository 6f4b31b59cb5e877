import type { RocketChatServer } from '../server.ts'
import { takeId, takeUsername } from './arguments.ts'
import { ask, DONE, isTrue } from './ask.ts'

async function mute(
  server: RocketChatServer,
  method: 'muteUserInRoom' | 'unmuteUserInRoom',
  endpoint: 'rooms.muteUser' | 'rooms.unmuteUser',
  rid: string,
  username: string,
): Promise<true> {
  const [roomId, whom] = [takeId(method, 'rid', rid), takeUsername(method, username)]
  return ask(server, {
    method,
    params: [{ rid: roomId, username: whom }],
    read: isTrue,
    twin: async (rest) => {
      await rest.post(endpoint, { roomId, username: whom })
      return DONE
    },
  })
}

/**
 * Takes the right to write in a room from somebody.
 * Deprecated, removed in 8.0. REST, from 6.8: `POST rooms.muteUser`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `mute-user`), `error-invalid-room`,
 * `error-invalid-room-type`, `error-user-not-in-room`, or a code common to all.
 */
export function muteUserInRoom(server: RocketChatServer, rid: string, username: string): Promise<true> {
  return mute(server, 'muteUserInRoom', 'rooms.muteUser', rid, username)
}

/**
 * Takes back `muteUserInRoom`; in a room that is read-only it lets somebody write.
 * Deprecated, removed in 8.0. REST, from 6.8: `POST rooms.unmuteUser`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (it takes `mute-user`), `error-invalid-room`,
 * `error-invalid-room-type`, `error-user-not-in-room`, or a code common to all.
 */
export function unmuteUserInRoom(server: RocketChatServer, rid: string, username: string): Promise<true> {
  return mute(server, 'unmuteUserInRoom', 'rooms.unmuteUser', rid, username)
}

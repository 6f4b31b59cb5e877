import type { RocketChatServer } from '../server.ts'
import { takeId } from './arguments.ts'
import { ask, changed, DONE, isRefusedWith, nothing } from './ask.ts'

const UNKNOWN_ROOM: ReadonlyMap<string, string> = new Map([['error-room-not-found', 'error-invalid-room']])

/**
 * Takes a room out of my list, until its next message; false if it was not in it.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.hide`.
 * @throws RocketChatError with `error-invalid-user`, or a code common to all.
 */
export async function hideRoom(server: RocketChatServer, rid: string): Promise<boolean> {
  const roomId = takeId('hideRoom', 'rid', rid)
  return ask<boolean>(server, {
    method: 'hideRoom',
    params: [roomId],
    read: changed,
    twin: async (rest) => {
      try {
        await rest.post('rooms.hide', { roomId })
        return DONE
      } catch (error) {
        // Where the method says 0, REST refuses.
        if (isRefusedWith(error, ['error-room-already-hidden', 'error-not-allowed'])) return { value: false }
        throw error
      }
    },
  })
}

/**
 * Puts a room back into my list; false if I am not in it, undefined where REST answered, which does not say.
 * Not deprecated. REST: `POST rooms.open`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, or a code common to all.
 */
export async function openRoom(server: RocketChatServer, rid: string): Promise<boolean | undefined> {
  const roomId = takeId('openRoom', 'rid', rid)
  return ask<boolean | undefined>(server, {
    method: 'openRoom',
    params: [roomId],
    read: changed,
    twin: async (rest) => {
      await rest.post('rooms.open', { roomId })
      return { value: undefined }
    },
    renamed: UNKNOWN_ROOM,
  })
}

/**
 * Makes a room a favourite of mine, or no longer one; whether something changed.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.favorite`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-subscription` (I am not in it), or a code common to all.
 */
export async function toggleFavorite(server: RocketChatServer, rid: string, favorite: boolean): Promise<boolean> {
  const roomId = takeId('toggleFavorite', 'rid', rid)
  return ask<boolean>(server, {
    method: 'toggleFavorite',
    params: [roomId, favorite],
    read: changed,
    twin: async (rest) => {
      await rest.post('rooms.favorite', { roomId, favorite })
      return DONE
    },
    renamed: new Map([['error-room-not-found', 'error-invalid-subscription']]),
  })
}

/**
 * Makes a room read-only for all and takes it out of their lists.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.changeArchivationState`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-direct-message-room` (no direct room can be
 * archived), `error-not-authorized` (it takes `archive-room`), or a code common to all.
 */
export async function archiveRoom(server: RocketChatServer, rid: string): Promise<void> {
  const room = takeId('archiveRoom', 'rid', rid)
  return ask(server, {
    method: 'archiveRoom',
    params: [room],
    read: nothing,
    twin: async (rest) => {
      await rest.post('rooms.changeArchivationState', { rid: room, action: 'archive' })
      return nothing()
    },
    renamed: UNKNOWN_ROOM,
  })
}

/**
 * Takes back `archiveRoom`.
 * Deprecated, to be removed in 9.0. REST: `POST rooms.changeArchivationState`.
 * @throws RocketChatError with `error-invalid-user`, `error-invalid-room`, `error-not-authorized` (it takes `unarchive-room`), or
 * a code common to all.
 */
export async function unarchiveRoom(server: RocketChatServer, rid: string): Promise<void> {
  const room = takeId('unarchiveRoom', 'rid', rid)
  return ask(server, {
    method: 'unarchiveRoom',
    params: [room],
    read: nothing,
    twin: async (rest) => {
      await rest.post('rooms.changeArchivationState', { rid: room, action: 'unarchive' })
      return nothing()
    },
    renamed: UNKNOWN_ROOM,
  })
}

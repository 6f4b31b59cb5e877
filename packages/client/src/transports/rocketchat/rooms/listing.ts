import { field, isRecord } from '../../shared/parse.ts'
import type { RocketChatServer } from '../server.ts'
import { takeDate, takeId } from './arguments.ts'
import { ask, given } from './ask.ts'
import type { Reading } from './ask.ts'
import { date } from './date.ts'
import { readRoom } from './room.ts'
import type { Room } from './room.ts'
import { listOf, name, shape } from './shape.ts'
import type { Reader } from './shape.ts'
import { readSubscription } from './subscription.ts'
import type { RoomSubscription } from './subscription.ts'

/** What changed since a date; without one, everything, and nothing that was removed. */
export interface Changes<T> {
  readonly update: readonly T[]
  /** What was deleted on the server since then, whether or not it was mine. */
  readonly remove: readonly Removed[]
}

/** Something that is no more. */
export interface Removed {
  readonly _id: string
  readonly _deletedAt?: Date
}

/** Most rooms of a list. */
const MAX_ROOMS = 20_000

const readRemoved: Reader<Removed> = shape<Removed>({ _id: name }, { _deletedAt: date })

/** Reads a list, which is what is there, or an object, which is what changed. */
function changesOf<T>(item: Reader<T>): (result: unknown) => Reading<Changes<T>> {
  const [readItems, readGone] = [listOf(item, MAX_ROOMS), listOf(readRemoved, MAX_ROOMS)]
  return (result) => {
    const update = readItems(isRecord(result) ? field(result, 'update') : result)
    const remove = isRecord(result) ? readGone(field(result, 'remove')) : []
    return update === undefined || remove === undefined ? undefined : { value: { update, remove } }
  }
}

/**
 * The rooms I am in; with `updatedSince`, those that changed since.
 * Not deprecated. REST: `GET rooms.get`.
 * @throws RocketChatError with a code common to all.
 */
export async function getRooms(server: RocketChatServer, updatedSince?: Date): Promise<Changes<Room>> {
  const since = takeDate('rooms/get', 'updatedSince', updatedSince)
  const read = changesOf(readRoom)
  return ask(server, {
    method: 'rooms/get',
    params: since === undefined ? [] : [since],
    read,
    twin: async (rest) => read(await rest.get('rooms.get', { updatedSince: since?.toISOString() })),
  })
}

/**
 * My own state in each of my rooms: unread, favourite, hidden; with `updatedSince`, what changed since.
 * Not deprecated. REST: `GET subscriptions.get`.
 * @throws RocketChatError with a code common to all.
 */
export async function getSubscriptions(
  server: RocketChatServer,
  updatedSince?: Date,
): Promise<Changes<RoomSubscription>> {
  const since = takeDate('subscriptions/get', 'updatedSince', updatedSince)
  const read = changesOf(readSubscription)
  return ask(server, {
    method: 'subscriptions/get',
    params: since === undefined ? [] : [since],
    read,
    twin: async (rest) => read(await rest.get('subscriptions.get', { updatedSince: since?.toISOString() })),
  })
}

/** A room that REST does not find may as well be one I have no access to: the methods do not tell these apart. */
const HIDDEN: ReadonlyMap<string, string> = new Map([['error-room-not-found', 'error-not-allowed']])

/**
 * A room. The server takes ten of these calls a minute.
 * Not deprecated. REST: `GET rooms.info`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (no such room, or no access), or a code common to all.
 */
export async function getRoomById(server: RocketChatServer, rid: string): Promise<Room> {
  const roomId = takeId('getRoomById', 'rid', rid)
  const read = given(readRoom)
  return ask(server, {
    method: 'getRoomById',
    params: [roomId],
    read,
    twin: async (rest) => read(field(await rest.get('rooms.info', { roomId }), 'room')),
    renamed: HIDDEN,
  })
}

/**
 * The name of a room; undefined for a direct room, which has none.
 * Deprecated, to be removed in 9.0. REST: `GET rooms.info`.
 * @throws RocketChatError with `error-invalid-user`, `error-not-allowed` (no such room, or no access), or a code common to all.
 */
export async function getRoomNameById(server: RocketChatServer, rid: string): Promise<string | undefined> {
  const roomId = takeId('getRoomNameById', 'rid', rid)
  return ask(server, {
    method: 'getRoomNameById',
    params: [roomId],
    read: (result) => (result === undefined || result === null ? { value: undefined } : given(name)(result)),
    twin: async (rest) => {
      const room = readRoom(field(await rest.get('rooms.info', { roomId }), 'room'))
      return room === undefined ? undefined : { value: room.name }
    },
    renamed: HIDDEN,
  })
}

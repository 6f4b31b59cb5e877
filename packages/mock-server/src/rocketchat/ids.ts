import type { RoomEvent } from '../hub/events.ts'

// `GENERAL` is the one room id that every Rocket.Chat server has. The two names trade places, so that no two rooms
// share an id.
const TRADED = new Map([
  ['general', 'GENERAL'],
  ['GENERAL', 'general'],
])

/** The room's id on this wire. */
export function ridOf(room: string): string {
  return TRADED.get(room) ?? room
}

/** The hub's id of a room; whether there is such a room is another matter. */
export function roomOf(rid: string): string {
  return TRADED.get(rid) ?? rid
}

/** The user's id on this wire; never the username, so that a client that confuses the two is found out. */
export function userIdOf(name: string): string {
  return `uid-${name}`
}

/** The name of a user, from their id; undefined for what is no id. */
export function userOf(userId: string): string | undefined {
  return userId.startsWith('uid-') ? userId.slice('uid-'.length) : undefined
}

/** The id of a message: the one Rocket.Chat's client gave, or one of the server's own. */
export function messageIdOf(event: RoomEvent, generation: number): string {
  const wire = event.kind === 'message' && event.wire?.protocol === 'rocketchat' ? event.wire : undefined
  return wire?.id ?? `m${generation}-${event.serial}`
}

/** The address of a user's mail. */
export function emailOf(name: string): string {
  return `${name}@mock.test`
}

import type { Message } from './message.ts'
import type { RoomChange, SyncAnswer } from './sync-answer.ts'

/** One room I am in. */
export interface Room {
  readonly id: string
  /** What it is called here: its own name, else its main alias, else who is in it. */
  readonly name: string
  /** What the server has for a name, empty where there is none. */
  readonly given: { readonly name: string; readonly alias: string }
  /** Display names by user id. */
  readonly members: ReadonlyMap<string, string>
  /** What the server has, oldest first. */
  readonly messages: readonly Message[]
  /** What I sent and the server has not repeated yet, oldest first. */
  readonly pending: readonly Message[]
  /** Messages of others since I last looked. */
  readonly unread: number
}

/** The rooms I am in, by id. */
export type Rooms = ReadonlyMap<string, Room>

/** Messages kept of a room; the oldest go first. */
const MAX_MESSAGES = 500

/** Names in a list at most, the count of the others among them. */
const MAX_NAMES = 5

/** Who reads, and what is on the screen. */
export interface Reader {
  readonly userId: string
  readonly chosen: string | undefined
}

/** The rooms after an answer that tells what changed. */
export function withChanges(rooms: Rooms, { joined, left }: SyncAnswer, reader: Reader): Rooms {
  const next = new Map(rooms)
  for (const id of left) next.delete(id)
  for (const change of joined) next.set(change.id, changedRoom(rooms.get(change.id), change, reader))
  return next
}

/** The rooms of an answer that tells everything; what I sent and the server does not have yet is kept. */
export function freshRooms(rooms: Rooms, { joined }: SyncAnswer, reader: Reader): Rooms {
  return new Map(
    joined.map((change) => {
      const room = changedRoom(undefined, change, reader, rooms.get(change.id)?.pending)
      return [change.id, { ...room, unread: 0 }]
    }),
  )
}

function changedRoom(
  room: Room | undefined,
  change: RoomChange,
  { userId, chosen }: Reader,
  pending: readonly Message[] = room?.pending ?? [],
): Room {
  const { id, limited, messages } = change
  const members = new Map(room?.members)
  for (const [member, name] of change.members) {
    if (name === undefined) members.delete(member)
    else members.set(member, name)
  }
  const arrived = new Set(messages.map(({ key }) => key))
  const unread = id === chosen ? 0 : messages.filter(({ sender }) => sender !== userId).length
  const given = { name: change.name ?? room?.given.name ?? '', alias: change.alias ?? room?.given.alias ?? '' }
  return {
    id,
    name: given.name.trim() || given.alias || nameOfMembers(members, userId),
    given,
    members,
    messages: [...(limited ? [] : (room?.messages ?? [])), ...messages].slice(-MAX_MESSAGES),
    pending: pending.filter(({ key }) => !arrived.has(key)),
    unread: (room?.unread ?? 0) + unread,
  }
}

function nameOfMembers(members: Room['members'], me: string): string {
  const others = [...members].filter(([userId]) => userId !== me).map(([, name]) => name)
  return others.length === 0 ? 'Room without others' : listOf(others)
}

/** The first names of a list, and how many more there are. */
export function listOf(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ')
  const shown = names.slice(0, MAX_NAMES - 1)
  return `${shown.join(', ')} and ${names.length - shown.length} others`
}

/** The rooms with one of them changed. */
export function withRoom(rooms: Rooms, id: string, change: (room: Room) => Partial<Room>): Rooms {
  const room = rooms.get(id)
  return room === undefined ? rooms : new Map(rooms).set(id, { ...room, ...change(room) })
}

/** The display name of a user, in words a person can read. */
export function displayName(room: Room, userId: string): string {
  return room.members.get(userId) ?? userId.replace(/^@([^:]+):.*$/, '$1')
}

import type { Message } from './message.ts'

/** What sort of room it is; only direct ones are named by their people alone. */
export type RoomKind = 'channel' | 'group' | 'direct'

/** One room I am in. */
export interface Room {
  readonly id: string
  readonly kind: RoomKind
  /** What it is called here. */
  readonly name: string
  /** What it is a part of: the channel of a topic. */
  readonly group?: string | undefined
  /** Display names by user id. */
  readonly members: ReadonlyMap<string, string>
  /** What the server has, oldest first. */
  readonly messages: readonly Message[]
  /** What I sent and the server has not repeated yet, oldest first. */
  readonly pending: readonly Message[]
  /** Messages of others since I last looked. */
  readonly unread: number
  readonly isFavorite?: boolean
  /** Whether the server has messages before these, and tells them when it is asked. */
  readonly hasEarlier?: boolean
}

/** The rooms I am in, by id. */
export type Rooms = ReadonlyMap<string, Room>

/** Changes one room, where I am in it. */
export type ChangeRoom = (roomId: string, change: (room: Room) => Partial<Room>) => void

/** Messages kept of a room; the oldest go first. */
export const MAX_MESSAGES = 500

/** Names in a list at most, the count of the others among them. */
const MAX_NAMES = 5

/** Who reads, and what is on the screen. */
export interface Reader {
  readonly userId: string
  readonly chosen: string | undefined
}

/** The first names of a list, and how many more there are. */
export function listOf(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ')
  const shown = names.slice(0, MAX_NAMES - 1)
  return `${shown.join(', ')} and ${names.length - shown.length} others`
}

/** The names of everybody in a room but me. */
export function othersIn(members: Room['members'], me: string): readonly string[] {
  return [...members].filter(([userId]) => userId !== me).map(([, name]) => name)
}

/** The name of a room with what it is a part of. */
export function titleOf({ group, name }: Room): string {
  return group === undefined ? name : `${group} › ${name}`
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

/** Everything of a room that is not in a thread, or everything of one thread, oldest first. */
export function saidIn({ messages, pending }: Room, threadId?: string): readonly Message[] {
  const all = [...messages, ...pending]
  if (threadId === undefined) return all.filter((message) => message.threadId === undefined)
  return all.filter((message) => message.threadId === threadId || message.key === threadId)
}

/** How many messages there are in each thread of a room, by the key of the message it begins with. */
export function repliesIn({ messages, pending }: Room): ReadonlyMap<string, number> {
  const replies = new Map<string, number>()
  for (const { threadId } of [...messages, ...pending]) {
    if (threadId !== undefined) replies.set(threadId, (replies.get(threadId) ?? 0) + 1)
  }
  return replies
}

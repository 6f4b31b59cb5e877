import { listOf, MAX_MESSAGES, othersIn, type Reader, type Room, type Rooms } from '../chat/room.ts'
import type { RoomChange, SyncAnswer } from './sync-answer.ts'

/** What the server has for a name of a room, empty where there is none. */
export interface Given {
  readonly name: string
  readonly alias: string
}

/** The rooms, and what the server calls them. */
export interface SyncRooms {
  readonly rooms: Rooms
  readonly given: ReadonlyMap<string, Given>
}

/** The rooms after an answer that tells what changed. */
export function withChanges({ rooms, given }: SyncRooms, { joined, left }: SyncAnswer, reader: Reader): SyncRooms {
  const [nextRooms, nextGiven] = [new Map(rooms), new Map(given)]
  for (const id of left) {
    nextRooms.delete(id)
    nextGiven.delete(id)
  }
  for (const change of joined) {
    const names = namesOf(change, given.get(change.id))
    nextGiven.set(change.id, names)
    nextRooms.set(change.id, changedRoom(rooms.get(change.id), change, names, reader))
  }
  return { rooms: nextRooms, given: nextGiven }
}

/** The rooms of an answer that tells everything; what I sent and the server does not have yet is kept. */
export function freshRooms(before: Rooms, { joined }: SyncAnswer, reader: Reader): SyncRooms {
  const given = new Map(joined.map((change) => [change.id, namesOf(change, undefined)]))
  const rooms = new Map(
    joined.map((change) => {
      const pending = before.get(change.id)?.pending
      const room = changedRoom(undefined, change, namesOf(change, undefined), reader, pending)
      return [change.id, { ...room, unread: 0 }]
    }),
  )
  return { rooms, given }
}

function namesOf(change: RoomChange, before: Given | undefined): Given {
  return { name: change.name ?? before?.name ?? '', alias: change.alias ?? before?.alias ?? '' }
}

function changedRoom(
  room: Room | undefined,
  change: RoomChange,
  given: Given,
  { userId, chosen }: Reader,
  pending: Room['pending'] = room?.pending ?? [],
): Room {
  const { id, limited, messages } = change
  const members = new Map(room?.members)
  for (const [member, name] of change.members) {
    if (name === undefined) members.delete(member)
    else members.set(member, name)
  }
  const arrived = new Set(messages.map(({ key }) => key))
  const unread = id === chosen ? 0 : messages.filter(({ sender }) => sender !== userId).length
  const name = given.name.trim() || given.alias
  return {
    id,
    kind: name === '' ? 'direct' : 'channel',
    name: name || nameOfMembers(members, userId),
    members,
    messages: [...(limited ? [] : (room?.messages ?? [])), ...messages].slice(-MAX_MESSAGES),
    pending: pending.filter(({ key }) => !arrived.has(key)),
    unread: (room?.unread ?? 0) + unread,
  }
}

function nameOfMembers(members: Room['members'], me: string): string {
  const others = othersIn(members, me)
  return others.length === 0 ? 'Room without others' : listOf(others)
}

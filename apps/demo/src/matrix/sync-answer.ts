import { entries, items, member, textMember } from '../chat/json.ts'
import type { Message } from '../chat/message.ts'

/** Longest text of one message that is shown, in UTF-16 code units. */
const MAX_TEXT = 8_000

/** What a sync tells of one room. */
export interface RoomChange {
  readonly id: string
  /** Undefined where it has not changed, empty where it was taken away. */
  readonly name: string | undefined
  /** The main alias; undefined and empty as with the name. */
  readonly alias: string | undefined
  /** Display names of who is in, undefined for who is out, oldest change first. */
  readonly members: readonly (readonly [userId: string, displayName: string | undefined])[]
  readonly messages: readonly Message[]
  /** Whether messages before these are missing. */
  readonly limited: boolean
}

/** The parts of an answer to `/sync` that a chat shows. */
export interface SyncAnswer {
  readonly nextBatch: string
  readonly joined: readonly RoomChange[]
  readonly left: readonly string[]
}

/** Reads an answer to `/sync`; undefined where it is none. What is malformed inside is left out. */
export function readSyncAnswer(value: unknown): SyncAnswer | undefined {
  const nextBatch = textMember(value, 'next_batch')
  if (nextBatch === undefined) return undefined
  const rooms = member(value, 'rooms')
  return {
    nextBatch,
    joined: entries(member(rooms, 'join')).map(([id, room]) => readRoom(id, room)),
    left: entries(member(rooms, 'leave')).map(([id]) => id),
  }
}

function readRoom(id: string, room: unknown): RoomChange {
  const timeline = member(room, 'timeline')
  const said = items(member(timeline, 'events'))
  const events = [...items(member(member(room, 'state'), 'events')), ...said]
  return {
    id,
    name: lastOf(events, 'm.room.name', 'name'),
    alias: lastOf(events, 'm.room.canonical_alias', 'alias'),
    members: events.flatMap(readMember),
    messages: said.flatMap(readMessage),
    limited: member(timeline, 'limited') === true,
  }
}

/** The text that the last event of a type sets; empty where that one sets none. */
function lastOf(events: readonly unknown[], type: string, key: string): string | undefined {
  const last = events.findLast((event) => member(event, 'type') === type)
  return last === undefined ? undefined : (textMember(member(last, 'content'), key) ?? '')
}

function readMember(event: unknown): RoomChange['members'] {
  const userId = textMember(event, 'state_key')
  if (member(event, 'type') !== 'm.room.member' || userId === undefined) return []
  const content = member(event, 'content')
  const displayName = textMember(content, 'displayname') ?? userId
  return [[userId, member(content, 'membership') === 'join' ? displayName : undefined]]
}

function readMessage(event: unknown): readonly Message[] {
  const id = textMember(event, 'event_id')
  const sender = textMember(event, 'sender')
  const text = textMember(member(event, 'content'), 'body')
  const atMs = member(event, 'origin_server_ts')
  if (member(event, 'type') !== 'm.room.message' || id === undefined || sender === undefined || text === undefined) return []
  return [
    {
      key: textMember(member(event, 'unsigned'), 'transaction_id') ?? id,
      sender,
      text: text.slice(0, MAX_TEXT),
      atMs: typeof atMs === 'number' ? atMs : 0,
      delivery: 'delivered',
    },
  ]
}

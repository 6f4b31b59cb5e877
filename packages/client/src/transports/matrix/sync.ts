import { MAX_CONVERSATIONS, NOBODY } from '../../protocol/conversation.ts'
import type { TypingUser } from '../../protocol/conversation.ts'
import type { PresenceSignal } from '../../protocol/signal.ts'
import { field, isRecord, parseJson, readList, readText } from '../shared/parse.ts'
import type { JsonRecord } from '../shared/parse.ts'
import { isRoomId, isUserId } from './wire.ts'

/** Longest `next_batch` that is kept, in bytes; Synapse's have some 60 to 300. It has to fit into a URL. */
export const MAX_BATCH_BYTES = 2_048

/** Most ids looked at in one list (S14, S18). Fewer are kept, by the view: it knows who came first, a list does not. */
export const MAX_LISTED_IDS = 4_096

/** Most ephemeral events looked at in one room, counted from the last (S18). */
export const MAX_EPHEMERAL_EVENTS = 4_096

/** What an answer of `/sync` says of typing. */
export interface SyncAnswer {
  readonly nextBatch: string
  readonly signals: readonly PresenceSignal[]
  /** Malformed parts that were left out. */
  readonly dropped: number
}

/** Reads an answer of `/sync`; undefined if it is none. A malformed part is dropped alone. Never throws. */
export function readSync(body: string): SyncAnswer | undefined {
  const answer = parseJson(body)
  if (!isRecord(answer)) return undefined
  const nextBatch = readText(field(answer, 'next_batch'), MAX_BATCH_BYTES)
  if (nextBatch === undefined || nextBatch === '') return undefined

  const tally = { dropped: 0 }
  const rooms = readOptionalRecord(field(answer, 'rooms'), tally)
  const joined = readOptionalRecord(field(rooms, 'join'), tally)
  const left = readOptionalRecord(field(rooms, 'leave'), tally)
  const lists = new Map<string, readonly TypingUser[]>()
  for (const [room, entry] of roomsOf(joined, tally)) {
    const users = readTypists(entry, tally)
    if (users !== undefined) keep(lists, room, users, tally)
  }
  for (const [room] of roomsOf(left, tally)) {
    // A room named in both was entered again.
    if (!Object.hasOwn(joined, room)) keep(lists, room, NOBODY, tally)
  }
  const signals = Array.from(lists, ([conversation, users]) => ({ type: 'snapshot', conversation, users }) as const)
  return { nextBatch, signals, dropped: tally.dropped }
}

/** How many malformed parts were left out so far. */
export interface Tally {
  dropped: number
}

function keep(
  lists: Map<string, readonly TypingUser[]>,
  room: string,
  users: readonly TypingUser[],
  tally: Tally,
): void {
  if (lists.size < MAX_CONVERSATIONS) lists.set(room, users)
  else tally.dropped += 1
}

const NOTHING: JsonRecord = Object.freeze({})

/** What may be absent but, if it is there, has to be an object. */
function readOptionalRecord(value: unknown, tally: Tally): JsonRecord {
  if (isRecord(value)) return value
  if (value !== undefined) tally.dropped += 1
  return NOTHING
}

function* roomsOf(rooms: JsonRecord, tally: Tally): Generator<readonly [room: string, entry: JsonRecord]> {
  for (const [room, entry] of Object.entries(rooms)) {
    if (isRoomId(room) && isRecord(entry)) yield [room, entry]
    else tally.dropped += 1
  }
}

/** Who types, by the last well-formed `m.typing` of a room; undefined if it has none: then what was known stands. */
function readTypists(joined: JsonRecord, tally: Tally): readonly TypingUser[] | undefined {
  const value = field(readOptionalRecord(field(joined, 'ephemeral'), tally), 'events')
  if (value === undefined) return undefined
  const events = readList(value, MAX_EPHEMERAL_EVENTS, 'last')
  tally.dropped += events?.cut ?? 1
  let last: readonly TypingUser[] | undefined
  for (const event of events?.items ?? []) {
    const type = isRecord(event) ? field(event, 'type') : undefined
    // Dendrite sends receipts along, whatever the filter says.
    if (typeof type === 'string' && type !== 'm.typing') continue
    const users = isRecord(event) && type === 'm.typing' ? readUserIds(field(event, 'content'), tally) : undefined
    if (users === undefined) tally.dropped += 1
    else last = users
  }
  return last
}

/** Who types, by the content of an `m.typing`; undefined if it is none. */
export function readUserIds(content: unknown, tally: Tally): readonly TypingUser[] | undefined {
  const listed = isRecord(content) ? readList(field(content, 'user_ids'), MAX_LISTED_IDS) : undefined
  if (listed === undefined) return undefined
  tally.dropped += listed.cut
  const ids = new Set<string>()
  for (const id of listed.items) {
    if (isUserId(id)) ids.add(id)
    else tally.dropped += 1
  }
  return Array.from(ids, (id) => ({ id }))
}

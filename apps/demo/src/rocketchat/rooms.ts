import type { Message } from '../chat/message.ts'
import { MAX_MESSAGES, type Room, type RoomKind } from '../chat/room.ts'
import type { RoomStanding, SaidMessage } from './stream-news.ts'

/** Longest text of one message that is shown, in UTF-16 code units. */
const MAX_TEXT = 8_000

const KINDS: ReadonlyMap<string, RoomKind> = new Map([
  ['d', 'direct'],
  ['p', 'group'],
])

/** A message as the page shows it. */
export function messageOf({ _id, msg, ts, u, tmid }: SaidMessage): Message {
  const text = msg.slice(0, MAX_TEXT)
  return { key: _id, sender: u.username, text, atMs: ts.getTime(), delivery: 'delivered', threadId: tmid }
}

/** A room as I stand to it now, with what was known of it. */
export function roomWith(before: Room | undefined, { rid, t, name, fname, f, unread = 0 }: RoomStanding, people: Room['members']): Room {
  const kind = KINDS.get(t) ?? 'channel'
  const title = fname ?? name ?? rid
  // Direct rooms are named by the usernames of the others.
  const shown = kind === 'direct' ? title.split(', ').map((username) => people.get(username) ?? username).join(', ') : title
  const said = before ?? { members: new Map(), messages: [], pending: [], unread }
  return { ...said, id: rid, kind, name: shown, isFavorite: f === true }
}

/** The messages of both, each once, oldest first. */
export function merged(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byKey = new Map([...known, ...more].map((message) => [message.key, message]))
  return [...byKey.values()].toSorted((a, b) => a.atMs - b.atMs).slice(-MAX_MESSAGES)
}

/** A room with messages that the server has. */
export function withMessages(room: Room, messages: readonly Message[]): Room {
  const arrived = new Set(messages.map(({ key }) => key))
  return {
    ...room,
    messages: merged(room.messages, messages),
    pending: room.pending.filter(({ key }) => !arrived.has(key)),
  }
}

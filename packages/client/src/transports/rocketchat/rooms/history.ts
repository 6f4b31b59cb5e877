import type { RocketChatServer } from '../server.ts'
import { takeCount, takeDate, takeId } from './arguments.ts'
import { ask, given, isRefusedWith, nothing } from './ask.ts'
import type { Reading } from './ask.ts'
import { readMessage } from './message.ts'
import type { RoomMessage } from './message.ts'
import type { Rest } from './rest.ts'
import { count, listOf, shape } from './shape.ts'

/** Which messages to load. */
export interface HistoryOptions {
  /** Only what was sent before; the latest by default. */
  readonly end?: Date | undefined
  /** Most messages; 20 by default. */
  readonly limit?: number | undefined
  /** When I last looked, for `firstUnread` and `unreadNotLoaded`. */
  readonly lastSeen?: Date | undefined
  /** Whether messages of threads are among them; they are by default. */
  readonly showThreadMessages?: boolean | undefined
}

/** A part of the history of a room. */
export interface History {
  /** Newest first. */
  readonly messages: readonly RoomMessage[]
  /** The first message that I have not seen, where it is older than these. */
  readonly firstUnread?: RoomMessage
  /** How many messages that I have not seen are older than these. */
  readonly unreadNotLoaded: number
}

/** Most messages of one answer. */
const MAX_MESSAGES = 10_000

/** What `loadHistory` loads where it is not told how much (its own default). */
const DEFAULT_LIMIT = 20

const readFields = given(
  shape<Omit<History, 'unreadNotLoaded'> & Partial<History>>(
    { messages: listOf(readMessage, MAX_MESSAGES) },
    { firstUnread: readMessage, unreadNotLoaded: count },
  ),
)

function readHistory(result: unknown): Reading<History> {
  const read = readFields(result)
  return read && { value: { unreadNotLoaded: 0, ...read.value } }
}

/**
 * Messages of a room; false if there is no such room, or I may not read it.
 * Not deprecated. REST: `GET channels.history`, `groups.history`, `im.history`.
 * @throws RocketChatError with `error-invalid-user`, or a code common to all.
 */
export async function loadHistory(
  server: RocketChatServer,
  rid: string,
  options: HistoryOptions = {},
): Promise<History | false> {
  const roomId = takeId('loadHistory', 'rid', rid)
  const end = takeDate('loadHistory', 'end', options.end)
  const lastSeen = takeDate('loadHistory', 'lastSeen', options.lastSeen)
  const limit = takeCount('loadHistory', 'limit', options.limit) ?? DEFAULT_LIMIT
  const { showThreadMessages } = options
  const params: unknown[] = [roomId, end ?? null, limit]
  // Servers before 5 take a last look of null for one before all messages: it is left out where it can be.
  if (lastSeen !== undefined || showThreadMessages !== undefined) params.push(lastSeen ?? null)
  if (showThreadMessages !== undefined) params.push(showThreadMessages)
  return ask<History | false>(server, {
    method: 'loadHistory',
    params,
    // The streamer of the microservices drops a `false`.
    read: (result) => (result === false || result === undefined || result === null ? { value: false } : readHistory(result)),
    twin: async (rest) => {
      try {
        return await historyOfRest(rest, { roomId, end, lastSeen, limit, showThreadMessages: showThreadMessages ?? true })
      } catch (error) {
        if (isRefusedWith(error, ['error-room-not-found', 'error-not-allowed'])) return { value: false }
        throw error
      }
    },
  })
}

interface RestHistory {
  readonly roomId: string
  readonly end: Date | undefined
  readonly lastSeen: Date | undefined
  readonly limit: number
  readonly showThreadMessages: boolean
}

async function historyOfRest(
  rest: Rest,
  { roomId, end, lastSeen, limit, showThreadMessages }: RestHistory,
): Promise<Reading<History>> {
  const kind = await rest.kindOf(roomId, ['channels', 'groups', 'im'])
  const query = {
    roomId,
    latest: end?.toISOString(),
    count: String(limit),
    showThreadMessages: String(showThreadMessages),
  }
  const loaded = readHistory(await rest.get(`${kind}.history`, query))
  const oldest = loaded?.value.messages.at(-1)
  // REST counts what is unread only where it loads no further back than that: a second question, if there can be any.
  if (loaded === undefined || lastSeen === undefined || oldest === undefined || oldest.ts <= lastSeen) return loaded
  const since = await rest.get(`${kind}.history`, { ...query, oldest: lastSeen.toISOString(), unreads: 'true' })
  const { firstUnread, unreadNotLoaded } = readHistory(since)?.value ?? loaded.value
  return { value: { ...loaded.value, ...(firstUnread && { firstUnread }), unreadNotLoaded } }
}

/**
 * Marks a room as read for me, with `readThreads` its threads too.
 * Not deprecated. REST: `POST subscriptions.read`.
 * @throws RocketChatError with `error-invalid-user`, `error-room-does-not-exist`, `error-not-allowed`, or a code common to all.
 */
export async function readMessages(server: RocketChatServer, rid: string, readThreads = false): Promise<void> {
  const room = takeId('readMessages', 'rid', rid)
  return ask(server, {
    method: 'readMessages',
    params: [room, readThreads],
    read: nothing,
    twin: async (rest) => {
      await rest.post('subscriptions.read', { rid: room, readThreads })
      return nothing()
    },
    renamed: new Map([
      ['error-invalid-subscription', 'error-room-does-not-exist'],
      ['error-room-not-found', 'error-room-does-not-exist'],
    ]),
  })
}

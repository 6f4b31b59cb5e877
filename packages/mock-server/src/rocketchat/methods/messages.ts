import { member, stringMember } from '../../http/json.ts'
import type { Room } from '../../hub/room.ts'
import { type MessageDocument, messageDocument, messagesOf } from '../documents/message.ts'
import { invalidUser, matchFailed, MeteorError } from '../errors.ts'
import { randomBytes } from 'node:crypto'
import { tellAside } from '../streams/feed.ts'
import { canAccess, canRead } from './access.ts'
import { asUser, findRoom, type Method, type MethodCall, objectParam, textParam, type UserCall } from './method.ts'

/** Messages of one page where the call names no number (loadHistory.ts). */
const DEFAULT_PAGE = 20

/** A client's clock may be this far off (sendMessage.ts), in milliseconds. */
const MAX_CLOCK_SKEW_MS = 60_000

/** What a message may carry; `check` refuses any other key. */
const MESSAGE_KEYS: ReadonlySet<string> = new Set(
  '_id rid msg tmid tshow ts t alias avatar emoji groupable attachments blocks customFields content e2e'.split(' '),
)

function dateOf(value: unknown): Date | undefined {
  if (value instanceof Date) return value
  const parsed = typeof value === 'string' ? new Date(value) : undefined
  return parsed === undefined || Number.isNaN(parsed.getTime()) ? undefined : parsed
}

/** A page of what was said, the newest first; false where the caller may not read it, or there is no room. */
export function loadHistory(call: MethodCall): object | false {
  const rid = textParam(call, 0)
  const [, end, limit, seen, withThreads = true] = call.params
  const { user } = call.caller
  if (user === undefined && !call.settings.allowAnonymousRead) throw invalidUser('loadHistory')
  const room = findRoom(call, rid)
  if (room === undefined || !canRead(call, room, user)) return false
  const before = dateOf(end)
  const lastSeen = dateOf(seen)
  const count = typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : DEFAULT_PAGE
  const shown = messagesOf(call, room).filter(({ tmid, tshow }) => {
    return withThreads !== false || tmid === undefined || tshow === true
  })
  const older = shown.filter(({ ts }) => before === undefined || ts < before)
  const messages = older.slice(-count).toReversed()
  if (lastSeen === undefined) return { messages, unreadNotLoaded: 0 }
  const unread = older.filter(({ ts }) => ts > lastSeen)
  const notLoaded = unread.filter((message) => !messages.includes(message))
  const [firstUnread] = unread
  return { messages, unreadNotLoaded: notLoaded.length, ...(firstUnread !== undefined && { firstUnread }) }
}

function findMessage(call: MethodCall, id: string): MessageDocument | undefined {
  for (const room of call.hub.rooms()) {
    const found = messagesOf(call, room).find(({ _id }) => _id === id)
    if (found !== undefined) return found
  }
  return undefined
}

// What is told in a line of one's own, in place of an error.
function obstacle({ user, rooms, permissions, ...call }: UserCall, room: Room): string | undefined {
  const page = rooms.page(room)
  if (!canAccess({ ...call, rooms, permissions }, room, user)) return 'error-not-allowed'
  if (page.archived) return 'room_is_archived'
  if (page.muted.has(user)) return 'You_have_been_muted'
  return page.readOnly && !permissions.has(user, 'post-readonly', room.id) ? 'room_is_read_only' : undefined
}

function checkMessage(call: UserCall, message: object): string {
  const method = 'sendMessage'
  if (Object.keys(message).some((key) => !MESSAGE_KEYS.has(key))) throw matchFailed()
  const msg = member(message, 'msg')
  if (typeof member(message, 'rid') !== 'string') throw new MeteorError('invalid-params', "The 'rid' is missing", { method })
  if (member(message, 'tshow') === true && !stringMember(message, 'tmid')) {
    throw new MeteorError('invalid-params', 'tshow provided but missing tmid', { method })
  }
  const ts = member(message, 'ts')
  if (ts instanceof Date && Math.abs(ts.getTime() - call.hub.now()) > MAX_CLOCK_SKEW_MS) {
    throw new MeteorError('error-message-ts-out-of-sync', 'Message timestamp is out of sync', { method })
  }
  if (typeof msg !== 'string' || msg === '') throw new MeteorError('error-invalid-message', 'Invalid message', { method })
  if (msg.length > call.settings.maxMessageLength) {
    throw new MeteorError('error-message-size-exceeded', 'Message size exceeds Message_MaxAllowedSize', { method })
  }
  return msg
}

/** Says something; undefined where the room would not have it, or has it already. */
export function sendMessage(call: MethodCall): object | undefined {
  const message = objectParam(call, 0)
  const own = asUser(call, 'sendMessage')
  const msg = checkMessage(own, message)
  const thread = stringMember(message, 'tmid')
  const parent = thread ? findMessage(call, thread) : undefined
  const room = findRoom(call, parent?.rid ?? stringMember(message, 'rid') ?? '')
  const id = stringMember(message, '_id') ?? randomBytes(9).toString('base64url')
  if (room === undefined || findMessage(call, id) !== undefined) return undefined
  const reason = obstacle(own, room)
  if (reason !== undefined) {
    tellAside(call, room, own.user, reason)
    return undefined
  }
  // A message in a channel makes its writer a member, as the web client does before.
  if (!room.has(own.user)) call.hub.join(room.id, own.user)
  const tmid = parent?.tmid ?? thread
  const event = call.hub.say(room.id, own.user, msg, {
    protocol: 'rocketchat',
    id,
    ...(tmid && { tmid, tshow: member(message, 'tshow') === true }),
  })
  return event === undefined ? undefined : messageDocument(call, room, event)
}

/** What is said, and what was. */
export const messageMethods: readonly Method[] = [
  { name: 'loadHistory', op: 'history', run: loadHistory },
  { name: 'sendMessage', op: 'message', run: sendMessage },
]

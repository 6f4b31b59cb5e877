import { parseJson } from '../../http/json.ts'
import { type Channel, isAccessible, isRoomTopic } from '../directory.ts'
import { badRequest, ZulipError } from '../errors.ts'
import { channelWord, LEVEL, recipientTypes } from '../features.ts'
import { formatMessage, mayRead, tellMessage } from '../message-format.ts'
import type { Message, Place } from '../messages.ts'
import { narrowOf } from '../narrow.ts'
import { checkMayWrite, recipientsOf, type Route, type UserCall } from '../route.ts'
import { MAX_LENGTH } from '../snapshot.ts'
import { topicMeant } from '../topics.ts'

/** Most messages of one answer (zerver/views/message_fetch.py). */
const MAX_PAGE = 5_000

function clip(text: string, most: number): string {
  return Array.from(text).slice(0, most).join('')
}

// `to` is an id, a name, or either of them as JSON or in a list of one.
function addressed(to: string): string | number {
  const parsed = parseJson(to)
  const value: unknown = parsed.ok ? [parsed.value].flat()[0] : to
  return typeof value === 'string' || typeof value === 'number' ? value : to
}

function channelOf({ directory, configuration, me, note }: UserCall, to: string): Channel {
  const wanted = addressed(to)
  const channel = directory.channels().find(({ id, name }) => id === wanted || name === wanted)
  if (channel === undefined || !isAccessible(channel, me.user.name)) {
    const word = channelWord(configuration.current.featureLevel) === 'channel' ? 'Channel' : 'Stream'
    const which = typeof wanted === 'number' ? `with ID '${wanted}'` : `'${clip(wanted, MAX_LENGTH.topic)}'`
    throw new ZulipError(400, 'STREAM_DOES_NOT_EXIST', `${word} ${which} does not exist`)
  }
  note({ room: channel.room.id })
  return channel
}

function keep(call: UserCall, text: string, place: Place): Message {
  const { hub, messages, me } = call
  const message = { id: hub.nextSerial(), sender: me.user.name, atMs: hub.now(), text, place }
  messages.add(message)
  tellMessage(call, message)
  return message
}

function sayInChannel(call: UserCall, to: string, topicText: string | undefined, text: string): number {
  const { hub, configuration, me } = call
  const settings = configuration.current
  if (topicText === undefined) throw badRequest('Missing topic')
  const channel = channelOf(call, to)
  checkMayWrite(call, channel)
  const topic = clip(topicMeant(topicText.trim(), settings), MAX_LENGTH.topic)
  if (topic === '' && settings.featureLevel < LEVEL.emptyTopic) throw badRequest("Topic can't be empty!")
  if (topic === '' && settings.mandatoryTopics) throw badRequest('Topics are required in this organization.')
  if (!isRoomTopic(topic)) return keep(call, text, { kind: 'channel', room: channel.room.id, topic }).id
  // Zulip lets people write where they are not; the hub does not, so they come in first.
  hub.join(channel.room.id, me.user.name)
  const event = hub.say(channel.room.id, me.user.name, text)
  if (event === undefined) throw badRequest('Invalid channel ID')
  return event.serial
}

function sayToUsers(call: UserCall, to: string, text: string): number {
  const { directory } = call
  const parsed = parseJson(to)
  const asked: readonly unknown[] = parsed.ok ? [parsed.value].flat() : to.split(',')
  const ids = asked.map((one) => {
    const id = typeof one === 'number' ? one : directory.userByEmail(String(one).trim())?.id
    if (id === undefined) throw badRequest('Invalid email')
    return id
  })
  if (ids.length === 0) throw badRequest('Message must have recipients')
  const users = recipientsOf(call, ids).map(({ user }) => user.name)
  return keep(call, text, { kind: 'direct', users: users.toSorted() }).id
}

function postMessage(call: UserCall): object {
  const { params, configuration } = call
  const type = params.required('type')
  const to = params.required('to')
  const topic = params.text('topic') ?? params.text('subject')
  const content = params.required('content')
  // Sending takes the names of every age.
  const kind = type === 'private' ? 'direct' : recipientTypes(configuration.current.featureLevel).get(type)
  if (kind === undefined) throw badRequest('Invalid type')
  const text = clip(content.trimEnd(), MAX_LENGTH.message)
  if (text === '') throw badRequest('Message must not be empty')
  return { id: kind === 'channel' ? sayInChannel(call, to, topic, text) : sayToUsers(call, to, text) }
}

function countOf({ params }: UserCall, name: 'num_before' | 'num_after'): number {
  const count = params.integer(name) ?? 0
  if (count < 0) throw badRequest(`${name} is too small`)
  return count
}

function anchorOf({ params }: UserCall, ids: readonly number[]): number {
  const text = params.text('anchor') ?? 'newest'
  if (text === 'newest' || text === 'first_unread') return ids.at(-1) ?? 0
  if (text === 'oldest') return ids[0] ?? 0
  if (!/^\d{1,15}$/.test(text)) throw badRequest('Invalid anchor')
  return Number(text)
}

function getMessages(call: UserCall): object {
  const { params, messages, me } = call
  const isWanted = narrowOf(call, params)
  const before = countOf(call, 'num_before')
  const after = countOf(call, 'num_after')
  if (before + after > MAX_PAGE) throw badRequest(`Too many messages requested (maximum ${MAX_PAGE}).`)
  const reader = {
    applyMarkdown: params.flag('apply_markdown') ?? true,
    emptyTopicName: params.flag('allow_empty_topic_name') ?? false,
  }
  const found = messages.all().filter((message) => mayRead(call, me.user.name, message) && isWanted(message))
  const anchor = anchorOf(call, found.map(({ id }) => id))
  const older = found.filter(({ id }) => id < anchor)
  const newer = found.filter(({ id }) => id > anchor)
  const page = [
    ...older.slice(Math.max(0, older.length - before)),
    ...found.filter(({ id }) => id === anchor),
    ...newer.slice(0, after),
  ]
  return {
    messages: page.map((message) => ({ ...formatMessage(call, message, reader), flags: ['read'] })),
    anchor,
    found_anchor: found.some(({ id }) => id === anchor),
    found_oldest: older.length <= before,
    found_newest: newer.length <= after,
    history_limited: false,
  }
}

/** What is said, and what was. */
export const messageRoutes: readonly Route[] = [
  { method: 'POST', path: '/messages', op: 'message', access: 'user', handle: postMessage },
  { method: 'GET', path: '/messages', op: 'messages', access: 'user', handle: getMessages },
]

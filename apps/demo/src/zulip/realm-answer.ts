import { items, member, numberMember, textMember } from '../chat/json.ts'

/** Longest text of one message that is shown, in UTF-16 code units. */
const MAX_TEXT = 8_000

/** Where a message is: between people, all of them named, or in a topic of a channel. */
export type ZulipPlace =
  | { readonly userIds: readonly number[] }
  | { readonly channelId: number; readonly topic: string }

/** One message. */
export interface ZulipMessage {
  readonly id: number
  readonly senderId: number
  readonly senderName: string
  readonly text: string
  readonly atMs: number
  readonly place: ZulipPlace
}

/** A channel I am in. */
export interface ZulipChannel {
  readonly id: number
  readonly name: string
  readonly subscriberIds: readonly number[]
}

/** What a registration tells. */
export interface Register {
  readonly queueId: string
  readonly lastEventId: number
  /** Names by user id. */
  readonly people: ReadonlyMap<number, string>
  readonly channels: readonly ZulipChannel[]
}

/** Reads the answer to a registration; undefined where it is none. What is malformed inside is left out. */
export function readRegister(value: unknown): Register | undefined {
  const queueId = textMember(value, 'queue_id')
  const lastEventId = numberMember(value, 'last_event_id')
  if (queueId === undefined || lastEventId === undefined) return undefined
  return {
    queueId,
    lastEventId,
    people: new Map(items(member(value, 'realm_users')).flatMap(readPerson)),
    channels: items(member(value, 'subscriptions')).flatMap(readChannel),
  }
}

/** Reads a page of messages. */
export function readMessages(value: unknown): readonly ZulipMessage[] {
  return items(member(value, 'messages')).flatMap((message) => readMessage(message) ?? [])
}

/** Reads the message of an event; undefined where it tells of something else. */
export function readMessageEvent(event: unknown): ZulipMessage | undefined {
  return textMember(event, 'type') === 'message' ? readMessage(member(event, 'message')) : undefined
}

function readPerson(value: unknown): readonly (readonly [number, string])[] {
  const id = numberMember(value, 'user_id')
  const name = textMember(value, 'full_name')
  return id === undefined || name === undefined ? [] : [[id, name]]
}

function readChannel(value: unknown): readonly ZulipChannel[] {
  const id = numberMember(value, 'stream_id')
  const name = textMember(value, 'name')
  if (id === undefined || name === undefined) return []
  return [{ id, name, subscriberIds: items(member(value, 'subscribers')).filter((one) => typeof one === 'number') }]
}

function readMessage(value: unknown): ZulipMessage | undefined {
  const id = numberMember(value, 'id')
  const senderId = numberMember(value, 'sender_id')
  const text = textMember(value, 'content')
  const place = readPlace(value)
  if (id === undefined || senderId === undefined || text === undefined || place === undefined) return undefined
  const senderName = textMember(value, 'sender_full_name') ?? String(senderId)
  const atMs = (numberMember(value, 'timestamp') ?? 0) * 1_000
  return { id, senderId, senderName, text: text.slice(0, MAX_TEXT), atMs, place }
}

function readPlace(value: unknown): ZulipPlace | undefined {
  if (textMember(value, 'type') === 'private') {
    const people = items(member(value, 'display_recipient'))
    return { userIds: people.flatMap((person) => numberMember(person, 'id') ?? []) }
  }
  const channelId = numberMember(value, 'stream_id')
  const topic = textMember(value, 'subject')
  return channelId === undefined || topic === undefined ? undefined : { channelId, topic }
}

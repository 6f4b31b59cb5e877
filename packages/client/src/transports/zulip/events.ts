import type { PresenceSignal } from '../../protocol/signal.ts'
import { field, isRecord, parseJson, readList } from '../shared/parse.ts'
import type { JsonRecord } from '../shared/parse.ts'
import { readFeatureLevel } from './register.ts'
import type { Server } from './register.ts'
import { withSetting } from './settings.ts'
import { directKey, foldTopic, isId, messageKey, readOthers, readTopic, topicKey } from './target.ts'

/** Most events looked at in one answer (S14, S18); those behind them are asked for again. */
export const MAX_EVENTS = 4_096

/** What an answer of `/events` says. */
export interface Events {
  readonly lastEventId: number
  /** The same object while nothing in it changed. */
  readonly server: Server
  readonly signals: readonly PresenceSignal[]
  /** Whether there was nothing in it but heartbeats and what was known. */
  readonly empty: boolean
  /** Whether the server says that it was started anew. */
  readonly restarted: boolean
  /** Malformed parts that were left out. */
  readonly dropped: number
}

/** Reads an answer of `/events`; undefined if it is none. A malformed event is dropped alone. Never throws. */
export function readEvents(body: string, lastEventId: number, selfId: number, server: Server): Events | undefined {
  const answer = parseJson(body)
  return isRecord(answer) ? readEventList(field(answer, 'events'), lastEventId, selfId, server) : undefined
}

/** Reads the list of events in such an answer; undefined if it is none. A malformed event is dropped alone. Never throws. */
export function readEventList(list: unknown, lastEventId: number, selfId: number, server: Server): Events | undefined {
  const events = readList(list, MAX_EVENTS)
  if (events === undefined) return undefined
  const reading: Reading = { lastEventId, server, signals: [], empty: true, restarted: false, dropped: 0 }
  for (const event of events.items) {
    const id = isRecord(event) ? field(event, 'id') : undefined
    if (!isRecord(event) || !(id === 0 || isId(id))) {
      reading.dropped += 1
    } else if (id > reading.lastEventId) {
      // Ids may have gaps; what was read before may come again.
      reading.lastEventId = id
      readEvent(reading, event, selfId)
    }
  }
  return { ...reading, empty: reading.empty && reading.dropped === 0 }
}

interface Reading {
  lastEventId: number
  server: Server
  readonly signals: PresenceSignal[]
  empty: boolean
  restarted: boolean
  dropped: number
}

function readEvent(reading: Reading, event: JsonRecord, selfId: number): void {
  const type = field(event, 'type')
  if (type === 'heartbeat') return
  reading.empty = false
  switch (type) {
    case 'typing':
      return tell(reading, event, readSender(event), readPlaces(event, selfId, reading.server))
    case 'typing_edit_message': {
      const [senderId, messageId] = [field(event, 'sender_id'), field(event, 'message_id')]
      const keys = isId(messageId) ? [messageKey(messageId)] : undefined
      return tell(reading, event, isId(senderId) ? senderId : undefined, keys)
    }
    case 'user_settings':
      return readSettingChange(reading, event)
    case 'restart': {
      const featureLevel = readFeatureLevel(event) ?? reading.server.featureLevel
      reading.restarted = true
      reading.server = { ...reading.server, featureLevel }
      return undefined
    }
    default:
      if (typeof type !== 'string') reading.dropped += 1
      return undefined
  }
}

/** My own events are told too: they are the echo of what another tab of mine, or this one, sent. */
function tell(
  reading: Reading,
  event: JsonRecord,
  senderId: number | undefined,
  conversations: readonly string[] | undefined,
): void {
  const op = field(event, 'op')
  if (senderId === undefined || conversations === undefined || (op !== 'start' && op !== 'stop')) {
    reading.dropped += 1
    return
  }
  if (!reading.server.settings.receives) return
  const userId = String(senderId)
  for (const conversation of conversations) {
    reading.signals.push(
      op === 'start'
        ? { type: 'started', conversation, user: { id: userId }, expireInMs: reading.server.expireInMs }
        : { type: 'stopped', conversation, userId },
    )
  }
}

function readSender(event: JsonRecord): number | undefined {
  const sender = field(event, 'sender')
  const userId = isRecord(sender) ? field(sender, 'user_id') : undefined
  return isId(userId) ? userId : undefined
}

/** The keys that an event of typing is of; undefined where it is malformed, none where it is of nobody's concern. */
function readPlaces(event: JsonRecord, selfId: number, server: Server): readonly string[] | undefined {
  switch (field(event, 'message_type')) {
    case 'stream':
    case 'channel':
      return readTopicKeys(event, server)
    case 'direct':
    // Before feature level 215, and with none at all before 58.
    case 'private':
    case undefined: {
      const others = readRecipients(field(event, 'recipients'), selfId)
      // To myself alone nobody else types.
      if (others === undefined || others.length === 0) return others === undefined ? undefined : []
      return [directKey(others)]
    }
    default:
      return undefined
  }
}

function readRecipients(recipients: unknown, selfId: number): readonly number[] | undefined {
  if (!Array.isArray(recipients)) return undefined
  const list: readonly unknown[] = recipients
  return readOthers(
    list.map((recipient) => (isRecord(recipient) ? field(recipient, 'user_id') : undefined)),
    selfId,
  )
}

/** The topic without a name has two keys: an app may call it by the name that the organisation shows for it. */
function readTopicKeys(event: JsonRecord, server: Server): readonly string[] | undefined {
  const channelId = field(event, 'stream_id')
  const topic = readTopic(field(event, 'topic'))
  if (!isId(channelId) || topic === undefined) return undefined
  const folded = foldTopic(topic)
  const { emptyTopicName } = server
  if (folded !== '' && folded !== emptyTopicName) return [topicKey(channelId, folded)]
  const names = emptyTopicName === undefined ? [''] : ['', emptyTopicName]
  return names.map((name) => topicKey(channelId, name))
}

function readSettingChange(reading: Reading, event: JsonRecord): void {
  const settings = withSetting(reading.server.settings, field(event, 'property'), field(event, 'value'))
  if (settings === reading.server.settings) return
  if (reading.server.settings.receives && !settings.receives) reading.signals.push({ type: 'cleared' })
  reading.server = { ...reading.server, settings }
}

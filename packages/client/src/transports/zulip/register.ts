import { TYPIST_EXPIRY_BOUNDS_MS, clampMs } from '../../protocol/timing.ts'
import type { TypingTiming } from '../../protocol/timing.ts'
import { field, hasControl, isRecord, parseJson, readText } from '../shared/parse.ts'
import type { JsonRecord } from '../shared/parse.ts'
import { DEFAULT_SETTINGS, readSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { foldTopic, isId, readTopic } from './target.ts'

/** What the server said of itself and of the account. It outlives the queue that it was said with. */
export interface Server {
  /** The version of the API: 0 where the server does not say, which it does since Zulip 3.0. */
  readonly featureLevel: number
  /** As the server says it; the engine clamps. */
  readonly timing: TypingTiming
  /** X: milliseconds that somebody is shown after their start. */
  readonly expireInMs: number
  /** Milliseconds that the server keeps a poll open at most. */
  readonly holdsMs: number
  readonly settings: Settings
  /** Another name of the topic without a name, folded; undefined where there is none. */
  readonly emptyTopicName: string | undefined
  readonly allowsEmptyTopic: boolean
}

/** One queue of events, and how far it has been read. */
export interface Queue {
  readonly id: string
  readonly lastEventId: number
  /** Whether it has answered: one that never did is no reason to register again at once. */
  readonly heard: boolean
  /** After how many more answers it is exchanged for a new one; undefined while there is no reason to. */
  readonly renewAfter: number | undefined
}

/** What the answer of `POST /register` says. */
export interface Registration {
  readonly server: Server
  readonly queue: Queue
}

/** Periods where the server names none: what clients of Zulip before 8.0 (feature level 204) had built in. */
export const DEFAULT_ZULIP_TIMING: TypingTiming = { expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 5_000 }

/** Least, most and default of `holdsMs`; the default is that of clients for servers before feature level 74. */
const HOLDS_BOUNDS_MS = [10_000, 300_000] as const
const DEFAULT_HOLDS_MS = 90_000

/** Longest id of a queue that is kept, in bytes: a UUID has 36. It has to fit into a URL. */
const MAX_QUEUE_ID_BYTES = 255

/** Reads the answer of `GET /users/me`; undefined if it is none. Never throws. */
export function readMe(body: string): number | undefined {
  const answer = parseJson(body)
  const userId = isRecord(answer) ? field(answer, 'user_id') : undefined
  return isId(userId) ? userId : undefined
}

/** Reads the answer of `POST /register`; undefined if it is none. Never throws. */
export function readRegister(body: string): Registration | undefined {
  return readRegistration(parseJson(body))
}

/** Reads that answer as JSON has it; undefined if it is none. Never throws. */
export function readRegistration(answer: unknown): Registration | undefined {
  if (!isRecord(answer)) return undefined
  const id = readText(field(answer, 'queue_id'), MAX_QUEUE_ID_BYTES)
  const lastEventId = field(answer, 'last_event_id')
  if (id === undefined || id === '' || hasControl(id) || !isPosition(lastEventId)) return undefined
  return { server: readServer(answer), queue: { id, lastEventId, heard: false, renewAfter: undefined } }
}

/** A new queue stands at −1, before its first event. */
const isPosition = (value: unknown): value is number => value === -1 || value === 0 || isId(value)

function readServer(answer: JsonRecord): Server {
  const timing = {
    expireAfterMs: readMs(
      answer,
      'server_typing_started_expiry_period_milliseconds',
      DEFAULT_ZULIP_TIMING.expireAfterMs,
    ),
    resendEveryMs: readMs(answer, 'server_typing_started_wait_period_milliseconds', DEFAULT_ZULIP_TIMING.resendEveryMs),
    idleAfterMs: readMs(answer, 'server_typing_stopped_wait_period_milliseconds', DEFAULT_ZULIP_TIMING.idleAfterMs),
  }
  const holds = field(answer, 'event_queue_longpoll_timeout_seconds')
  const settings = field(answer, 'user_settings')
  const emptyTopicName = readTopic(field(answer, 'realm_empty_topic_display_name'))
  return {
    featureLevel: readFeatureLevel(answer) ?? 0,
    timing,
    expireInMs: clampMs(timing.expireAfterMs, TYPIST_EXPIRY_BOUNDS_MS, DEFAULT_ZULIP_TIMING.expireAfterMs),
    holdsMs: clampMs(typeof holds === 'number' ? holds * 1_000 : undefined, HOLDS_BOUNDS_MS, DEFAULT_HOLDS_MS),
    settings: isRecord(settings) ? readSettings(settings) : DEFAULT_SETTINGS,
    emptyTopicName: emptyTopicName === undefined ? undefined : foldTopic(emptyTopicName) || undefined,
    allowsEmptyTopic: readAllowsEmptyTopic(answer),
  }
}

function readMs(answer: JsonRecord, name: string, fallback: number): number {
  const value = field(answer, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback
}

/** The level in an answer of `/register` or an event of a restart; undefined if it names none. */
export function readFeatureLevel(record: JsonRecord): number | undefined {
  const level = field(record, 'zulip_feature_level')
  return isId(level) ? level : undefined
}

/** By the policy of the organisation (Zulip 11), else by its older switch. A channel may have a policy of its own. */
function readAllowsEmptyTopic(answer: JsonRecord): boolean {
  const policy = field(answer, 'realm_topics_policy')
  return typeof policy === 'string'
    ? policy !== 'disable_empty_topic'
    : field(answer, 'realm_mandatory_topics') !== true
}

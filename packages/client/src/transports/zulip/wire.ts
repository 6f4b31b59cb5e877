import { MAX_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from '../../protocol/limits.ts'
import type { WireRequest } from '../../protocol/wire.ts'
import { basicAuth } from './basic-auth.ts'
import { NO_TOPIC } from './target.ts'
import type { Place } from './target.ts'

/** Who asks: the address of an account and its key, or nobody where a proxy adds both. */
export interface Credentials {
  readonly email: string | undefined
  readonly apiKey: string
}

type Fields = readonly (readonly [name: string, value: string])[]

/** What an app needs to know of typing, and nothing of messages: a queue for those would mark me as online. */
const REGISTRATION: Fields = [
  ['event_types', JSON.stringify(['typing', 'typing_edit_message', 'user_settings', 'restart'])],
  // The periods come with the organisation, what the account has chosen with its settings.
  ['fetch_event_types', JSON.stringify(['realm', 'user_settings'])],
  [
    'client_capabilities',
    JSON.stringify({
      // The one that every server demands; it changes nothing that we hear.
      notification_settings_null: true,
      stream_typing_notifications: true,
      user_settings_object: true,
      empty_topic_name: true,
    }),
  ],
]

/** The request that asks who I am. */
export function meRequest(credentials: Credentials): WireRequest {
  return get('/users/me', [], credentials)
}

/** The request for a queue, and for what the server says of itself. */
export function registerRequest(credentials: Credentials): WireRequest {
  return { ...withForm('POST', '/register', REGISTRATION, credentials), maxBytes: MAX_SNAPSHOT_BYTES }
}

/** The request for the events of a queue after one of them. */
export function eventsRequest(
  queueId: string,
  lastEventId: number,
  mayWait: boolean,
  credentials: Credentials,
): WireRequest {
  const query: Fields = [
    ['queue_id', queueId],
    ['last_event_id', String(lastEventId)],
    ...(mayWait ? [] : [['dont_block', 'true'] as const]),
  ]
  return get('/events', query, credentials)
}

/** The request that ends a queue. */
export function endQueueRequest(queueId: string, credentials: Credentials): WireRequest {
  return withForm('DELETE', '/events', [['queue_id', queueId]], credentials)
}

/** A form to be posted, and where to: the path after that of the API. */
export interface TypingForm {
  readonly path: string
  readonly fields: Fields
}

/** The request that says whether I type; undefined where the server is too old to be told of such a place. */
export function typingRequest(
  place: Place,
  typing: boolean,
  featureLevel: number,
  credentials: Credentials,
): WireRequest | undefined {
  const form = typingForm(place, typing, featureLevel)
  return form && withForm('POST', form.path, form.fields, credentials)
}

/**
 * The form that says whether I type, in the words of a feature level; undefined where the server is too old
 * to be told of such a place.
 */
export function typingForm(place: Place, typing: boolean, featureLevel: number): TypingForm | undefined {
  const op = ['op', typing ? 'start' : 'stop'] as const
  switch (place.type) {
    case 'direct': {
      // Before it, people were named by their e-mail addresses.
      if (featureLevel < 11) return undefined
      const type = featureLevel >= 174 ? 'direct' : 'private'
      return { path: '/typing', fields: [['type', type], ['to', JSON.stringify(place.userIds)], op] }
    }
    case 'channel': {
      if (featureLevel < 58) return undefined
      const type = featureLevel >= 248 ? 'channel' : 'stream'
      const id: Fields[number] =
        featureLevel >= 215 ? ['stream_id', String(place.channelId)] : ['to', JSON.stringify([place.channelId])]
      const topic = ['topic', topicFor(place.topic, featureLevel)] as const
      return { path: '/typing', fields: [['type', type], id, topic, op] }
    }
    case 'message': {
      if (featureLevel < 351) return undefined
      const id = String(place.messageId)
      if (featureLevel >= 361) return { path: `/messages/${id}/typing`, fields: [op] }
      return { path: '/message_edit_typing', fields: [['message_id', id], op] }
    }
  }
}

/** The topic without a name is `''` since 334; before, one of that name stood in its place. */
function topicFor(topic: string, featureLevel: number): string {
  if (topic !== '' && topic.toLowerCase() !== NO_TOPIC) return topic
  return featureLevel >= 334 ? '' : NO_TOPIC
}

function get(path: string, query: Fields, credentials: Credentials): WireRequest {
  return {
    method: 'GET',
    path: `/api/v1${path}${query.length === 0 ? '' : `?${encode(query)}`}`,
    headers: authorization(credentials),
    body: undefined,
    maxBytes: MAX_ANSWER_BYTES,
  }
}

/** A form, and no header but the authorization: to pages of other origins a Zulip server allows no more. */
function withForm(method: 'POST' | 'DELETE', path: string, fields: Fields, credentials: Credentials): WireRequest {
  return {
    method,
    path: `/api/v1${path}`,
    headers: { ...authorization(credentials), 'content-type': 'application/x-www-form-urlencoded' },
    body: encode(fields),
    maxBytes: MAX_ANSWER_BYTES,
  }
}

function authorization({ email, apiKey }: Credentials): Readonly<Record<string, string>> {
  return email === undefined ? {} : { authorization: basicAuth(email, apiKey) }
}

/** All values are well-formed: ids, texts of ours, and what `readText` has passed. */
function encode(fields: Fields): string {
  return fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

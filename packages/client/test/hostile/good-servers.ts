import { matrix } from '../../src/transports/matrix/index.ts'
import { rocketchat } from '../../src/transports/rocketchat/index.ts'
import type { RocketChatTarget } from '../../src/transports/rocketchat/index.ts'
import { zulip, type ZulipTarget } from '../../src/transports/zulip/index.ts'
import { jsonResponse, type Held } from './http-end.ts'
import type { GoodServer } from './stage.ts'

const ROOM = '!witness:example.org'

/** A Matrix server with one room. */
export const MATRIX: GoodServer<string> = {
  transport: ({ fetch }) =>
    matrix({ baseUrl: 'https://matrix.example.org', userId: '@me:example.org', accessToken: () => 'token', fetch }),
  witness: ROOM,
  ann: '@ann:example.org',
  mark: 'witness',
  isSend: ({ request }) => request.method === 'PUT',
  hasSockets: false,
  begin(now) {
    let typing: readonly string[] = []
    let isNews = false
    let position = 0
    let hasForgotten = false
    return {
      answer({ request, query, atMs }) {
        if (request.method === 'PUT') return jsonResponse({})
        if (hasForgotten && query.has('since')) {
          hasForgotten = false
          return jsonResponse({ errcode: 'M_UNKNOWN' }, 400)
        }
        const isComplete = !query.has('since')
        const isOverdue = now() - atMs >= Number(query.get('timeout'))
        if (!isComplete && !isNews && !isOverdue) return undefined
        const events = [{ type: 'm.typing', content: { user_ids: typing } }]
        const rooms = isNews || isComplete ? { join: { [ROOM]: { ephemeral: { events } } } } : {}
        isNews = false
        position += 1
        return jsonResponse({ next_batch: `good-${position}`, rooms })
      },
      reply: () => [],
      others(ids) {
        typing = ids
        isNews = true
        return []
      },
      forget: () => {
        hasForgotten = true
      },
    }
  },
}

/** The least time between two answers of a queue of events. */
const HEARTBEAT_MS = 45_000

/** A Zulip server of today with one channel. */
export const ZULIP: GoodServer<ZulipTarget> = {
  transport: ({ fetch }) =>
    zulip({ baseUrl: 'https://zulip.example.org', email: 'me@example.org', apiKey: () => 'key', fetch }),
  witness: { channelId: 1, topic: 'witness' },
  ann: '11',
  mark: 'witness',
  isSend: ({ request, path }) => request.method !== 'GET' && !path.endsWith('/register'),
  hasSockets: false,
  begin(now) {
    let typing: readonly string[] = []
    let told: readonly string[] = []
    let queues = 0
    let events: unknown[] = []
    let hasForgotten = false
    const say = (userId: string, op: 'start' | 'stop'): unknown => ({
      type: 'typing',
      op,
      message_type: 'stream',
      stream_id: 1,
      topic: 'witness',
      sender: { user_id: Number(userId) },
    })
    function answerEvents({ query, atMs }: Held): Response | undefined {
      const last = Number(query.get('last_event_id'))
      // A position that somebody else made up is none of this queue's.
      if (hasForgotten || !Number.isSafeInteger(last + 1_000)) return jsonResponse({ result: 'error', code: 'BAD_EVENT_QUEUE_ID' }, 400)
      const isOverdue = query.get('dont_block') === 'true' || now() - atMs >= HEARTBEAT_MS
      if (events.length === 0 && !isOverdue) return undefined
      if (events.length === 0) events.push({ type: 'heartbeat' })
      const answer = { result: 'success', events: events.map((event, index) => Object.assign({ id: last + 1 + index }, event)) }
      events = []
      return jsonResponse(answer)
    }
    return {
      answer(held) {
        const { request, path } = held
        if (path.endsWith('/users/me')) return jsonResponse({ user_id: 7 })
        if (path.endsWith('/register')) {
          queues += 1
          hasForgotten = false
          events = typing.map((id) => say(id, 'start'))
          return jsonResponse({
            queue_id: `queue-${queues}`,
            last_event_id: -1,
            zulip_feature_level: 400,
            server_typing_started_expiry_period_milliseconds: 45_000,
            server_typing_started_wait_period_milliseconds: 30_000,
            server_typing_stopped_wait_period_milliseconds: 12_000,
            event_queue_longpoll_timeout_seconds: 90,
          })
        }
        return request.method === 'GET' ? answerEvents(held) : jsonResponse({ result: 'success' })
      },
      reply: () => [],
      others(ids) {
        typing = ids
        events.push(...told.filter((id) => !ids.includes(id)).map((id) => say(id, 'stop')), ...ids.map((id) => say(id, 'start')))
        told = ids
        return []
      },
      forget: () => {
        hasForgotten = true
      },
    }
  },
}

function readAsked(frame: string): { readonly msg: string; readonly id: string; readonly method: string } {
  const asked: unknown = JSON.parse(frame)
  return Object.assign({ msg: '', id: '', method: '' }, asked)
}

/** A Rocket.Chat server of today with one room. */
export const ROCKETCHAT: GoodServer<RocketChatTarget> = {
  transport: ({ fetch }, { WebSocket }) =>
    rocketchat({ baseUrl: 'https://rocketchat.example.org', authToken: () => 'token', fetch, WebSocket }),
  witness: 'witness',
  ann: 'ann',
  mark: 'witness',
  isSend: () => false,
  hasSockets: true,
  begin() {
    let typing: readonly string[] = []
    const say = (name: string, activities: readonly string[]): string =>
      JSON.stringify({
        msg: 'changed',
        collection: 'stream-notify-room',
        id: 'id',
        fields: { eventName: 'witness/user-activity', args: [name, activities, {}] },
      })
    return {
      answer: ({ path }) => (path === '/api/info' ? jsonResponse({ version: '8.0.0' }) : jsonResponse({ username: 'me', name: 'Me' })),
      reply(frame) {
        const { msg, id, method } = readAsked(frame)
        switch (msg) {
          case 'connect':
            return [JSON.stringify({ msg: 'connected', session: 's' })]
          case 'ping':
            return [JSON.stringify({ msg: 'pong', id })]
          case 'sub':
            return [JSON.stringify({ msg: 'ready', subs: [id] })]
          case 'method': {
            const result = method === 'login' ? { id: 'me', token: 'resume' } : []
            return [JSON.stringify({ msg: 'result', id, result })]
          }
          default:
            return []
        }
      },
      others(ids) {
        const gone = typing.filter((id) => !ids.includes(id))
        typing = ids
        return [...gone.map((id) => say(id, [])), ...ids.map((id) => say(id, ['user-typing']))]
      },
      forget: () => {},
    }
  },
}

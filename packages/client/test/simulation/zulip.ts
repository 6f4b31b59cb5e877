import { zulip, type ZulipTarget } from '@nowtyping/client/zulip'
import type { PresenceSignal } from '../../src/protocol/signal.ts'
import type { WireReply, WireRequest } from '../../src/protocol/wire.ts'
import { zulipCodec } from '../../src/transports/zulip/codec.ts'
import { keyOf } from '../../src/transports/zulip/target.ts'
import type { ReadPurpose } from '../support/wire-reading.ts'
import { member, parsed } from './json.ts'
import type { SimulatedProtocol } from './protocol.ts'
import type { SimulatedServer } from './server.ts'
import { MOST_UNDER_WAY_MS } from './setting.ts'

/** What the server says of its periods, in milliseconds. */
const TIMING = { expireAfterMs: 45_000, resendEveryMs: 30_000, idleAfterMs: 12_000 } as const

function placeOf(server: SimulatedServer, room: number): { readonly channelId: number; readonly topic: string } {
  const place = server.virtual.rooms[room]?.zulip
  if (place === undefined) throw new Error(`there is no room ${room}`)
  return { channelId: place.channelId, topic: place.topic }
}

function accountOf(server: SimulatedServer, person: string): { readonly email: string; readonly userId: number } {
  const account = server.virtual.users().find(({ name }) => name === person)?.zulip
  if (account === undefined) throw new Error(`there is no ${person}`)
  return account
}

function purposeOf({ method, path, body }: WireRequest): ReadPurpose {
  if (method === 'DELETE') return { kind: 'farewell' }
  if (!path.endsWith('/typing')) return { kind: 'ask', complete: false }
  const fields = new URLSearchParams(body ?? '')
  const conversation = keyOf({
    type: 'channel',
    channelId: Number(fields.get('stream_id')),
    topic: fields.get('topic') ?? '',
  })
  return { kind: 'send', conversation, typing: fields.get('op') === 'start' }
}

function signalOf(event: unknown): PresenceSignal | undefined {
  const userId = String(member(member(event, 'sender'), 'user_id'))
  const [channelId, topic] = [member(event, 'stream_id'), member(event, 'topic')]
  if (member(event, 'type') !== 'typing' || typeof channelId !== 'number' || typeof topic !== 'string') return undefined
  const conversation = keyOf({ type: 'channel', channelId, topic })
  if (member(event, 'op') === 'stop') return { type: 'stopped', conversation, userId }
  return { type: 'started', conversation, user: { id: userId }, expireInMs: TIMING.expireAfterMs }
}

/** What an answer says of typing, and of me, read a second time and more simply than by the transport. */
function toldBy(reply: WireReply): readonly PresenceSignal[] | undefined {
  if (reply.type !== 'answer' || reply.status !== 200) return undefined
  const answer = parsed(reply.body)
  const userId = member(answer, 'user_id')
  if (typeof userId === 'number') return [{ type: 'self', userIds: [String(userId)] }]
  const events = member(answer, 'events')
  const list: readonly unknown[] = Array.isArray(events) ? events : []
  return list.map(signalOf).filter((signal) => signal !== undefined)
}

const codec = zulipCodec({ email: 'nobody@mock.test', userId: undefined, subscriberCount: () => undefined }).begin(0)

/** Zulip on the mock server, which answers as a server of today does. */
export const simulatedZulip: SimulatedProtocol<ZulipTarget> = {
  transport: ({ person, server, io, secret }) => {
    const { email } = accountOf(server, person)
    const transport = zulip({ baseUrl: 'https://zulip.test', email, apiKey: secret })
    return transport.kind === 'codec' ? { ...transport, io } : transport
  },
  target: placeOf,
  keyOf: (server, room) => keyOf({ type: 'channel', ...placeOf(server, room) }),
  idOf: (server, person) => String(accountOf(server, person).userId),
  async logIn({ person, server, io }) {
    const { email } = accountOf(server, person)
    const reply = await io(
      {
        method: 'POST',
        path: '/api/v1/fetch_api_key',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ username: email, password: `${person}-password` }).toString(),
        maxBytes: 10_000,
      },
      { signal: new AbortController().signal, keepalive: false },
    )
    const key = reply.type === 'answer' && reply.status === 200 ? member(parsed(reply.body), 'api_key') : undefined
    return typeof key === 'string' ? key : undefined
  },
  reading: {
    request: purposeOf,
    sent: (reply, conversation) => codec.sent(reply, conversation).outcome,
    asked: (reply) => codec.answered(reply, { complete: true, timeoutMs: 0 }).outcome,
    told: toldBy,
  },
  timing: TIMING,
  // A start that came late lives on from the moment it is heard.
  ghostMs: MOST_UNDER_WAY_MS + TIMING.expireAfterMs + MOST_UNDER_WAY_MS,
  // Each typist ends by a timer.
  wakeMs: TIMING.expireAfterMs + 1_000,
  darkMs: 15_000,
  // What was under way when everything healed, and its life.
  restMs: MOST_UNDER_WAY_MS + TIMING.expireAfterMs + 2_000,
  mayForget: false,
  expire: (server, person) => void server.virtual.control.renewApiKey(person),
}

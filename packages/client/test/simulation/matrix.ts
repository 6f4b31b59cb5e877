import { matrix, type MatrixTarget } from '@nowtyping/client/matrix'
import type { TypingUser } from '../../src/protocol/conversation.ts'
import type { PresenceSignal } from '../../src/protocol/signal.ts'
import type { WireReply } from '../../src/protocol/wire.ts'
import { matrixCodec } from '../../src/transports/matrix/codec.ts'
import type { ReadPurpose } from '../support/wire-reading.ts'
import { member, parsed } from './json.ts'
import { MOST_UNDER_WAY_MS } from './setting.ts'
import type { SimulatedProtocol } from './protocol.ts'

const TYPING = /^\/_matrix\/client\/[^/]+\/rooms\/([^/]+)\/typing\//

const idOf = (person: string): string => `@${person}:mock.test`

const roomOf = (room: number): string => `!room-${room}:mock.test`

const isListed = (id: unknown): id is string => typeof id === 'string' && id.startsWith('@')

/** Who types by the answer of a sync, read a second time and more simply than by the transport. */
function listsOf(body: string): readonly PresenceSignal[] | undefined {
  const answer = parsed(body)
  if (typeof member(answer, 'next_batch') !== 'string') return undefined
  const joined = member(member(answer, 'rooms'), 'join')
  const signals: PresenceSignal[] = []
  for (const [conversation, room] of Object.entries(typeof joined === 'object' && joined !== null ? joined : {})) {
    const events = member(member(room, 'ephemeral'), 'events')
    const list: readonly unknown[] = Array.isArray(events) ? events : []
    const last = list.findLast((event) => member(event, 'type') === 'm.typing')
    const ids = member(member(last, 'content'), 'user_ids')
    if (!Array.isArray(ids)) continue
    const users: readonly TypingUser[] = ids.filter(isListed).map((id) => ({ id }))
    signals.push({ type: 'snapshot', conversation, users })
  }
  return signals
}

const codec = matrixCodec(idOf('nobody')).begin(0)

/** Synapse: its wheel looks every 5 s into buckets of 5 s. */
const SWEEP_MS = 10_000

/** S of the transport. */
const STALE_MS = 25_000

/** T, R and the idle end of the transport. */
const TIMING = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 } as const

/** Matrix on the mock server, which answers as Synapse does. */
export const simulatedMatrix: SimulatedProtocol<MatrixTarget> = {
  transport: ({ person, io, secret }) => {
    const transport = matrix({ baseUrl: 'https://matrix.test', userId: idOf(person), accessToken: secret })
    return transport.kind === 'codec' ? { ...transport, io } : transport
  },
  target: (_server, room) => roomOf(room),
  keyOf: (_server, room) => roomOf(room),
  idOf: (_server, person) => idOf(person),
  async logIn({ person, io }) {
    const identifier = { type: 'm.id.user', user: person }
    const reply = await io(
      {
        method: 'POST',
        path: '/_matrix/client/v3/login',
        headers: {},
        body: JSON.stringify({ type: 'm.login.password', identifier, password: `${person}-password` }),
        maxBytes: 10_000,
      },
      { signal: new AbortController().signal, keepalive: false },
    )
    if (reply.type !== 'answer' || reply.status !== 200) return undefined
    const token = member(parsed(reply.body), 'access_token')
    return typeof token === 'string' ? token : undefined
  },
  reading: {
    request: ({ method, path, body }): ReadPurpose => {
      const room = method === 'PUT' ? TYPING.exec(path)?.[1] : undefined
      if (room === undefined) return { kind: 'ask', complete: !path.includes('&since=') }
      return { kind: 'send', conversation: decodeURIComponent(room), typing: body?.includes('"typing":true') === true }
    },
    sent: (reply, conversation) => codec.sent(reply, conversation).outcome,
    asked: (reply) => codec.answered(reply, { complete: true, timeoutMs: 0 }).outcome,
    told: (reply: WireReply) =>
      reply.type === 'answer' && reply.status === 200 ? listsOf(reply.body) : undefined,
  },
  timing: TIMING,
  ghostMs: MOST_UNDER_WAY_MS + TIMING.expireAfterMs + SWEEP_MS + Math.max(MOST_UNDER_WAY_MS, STALE_MS),
  // The deadline of a poll while somebody is shown, and a little.
  wakeMs: 20_000,
  darkMs: 9_000,
  restMs: 75_000,
  mayForget: true,
  expire: (server, person) => void server.virtual.control.expireToken(person),
}

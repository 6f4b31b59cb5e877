import { rocketchat, type RocketChatTarget } from '@nowtyping/client/rocketchat'
import { openConnection } from '../../src/transports/rocketchat/connection.ts'
import { member, parsed } from './json.ts'
import type { SimulatedProtocol } from './protocol.ts'
import type { SimulatedServer } from './server.ts'
import { MOST_UNDER_WAY_MS } from './setting.ts'

/** T, R and the idle end of the transport, in milliseconds. */
const TIMING = { expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 6_000 } as const

const MOST_BYTES = 100_000

function ridOf(server: SimulatedServer, room: number): string {
  const rid = server.virtual.rooms[room]?.rocketchat.rid
  if (rid === undefined) throw new Error(`there is no room ${room}`)
  return rid
}

/** Rocket.Chat on the mock server, one Meteor process. */
export const simulatedRocketChat: SimulatedProtocol<RocketChatTarget> = {
  transport: ({ io, openSocket, secret }) => ({
    ...rocketchat({ baseUrl: 'https://chat.test', authToken: secret }),
    // What the transport's index does, with other ends.
    open: (host) =>
      openConnection(
        {
          way: { type: 'token' },
          messages: false,
          openSocket,
          askToken: secret,
          get: async (path, headers, signal) => {
            const request = { method: 'GET', path, headers, body: undefined, maxBytes: MOST_BYTES } as const
            const reply = await io(request, { signal, keepalive: false })
            return reply.type === 'answer' && reply.status === 200 ? reply.body : undefined
          },
        },
        host,
      ),
  }),
  target: ridOf,
  keyOf: ridOf,
  idOf: (_server, person) => person,
  async logIn({ person, io }) {
    const reply = await io(
      {
        method: 'POST',
        path: '/api/v1/login',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: person, password: `${person}-password` }),
        maxBytes: MOST_BYTES,
      },
      { signal: new AbortController().signal, keepalive: false },
    )
    const answer = reply.type === 'answer' && reply.status === 200 ? parsed(reply.body) : undefined
    const token = member(member(answer, 'data'), 'authToken')
    return typeof token === 'string' ? token : undefined
  },
  reading: {
    // What goes over HTTP is asked beside the socket.
    request: () => ({ kind: 'ask', complete: false }),
    sent: () => ({ type: 'ok' }),
    asked: () => ({ type: 'ok', empty: false }),
    told: () => undefined,
  },
  timing: TIMING,
  ghostMs: MOST_UNDER_WAY_MS + TIMING.expireAfterMs + MOST_UNDER_WAY_MS,
  // Each typist ends by a timer.
  wakeMs: TIMING.expireAfterMs + 1_000,
  darkMs: 15_000,
  // What was under way when everything healed, and its life.
  restMs: MOST_UNDER_WAY_MS + TIMING.expireAfterMs + 2_000,
  mayForget: true,
  expire: (server, person) => void server.virtual.control.rocketchat.expireTokens(person),
}

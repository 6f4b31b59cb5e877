import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createTypingClient } from '../../src/client/create-client.ts'
import { createInspector } from '../../src/inspect/index.ts'
import type { TypingClient } from '../../src/protocol/client.ts'
import type { TypingTransport } from '../../src/protocol/transport.ts'
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts'
import { matrix } from '../../src/transports/matrix/index.ts'
import { rocketchat, RocketChatError, type RocketChatOptions, type RocketChatTransport } from '../../src/transports/rocketchat/index.ts'
import { getRooms } from '../../src/transports/rocketchat/rooms/index.ts'
import { zulip } from '../../src/transports/zulip/index.ts'
import { createHttpEnd, turn, type HttpEnd } from './http-end.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createSocketEnd, type SocketEnd } from './socket-end.ts'

const basic = (email: string, key: string): string => btoa(`${email}:${key}`)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const TOKENS = ['syt_5ECRET_one', 'syt_5ECRET_two'] as const
const KEYS = ['k3yONEk3yONE', 'k3yTWOk3yTWO'] as const
const QUEUE = 'qu3ue-5ECRET'
const PASSWORD = 'p4ssw0rd-5ECRET'
const RESUME = 'r3sume-5ECRET'
const VISITOR = 'v1sitor-5ECRET'
const TEXT = 'what I wrote to somebody'
const EMAIL = 'me@example.org'
const ENCODED = KEYS.map((key) => basic(EMAIL, key))

/** All of them: whatever the protocol, none is anywhere it need not be. */
const SECRETS = [...TOKENS, ...KEYS, ...ENCODED, QUEUE, PASSWORD, sha256(PASSWORD), RESUME, VISITOR, TEXT]

/** What a hostile or careless server, proxy or platform says of a request: all of it. */
const QUOTED = SECRETS.join(' ')

/** What goes wrong on the way, one after the other: statuses with a body of its own words, and a `fetch` that quotes. */
const TROUBLES: readonly (readonly [status: number, body: string])[] = [
  [403, JSON.stringify({ errcode: 'M_FORBIDDEN', error: QUOTED, code: 'BAD_REQUEST', msg: QUOTED })],
  [429, JSON.stringify({ errcode: 'M_LIMIT_EXCEEDED', error: QUOTED, retry_after_ms: 300, code: 'RATE_LIMIT_HIT', 'retry-after': 0.3, msg: QUOTED })],
  [500, QUOTED],
  [200, QUOTED],
  [200, JSON.stringify({ error: QUOTED })],
  [404, JSON.stringify({ errcode: QUOTED, code: QUOTED })],
]

interface Life {
  readonly recorder: Recorder
  readonly http: HttpEnd
  readonly sockets: SocketEnd
  readonly clock: ManualClock
  /** Connects a client whose errors are heard, and one that has nobody to hear them. */
  readonly client: <Target>(transport: TypingTransport<Target>, listens: boolean) => TypingClient<Target>
}

function createLife(): Life {
  const recorder = createRecorder()
  const clock = createManualClock(1_000)
  const http = createHttpEnd(clock.now)
  const sockets = createSocketEnd()
  http.onRequest((request) => {
    recorder.note('url', request.url)
    recorder.note('referrer', request.referrer)
    for (const [name, value] of request.headers) {
      if (name !== 'authorization' && name !== 'x-auth-token') recorder.note('header', [name, value])
    }
    expect(request).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-store' })
  })
  return {
    recorder,
    http,
    sockets,
    clock,
    client(transport, listens) {
      recorder.note('transport', transport)
      const inspector = createInspector()
      inspector.subscribe((entry) => recorder.note('inspector', entry))
      const onError = (error: unknown): void => recorder.note('error', error)
      const client = createTypingClient({ transport, clock, inspector, random: () => 0.5, ...(listens && { onError }) })
      client.status.subscribe((status) => {
        recorder.note('status', status)
        recorder.note('inspector', inspector.store.getState())
      })
      recorder.note('client', client)
      return client
    },
  }
}

/** A platform that puts the request on what it throws. */
const QUOTING = Object.assign(new TypeError(`failed: ${QUOTED}`, { cause: new Error(QUOTED) }), { request: { headers: QUOTED } })

afterEach(() => {
  vi.restoreAllMocks()
})

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status })

/** Answers every poll well and every send with the next trouble, and at last refuses the credentials twice. */
async function suffer<Target>(
  { clock, http, recorder }: Life,
  client: TypingClient<Target>,
  targets: readonly Target[],
  answerAsk: (path: string) => Response | undefined,
): Promise<void> {
  const troubles = [...TROUBLES]
  let breaks = 2
  async function settle(): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      await turn()
      for (const held of http.held) {
        const isAsk = held.request.method === 'GET' || held.path.endsWith('/register')
        if (isAsk) {
          const answer = answerAsk(held.path)
          // A poll is held, and what waits behind it is not.
          if (answer === undefined) continue
          held.answer(answer)
        } else {
          const [status, body] = troubles.shift() ?? [200, '{}']
          if (status === 500 && breaks-- > 0) held.fail(QUOTING)
          else held.answer(new Response(body, { status }))
        }
        break
      }
    }
  }
  const opened = client.connect()
  recorder.note('connect', await Promise.race([opened.catch((error: unknown) => error), settle()]))
  for (const target of targets) {
    const conversation = client.conversation(target)
    conversation.users.subscribe((users) => recorder.note('users', users))
    conversation.isTyping.subscribe((typing) => recorder.note('typing', typing))
    conversation.keystroke()
    await settle()
    clock.advance(2_000)
    await settle()
    conversation.stop()
    await settle()
    recorder.note('conversation', conversation)
  }
  expect(troubles).toEqual([])
  // Polls now: broken, nonsense, refused with one token and then with the other.
  for (const answer of [undefined, new Response(QUOTED), json({ code: QUOTED }, 418), json({ errcode: 'M_UNKNOWN_TOKEN', error: QUOTED, code: 'INVALID_API_KEY', msg: QUOTED }, 401)]) {
    const held = http.held.find(({ request }) => request.method === 'GET')
    if (answer === undefined) held?.fail(QUOTING)
    else held?.answer(answer)
    await turn()
    clock.advance(31_000)
    await turn()
  }
  for (let round = 0; round < 30 && client.status.getState().state !== 'closed'; round += 1) {
    for (const held of http.held) {
      held.answer(json({ errcode: 'M_UNKNOWN_TOKEN', error: QUOTED, code: 'INVALID_API_KEY', msg: QUOTED }, 401))
      break
    }
    await turn()
    clock.advance(5_000)
  }
  recorder.note('status', client.status.getState())
  expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
  recorder.note('connect', await Promise.race([client.connect().catch((error: unknown) => error), turn()]))
  void client.close()
  await turn()
}

describe('a token, a key, a password, what others wrote: nowhere but where the protocol wants it', () => {
  test.each([true, false])('Matrix, with onError: %s', async (listens) => {
    const life = createLife()
    let asked = 0
    const accessToken = (): string => TOKENS[(asked += 1) > 1 ? 1 : 0]
    const client = life.client(matrix({ baseUrl: 'https://m.example.org', userId: '@me:m', accessToken, fetch: life.http.fetch }), listens)
    const sent = new Set<string | null>()
    life.http.onRequest(({ headers }) => sent.add(headers.get('authorization')))
    let answered = 0
    await suffer(life, client, ['!a:m', '!b:m', '!c:m', '!d:m', '!e:m'], () => (answered++ < 1 ? json({ next_batch: 's' }) : undefined))
    expect(sent).toEqual(new Set(TOKENS.map((token) => `Bearer ${token}`)))
    expect(life.recorder.leaks(SECRETS)).toEqual([])
  })

  test.each([true, false])('Zulip, with onError: %s', async (listens) => {
    const life = createLife()
    let asked = 0
    const apiKey = (): string => KEYS[(asked += 1) > 1 ? 1 : 0]
    const client = life.client(zulip({ baseUrl: 'https://z.example.org', email: EMAIL, apiKey, fetch: life.http.fetch }), listens)
    const sent = new Set<string | null>()
    const queues: string[] = []
    life.http.onRequest(({ method, url, headers }) => {
      sent.add(headers.get('authorization'))
      if (url.includes(QUEUE)) queues.push(`${method} ${new URL(url).pathname}`)
    })
    await suffer(life, client, [1, 2, 3, 4, 5].map((channelId) => ({ channelId, topic: 'x' })), (path) => {
      if (path.endsWith('/users/me')) return json({ user_id: 7 })
      return path.endsWith('/register') ? json({ queue_id: QUEUE, last_event_id: -1, zulip_feature_level: 400 }) : undefined
    })
    expect(sent).toEqual(new Set(ENCODED.map((text) => `Basic ${text}`)))
    // The id of a queue is of no use without the key, and has no other place: the protocol has it in the query of the poll.
    expect(new Set(queues)).toEqual(new Set(['GET /api/v1/events']))
    expect(life.recorder.leaks(SECRETS).filter((leak) => leak !== `url: ${QUEUE}`)).toEqual([])
  })

  test('a transport that was given its secret as a text does not show it when it is looked at', () => {
    const recorder = createRecorder()
    const socketEnd = createSocketEnd()
    recorder.note('matrix', matrix({ baseUrl: 'https://m.example.org', userId: '@me:m', accessToken: TOKENS[0] }))
    recorder.note('zulip', zulip({ baseUrl: 'https://z.example.org', email: EMAIL, apiKey: KEYS[0] }))
    recorder.note('rocketchat', rocketchat({ baseUrl: 'https://r.example.org', authToken: RESUME, WebSocket: socketEnd.WebSocket }))
    recorder.note('rocketchat', rocketchat({ baseUrl: 'https://r.example.org', username: 'me', password: PASSWORD, WebSocket: socketEnd.WebSocket }))
    expect(recorder.leaks(SECRETS)).toEqual([])
  })
})

interface Frame {
  readonly msg: string
  readonly id: string
  readonly method: string
  readonly name: string
}

const readFrame = (text: string): Frame => {
  const frame: unknown = JSON.parse(text)
  return Object.assign({ msg: '', id: '', method: '', name: '' }, frame)
}

/** What a server of Rocket.Chat says to a frame, with refusals that quote. */
function answerFrame({ msg, id, method }: Frame, refusal: unknown): unknown {
  switch (msg) {
    case 'connect':
      return { msg: 'connected', session: 's' }
    case 'ping':
      return { msg: 'pong', id }
    case 'sub':
      return { msg: 'ready', subs: [id] }
    case 'method':
      if (method === 'login') return { msg: 'result', id, result: { id: 'uid', token: RESUME } }
      if (method === 'stream-notify-room' || method === 'sendMessage') return { msg: 'result', id, error: refusal }
      return { msg: 'result', id, ...(method === 'rooms/get' ? { error: { error: 404, reason: QUOTED } } : { result: [] }) }
    default:
      return undefined
  }
}

async function sufferSocket(
  life: Life,
  own: Partial<RocketChatOptions>,
): Promise<{ readonly frames: readonly string[]; readonly transport: RocketChatTransport }> {
  const { http, sockets, clock, recorder } = life
  const frames: string[] = []
  sockets.onFrame((frame) => frames.push(frame))
  const { fetch } = http
  const base = { baseUrl: 'https://r.example.org', authToken: 'of nobody', messages: true, fetch, WebSocket: sockets.WebSocket }
  const transport = rocketchat(Object.assign(base, { authToken: undefined }, own))
  const client = life.client(transport, true)
  let refusal: unknown = { error: 500, reason: QUOTED, message: QUOTED, details: { said: QUOTED } }
  async function settle(): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      await turn()
      // The library makes its socket, and the platform a digest, in a turn of their own.
      await new Promise((resolve) => {
        setTimeout(resolve, 1)
      })
      for (const held of http.held) {
        held.answer(held.path === '/api/info' ? json({ version: '8.0.0', error: QUOTED }) : json({ success: true, username: 'me', name: 'Me' }))
        break
      }
      const socket = sockets.current()
      if (socket?.state() === 'connecting') socket.open()
      for (const frame of socket?.take() ?? []) socket?.say(JSON.stringify(answerFrame(readFrame(frame), refusal)))
    }
  }
  void client.connect()
  await settle()
  expect(client.status.getState().state).toBe('open')
  const conversation = client.conversation('room')
  conversation.users.subscribe((users) => recorder.note('users', users))
  await settle()
  const socket = sockets.current()
  for (const error of ['not-allowed', 'too-many-requests', 500, QUOTED]) {
    refusal = { error, reason: QUOTED, details: { timeToReset: 300, said: QUOTED } }
    conversation.keystroke()
    await settle()
    clock.advance(2_000)
    await settle()
    conversation.stop()
  }
  socket?.say(QUOTED)
  socket?.say(JSON.stringify({ msg: 'nosub', id: '5', error: { error: QUOTED, reason: QUOTED } }))
  socket?.say(JSON.stringify({ msg: 'changed', collection: 'stream-room-messages', id: 'id', fields: { eventName: 'room', args: [{ msg: TEXT, u: { username: 'eve' } }] } }))
  await settle()
  refusal = { error: 'error-message-size-exceeded', reason: QUOTED, details: {} }
  const refused = await Promise.all([transport.call('sendMessage', { rid: 'room', msg: TEXT }).catch((error: unknown) => error), settle()])
  expect(refused[0]).toBeInstanceOf(RocketChatError)
  // `reason` and `details` are the server's own words, and said to be; whatever is logged without being asked for is not.
  if (refused[0] instanceof Error) recorder.note('call', `${refused[0].message} ${refused[0].stack} ${String(refused[0])}`)
  sockets.current()?.drop()
  clock.advance(2_000)
  await settle()
  sockets.current()?.drop()
  void client.close()
  await settle()
  return { frames, transport }
}

describe('on a socket: in the frame that logs in, and in no other', () => {
  const holding = (frames: readonly string[], secret: string): ReadonlySet<string> =>
    new Set(frames.filter((frame) => frame.includes(secret)).map((frame) => readFrame(frame)).map(({ msg, method, name }) => `${msg} ${method}${name}`))

  test('a token', async () => {
    const life = createLife()
    const { frames } = await sufferSocket(life, { authToken: () => TOKENS[0] })
    expect(holding(frames, TOKENS[0])).toEqual(new Set(['method login']))
    expect(life.recorder.leaks(SECRETS)).toEqual([])
  })

  test('a password leaves as its digest alone, and the token that it brings opens the next connection', async () => {
    const life = createLife()
    const { frames } = await sufferSocket(life, { username: 'me', password: () => PASSWORD })
    expect(holding(frames, PASSWORD)).toEqual(new Set())
    expect(holding(frames, sha256(PASSWORD))).toEqual(new Set(['method login']))
    expect(holding(frames, RESUME)).toEqual(new Set(['method login']))
    expect(life.recorder.leaks(SECRETS)).toEqual([])
  })

  test('a visitor, who does not log in, shows the token where the protocol asks for it', async () => {
    const life = createLife()
    const { frames } = await sufferSocket(life, { visitorToken: VISITOR, visitorName: 'guest' })
    expect(holding(frames, VISITOR)).toEqual(new Set(['sub stream-notify-room', 'sub stream-room-messages', 'method stream-notify-room']))
    expect(life.recorder.leaks(SECRETS)).toEqual([])
  })

  test('a request of rooms to REST has it in its header, and asks for no cookie, no referrer and no redirect', async () => {
    const life = createLife()
    vi.stubGlobal('fetch', life.http.fetch)
    const headers = new Set<string | null>()
    life.http.onRequest((request) => headers.add(request.headers.get('x-auth-token')))
    const { http, sockets, clock } = life
    const transport = rocketchat({ baseUrl: 'https://r.example.org', authToken: () => TOKENS[0], fetch: http.fetch, WebSocket: sockets.WebSocket })
    const client = life.client(transport, true)
    void client.connect()
    const rooms = getRooms(transport).catch((error: unknown) => error)
    for (let round = 0; round < 40; round += 1) {
      await turn()
      await new Promise((resolve) => {
        setTimeout(resolve, 1)
      })
      if (sockets.current()?.state() === 'connecting') sockets.current()?.open()
      for (const frame of sockets.current()?.take() ?? []) sockets.current()?.say(JSON.stringify(answerFrame(readFrame(frame), undefined)))
      for (const held of http.held) {
        held.answer(held.path === '/api/info' ? json({ version: '9.0.0' }) : json({ success: false, error: QUOTED, errorType: 'error-not-allowed' }, 400))
        break
      }
    }
    const refused = await rooms
    expect(refused).toBeInstanceOf(RocketChatError)
    if (refused instanceof Error) life.recorder.note('rooms', `${refused.message} ${refused.stack}`)
    expect(headers).toEqual(new Set([null, RESUME]))
    expect(life.recorder.leaks(SECRETS)).toEqual([])
    void client.close()
    clock.advance(1_000)
  })
})

import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig } from '../../test/matrix-user.ts'
import {
  accountOf,
  connected,
  cutSockets,
  type DdpSocket,
  digestOf,
  GENERAL,
  loggedIn,
  openSocket,
  socketsOf,
} from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import { MAX_FRAME_BYTES } from './ddp/sockets.ts'
import type { RocketChatOptions } from './options.ts'

let clock: ManualClock
let server: MockServer
const EVENT = `${GENERAL}/user-activity`

async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, rocketchat })
}
/** Starts another server in place of the one there is. */
async function startAnew(rocketchat: RocketChatOptions): Promise<void> {
  await server.close()
  await start(rocketchat)
}
beforeEach(() => start())
afterEach(async () => {
  cutSockets()
  await server.close()
})

const CONNECT = { msg: 'connect', version: '1', support: ['1'] }

/** Kinds of the frames that came, in order. */
const kinds = ({ frames }: DdpSocket): readonly unknown[] => frames.map((frame) => frame['msg'])

describe('the handshake', () => {
  test('greets without a `msg`, and connects', async () => {
    const socket = await openSocket(server)
    socket.send(CONNECT)
    const { session } = await socket.heard({ msg: 'connected' })
    expect(socket.frames[0]).toEqual({ server_id: '0' })
    expect(session).toEqual(expect.stringMatching(/^.{10,}$/))
  })

  test.each([
    [{ msg: 'connect', version: '2', support: ['2', '1'] }, '1'],
    [{ msg: 'connect', version: 'pre1', support: ['pre2', 'pre1'] }, 'pre2'],
    [{ msg: 'connect', version: '1', support: ['2'] }, '1'],
    [{ msg: 'connect', version: 1, support: ['1'] }, '1'],
    [{ msg: 'connect', version: '1', support: ['1', 7] }, '1'],
    [{ msg: 'connect', version: '1' }, '1'],
  ])('%j fails with the version to use, and the socket is closed', async (frame, version) => {
    const socket = await openSocket(server)
    socket.send(frame)
    expect(await socket.heard({ msg: 'failed' })).toEqual({ msg: 'failed', version })
    expect(await socket.closed).toBe(1_000)
  })

  test.each([
    ['{', { msg: 'error', reason: 'Parse error' }],
    ['[1]', { msg: 'error', reason: 'Bad request', offendingMessage: [1] }],
    ['{"msg":"sub","id":"1","name":"x","params":[]}', { msg: 'error', reason: 'Must connect first' }],
  ])('before it %s is a mistake that is told', async (text, told) => {
    const socket = await openSocket(server)
    socket.send(text)
    expect(await socket.heard({ msg: 'error' })).toEqual(told)
  })

  test.each([
    [CONNECT, 'Already connected'],
    [{ msg: 'sub', id: '', name: 'stream-notify-room', params: [] }, 'Malformed subscription'],
    [{ msg: 'sub', id: '1', name: 'stream-notify-room', params: {} }, 'Malformed subscription'],
    [{ msg: 'method', id: 1, method: 'login', params: [] }, 'Malformed method invocation'],
    [{ msg: 'method', id: '1', method: 'login', params: 'x' }, 'Malformed method invocation'],
    [{ msg: 'unsub' }, 'Bad request'],
    [{ msg: 'nonsense' }, 'Bad request'],
    [null, 'Bad request'],
  ])('after it %j is `%s`', async (frame, reason) => {
    const socket = await connected(server)
    socket.send(frame)
    expect(await socket.heard({ msg: 'error' })).toMatchObject({ reason })
  })

  test('binary frames are refused with 1007, too large ones with 1009', async () => {
    const [binary, large] = [await connected(server), await connected(server)]
    binary.socket.send(Buffer.from('{}'))
    large.send(`"${'x'.repeat(MAX_FRAME_BYTES)}"`)
    expect([await binary.closed, await large.closed]).toEqual([1_007, 1_009])
  })

  test('a frame of nothing but brackets does no harm', async () => {
    const socket = await loggedIn(server, 'alice')
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    socket.send(`{"msg":"method","id":"d","method":"stream-notify-room","params":["${EVENT}","alice",${deep}]}`)
    await socket.heard({ msg: 'result', id: 'd' })
    socket.send(`{"msg":"method","id":"e","method":"saveRoomSettings","params":["${GENERAL}","roomCustomFields",{"a":${deep}}]}`)
    await socket.heard({ msg: 'result', id: 'e' })
    // What is kept is cut off where it is too deep to be written again.
    const kept = dig(await socket.call('getRoomById', GENERAL), 'customFields', 'a')
    expect(JSON.stringify(kept).length).toBeLessThan(200)
  })
})

describe('who may open a socket', () => {
  /** First line of the answer to a request to switch protocols. */
  function upgrade(path: string, headers: Record<string, string>): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
    const lines = Object.entries({
      Host: new URL(server.url).host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    return new Promise((resolve) => {
      socket.on('data', (chunk: Uint8Array) => {
        resolve(Buffer.from(chunk).toString().split('\r\n')[0] ?? '')
        socket.destroy()
      })
      socket.on('error', () => resolve('reset'))
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    })
  }
  const SWITCHED = 'HTTP/1.1 101 Switching Protocols'
  const FORBIDDEN = 'HTTP/1.1 403 Forbidden'

  test('a client without an Origin and pages of this machine, at the one path', async () => {
    expect(await upgrade('/rocketchat/websocket', {})).toBe(SWITCHED)
    expect(await upgrade('/rocketchat/websocket?x=1', { Origin: 'http://bob.localhost:1' })).toBe(SWITCHED)
    expect(await upgrade('/rocketchat/sockjs/websocket', {})).toBe('HTTP/1.1 404 Not Found')
    expect(await upgrade('/matrix/_matrix/client/versions', {})).toBe('HTTP/1.1 404 Not Found')
  })

  test('no other page, and no other name of this machine', async () => {
    expect(await upgrade('/rocketchat/websocket', { Origin: 'https://evil.test' })).toBe(FORBIDDEN)
    expect(await upgrade('/rocketchat/websocket', { Origin: 'null' })).toBe(FORBIDDEN)
    expect(await upgrade('/rocketchat/websocket', { Host: 'evil.test' })).toBe(FORBIDDEN)
    expect(await upgrade('/nowhere', { Origin: 'https://evil.test' })).toBe(FORBIDDEN)
    await vi.waitFor(() => expect(server.control.state()).toMatchObject({ connections: 0, sockets: 0 }))
  })
})

describe('heartbeats', () => {
  test('a ping is answered with its id, and without one where it has none', async () => {
    const socket = await connected(server)
    socket.send({ msg: 'ping', id: 'p1' })
    expect(await socket.heard({ msg: 'pong' })).toEqual({ msg: 'pong', id: 'p1' })
    socket.send({ msg: 'ping' })
    await socket.settled()
    expect(socket.frames).toContainEqual({ msg: 'pong' })
  })

  test('who is silent for 15 s is pinged, and closed another 15 s later; any frame is life', async () => {
    const [silent, alive] = [await connected(server), await connected(server)]
    await Promise.all([silent.settled(), alive.settled()])
    // What came before the first look counts until then.
    clock.advance(30_000)
    await silent.heard({ msg: 'ping' })
    await alive.heard({ msg: 'ping' })
    alive.send({ msg: 'pong' })
    await alive.settled()
    clock.advance(15_000)
    expect(await silent.closed).toBe(1_000)
    await alive.settled()
    await socketsOf(server, 1)
  })

  test('their periods are options', async () => {
    await startAnew({ heartbeatIntervalMs: 100, heartbeatTimeoutMs: 50 })
    const socket = await connected(server)
    clock.advance(200)
    await socket.heard({ msg: 'ping' })
    clock.advance(50)
    await socket.closed
  })
})

describe('logging in', () => {
  test.each([
    ['a token', () => ({ resume: accountOf(server, 'alice').authToken }), 'resume'],
    ['a digest', () => ({ user: { username: 'alice' }, password: digestOf('alice-password') }), 'password'],
    ['an address', () => ({ user: { email: 'alice@mock.test' }, password: digestOf('alice-password') }), 'password'],
    ['a plain password', () => ({ user: { username: 'alice' }, password: 'alice-password' }), 'password'],
  ])('with %s: the user is added, then the result', async (_how, request, type) => {
    const socket = await connected(server)
    const result = await socket.call('login', request())
    const { userId } = accountOf(server, 'alice')
    const expires = { $date: 1_700_000_000_000 + 90 * 24 * 3_600_000 }
    expect(result).toEqual({ id: userId, token: expect.any(String), tokenExpires: expires, type })
    const emails = [{ address: 'alice@mock.test', verified: true }]
    expect(socket.frames.slice(2, 4)).toEqual([
      { msg: 'added', collection: 'users', id: userId, fields: { username: 'alice', name: 'Alice', emails } },
      { msg: 'updated', methods: [expect.any(String)] },
    ])
    expect(await connected(server).then((other) => other.call('login', { resume: dig(result, 'token') }))).toMatchObject({
      id: userId,
    })
  })

  test.each([
    [{ resume: 'nothing' }, 403, "You've been logged out by the server. Please log in again."],
    [{ user: { username: 'alice' }, password: digestOf('wrong') }, 403, 'Incorrect password'],
    [{ user: { username: 'alice' }, password: 'wrong' }, 403, 'Incorrect password'],
    [{ user: { username: 'alice' }, password: { digest: 'x', algorithm: 'md5' } }, 403, 'Incorrect password'],
    [{ user: { username: 'nobody' }, password: 'x' }, 403, 'User not found'],
    [{}, 400, 'Unrecognized options for login request'],
    [undefined, 400, 'Unrecognized options for login request'],
  ])('%j is refused with %i %s', async (request, error, reason) => {
    const socket = await connected(server)
    socket.send({ msg: 'method', id: 'l', method: 'login', params: [request] })
    const frame = await socket.heard({ msg: 'result', id: 'l' })
    expect(frame['error']).toEqual({
      isClientSafe: true,
      error,
      reason,
      message: `${reason} [${error}]`,
      errorType: 'Meteor.Error',
    })
  })

  test('a burst of log-in and subscription is dealt with in order', async () => {
    const socket = await openSocket(server)
    socket.send(CONNECT)
    socket.send({ msg: 'method', id: '1', method: 'login', params: [{ resume: accountOf(server, 'bob').authToken }] })
    socket.send({ msg: 'sub', id: '2', name: 'stream-notify-room', params: [EVENT, false] })
    socket.send({ msg: 'method', id: '3', method: 'getRoomNameById', params: [GENERAL] })
    await socket.heard({ msg: 'result', id: '3' })
    expect(kinds(socket)).toEqual([undefined, 'connected', 'added', 'updated', 'result', 'ready', 'updated', 'result'])
    expect(socket.frames.at(-3)).toMatchObject({ subs: ['2'] })
  })

  test('a log-out ends the token and, one by one, what only a user may have', async () => {
    const socket = await loggedIn(server, 'alice')
    await socket.subscribe('stream-notify-room', EVENT)
    await socket.subscribe('stream-notify-all', 'public-settings-changed')
    expect(await socket.call('logout')).toBeUndefined()
    expect(await socket.heard({ msg: 'nosub' })).toMatchObject({ error: { error: 'not-allowed' } })
    expect(socket.frames.filter(({ msg }) => msg === 'removed')).toMatchObject([{ collection: 'users' }])
    expect(server.control.state().subscriptions).toBe(1)
    expect(await socket.refusal('login', { resume: accountOf(server, 'alice').authToken })).toBe(403)
  })

  test('who logs in later has the subscriptions asked for before, as far as they are allowed', async () => {
    const socket = await connected(server)
    expect(await socket.subscribe('stream-notify-room', EVENT)).toBe('not-allowed')
    await socket.subscribe('stream-notify-all', 'public-settings-changed')
    await socket.call('login', { resume: accountOf(server, 'alice').authToken })
    expect(kinds(socket).filter((kind) => kind === 'ready')).toHaveLength(2)
  })
})

describe('methods', () => {
  test('an unknown one is 404, and updated even so', async () => {
    const socket = await loggedIn(server, 'alice')
    socket.send({ msg: 'method', id: 'u', method: 'nothing', params: [] })
    expect(await socket.heard({ msg: 'result', id: 'u' })).toMatchObject({
      error: { error: 404, reason: "Method 'nothing' not found" },
    })
    await socket.heard({ msg: 'updated', methods: ['u'] })
  })

  test('nothing is told by a result without `result`', async () => {
    const socket = await loggedIn(server, 'alice')
    socket.send({ msg: 'method', id: 'v', method: 'stream-notify-room', params: [EVENT, 'alice', []] })
    expect(await socket.heard({ msg: 'result', id: 'v' })).toEqual({ msg: 'result', id: 'v' })
  })

  test('a method of another stream takes everything and does nothing', async () => {
    const [alice, bob] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob')]
    await bob.subscribe('stream-room-messages', GENERAL)
    expect(await alice.call('stream-room-messages', GENERAL, { msg: 'forged' })).toBeUndefined()
    await bob.settled()
    expect(bob.events(GENERAL)).toEqual([])
  })
})

describe('subscriptions', () => {
  test.each([
    ['nothing', []],
    ['false', [false]],
    ['an object', [{ useCollection: false, args: [null] }]],
  ])('with %s beside the event there is only `ready`', async (_what, more) => {
    const socket = await loggedIn(server, 'alice')
    socket.send({ msg: 'sub', id: 's', name: 'stream-notify-room', params: [EVENT, ...more] })
    await socket.heard({ msg: 'ready', subs: ['s'] })
    expect(kinds(socket).filter((kind) => kind === 'added')).toHaveLength(1)
  })

  test.each([
    ['true', true],
    ['an object', { useCollection: true, args: [] }],
  ])('one that uses the collection by %s has an `added` before `ready`', async (_what, option) => {
    const socket = await loggedIn(server, 'alice')
    socket.send({ msg: 'sub', id: 's', name: 'stream-notify-room', params: [EVENT, option] })
    await socket.heard({ msg: 'ready', subs: ['s'] })
    expect(socket.frames.at(-2)).toEqual({
      msg: 'added',
      collection: 'stream-notify-room',
      id: 'id',
      fields: { eventName: EVENT },
    })
  })

  test('are refused: 404 for an unknown one, and the codes of streams', async () => {
    const [alice, stranger] = [await loggedIn(server, 'alice'), await connected(server)]
    expect(await alice.subscribe('stream-nothing', 'x')).toBe(404)
    expect(await alice.subscribe('stream-notify-room', '')).toBe('invalid-event-name')
    expect(await alice.subscribe('stream-notify-room', 7)).toBe('invalid-event-name')
    expect(await alice.subscribe('stream-notify-room', 'nowhere/user-activity')).toBe('not-allowed')
    expect(await alice.subscribe('stream-notify-user', `${accountOf(server, 'bob').userId}/message`)).toBe('not-allowed')
    expect(await stranger.subscribe('stream-notify-room', EVENT)).toBe('not-allowed')
    expect(await stranger.subscribe('stream-notify-logged', 'user-status')).toBe('not-allowed')
    stranger.send({ msg: 'sub', id: 'n', name: 'stream-room-messages', params: [GENERAL] })
    expect(await stranger.heard({ msg: 'nosub', id: 'n' })).toEqual({
      msg: 'nosub',
      id: 'n',
      error: { isClientSafe: true, error: 'not-allowed', message: '[not-allowed]', errorType: 'Meteor.Error' },
    })
  })

  test('strangers may have what says nothing', async () => {
    const stranger = await connected(server)
    expect(await stranger.subscribe('meteor.loginServiceConfiguration', undefined)).toBe('ready')
    expect(await stranger.subscribe('meteor_autoupdate_clientVersions', undefined)).toBe('ready')
  })

  test('an id in use is passed over in silence', async () => {
    const socket = await loggedIn(server, 'alice')
    for (const event of [EVENT, 'random/user-activity']) {
      socket.send({ msg: 'sub', id: 'same', name: 'stream-notify-room', params: [event] })
    }
    await socket.settled()
    expect(kinds(socket).filter((kind) => kind === 'ready')).toHaveLength(1)
    expect(server.control.state().subscriptions).toBe(1)
  })

  test('end with a `nosub` without an error, one there never was too; then nothing comes any more', async () => {
    const [alice, bob] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob')]
    bob.send({ msg: 'sub', id: 's', name: 'stream-notify-room', params: [EVENT] })
    bob.send({ msg: 'unsub', id: 's' })
    bob.send({ msg: 'unsub', id: 'never' })
    expect(await bob.heard({ msg: 'nosub', id: 's' })).toEqual({ msg: 'nosub', id: 's' })
    expect(await bob.heard({ msg: 'nosub', id: 'never' })).toEqual({ msg: 'nosub', id: 'never' })
    await alice.call('stream-notify-room', EVENT, 'alice', ['user-typing'], {})
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([])
  })

  test('two of the same are told twice', async () => {
    const [alice, bob] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob')]
    await bob.subscribe('stream-notify-room', EVENT)
    await bob.subscribe('stream-notify-room', EVENT)
    await alice.call('stream-notify-room', EVENT, 'alice', ['user-typing'], {})
    await bob.settled()
    expect(bob.events(EVENT)).toHaveLength(2)
  })
})

test('what a client leaves behind is nothing', async () => {
  const socket = await loggedIn(server, 'alice')
  await socket.subscribe('stream-notify-room', EVENT)
  expect(server.control.state()).toMatchObject({ sockets: 1, subscriptions: 1, timers: 1 })
  socket.socket.close()
  await socketsOf(server, 0)
  expect(server.control.state()).toMatchObject({ sockets: 0, subscriptions: 0, timers: 0 })
})

test('the journal tells what was done, and neither tokens nor passwords nor values', async () => {
  const socket = await connected(server)
  await socket.call('login', { user: { username: 'alice' }, password: 'alice-password' })
  await socket.subscribe('stream-notify-room', EVENT)
  await socket.call('stream-notify-room', EVENT, 'alice', ['user-typing'], { odd: 'secret' })
  await socket.call('stream-notify-room', EVENT, 'alice', [], {})
  await socket.call('stream-notify-room', EVENT, 'secret', ['user-typing'], {})
  await socket.refusal('secret-method')
  await socket.refusal('getRoomById', 'secret-room')
  const here = { protocol: 'rocketchat', method: 'DDP', user: 'alice', status: 200 }
  expect(server.control.journal()).toMatchObject([
    { route: 'connect connect', op: 'connect', status: 200 },
    { ...here, route: 'method login', op: 'login' },
    { ...here, route: 'sub stream-notify-room', op: 'subscribe', room: 'general' },
    { ...here, route: 'method stream-notify-room', op: 'typing:start', room: 'general' },
    { ...here, op: 'typing:stop', room: 'general' },
    { ...here, op: 'typing:refused', room: 'general' },
    { ...here, route: 'method *', op: 'unknown', status: 404 },
    { ...here, route: 'method getRoomById', op: 'room', status: 403 },
  ])
  const told = JSON.stringify(server.control.journal())
  expect(told).not.toContain('secret')
  expect(told).not.toContain('password')
})

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, matrixUser } from '../../test/matrix-user.ts'
import {
  accountOf,
  connected,
  cutSockets,
  type DdpSocket,
  GENERAL,
  loggedIn,
  openSocket,
  socketsOf,
  write,
} from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import { CallLimits } from './call-limits.ts'
import type { RocketChatOptions } from './options.ts'

let clock: ManualClock
let server: MockServer
const EVENT = `${GENERAL}/user-activity`

async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, rocketchat })
}
async function startAnew(rocketchat: RocketChatOptions): Promise<void> {
  await server.close()
  await start(rocketchat)
}
beforeEach(() => start())
afterEach(async () => {
  cutSockets()
  await server.close()
})

const watch = (socket: DdpSocket, event = EVENT): Promise<unknown> => socket.subscribe('stream-notify-room', event)

describe('limits', () => {
  test('40 calls of a stream in 40 s on a connection, then how long to wait; another connection has its own', async () => {
    const [alice, tab] = [await loggedIn(server, 'alice'), await loggedIn(server, 'alice')]
    clock.advance(10_000)
    for (let count = 0; count < 40; count += 1) expect(await write(alice, 'alice', [])).toBeUndefined()
    alice.send({ msg: 'method', id: '41', method: 'stream-notify-room', params: [EVENT, 'alice', []] })
    const { error } = await alice.heard({ msg: 'result', id: '41' })
    expect(error).toMatchObject({
      error: 'too-many-requests',
      reason: 'Error, too many requests. Please slow down. You must wait 30 seconds before trying again.',
      details: { timeToReset: 30_000 },
    })
    expect(server.control.journal().at(-1)).toMatchObject({ status: 429, op: 'typing' })
    expect(await write(tab, 'alice', [])).toBeUndefined()
    clock.advance(30_001)
    expect(await write(alice, 'alice', [])).toBeUndefined()
  })

  test('subscriptions are counted apart from methods, and those of one stream from those of another', async () => {
    const alice = await loggedIn(server, 'alice')
    for (let count = 0; count < 40; count += 1) await write(alice, 'alice', [])
    for (let count = 0; count < 40; count += 1) expect(await watch(alice)).toBe('ready')
    expect(await watch(alice)).toBe('too-many-requests')
    expect(await alice.subscribe('stream-room-messages', GENERAL)).toBe('ready')
  })

  test('10 calls of any other method in 10 s on a connection', async () => {
    const alice = await loggedIn(server, 'alice')
    for (let count = 0; count < 10; count += 1) await alice.call('rooms/get')
    expect(await alice.refusal('rooms/get')).toBe('too-many-requests')
    expect(await alice.refusal('subscriptions/get')).toBeUndefined()
  })

  test('80 of a stream in 40 s and 20 of a method in 10 s for a user, whatever the connection', () => {
    const limits = new CallLimits(clock)
    const call = (name: string, connection: number): number =>
      limits.take({ type: 'method', name, connection: `c${connection}`, user: 'alice', sendsMany: false })
    for (let count = 0; count < 80; count += 1) expect(call('stream-notify-room', count)).toBe(0)
    expect(call('stream-notify-room', 81)).toBe(40_000)
    for (let count = 0; count < 20; count += 1) expect(call('rooms/get', count)).toBe(0)
    expect(call('rooms/get', 21)).toBe(10_000)
  })

  test('600 of everything in 60 s for a connection, 1200 for a user', () => {
    const limits = new CallLimits(clock)
    const call = (name: string, connection: string, user?: string): number =>
      limits.take({ type: 'method', name, connection, user, sendsMany: false })
    for (let count = 0; count < 600; count += 1) expect(call(`m${count}`, 'one')).toBe(0)
    expect(call('last', 'one')).toBe(60_000)
    for (let count = 0; count < 1_200; count += 1) expect(call(`m${count}`, `c${count}`, 'bob')).toBe(0)
    expect(call('last', 'fresh', 'bob')).toBe(60_000)
  })

  test('some methods have their own, which `send-many-messages` lifts', () => {
    const limits = new CallLimits(clock)
    const call = (name: string, count: number, sendsMany = false): number =>
      limits.take({ type: 'method', name, connection: `c${count}`, user: 'alice', sendsMany })
    for (let count = 0; count < 10; count += 1) expect(call('getRoomById', count)).toBe(0)
    expect(call('getRoomById', 11)).toBe(60_000)
    for (let count = 0; count < 5; count += 1) expect(call('sendMessage', count)).toBe(0)
    expect(call('sendMessage', 6)).toBe(1_000)
    expect(call('sendMessage', 7, true)).toBe(0)
  })

  test('can be off', async () => {
    await startAnew({ rateLimit: false })
    const alice = await loggedIn(server, 'alice')
    for (let count = 0; count < 41; count += 1) expect(await write(alice, 'alice', [])).toBeUndefined()
  })
})

describe('the microservices', () => {
  beforeEach(() => startAnew({ deployment: 'microservices' }))

  test('greet with a `msg`, ask nothing of a `connect`, and bear nothing before it', async () => {
    const [polite, rude] = [await openSocket(server), await openSocket(server)]
    expect(await polite.heard({ msg: 'server_id' })).toEqual({ msg: 'server_id', server_id: '0' })
    polite.send({ msg: 'connect', version: 'x' })
    await polite.heard({ msg: 'connected' })
    rude.send({ msg: 'ping' })
    expect(await rude.closed).toBe(1_002)
  })

  test('ping 30 ms after the socket opened, before they are connected to', async () => {
    const socket = await openSocket(server)
    clock.advance(30)
    await socket.heard({ msg: 'ping' })
    socket.send({ msg: 'connect', version: '1', support: ['1'] })
    await socket.heard({ msg: 'connected' })
    expect(socket.frames.map((frame) => frame['msg'])).toEqual(['server_id', 'ping', 'connected'])
  })

  test('close with 4000 where nothing is heard', async () => {
    const socket = await openSocket(server)
    clock.advance(30)
    clock.advance(30_000)
    expect(await socket.closed).toBe(4_000)
  })

  test('tell a result first, and leave out whatever counts as false', async () => {
    const alice = await loggedIn(server, 'alice')
    expect(await alice.call('openRoom', 'nowhere')).toBeUndefined()
    expect(await alice.call('loadHistory', 'nowhere')).toBeUndefined()
    await alice.settled()
    const ends = alice.frames.filter(({ msg }) => msg === 'result' || msg === 'updated').map(({ msg }) => msg)
    expect(ends.slice(-2)).toEqual(['result', 'updated'])
  })

  test('close with 1002 one millisecond after a log-out', async () => {
    const alice = await loggedIn(server, 'alice')
    expect(await alice.call('logout')).toBeUndefined()
    clock.advance(1)
    expect(await alice.closed).toBe(1_002)
    const bob = await loggedIn(server, 'bob')
    await bob.call('logout')
    bob.socket.terminate()
    await socketsOf(server, 0)
    expect(server.control.state().timers).toBe(0)
  })

  test('say nothing of the end of what there never was, and have no limits', async () => {
    const alice = await loggedIn(server, 'alice')
    alice.send({ msg: 'unsub', id: 'never' })
    for (let count = 0; count < 41; count += 1) await write(alice, 'alice', [])
    expect(alice.frames.filter(({ msg }) => msg === 'nosub')).toEqual([])
  })
})

describe('behind the back of the clients', () => {
  test('sockets are dropped, all or those of a user, with a code or without', async () => {
    const [alice, bob, stranger] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob'), await connected(server)]
    expect(server.control.rocketchat.dropSockets({ user: 'alice' })).toBe(1)
    expect(await alice.closed).toBe(1_006)
    expect(server.control.rocketchat.dropSockets({ user: 'bob', code: 1_012 })).toBe(1)
    expect(await bob.closed).toBe(1_012)
    expect(server.control.rocketchat.dropSockets()).toBeGreaterThan(0)
    await stranger.closed
    await socketsOf(server, 0)
    expect(server.control.state()).toMatchObject({ subscriptions: 0, timers: 0 })
  })

  test('a stalled socket stays open, and neither hears nor says anything', async () => {
    const [alice, bob] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob')]
    for (const socket of [alice, bob]) await watch(socket)
    const before = bob.frames.length
    expect(server.control.rocketchat.stallSockets('bob')).toBe(1)
    await write(alice, 'alice', ['user-typing'])
    bob.send({ msg: 'ping', id: 'x' })
    bob.send({ msg: 'method', id: 'y', method: 'stream-notify-room', params: [EVENT, 'bob', ['user-typing'], {}] })
    await matrixUser(server, 'carol').type(true)
    await vi.waitFor(() => expect(alice.events(EVENT)).toHaveLength(1))
    expect(alice.events(EVENT)).toEqual([['carol', ['user-typing'], {}]])
    expect(server.control.state().typing).toMatchObject([{ users: ['alice', 'carol'] }])
    clock.advance(30_000)
    await alice.heard({ msg: 'ping' })
    // The socket itself lives: by its own pong everything sent before has come.
    const pong = new Promise((resolve) => bob.socket.once('pong', resolve))
    bob.socket.ping()
    await pong
    expect(bob.frames).toHaveLength(before)
    expect(server.control.state().sockets).toBe(2)
  })

  test('tokens are taken away: the socket closes, and the next log-in is told so', async () => {
    const alice = await loggedIn(server, 'alice')
    expect(server.control.rocketchat.expireTokens('alice')).toBe(1)
    await alice.closed
    const again = await connected(server)
    again.send({ msg: 'method', id: 'l', method: 'login', params: [{ resume: accountOf(server, 'alice').authToken }] })
    expect(dig(await again.heard({ msg: 'result', id: 'l' }), 'error', 'reason')).toMatch('logged out by the server')
    await again.call('login', { user: { username: 'alice' }, password: 'alice-password' })
  })

  test('the time of tokens comes, by itself or by order', async () => {
    await startAnew({ tokenLifetimeMs: 60_000 })
    const reasonOf = async (name: string): Promise<unknown> => {
      const socket = await connected(server)
      socket.send({ msg: 'method', id: 'l', method: 'login', params: [{ resume: accountOf(server, name).authToken }] })
      return dig(await socket.heard({ msg: 'result', id: 'l' }), 'error', 'reason')
    }
    server.control.rocketchat.expireTokens('alice', 'expired')
    expect([await reasonOf('alice'), await reasonOf('bob')]).toEqual([
      'Your session has expired. Please log in again.',
      undefined,
    ])
    clock.advance(60_000)
    expect(await reasonOf('bob')).toBe('Your session has expired. Please log in again.')
  })

  test('a restart cuts every socket; tokens and rooms are kept, typing and options changed', async () => {
    const alice = await loggedIn(server, 'alice')
    await write(alice, 'alice', ['user-typing'])
    await server.control.restart({ rocketchat: { version: '5.0.0' } })
    expect(await alice.closed).toBe(1_006)
    expect(server.control.state()).toMatchObject({ sockets: 0, subscriptions: 0, timers: 0, typing: [] })
    const again = await loggedIn(server, 'alice')
    expect(await again.call('getRoomRoles', GENERAL)).toMatchObject([{ roles: ['owner'] }])
  })

  test('a restart without state gives out other tokens, a reset the first ones again', async () => {
    const { authToken } = accountOf(server, 'alice')
    server.control.rocketchat.expireTokens('alice')
    server.control.rocketchat.configure({ version: '5.0.0', useRealName: true })
    const bob = await loggedIn(server, 'bob')
    await bob.call('saveRoomSettings', GENERAL, 'roomTopic', 'x').catch(() => undefined)
    server.control.reset()
    await bob.closed
    const alice = await loggedIn(server, 'alice')
    expect(await alice.refusal('getRoomRoles', GENERAL)).toBe(404)
    expect(await alice.call('public-settings/get')).toContainEqual({ _id: 'UI_Use_Real_Name', value: false })
    await server.control.restart({ keepState: false })
    expect(accountOf(server, 'alice').authToken).not.toBe(authToken)
    await loggedIn(server, 'alice')
    expect(await (await connected(server)).refusal('login', { resume: authToken })).toBe(403)
  })

  test('the livechat room is there after a restart and a reset', async () => {
    await startAnew({ livechat: { token: 'v' } })
    for (const renew of [async () => server.control.reset(), () => server.control.restart({ keepState: false })]) {
      await renew()
      const alice = await loggedIn(server, 'alice')
      expect(await alice.call('getRoomById', 'livechat')).toMatchObject({ t: 'l', v: { username: 'guest-1', token: 'v' } })
    }
  })

  test('who is added can log in here too', async () => {
    const frank = server.control.addUser({ name: 'frank' })
    const socket = await connected(server)
    expect(await socket.call('login', { resume: frank?.rocketchat.authToken })).toMatchObject({ id: 'uid-frank' })
  })

  test('all of it over HTTP', async () => {
    const ask = async (path: string, body: unknown): Promise<unknown> => {
      const headers = { Authorization: `Bearer ${server.control.token}` }
      const url = `${server.control.url}${path}`
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      return [response.status, await response.json()]
    }
    const alice = await loggedIn(server, 'alice')
    expect(await ask('/rocketchat/configure', { version: '5.0.0', permissions: { 'create-p': [] } })).toEqual([200, {}])
    expect(await alice.refusal('createPrivateGroup', 'den')).toBe('error-not-allowed')
    expect(await ask('/rocketchat/stall-sockets', { user: 'bob' })).toEqual([200, { stalled: 0 }])
    expect(await ask('/rocketchat/drop-sockets', { user: 'alice', code: 4_001 })).toEqual([200, { dropped: 1 }])
    expect(await alice.closed).toBe(4_001)
    expect(await ask('/rocketchat/expire-tokens', { user: 'alice', how: 'expired' })).toEqual([200, { expired: 1 }])
    expect(await ask('/rename', { user: 'alice', displayName: 'Alicia' })).toEqual([200, {}])
    expect(await ask('/restart', { rocketchat: { version: '9.0.0' } })).toEqual([200, {}])
    const bob = await loggedIn(server, 'bob')
    expect(await bob.refusal('getRoomNameById', GENERAL)).toBe(404)
    for (const [path, body] of [
      ['/rocketchat/configure', { version: '5' }],
      ['/rocketchat/configure', { mood: true }],
      ['/rocketchat/drop-sockets', { code: 1_005 }],
      ['/rename', { user: 'nobody', displayName: 'x' }],
      ['/restart', { rocketchat: { heartbeatIntervalMs: 0 } }],
    ] as const) {
      expect(dig(await ask(path, body), 0)).toBe(400)
    }
  })

  test('an option that cannot be used keeps the server from starting', async () => {
    const livechat = { token: '' }
    await expect(startMockServer({ rocketchat: { livechat } })).rejects.toThrow('rocketchat.livechat cannot be used')
  })
})

test('close leaves no socket, subscription or timer behind, whatever is going on', async () => {
  const [alice, bob] = [await loggedIn(server, 'alice'), await loggedIn(server, 'bob')]
  await watch(bob)
  await write(alice, 'alice', ['user-typing'])
  await matrixUser(server, 'carol').type(true)
  expect(server.control.state()).toMatchObject({ sockets: 2, subscriptions: 1 })
  await server.close()
  await Promise.all([alice.closed, bob.closed])
  expect(server.control.state()).toMatchObject({ connections: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] })
  await vi.waitFor(() => expect(clock.pending()).toBe(0))
})

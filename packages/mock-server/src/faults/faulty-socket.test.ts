import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig } from '../../test/matrix-user.ts'
import { connected, cutSockets, type DdpSocket, GENERAL, loggedIn, openSocket, write } from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { Fault, FaultMatch, FaultRule } from './fault.ts'

let clock: ManualClock
let server: MockServer
let alice: DdpSocket
let bob: DdpSocket

beforeEach(async () => {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock })
  alice = await loggedIn(server, 'alice')
  bob = await loggedIn(server, 'bob')
  await bob.subscribe('stream-notify-room', `${GENERAL}/user-activity`)
})
afterEach(async () => {
  cutSockets()
  await server.close()
})

const STARTS = { op: 'typing:start' } as const
const TOLD = { op: 'frame:changed', user: 'bob' } as const
const befall = (fault: Fault, match: FaultMatch = {}, more: Omit<FaultRule, 'fault' | 'match'> = {}): void =>
  server.control.setFaults({ rules: [{ match, fault, ...more }] })
const typing = (): readonly unknown[] => server.control.state().typing.flatMap(({ users }) => users)
const heardByBob = (): readonly unknown[] => bob.events(`${GENERAL}/user-activity`)
/** A start whose result nobody may wait for. */
const start = (): void => alice.send({ msg: 'method', id: 's', method: 'stream-notify-room', params: [`${GENERAL}/user-activity`, 'alice', ['user-typing'], {}] })
/** Resolves with what Bob's socket brings next, as it comes. */
const nextAtBob = (): Promise<readonly [Buffer, boolean]> =>
  new Promise((resolve) => bob.socket.once('message', (data, isBinary) => resolve([Buffer.isBuffer(data) ? data : Buffer.of(), isBinary])))

describe('a frame of the client', () => {
  test.each([
    ['dropBefore', 1_006, []],
    ['dropAfter', 1_006, ['alice']],
    ['reset', 1_006, []],
    ['fin', 1_006, []],
  ] as const)('%s: closed with %i, without a result', async (kind, code, applied) => {
    befall({ kind }, STARTS)
    start()
    expect(await alice.closed).toBe(code)
    expect(alice.frames.some(({ id }) => id === 's')).toBe(false)
    expect(typing()).toEqual(applied)
    const entry = await server.control.waitFor(({ faults }) => faults?.[0] === kind)
    expect(entry).toMatchObject({ op: 'typing:start', user: 'alice', room: 'general', status: applied.length > 0 ? 200 : 0 })
  })

  test('wsClose: with that code', async () => {
    befall({ kind: 'wsClose', code: 1_013 }, STARTS)
    start()
    expect(await alice.closed).toBe(1_013)
  })

  test.each([
    [false, []],
    [true, ['alice']],
  ])('hang, applied %s: no result, and the socket lives', async (applied, typists) => {
    befall({ kind: 'hang', applied }, STARTS)
    start()
    await alice.settled()
    expect(alice.frames.some(({ id }) => id === 's')).toBe(false)
    expect(typing()).toEqual(typists)
  })

  test('halfOpen: nothing comes any more, not even a close, and the socket stays open', async () => {
    befall({ kind: 'halfOpen' }, { ...STARTS, user: 'alice' })
    start()
    await server.control.waitFor(({ faults }) => faults?.[0] === 'halfOpen')
    const before = alice.frames.length
    await write(bob, 'bob', ['user-typing'])
    clock.advance(60_000)
    await vi.waitFor(() => expect(server.control.state().sockets).toBe(0))
    expect([alice.frames.length, alice.socket.readyState]).toEqual([before, WebSocket.OPEN])
    server.control.setFaults()
    alice.send({ msg: 'ping' })
    const again = await connected(server)
    await again.settled()
    expect(alice.frames.length).toBe(before)
  })

  test.each([
    [401, 401],
    [429, 'too-many-requests'],
    [500, 500],
  ] as const)('status %i: refused with %s, and without effect', async (code, error) => {
    befall({ kind: 'status', code }, STARTS)
    expect(await alice.refusal('stream-notify-room', `${GENERAL}/user-activity`, 'alice', ['user-typing'], {})).toBe(error)
    expect(typing()).toEqual([])
  })

  test('status: a subscription is refused with nosub', async () => {
    befall({ kind: 'status', code: 403 }, { op: 'subscribe' })
    expect(await alice.subscribe('stream-notify-room', `${GENERAL}/user-activity`)).toBe(403)
  })

  test('retryAfter: the wait is in the details', async () => {
    befall({ kind: 'retryAfter', header: 4 }, STARTS)
    start()
    const refused = await alice.heard({ msg: 'result', id: 's' })
    expect(dig(refused, 'error', 'details', 'timeToReset')).toBe(4_000)
    befall({ kind: 'retryAfter', absurd: 'words' }, STARTS)
    await expect(alice.call('stream-notify-room', `${GENERAL}/user-activity`, 'alice', ['user-typing'], {})).rejects.toMatchObject({
      cause: { details: { timeToReset: 'later' } },
    })
  })

  test('duplicate: dealt with twice', async () => {
    befall({ kind: 'duplicate' }, STARTS)
    start()
    await alice.settled()
    await bob.settled()
    expect(heardByBob()).toHaveLength(2)
  })

  test('noPong: pings are not answered, calls are', async () => {
    befall({ kind: 'noPong' })
    alice.send({ msg: 'ping', id: 'p' })
    await write(alice, 'alice', ['user-typing'])
    expect(alice.frames.some(({ msg }) => msg === 'pong')).toBe(false)
  })

  test('tokenExpire: logged out, and the socket closed', async () => {
    befall({ kind: 'tokenExpire' }, { user: 'alice', ...STARTS })
    start()
    expect(await alice.closed).toBe(1_000)
    await bob.settled()
  })

  test('restart: every socket goes, and the server is there again', async () => {
    befall({ kind: 'restart' }, STARTS, { count: 1 })
    start()
    expect(await Promise.all([alice.closed, bob.closed])).toEqual([1_006, 1_006])
    await vi.waitFor(() => connected(server))
  })

  test('latency: in order, by the server’s clock, both ways', async () => {
    befall({ kind: 'latency', min: 400 }, STARTS)
    start()
    alice.send({ msg: 'ping', id: 'after' })
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 1 }]))
    await bob.settled()
    clock.advance(399)
    await bob.settled()
    expect([typing(), alice.frames.some(({ id }) => id === 'after')]).toEqual([[], false])
    clock.advance(1)
    await alice.heard({ msg: 'pong', id: 'after' })
    const ids = alice.frames.map(({ id }) => id)
    expect([typing(), ids.indexOf('s') < ids.indexOf('after')]).toEqual([['alice'], true])
    befall({ kind: 'latency', min: 400 }, TOLD)
    const before = heardByBob().length
    await write(alice, 'alice', [])
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 1 }]))
    expect(heardByBob()).toHaveLength(before)
    clock.advance(400)
    await vi.waitFor(() => expect(heardByBob()).toHaveLength(before + 1))
  })
})

describe('a frame of the server', () => {
  test.each<[Fault, (text: string) => unknown, unknown]>([
    [{ kind: 'badJson' }, (text) => text.endsWith('{"'), true],
    [{ kind: 'truncate', bytes: 9 }, (text) => text, '{"msg":"c'],
    [{ kind: 'deepJson', depth: 2 }, (text) => text.startsWith('{"deep":[[]],"msg":'), true],
    [{ kind: 'wrongTypes' }, (text) => dig(JSON.parse(text), 'fields', 'eventName'), 17],
    [{ kind: 'protoKeys' }, (text) => text.includes('"__proto__":{"polluted":true'), true],
    [{ kind: 'hugeList', n: 50 }, (text) => dig(JSON.parse(text), 'fields', 'args', 1, 'length') ?? text.split('user-typing').length, 51],
  ])('%j', async (fault, look, expected) => {
    // Only what the test's own reader never sees: it would not bear it.
    bob.socket.removeAllListeners('message')
    befall(fault, TOLD)
    const next = nextAtBob()
    start()
    const [data, isBinary] = await next
    expect([look(data.toString()), isBinary]).toEqual([expected, false])
  })

  test('wsBinary: the same text as a binary frame', async () => {
    befall({ kind: 'wsBinary' }, TOLD)
    const next = nextAtBob()
    start()
    const [data, isBinary] = await next
    expect([dig(JSON.parse(data.toString()), 'msg'), isBinary]).toEqual(['changed', true])
  })

  test('dupFrame: twice', async () => {
    befall({ kind: 'dupFrame' }, TOLD)
    await write(alice, 'alice', ['user-typing'])
    await bob.settled()
    expect(heardByBob()).toHaveLength(2)
  })

  test('reorder: after the next one', async () => {
    befall({ kind: 'reorder' }, { ...TOLD, nth: 1 })
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'alice', [])
    await bob.settled()
    expect(heardByBob().map((args) => dig(args, 1))).toEqual([[], ['user-typing']])
  })

  test('heartbeatStop: no ping', async () => {
    befall({ kind: 'heartbeatStop' })
    clock.advance(30_000)
    await bob.settled()
    expect(bob.frames.some(({ msg }) => msg === 'ping')).toBe(false)
    expect(server.control.faults()).toMatchObject([{ applied: 2 }])
  })
})

describe('a partition', () => {
  test('makes the sockets of its users dead, and those they open as soon as they log in', async () => {
    befall({ kind: 'partition', users: ['bob'] })
    await write(alice, 'alice', ['user-typing'])
    const before = bob.frames.length
    bob.send({ msg: 'ping', id: 'p' })
    await alice.settled()
    expect(server.control.faults()).toMatchObject([{ applied: 1 }])
    expect([bob.frames.length, bob.socket.readyState]).toEqual([before, WebSocket.OPEN])
    const again = await connected(server)
    const bobsToken = server.users.find(({ name }) => name === 'bob')?.rocketchat.authToken
    again.send({ msg: 'method', id: 'l', method: 'login', params: [{ resume: bobsToken }] })
    await server.control.waitFor(({ op, user }) => op === 'login' && user === 'bob')
    await alice.settled()
    expect(again.frames.some(({ id }) => id === 'l')).toBe(false)
  })
})

describe('the upgrade', () => {
  test.each<[Fault, string]>([
    [{ kind: 'status', code: 503 }, 'Unexpected server response: 503'],
    [{ kind: 'dropBefore' }, 'socket hang up'],
    [{ kind: 'reset' }, 'read ECONNRESET'],
    [{ kind: 'fin' }, 'socket hang up'],
  ])('%j: %s', async (fault, message) => {
    befall(fault, { op: 'upgrade' })
    await expect(openSocket(server)).rejects.toThrow(message)
    expect(server.control.journal().at(-1)).toMatchObject({ protocol: 'rocketchat', op: 'upgrade', faults: [fault.kind] })
  })

  test('latency: later', async () => {
    befall({ kind: 'latency', min: 50 }, { op: 'upgrade' })
    const pending = clock.pending()
    const socket = openSocket(server)
    await vi.waitFor(() => expect(clock.pending()).toBe(pending + 1))
    clock.advance(50)
    await (await socket).heard({ server_id: '0' })
  })
})

test('at the end nothing is left, whatever the faults hold', async () => {
  server.control.setFaults({
    rules: [
      { match: STARTS, fault: { kind: 'latency', min: 60_000 } },
      { match: { op: 'upgrade' }, fault: { kind: 'hang' } },
      { match: { op: 'ping', user: 'bob' }, fault: { kind: 'halfOpen' } },
    ],
  })
  start()
  bob.send({ msg: 'ping' })
  const opening = expect(openSocket(server)).rejects.toThrow('socket hang up')
  await vi.waitFor(() => expect(server.control.faults().map(({ applied }) => applied)).toEqual([1, 1, 1]))
  await server.close()
  await opening
  expect(server.control.state()).toEqual({ connections: 0, polls: 0, queues: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] })
  expect(clock.pending()).toBe(0)
})

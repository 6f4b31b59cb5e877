import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { createManualClock } from '@nowtyping/client/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { createMatrixWorld, type MatrixWorld } from './support/matrix-world.ts'

const ROOM = '!general:mock.test'
const OTHER = '!random:mock.test'

let world: MatrixWorld
afterEach(() => world.close())

const ids = (client: Awaited<ReturnType<MatrixWorld['join']>>, room = ROOM): readonly string[] =>
  client
    .conversation(room)
    .users.getState()
    .map((user) => user.id)

describe('what a Matrix server does to typing', () => {
  test('S3 an initial answer replaces what was known, and names who types already', async () => {
    world = await createMatrixWorld()
    const alice = await world.join('alice')
    alice.conversation(ROOM).keystroke()
    await world.settle()
    const bob = await world.join('bob')
    expect(ids(bob)).toEqual(['@alice:mock.test'])
  })

  test('lists are unordered on the wire, and shown by who types longest', async () => {
    world = await createMatrixWorld()
    const [alice, bob, carol] = [await world.join('alice'), await world.join('bob'), await world.join('carol')]
    carol.conversation(ROOM).keystroke()
    await world.pass(1_000)
    alice.conversation(ROOM).keystroke()
    await world.pass(1_000)
    expect(ids(bob)).toEqual(['@carol:mock.test', '@alice:mock.test'])
  })

  test('S19 a stop by another device of mine darkens me about a second, and one more start ends that', async () => {
    world = await createMatrixWorld()
    const [alice, tab, bob] = [await world.join('alice'), await world.join('alice'), await world.join('bob')]
    const room = alice.conversation(ROOM)
    const dark: number[] = []
    room.keystroke()
    await world.pass(0)
    tab.conversation(ROOM).keystroke()
    await world.pass(0)
    bob.conversation(ROOM).users.subscribe((users) => dark.push(users.length))
    tab.conversation(ROOM).stop()
    await world.pass(900)
    expect(dark).toEqual([0])
    await world.pass(200)
    expect(dark).toEqual([0, 1])
    expect(world.writes().map(({ op }) => op)).toEqual(['typing:start', 'typing:start', 'typing:stop', 'typing:start'])
  })

  test('S11 a 429 holds back everything to the server until its wait is over', async () => {
    world = await createMatrixWorld({ matrix: { rateLimit: { typing: { perSecond: 0.1, burst: 1 } } } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    alice.conversation(OTHER).keystroke()
    await world.pass(0)
    alice.conversation(ROOM).keystroke()
    await world.pass(0)
    const refused = world.writes().length
    await world.pass(9_800)
    alice.conversation(ROOM).keystroke()
    expect(world.writes()).toHaveLength(refused)
    expect(world.errors.map(({ code, retryAfterMs }) => ({ code, retryAfterMs }))).toEqual([
      { code: 'rate-limited', retryAfterMs: 10_000 },
    ])
    await world.pass(400)
    expect(world.writes().length).toBeGreaterThan(refused)
    expect(bob.status.getState().state).toBe('open')
  })

  test('a room I am not in goes silent alone, once reported, and the others go on', async () => {
    world = await createMatrixWorld()
    const [carol, bob] = [await world.join('carol'), await world.join('bob')]
    carol.conversation(OTHER).keystroke()
    carol.conversation(ROOM).keystroke()
    await world.pass(3_000)
    carol.conversation(OTHER).keystroke()
    carol.conversation(ROOM).keystroke()
    await world.pass(3_000)
    expect(world.errors.map(({ code, conversation }) => ({ code, conversation }))).toEqual([
      { code: 'forbidden', conversation: OTHER },
    ])
    expect(ids(bob)).toEqual(['@carol:mock.test'])
    expect(world.writes().filter(({ user }) => user === 'carol')).toHaveLength(2)
  })

  test('a server that knows only r0 is spoken to in r0', async () => {
    world = await createMatrixWorld({ matrix: { versions: 'r0-only' } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    alice.conversation(ROOM).keystroke()
    await world.pass(500)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    expect(world.errors).toEqual([])
  })

  test('a restart while somebody types: nobody stays shown who does not type, who does is shown again', async () => {
    world = await createMatrixWorld()
    const [alice, bob, carol] = [await world.join('alice'), await world.join('bob'), await world.join('carol')]
    alice.conversation(ROOM).keystroke()
    carol.conversation(ROOM).keystroke()
    await world.pass(1_000)
    await world.server.control.restart()
    carol.conversation(ROOM).stop()
    for (let key = 0; key < 20; key += 1) {
      world.clock.setTimer(alice.conversation(ROOM).keystroke, key * 500)
    }
    await world.pass(10_000)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    await world.pass(40_000)
    expect(ids(bob)).toEqual([])
  })

  test('kicked out while others type: no answer says so, and the room is cleared when its list is next taken whole', async () => {
    world = await createMatrixWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    alice.conversation(ROOM).keystroke()
    await world.pass(0)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    world.server.control.kick('bob', 'general')
    await world.pass(1_000)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    await world.pass(100_000)
    expect(ids(bob)).toEqual([])
  })

  test('two clients on one page share nothing', async () => {
    world = await createMatrixWorld()
    const [alice, bob, again] = [await world.join('alice'), await world.join('bob'), await world.join('bob')]
    again.setIgnored(['@alice:mock.test'])
    alice.conversation(ROOM).keystroke()
    await world.pass(0)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    expect(ids(again)).toEqual([])
    await bob.close()
    again.setIgnored([])
    expect(ids(again)).toEqual(['@alice:mock.test'])
  })

  test('S9 S15 after close nothing is left: no timer, no poll, no connection, and one stop was sent', async () => {
    world = await createMatrixWorld()
    const alice = await world.join('alice')
    alice.conversation(ROOM).keystroke()
    await world.pass(0)
    await alice.close()
    await world.settle()
    expect(world.writes().map(({ op }) => op)).toEqual(['typing:start', 'typing:stop'])
    const { polls, typing } = world.server.control.state()
    expect({ polls, typing }).toEqual({ polls: 0, typing: [] })
    // What is still set on the shared clock is the server's own.
    expect(world.clock.pending()).toBe(world.server.control.state().timers)
  })
})

describe('credentials', () => {
  test('a refused token is exchanged once through the callback, single flight, and typing goes on', async () => {
    world = await createMatrixWorld()
    const user = world.server.users.find(({ name }) => name === 'alice')
    const login = async (): Promise<string> => {
      const response = await fetch(`${world.server.urls.matrix}/_matrix/client/v3/login`, {
        method: 'POST',
        body: JSON.stringify({ type: 'm.login.password', identifier: { type: 'm.id.user', user: 'alice' }, password: user?.password }),
      })
      const body: unknown = await response.json()
      return typeof body === 'object' && body !== null && 'access_token' in body ? String(body.access_token) : ''
    }
    let asked = 0
    const alice = await world.join('alice', () => {
      asked += 1
      return asked === 1 ? (user?.matrix.accessToken ?? '') : login()
    })
    const bob = await world.join('bob')
    world.server.control.expireToken('alice')
    alice.conversation(ROOM).keystroke()
    alice.conversation(OTHER).keystroke()
    // The refused sends took tokens of the outbox too: the repeats wait for new ones.
    await world.pass(3_000)
    expect(ids(bob)).toEqual(['@alice:mock.test'])
    expect(ids(bob, OTHER)).toEqual(['@alice:mock.test'])
    expect(asked).toBe(2)
    expect(world.errors).toEqual([])
  })

  test('the same token again means there is no other: closed, said once, and nothing more is sent', async () => {
    world = await createMatrixWorld()
    const clock = createManualClock()
    const alice = createTypingClient({
      transport: matrix({ baseUrl: world.server.urls.matrix, userId: '@alice:mock.test', accessToken: 'syt_not_a_token' }),
      clock,
      onError: (error) => world.errors.push(error),
    })
    alice.conversation(ROOM).keystroke()
    await expect(alice.connect()).rejects.toMatchObject({ name: 'TypingError', code: 'unauthorized' })
    expect(alice.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    alice.conversation(ROOM).keystroke()
    clock.advance(600_000)
    expect(world.errors.map(({ code }) => code)).toEqual(['unauthorized'])
    expect(world.server.control.journal().map(({ op, status }) => ({ op, status }))).toEqual([{ op: 'sync', status: 401 }])
    expect(clock.pending()).toBe(0)
    expect(JSON.stringify(world.errors.map((error) => [error.message, String(error.cause)]))).not.toContain('syt_')
  })
})

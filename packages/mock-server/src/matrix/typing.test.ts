import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import {
  dig,
  GENERAL,
  type MatrixUser,
  matrixUser,
  RANDOM,
  type Reply,
  TYPING_ONLY,
  typistsIn,
} from '../../test/matrix-user.ts'
import type { MatrixOptions } from './options.ts'
import { type MockServer, startMockServer } from '../start.ts'

let clock: ManualClock
let server: MockServer
let alice: MatrixUser
let bob: MatrixUser

async function start(matrix: MatrixOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, matrix })
  alice = matrixUser(server, 'alice')
  bob = matrixUser(server, 'bob')
}
beforeEach(() => start())
afterEach(() => server.close())

/** A poll for typing that is known to be held, with where it will end. */
async function holdPoll(
  user: MatrixUser,
  since: string,
  timeout = 30_000,
): Promise<{ readonly reply: Promise<Reply> }> {
  const held = server.control.state().polls
  const reply = user.sync({ since, timeout: String(timeout), filter: TYPING_ONLY })
  await vi.waitFor(() => expect(server.control.state().polls).toBe(held + 1))
  return { reply }
}

describe('typing on the wire', () => {
  test('a start ends the poll of everybody in the room, the typist too, and names the typist', async () => {
    const polls = [await holdPoll(alice, await alice.here()), await holdPoll(bob, await bob.here())]
    expect((await alice.type(true)).body).toEqual({})
    for (const { reply } of polls) expect(typistsIn(await reply)).toEqual([alice.id])
  })

  test('a start while typing wakes nobody: the next poll runs into its deadline with nothing new', async () => {
    const before = await bob.here()
    await alice.type(true)
    const first = await bob.sync({ since: before, filter: TYPING_ONLY })
    const since = String(dig(first.body, 'next_batch'))
    const { reply } = await holdPoll(bob, since, 4_000)
    await alice.type(true)
    await alice.type(true)
    expect(server.control.state().polls).toBe(1)
    clock.advance(4_000)
    expect((await reply).body).toMatchObject({ next_batch: since })
    expect(dig((await reply).body, 'rooms')).toBeUndefined()
  })

  test('S3 each list is the whole list, sent for a stop as for a start', async () => {
    let since = await bob.here()
    const heard = async (): Promise<unknown> => {
      const reply = await bob.sync({ since, filter: TYPING_ONLY })
      since = String(dig(reply.body, 'next_batch'))
      return typistsIn(reply)
    }
    await alice.type(true)
    await matrixUser(server, 'carol').type(true)
    await bob.type(true)
    expect(await heard()).toEqual([alice.id, bob.id, '@carol:mock.test'])
    await alice.type(false)
    expect(await heard()).toEqual([bob.id, '@carol:mock.test'])
    await alice.type(false)
    expect(await heard()).toBeUndefined()
  })

  test('a timeout is kept if short, cut to 120 s, 30 s if left out; the sweep adds up to 10 s', async () => {
    for (const [body, lifetimeMs] of [
      [{ typing: true, timeout: 1_000 }, 1_000],
      [{ typing: true }, 30_000],
      [{ typing: true, timeout: 3_600_000 }, 120_000],
    ] as const) {
      await alice.call('PUT', `/rooms/${GENERAL}/typing/${alice.id}`, { body })
      clock.advance(lifetimeMs - 1)
      expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
      clock.advance(10_001)
      expect(server.control.state().typing).toEqual([])
    }
  })

  test('an option makes deadlines exact', async () => {
    await server.close()
    await start({ typingSweepMs: 0 })
    const { reply } = await holdPoll(bob, await bob.here())
    await alice.type(true, 7_000)
    const since = String(dig((await reply).body, 'next_batch'))
    const next = await holdPoll(bob, since)
    clock.advance(6_999)
    expect(server.control.state().polls).toBe(1)
    clock.advance(1)
    expect(typistsIn(await next.reply)).toEqual([])
  })

  test('a message does not end typing, leaving the room does', async () => {
    const since = await bob.here()
    await alice.type(true)
    await alice.say('hello', 't1')
    expect(typistsIn(await bob.sync({ since, filter: TYPING_ONLY }))).toEqual([alice.id])
    await alice.call('POST', `/rooms/${GENERAL}/leave`)
    expect(typistsIn(await bob.sync({ since, timeout: '1', filter: TYPING_ONLY }))).toEqual([])
  })

  test('typing is of the user, not of the device: a stop from another device ends it', async () => {
    const login = { type: 'm.login.password', user: 'alice', password: 'alice-password' }
    const other = String(dig((await alice.call('POST', '/login', { body: login })).body, 'access_token'))
    await alice.type(true)
    await alice.call('PUT', `/rooms/${GENERAL}/typing/${alice.id}`, { token: other, body: { typing: false } })
    expect(server.control.state().typing).toEqual([])
  })

  test('a first sync names who types now, and nobody for rooms typed in lately', async () => {
    await alice.type(true)
    await alice.type(true, 30_000, RANDOM)
    await alice.type(false, 0, RANDOM)
    const reply = await bob.sync({ filter: TYPING_ONLY })
    expect(typistsIn(reply)).toEqual([alice.id])
    expect(typistsIn(reply, RANDOM)).toEqual([])
  })

  test('who is not in the room hears nothing of it', async () => {
    const carol = matrixUser(server, 'carol')
    const since = await carol.here()
    const { reply } = await holdPoll(carol, since, 1_000)
    await alice.type(true, 30_000, RANDOM)
    clock.advance(1_000)
    expect(dig((await reply).body, 'rooms')).toBeUndefined()
  })
})

describe('a filter that names rooms', () => {
  const filter = JSON.stringify({ room: { ephemeral: { rooms: [GENERAL] } } })

  test('lets typing through, as Synapse from 1.140', async () => {
    const since = await bob.here()
    await alice.type(true)
    await alice.type(true, 30_000, RANDOM)
    const reply = await bob.sync({ since, filter })
    expect([typistsIn(reply), typistsIn(reply, RANDOM)]).toEqual([[alice.id], undefined])
  })

  test('loses it behind an option, as Synapse before', async () => {
    await server.close()
    await start({ roomsFilterDropsTyping: true })
    const since = await bob.here()
    await alice.type(true)
    expect(typistsIn(await bob.sync({ since, filter }))).toBeUndefined()
    expect(typistsIn(await bob.sync({ since, filter: TYPING_ONLY }))).toEqual([alice.id])
  })
})

describe('a restart that keeps its state', () => {
  test('an old since sees nobody cleared; a start during that first poll is lost, the stop after it is not', async () => {
    await alice.type(true)
    await matrixUser(server, 'carol').type(true)
    const old = await bob.here()
    await server.control.restart()

    const { reply } = await holdPoll(bob, old, 5_000)
    await alice.type(true)
    expect(server.control.state().polls).toBe(1)
    clock.advance(5_000)
    expect(dig((await reply).body, 'rooms')).toBeUndefined()

    const next = String(dig((await reply).body, 'next_batch'))
    expect(next.split('_')[1]).toBe('1')
    expect(dig((await bob.sync({ since: next, filter: TYPING_ONLY })).body, 'rooms')).toBeUndefined()
    expect(typistsIn(await bob.sync({ timeout: '7', filter: TYPING_ONLY }))).toEqual([alice.id])
    await alice.type(false)
    expect(typistsIn(await bob.sync({ since: next, filter: TYPING_ONLY }))).toEqual([])
  })

  test('keeps tokens, rooms and messages', async () => {
    await alice.say('before', 'r1')
    const since = await bob.here()
    await server.control.restart()
    await alice.say('after', 'r2')
    const reply = await bob.sync({ since })
    expect(dig(reply.body, 'rooms', 'join', GENERAL, 'timeline', 'events', 0, 'content', 'body')).toBe('after')
  })
})

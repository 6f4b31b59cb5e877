import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, GENERAL, type MatrixUser, matrixUser, TYPING_ONLY, typistsIn } from '../../test/matrix-user.ts'
import { TYPING_QUEUE, type ZulipQueue, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { ZulipOptions } from './options.ts'

let clock: ManualClock
let server: MockServer
/** Bob is on Zulip, Carol on Matrix, Alice on both. */
let alice: ZulipUser
let bob: ZulipUser
let aliceOnMatrix: MatrixUser
let carol: MatrixUser
let queue: ZulipQueue

async function start(zulip: ZulipOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, zulip, matrix: { typingSweepMs: 0 } })
  alice = zulipUser(server, 'alice')
  bob = zulipUser(server, 'bob')
  aliceOnMatrix = matrixUser(server, 'alice')
  carol = matrixUser(server, 'carol')
  queue = await bob.register()
}

async function startAnew(zulip: ZulipOptions): Promise<void> {
  await server.close()
  await start(zulip)
}

beforeEach(() => start())
afterEach(() => server.close())

const CHAT = { type: 'channel', stream_id: 1, topic: 'chat' }

/** What Bob's queue heard of typing since the last time, as `user op`. */
const heard = async (): Promise<readonly string[]> =>
  (await queue.news()).map((event) => `${String(dig(event, 'sender', 'user_id'))} ${String(dig(event, 'op'))}`)

/** Who types, as the Matrix side has it. */
const typists = (): readonly string[] => server.control.state().typing.flatMap(({ users }) => users)

describe('typing on Matrix', () => {
  test('is a start on Zulip, and a stop when it ends, once each', async () => {
    await carol.type(true)
    expect(await queue.news()).toEqual([
      {
        type: 'typing',
        op: 'start',
        message_type: 'stream',
        sender: { user_id: 10, email: 'carol@mock.test' },
        stream_id: 1,
        topic: 'chat',
      },
    ])
    await carol.type(true)
    expect(await heard()).toEqual([])
    await carol.type(false)
    await carol.type(false)
    expect(await heard()).toEqual(['10 stop'])
    clock.advance(60_000)
    expect(await heard()).toEqual([])
  })

  test('is a stop when it runs out', async () => {
    await carol.type(true, 20_000)
    clock.advance(19_999)
    expect(await heard()).toEqual(['10 start'])
    clock.advance(1)
    expect(await heard()).toEqual(['10 stop'])
  })

  test('that lasts is repeated as a client of Zulip would, and no longer than it lasts', async () => {
    await startAnew({ typingStartedWaitMs: 10_000 })
    await carol.type(true, 25_000)
    clock.advance(9_999)
    expect(await heard()).toEqual(['10 start'])
    clock.advance(1)
    expect(await heard()).toEqual(['10 start'])
    clock.advance(60_000)
    expect(await heard()).toEqual(['10 start', '10 stop'])
  })

  test('ends with leaving the room', async () => {
    await carol.type(true)
    await carol.call('POST', `/rooms/${GENERAL}/leave`)
    expect(await heard()).toEqual(['10 start', '10 stop'])
  })

  test('of two people is told of each', async () => {
    await carol.type(true)
    await aliceOnMatrix.type(true)
    await carol.type(false)
    expect(await heard()).toEqual(['10 start', '8 start', '10 stop'])
    expect(typists()).toEqual(['alice'])
  })

  test('in a channel with too many subscribers is not told', async () => {
    await startAnew({ typingChannelLimit: 2 })
    await carol.type(true)
    expect(await heard()).toEqual([])
  })

  test('is forgotten by a restart without a word', async () => {
    await carol.type(true)
    await server.control.restart()
    queue = await bob.register()
    clock.advance(120_000)
    expect(await heard()).toEqual([])
    expect(server.control.state().timers).toBe(1)
  })
})

describe('typing on Zulip', () => {
  test('is typing on Matrix, until the stop', async () => {
    const since = await carol.here()
    const poll = carol.sync({ since, timeout: '30000', filter: TYPING_ONLY })
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await alice.type({ ...CHAT, op: 'start' })
    const reply = await poll
    expect(typistsIn(reply)).toEqual([aliceOnMatrix.id])
    await alice.type({ ...CHAT, op: 'stop' })
    const next = await carol.sync({ since: String(dig(reply.body, 'next_batch')), filter: TYPING_ONLY })
    expect(typistsIn(next)).toEqual([])
    expect(await heard()).toEqual(['8 start', '8 stop'])
  })

  test.each<[ZulipOptions, number]>([
    [{}, 45_000],
    [{ typingStartedExpiryMs: 9_000 }, 9_000],
    [{ featureLevel: 203, typingStartedExpiryMs: 9_000 }, 15_000],
  ])('with %j it ends after %i ms from the last start, and Zulip is told nothing', async (options, expiryMs) => {
    await startAnew(options)
    const fields = { type: 'stream', stream_id: 1, to: [1], topic: 'chat', op: 'start' }
    await alice.type(fields)
    clock.advance(expiryMs - 1)
    await alice.type(fields)
    clock.advance(expiryMs - 1)
    expect(typists()).toEqual(['alice'])
    clock.advance(1)
    expect(typists()).toEqual([])
    expect(await heard()).toEqual(['8 start', '8 start'])
  })

  test('is in the room whatever the case of its topic, and in another topic it is not', async () => {
    await alice.type({ ...CHAT, topic: 'Lunch', op: 'start' })
    expect(typists()).toEqual([])
    await alice.type({ ...CHAT, topic: 'ChAt', op: 'start' })
    expect(typists()).toEqual(['alice'])
    await alice.type({ ...CHAT, topic: 'Lunch', op: 'stop' })
    expect(typists()).toEqual(['alice'])
    await alice.type({ ...CHAT, topic: 'CHAT', op: 'stop' })
    expect(typists()).toEqual([])
  })

  test('to users is not on Matrix', async () => {
    await alice.type({ to: [9], op: 'start' })
    expect(typists()).toEqual([])
  })
})

describe('who types on both', () => {
  test('has ended on Zulip when both have', async () => {
    await alice.type({ ...CHAT, op: 'start' })
    await aliceOnMatrix.type(true)
    await aliceOnMatrix.type(false)
    expect(typists()).toEqual(['alice'])
    await alice.type({ ...CHAT, op: 'stop' })
    expect(typists()).toEqual([])
    expect(await heard()).toEqual(['8 start', '8 start', '8 stop'])
  })

  test('is told to have ended when the one that lasts does', async () => {
    await aliceOnMatrix.type(true, 60_000)
    await alice.type({ ...CHAT, op: 'start' })
    clock.advance(45_000)
    expect(typists()).toEqual(['alice'])
    await aliceOnMatrix.type(false)
    expect(typists()).toEqual([])
    expect((await heard()).at(-1)).toBe('8 stop')
  })
})

test('another name is told to whoever wants to know', async () => {
  const everything = await bob.register({})
  await carol.call('PUT', `/profile/${carol.id}/displayname`, { body: { displayname: 'Caroline' } })
  expect(await everything.news()).toEqual([
    { type: 'realm_user', op: 'update', person: { user_id: 10, full_name: 'Caroline' } },
  ])
  expect(await heard()).toEqual([])
})

describe('messages', () => {
  const WITH_MESSAGES = { ...TYPING_QUEUE, event_types: ['message', 'typing'] }

  test('said on Matrix arrive on Zulip once, and leave typing alone', async () => {
    queue = await bob.register(WITH_MESSAGES)
    await carol.type(true)
    await carol.say('hello', 't1')
    const [typing, message, ...more] = await queue.news()
    expect([dig(typing, 'op'), more]).toEqual(['start', []])
    expect(message).toMatchObject({
      type: 'message',
      message: {
        type: 'stream',
        stream_id: 1,
        display_recipient: 'general',
        subject: 'chat',
        sender_id: 10,
        sender_email: 'carol@mock.test',
        sender_full_name: 'Carol',
        content: 'hello',
        timestamp: 1_700_000_000,
      },
    })
  })

  test('said on Zulip arrive on Matrix once, and on Zulip once', async () => {
    queue = await bob.register(WITH_MESSAGES)
    const since = await carol.here()
    const fields = { type: 'channel', to: 'general', topic: 'Chat', content: 'hello' }
    const id = dig((await alice.call('POST', '/messages', { fields })).body, 'id')
    const events = dig((await carol.sync({ since })).body, 'rooms', 'join', GENERAL, 'timeline', 'events')
    expect(events).toMatchObject([{ sender: aliceOnMatrix.id, content: { body: 'hello' } }])
    expect(await queue.news()).toMatchObject([{ message: { id, content: 'hello' } }])
  })

  test('said in another topic, or to users, stay on Zulip', async () => {
    const since = await carol.here()
    const there = { type: 'channel', to: 'general', topic: 'Lunch', content: 'soup' }
    await alice.call('POST', '/messages', { fields: there })
    await alice.call('POST', '/messages', { fields: { type: 'direct', to: [10], content: 'psst' } })
    expect(dig((await carol.sync({ since, timeout: '0' })).body, 'rooms')).toBeUndefined()
  })

  test('by who is not in the room bring them in', async () => {
    const dave = zulipUser(server, 'dave')
    const fields = { type: 'channel', to: 'general', topic: 'chat', content: 'hello' }
    expect((await dave.call('POST', '/messages', { fields })).status).toBe(200)
    const members = await carol.call('GET', `/rooms/${GENERAL}/joined_members`)
    expect(dig(members.body, 'joined', '@dave:mock.test')).toBeDefined()
  })
})

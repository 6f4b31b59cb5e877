import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, type Reply } from '../../test/matrix-user.ts'
import { eventsIn, type Fields, TYPING_QUEUE, type ZulipQueue, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import { MAX_QUEUED_EVENTS } from './event-queue.ts'
import type { ZulipOptions } from './options.ts'
import { MAX_QUEUES_PER_USER, Queues } from './queues.ts'

let clock: ManualClock
let server: MockServer
let alice: ZulipUser
let bob: ZulipUser

async function start(zulip: ZulipOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, zulip })
  alice = zulipUser(server, 'alice')
  bob = zulipUser(server, 'bob')
}

async function startAnew(zulip: ZulipOptions): Promise<void> {
  await server.close()
  await start(zulip)
}

beforeEach(() => start())
afterEach(() => server.close())

const type = (op: 'start' | 'stop'): Promise<Reply> => alice.type({ type: 'direct', to: [9], op })

/** A poll that is known to be held. */
async function hold(queue: ZulipQueue): Promise<{ readonly reply: Promise<Reply> }> {
  const held = server.control.state().polls
  const reply = queue.poll()
  await vi.waitFor(() => expect(server.control.state().polls).toBe(held + 1))
  return { reply }
}

const ask = (queue: { readonly id: string }, lastEventId: number, more: Fields = {}): Promise<Reply> =>
  bob.call('GET', '/events', { fields: { queue_id: queue.id, last_event_id: lastEventId, ...more } })

const refusal = ({ status, body }: Reply): unknown => [status, dig(body, 'code'), dig(body, 'msg')]

const BAD_QUEUE = (id: string): unknown => ({
  result: 'error',
  code: 'BAD_EVENT_QUEUE_ID',
  msg: `Bad event queue ID: ${id}`,
  queue_id: id,
})

describe('registering', () => {
  test('brings a queue with nothing in it, and the figures of the server', async () => {
    const { registered, id } = await bob.register()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(registered).toEqual({
      result: 'success',
      msg: '',
      queue_id: id,
      last_event_id: -1,
      zulip_feature_level: 481,
      zulip_version: '12.0',
      idle_queue_timeout_secs: 600,
      realm_name: 'nowtyping mock server',
      realm_mandatory_topics: false,
      realm_topics_policy: 'allow_empty_topic',
      realm_empty_topic_display_name: 'general chat',
      max_topic_length: 60,
      max_message_length: 10_000,
      event_queue_longpoll_timeout_seconds: 90,
      server_typing_started_expiry_period_milliseconds: 45_000,
      server_typing_stopped_wait_period_milliseconds: 12_000,
      server_typing_started_wait_period_milliseconds: 30_000,
      user_settings: {
        send_private_typing_notifications: true,
        send_stream_typing_notifications: true,
        receives_typing_notifications: true,
      },
    })
  })

  test('brings only what was asked for: the types of events where no others are named, everything where none are', async () => {
    const named = (await bob.register({ event_types: ['typing'], fetch_event_types: ['realm_user'] })).registered
    expect([dig(named, 'user_id'), dig(named, 'realm_name')]).toEqual([9, undefined])
    const typesOnly = (await bob.register({ event_types: ['typing', 'realm'] })).registered
    expect([dig(typesOnly, 'user_id'), dig(typesOnly, 'max_topic_length')]).toEqual([undefined, 60])
    const all = (await bob.register({})).registered
    expect([dig(all, 'user_id'), dig(all, 'realm_users', 0, 'user_id'), dig(all, 'subscriptions', 1, 'name')]).toEqual([
      9,
      8,
      'random',
    ])
  })

  test.each<[number, readonly string[], readonly string[]]>([
    [73, [], ['event_queue_longpoll_timeout_seconds']],
    [203, ['event_queue_longpoll_timeout_seconds'], ['server_typing_started_expiry_period_milliseconds']],
    [204, ['server_typing_started_wait_period_milliseconds'], ['realm_empty_topic_display_name']],
    [334, ['realm_empty_topic_display_name'], ['realm_topics_policy']],
    [480, ['realm_topics_policy'], ['idle_queue_timeout_secs']],
  ])('at feature level %i it has %j, and not yet %j', async (featureLevel, present, absent) => {
    await startAnew({ featureLevel })
    const { registered } = await bob.register()
    expect(dig(registered, 'zulip_feature_level')).toBe(featureLevel)
    for (const name of present) expect(dig(registered, name)).toBeDefined()
    for (const name of absent) expect(dig(registered, name)).toBeUndefined()
  })

  test.each([
    [104, {}],
    [105, { send_private_typing_notifications: true, send_stream_typing_notifications: true }],
    [252, { send_private_typing_notifications: true, send_stream_typing_notifications: true }],
  ])('at feature level %i the settings of a user are %j', async (featureLevel, settings) => {
    await startAnew({ featureLevel })
    expect(dig((await bob.register()).registered, 'user_settings')).toEqual(settings)
  })

  test('the figures are options', async () => {
    await startAnew({
      typingStartedExpiryMs: 20_000,
      typingStoppedWaitMs: 3_000,
      typingStartedWaitMs: 9_000,
      longpollTimeoutSeconds: 30,
      emptyTopicName: 'alles',
      mandatoryTopics: true,
    })
    expect((await bob.register()).registered).toMatchObject({
      server_typing_started_expiry_period_milliseconds: 20_000,
      server_typing_stopped_wait_period_milliseconds: 3_000,
      server_typing_started_wait_period_milliseconds: 9_000,
      event_queue_longpoll_timeout_seconds: 30,
      realm_empty_topic_display_name: 'alles',
      realm_topics_policy: 'disable_empty_topic',
      realm_mandatory_topics: true,
    })
  })

  test('parameters nobody knows are named, from feature level 167 on', async () => {
    const told = async (): Promise<unknown> =>
      dig((await bob.register({ ...TYPING_QUEUE, presence: 1, a: 2 })).registered, 'ignored_parameters_unsupported')
    expect(await told()).toEqual(['a', 'presence'])
    await startAnew({ featureLevel: 166 })
    expect(await told()).toBeUndefined()
  })

  test('the oldest queue of somebody who has too many ends', async () => {
    const first = await bob.register()
    for (let count = 1; count < MAX_QUEUES_PER_USER; count += 1) await bob.register()
    expect((await ask(first, -1, { dont_block: true })).status).toBe(200)
    await bob.register()
    expect((await ask(first, -1, { dont_block: true })).body).toEqual(BAD_QUEUE(first.id))
    expect(server.control.state().queues).toBe(MAX_QUEUES_PER_USER)
  })
})

describe('a queue', () => {
  test('numbers its events from 0, and hands them out until they are acknowledged', async () => {
    const queue = await bob.register()
    for (const op of ['start', 'stop', 'start'] as const) await type(op)
    const ids = async (lastEventId: number): Promise<unknown> =>
      eventsIn(await ask(queue, lastEventId, { dont_block: true })).map((event) => dig(event, 'id'))
    expect(await ids(-1)).toEqual([0, 1, 2])
    expect(await ids(-1)).toEqual([0, 1, 2])
    expect(await ids(1)).toEqual([2])
    expect(await ids(2)).toEqual([])
  })

  test('each queue of a user has every event, by numbers of its own', async () => {
    const early = await bob.register()
    await type('start')
    const late = await bob.register()
    await type('stop')
    expect(eventsIn(await early.poll()).map((event) => dig(event, 'id'))).toEqual([0, 1])
    expect(eventsIn(await late.poll())).toMatchObject([{ id: 0, op: 'stop' }])
  })

  test('refuses an id that came too late, and one it never gave out', async () => {
    const queue = await bob.register()
    expect(refusal(await ask(queue, 0))).toEqual([400, 'BAD_REQUEST', 'Event 0 was not in this queue'])
    for (const op of ['start', 'stop'] as const) await type(op)
    expect((await ask(queue, 1, { dont_block: true })).body).toEqual({ result: 'success', msg: '', events: [] })
    expect(refusal(await ask(queue, 0))).toEqual([
      400,
      'BAD_REQUEST',
      'An event newer than 0 has already been pruned!',
    ])
    expect(refusal(await ask(queue, 7))).toEqual([400, 'BAD_REQUEST', 'Event 7 was not in this queue'])
  })

  test('wants both of its parameters, and both as they should be', async () => {
    const queue = await bob.register()
    const get = async (fields: Fields): Promise<unknown> => refusal(await bob.call('GET', '/events', { fields }))
    expect(await get({ last_event_id: -1 })).toEqual([400, 'BAD_REQUEST', "Missing 'queue_id' argument"])
    expect(await get({ queue_id: queue.id })).toEqual([400, 'BAD_REQUEST', "Missing 'last_event_id' argument"])
    expect(await get({ queue_id: queue.id, last_event_id: 'x' })).toEqual([
      400,
      'BAD_REQUEST',
      'last_event_id is not valid JSON',
    ])
  })

  test.each(['nothing', '__proto__', ''])('of the id %j there is none', async (id) => {
    const reply = await bob.call('GET', '/events', { fields: { queue_id: id, last_event_id: -1 } })
    expect([reply.status, reply.body]).toEqual([400, BAD_QUEUE(id)])
  })

  test('of somebody else is none', async () => {
    const queue = await bob.register()
    const fields = { queue_id: queue.id, last_event_id: -1 }
    expect((await alice.call('GET', '/events', { fields })).body).toEqual(BAD_QUEUE(queue.id))
    expect((await alice.call('DELETE', '/events', { fields: { queue_id: queue.id } })).body).toEqual(BAD_QUEUE(queue.id))
    expect(server.control.state().queues).toBe(1)
  })

  test('nobody comes for ends when it is full', () => {
    const queues = new Queues(clock)
    queues.open({
      user: 'bob',
      eventTypes: undefined,
      channelTyping: true,
      emptyTopicName: true,
      applyMarkdown: false,
      idleMs: 600_000,
    })
    const tell = (): void => queues.tell(new Set(['bob']), () => ({ type: 'typing' }))
    for (let count = 0; count < MAX_QUEUED_EVENTS; count += 1) tell()
    expect(queues.size).toBe(1)
    tell()
    expect([queues.size, clock.pending()]).toEqual([0, 0])
  })

  test.each(['form', 'query', 'multipart'] as const)('is deleted by %s, and its poll with it', async (as) => {
    const queue = await bob.register()
    const { reply } = await hold(queue)
    const deleted = await bob.call('DELETE', '/events', { fields: { queue_id: queue.id }, as })
    expect([deleted.status, deleted.body]).toEqual([200, { result: 'success', msg: '' }])
    expect(eventsIn(await reply)).toEqual([])
    expect(server.control.state()).toMatchObject({ polls: 0, queues: 0, timers: 0 })
    expect(refusal(await bob.call('DELETE', '/events'))).toEqual([400, 'BAD_REQUEST', "Missing 'queue_id' argument"])
  })
})

describe('a poll', () => {
  test('waits for the first event, and names its queue', async () => {
    const queue = await bob.register()
    const { reply } = await hold(queue)
    await type('start')
    expect((await reply).body).toMatchObject({ result: 'success', queue_id: queue.id, events: [{ id: 0, op: 'start' }] })
    expect(server.control.state().polls).toBe(0)
  })

  test('brings a heartbeat after 45 to 55 s, which has a number like any event', async () => {
    const queue = await bob.register({ event_types: ['message'] })
    const { reply } = await hold(queue)
    clock.advance(44_999)
    expect(server.control.state().polls).toBe(1)
    clock.advance(10_001)
    expect(eventsIn(await reply)).toEqual([{ type: 'heartbeat', id: 0 }])
    const next = await hold(queue)
    clock.advance(55_000)
    expect(eventsIn(await next.reply)).toEqual([{ type: 'heartbeat', id: 1 }])
  })

  test('brings it after a time of one’s own', async () => {
    await startAnew({ heartbeatMs: 700 })
    const { reply } = await hold(await bob.register())
    clock.advance(699)
    expect(server.control.state().polls).toBe(1)
    clock.advance(1)
    expect(eventsIn(await reply)).toEqual([{ type: 'heartbeat', id: 0 }])
  })

  test('is the only one of its queue: a second ends the first with nothing, and hears what comes', async () => {
    const queue = await bob.register()
    const first = await hold(queue)
    const second = queue.poll()
    expect(eventsIn(await first.reply)).toEqual([])
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await type('start')
    expect(eventsIn(await second)).toMatchObject([{ op: 'start' }])
  })

  test('that does not wait ends the one that does', async () => {
    const queue = await bob.register()
    const { reply } = await hold(queue)
    expect(await queue.news()).toEqual([])
    expect(eventsIn(await reply)).toEqual([])
  })

  test('polls of two queues of one user are apart', async () => {
    const polls = [await hold(await bob.register()), await hold(await bob.register())]
    expect(server.control.state().polls).toBe(2)
    await type('start')
    for (const { reply } of polls) expect(eventsIn(await reply)).toHaveLength(1)
  })

  test('of a client that has gone is forgotten, and its queue is not', async () => {
    const queue = await bob.register()
    const abort = new AbortController()
    const gone = expect(queue.poll({ signal: abort.signal })).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    abort.abort()
    await gone
    await vi.waitFor(() => expect(server.control.state().polls).toBe(0))
    await type('start')
    expect(eventsIn(await queue.poll())).toHaveLength(1)
  })
})

describe('a queue that idles', () => {
  test('ends after 10 minutes without a poll, found within a minute more', async () => {
    const queue = await bob.register()
    clock.advance(599_999)
    expect(server.control.state().queues).toBe(1)
    clock.advance(60_001)
    expect(server.control.state()).toMatchObject({ queues: 0, timers: 0 })
    expect((await ask(queue, -1)).body).toEqual(BAD_QUEUE(queue.id))
  })

  test('counts from its last poll, and not while one waits', async () => {
    await startAnew({ queueIdleMs: 10_000, heartbeatMs: 600_000 })
    const queue = await bob.register()
    clock.advance(9_000)
    await queue.news()
    clock.advance(9_000)
    const { reply } = await hold(queue)
    clock.advance(300_000)
    expect(server.control.state().queues).toBe(1)
    await type('start')
    await reply
    clock.advance(9_999)
    expect(server.control.state().queues).toBe(1)
    clock.advance(10_001)
    expect(server.control.state().queues).toBe(0)
  })

  test.each([
    [30, 30],
    ['mobile', 43_200],
    [99_999_999, 604_800],
  ])('lives for as long as it asked to: %j is %i s', async (asked, seconds) => {
    await startAnew({ heartbeatMs: 600_000 })
    const { registered } = await bob.register({ ...TYPING_QUEUE, idle_queue_timeout: JSON.stringify(asked) })
    expect(dig(registered, 'idle_queue_timeout_secs')).toBe(seconds)
    clock.advance(seconds * 1_000 - 1)
    expect(server.control.state().queues).toBe(1)
    clock.advance(60_001)
    expect(server.control.state().queues).toBe(0)
  })
})

describe('queues that are ended from outside', () => {
  test('all, or those of one user', async () => {
    const [mine, hers] = [await bob.register(), await alice.register()]
    const { reply } = await hold(mine)
    expect(server.control.endQueues('bob')).toBe(1)
    expect(eventsIn(await reply)).toEqual([])
    expect((await ask(mine, -1)).body).toEqual(BAD_QUEUE(mine.id))
    expect(await hers.news()).toEqual([])
    expect([server.control.endQueues(), server.control.endQueues()]).toEqual([1, 0])
  })

  test('a restart ends them all, and may bring other figures', async () => {
    const queue = await bob.register()
    const cut = expect(queue.poll()).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await server.control.restart({ zulip: { typingStartedExpiryMs: 15_000, featureLevel: 300 } })
    await cut
    expect(server.control.state()).toMatchObject({ polls: 0, queues: 0, timers: 0 })
    expect((await ask(queue, -1)).body).toEqual(BAD_QUEUE(queue.id))
    expect((await bob.register()).registered).toMatchObject({
      zulip_feature_level: 300,
      server_typing_started_expiry_period_milliseconds: 15_000,
    })
    server.control.reset()
    expect(dig((await bob.register()).registered, 'zulip_feature_level')).toBe(481)
  })

  test('close leaves no queue, poll or timer', async () => {
    await alice.type({ type: 'channel', stream_id: 1, topic: 'chat', op: 'start' })
    const queue = await bob.register()
    const cut = expect(queue.poll()).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await server.close()
    await cut
    expect(server.control.state()).toMatchObject({ connections: 0, polls: 0, queues: 0, timers: 0, typing: [] })
    expect(clock.pending()).toBe(0)
  })
})

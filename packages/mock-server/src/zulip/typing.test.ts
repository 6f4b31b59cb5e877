import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../../test/manual-clock.ts'
import { dig } from '../../test/matrix-user.ts'
import { eventsIn, type Fields, TYPING_QUEUE, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { DEFAULT_WORLD } from '../hub/world.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { ZulipOptions } from './options.ts'

let server: MockServer
let alice: ZulipUser
let bob: ZulipUser
let carol: ZulipUser

async function start(zulip: ZulipOptions = {}): Promise<void> {
  server = await startMockServer({ clock: manualClock(1_700_000_000_000), zulip })
  alice = zulipUser(server, 'alice')
  bob = zulipUser(server, 'bob')
  carol = zulipUser(server, 'carol')
}

async function startAnew(zulip: ZulipOptions): Promise<void> {
  await server.close()
  await start(zulip)
}

beforeEach(() => start())
afterEach(() => server.close())

const CHAT = { type: 'channel', stream_id: 1, topic: 'chat' }
const ALICE = { user_id: 8, email: 'alice@mock.test' }
const BOB = { user_id: 9, email: 'bob@mock.test' }
const CAROL = { user_id: 10, email: 'carol@mock.test' }
const SUCCESS = { result: 'success', msg: '' }

describe('typing in a channel', () => {
  test('is told to every subscriber, the typist too', async () => {
    const queues = [await alice.register(), await bob.register()]
    const polls = queues.map((queue) => queue.poll())
    expect((await alice.type({ ...CHAT, op: 'start' })).body).toEqual(SUCCESS)
    const event = { id: 0, type: 'typing', op: 'start', message_type: 'stream', sender: ALICE, stream_id: 1 }
    for (const poll of polls) expect(eventsIn(await poll)).toEqual([{ ...event, topic: 'chat' }])
  })

  test('is relayed as it comes: repeats and stops without a start are told too', async () => {
    const queue = await bob.register()
    for (const op of ['start', 'start', 'stop', 'stop']) await alice.type({ ...CHAT, op })
    expect((await queue.news()).map((event) => dig(event, 'op'))).toEqual(['start', 'start', 'stop', 'stop'])
  })

  test('a second typist disturbs nobody', async () => {
    const queue = await carol.register()
    await alice.type({ ...CHAT, op: 'start' })
    await bob.type({ ...CHAT, op: 'start' })
    await bob.type({ ...CHAT, op: 'stop' })
    expect((await queue.news()).map((event) => [dig(event, 'op'), dig(event, 'sender', 'user_id')])).toEqual([
      ['start', 8],
      ['start', 9],
      ['stop', 9],
    ])
    expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })

  test('reaches no queue that did not say it wants it', async () => {
    const plain = await bob.register({ event_types: ['typing'] })
    const refusing = await bob.register({ client_capabilities: { notification_settings_null: true, stream_typing_notifications: false } })
    const messagesOnly = await bob.register({ ...TYPING_QUEUE, event_types: ['message'] })
    const everything = await bob.register({ client_capabilities: { notification_settings_null: true, stream_typing_notifications: true } })
    await alice.type({ ...CHAT, op: 'start' })
    for (const queue of [plain, refusing, messagesOnly]) expect(await queue.news()).toEqual([])
    expect(await everything.news()).toHaveLength(1)
  })

  test('a typist who is not subscribed is heard by those who are, and does not hear themselves', async () => {
    const queues = [await carol.register(), await bob.register()]
    await carol.type({ ...CHAT, stream_id: 2, op: 'start' })
    const heard = await Promise.all(queues.map((queue) => queue.news()))
    expect(heard.map((events) => events.length)).toEqual([0, 1])
    // The hub has nobody type in a room who is not in it.
    expect(server.control.state().typing).toEqual([])
  })

  test('a topic has the case it was sent in', async () => {
    const queue = await bob.register()
    await alice.type({ ...CHAT, topic: 'CHAT', op: 'start' })
    await alice.type({ ...CHAT, topic: '  Lunch ', op: 'start' })
    expect((await queue.news()).map((event) => dig(event, 'topic'))).toEqual(['CHAT', 'Lunch'])
  })

  test.each(['', '(no topic)', 'general chat'])('%j is the empty topic, shown by name to who does not know it', async (topic) => {
    const knowing = await bob.register()
    const old = await bob.register({ client_capabilities: { notification_settings_null: true, stream_typing_notifications: true } })
    await alice.type({ ...CHAT, topic, op: 'start' })
    expect(dig(await knowing.news(), 0, 'topic')).toBe('')
    expect(dig(await old.news(), 0, 'topic')).toBe('general chat')
  })

  test('is told of up to 100 subscribers, and of more it is not, with a success all the same', async () => {
    const names = Array.from({ length: 98 }, (_, index) => `guest${index}`)
    const people = names.map((name) => ({ name, password: name, displayName: name }))
    await server.close()
    const members = ['alice', 'bob', ...names]
    server = await startMockServer({
      world: {
        users: [...DEFAULT_WORLD.users, ...people],
        rooms: [
          { name: 'hundred', members },
          { name: 'more', members: [...members, 'carol'] },
        ],
      },
    })
    alice = zulipUser(server, 'alice')
    const queue = await zulipUser(server, 'bob').register()
    expect((await alice.type({ ...CHAT, stream_id: 2, op: 'start' })).body).toEqual(SUCCESS)
    expect([await queue.news(), server.control.state().typing]).toEqual([[], []])
    await alice.type({ ...CHAT, stream_id: 1, op: 'start' })
    expect([await queue.news(), server.control.state().typing]).toEqual([
      [expect.objectContaining({ stream_id: 1 })],
      [{ room: 'hundred', users: ['alice'] }],
    ])
  })
})

describe('typing to users', () => {
  test('names the ids as given, then the sender, and is told to all of them and nobody else', async () => {
    const queues = [await alice.register(), await bob.register(), await carol.register()]
    const stranger = await zulipUser(server, 'dave').register()
    await alice.type({ to: [10, 9], op: 'start' })
    const event = { type: 'typing', op: 'start', message_type: 'direct', sender: ALICE, recipients: [CAROL, BOB, ALICE] }
    for (const queue of queues) expect(await queue.news()).toEqual([event])
    expect(await stranger.news()).toEqual([])
  })

  test('names everybody once, and takes the sender alone', async () => {
    const queue = await alice.register()
    await alice.type({ to: [8, 9, 9, 8], op: 'start' })
    await alice.type({ to: [8], op: 'start' })
    expect((await queue.news()).map((event) => dig(event, 'recipients'))).toEqual([[ALICE, BOB], [ALICE]])
  })

  test('needs no capability, and no room of the hub', async () => {
    const queue = await bob.register({ event_types: ['typing'] })
    await alice.type({ to: [9], op: 'start' })
    expect(await queue.news()).toHaveLength(1)
    expect(server.control.state().typing).toEqual([])
  })
})

describe('typing in a message', () => {
  const say = async (user: ZulipUser, fields: Fields): Promise<number> =>
    Number(dig((await user.call('POST', '/messages', { fields: { content: 'hello', ...fields } })).body, 'id'))

  test('is told to the channel by the message and its editor', async () => {
    const id = await say(alice, { type: 'channel', to: 'general', topic: 'Plans' })
    const queue = await bob.register()
    await alice.call('POST', `/messages/${id}/typing`, { fields: { op: 'start' } })
    const recipient = { type: 'channel', channel_id: 1, topic: 'Plans' }
    expect(await queue.news()).toEqual([
      { type: 'typing_edit_message', op: 'start', sender_id: 8, message_id: id, recipient },
    ])
  })

  test('in a direct message names those it is told to', async () => {
    const id = await say(alice, { type: 'direct', to: [9, 10] })
    await bob.call('PATCH', '/settings', { fields: { receives_typing_notifications: false } })
    const queues = [await bob.register(), await carol.register()]
    await alice.call('POST', `/messages/${id}/typing`, { fields: { op: 'stop' } })
    const recipient = { type: 'direct', user_ids: [8, 10] }
    const event = { type: 'typing_edit_message', op: 'stop', sender_id: 8, message_id: id, recipient }
    expect([await queues[0]?.news(), await queues[1]?.news()]).toEqual([[], [event]])
  })

  test('is silent where a channel has too many subscribers', async () => {
    await startAnew({ typingChannelLimit: 2 })
    const id = await say(alice, { type: 'channel', to: 'general', topic: 'chat' })
    const queue = await bob.register()
    expect((await alice.call('POST', `/messages/${id}/typing`, { fields: { op: 'start' } })).body).toEqual(SUCCESS)
    expect(await queue.news()).toEqual([])
  })
})

describe('settings of a user', () => {
  test('a change is told to their queues, once', async () => {
    const [mine, other] = [await alice.register(), await bob.register()]
    const off = { fields: { send_stream_typing_notifications: false } }
    expect((await alice.call('PATCH', '/settings', off)).body).toEqual(SUCCESS)
    expect((await alice.call('POST', '/settings', off)).body).toEqual(SUCCESS)
    expect(await mine.news()).toEqual([
      { type: 'user_settings', op: 'update', property: 'send_stream_typing_notifications', value: false },
    ])
    expect(await other.news()).toEqual([])
    expect(dig((await alice.register()).registered, 'user_settings')).toEqual({
      send_private_typing_notifications: true,
      send_stream_typing_notifications: false,
      receives_typing_notifications: true,
    })
  })

  test('are back to the first after a reset', async () => {
    await alice.call('PATCH', '/settings', { fields: { send_private_typing_notifications: false } })
    expect((await alice.type({ to: [9], op: 'start' })).status).toBe(400)
    server.control.reset()
    expect((await alice.type({ to: [9], op: 'start' })).status).toBe(200)
  })

  test('who does not want to see typing is told of none', async () => {
    await bob.call('PATCH', '/settings', { fields: { receives_typing_notifications: false } })
    const queue = await bob.register()
    await alice.type({ ...CHAT, op: 'start' })
    await alice.type({ to: [9], op: 'start' })
    expect(await queue.news()).toEqual([])
  })
})

describe('feature levels', () => {
  const DIRECT = { to: [9], op: 'start' }

  /** What each form of a request comes to at a level: the message of its error, or what a receiver is told. */
  async function outcome(featureLevel: number, fields: Fields): Promise<unknown> {
    await startAnew({ featureLevel })
    const queue = await bob.register()
    const { status, body } = await alice.type({ op: 'start', ...fields })
    const [event] = await queue.news()
    return status === 200 ? (dig(event, 'message_type') ?? 'no message_type') : dig(body, 'msg')
  }

  test.each([
    [57, DIRECT, 'no message_type'],
    [58, DIRECT, 'private'],
    [173, { ...DIRECT, type: 'private' }, 'private'],
    [173, { ...DIRECT, type: 'direct' }, 'Invalid type'],
    [174, { ...DIRECT, type: 'direct' }, 'private'],
    [214, { ...DIRECT, type: 'private' }, 'private'],
    [215, { ...DIRECT, type: 'private' }, 'Invalid type'],
    [215, { ...DIRECT, type: 'direct' }, 'direct'],
    [214, { type: 'stream', to: [1], topic: 'chat' }, 'stream'],
    [214, { type: 'stream', stream_id: 1, topic: 'chat' }, "Missing 'to' argument"],
    [214, { type: 'stream', to: [1, 2], topic: 'chat' }, 'Cannot send to multiple streams'],
    [215, { type: 'stream', stream_id: 1, topic: 'chat' }, 'stream'],
    [215, { type: 'stream', to: [1], topic: 'chat' }, "Missing 'stream_id' argument"],
    [247, CHAT, 'Invalid type'],
    [248, CHAT, 'stream'],
    [247, { type: 'stream', stream_id: 99, topic: 'chat' }, 'Invalid stream ID'],
    [248, { ...CHAT, stream_id: 99 }, 'Invalid channel ID'],
    [333, { ...CHAT, topic: '' }, "Topic can't be empty!"],
    [334, { ...CHAT, topic: '' }, 'stream'],
  ])('%i takes %j for %j', async (level, fields, expected) => {
    expect(await outcome(level, fields)).toBe(expected)
  })

  test.each([
    [371, '(no topic)'],
    [372, ''],
  ])('%i takes "(no topic)" for %j', async (featureLevel, topic) => {
    await startAnew({ featureLevel })
    const queue = await bob.register()
    await alice.type({ ...CHAT, topic: '(no topic)', op: 'start' })
    expect(dig(await queue.news(), 0, 'topic')).toBe(topic)
  })

  test.each([
    [350, 404, 404],
    [351, 404, 200],
    [360, 404, 200],
    [361, 200, 404],
  ])('%i answers the two ways to say that a message is edited with %i and %i', async (featureLevel, byPath, byField) => {
    await startAnew({ featureLevel })
    const fields = { type: 'channel', to: 'general', topic: 'chat', content: 'hello' }
    const id = Number(dig((await alice.call('POST', '/messages', { fields })).body, 'id'))
    const statuses = [
      await alice.call('POST', `/messages/${id}/typing`, { fields: { op: 'start' } }),
      await alice.call('POST', '/message_edit_typing', { fields: { op: 'start', message_id: id } }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([byPath, byField])
  })
})

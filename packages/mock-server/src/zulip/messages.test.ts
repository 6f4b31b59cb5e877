import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../../test/manual-clock.ts'
import { dig } from '../../test/matrix-user.ts'
import { type Fields, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer
let alice: ZulipUser
let bob: ZulipUser
let carol: ZulipUser

beforeEach(async () => {
  server = await startMockServer({ clock: manualClock(1_700_000_000_000) })
  alice = zulipUser(server, 'alice')
  bob = zulipUser(server, 'bob')
  carol = zulipUser(server, 'carol')
})
afterEach(() => server.close())

async function say(user: ZulipUser, content: string, fields: Fields = {}): Promise<number> {
  const place = { type: 'channel', to: 'general', topic: 'chat' }
  const { body } = await user.call('POST', '/messages', { fields: { ...place, ...fields, content } })
  return Number(dig(body, 'id'))
}

const found = async (user: ZulipUser, fields: Fields): Promise<unknown> =>
  (await user.call('GET', '/messages', { fields: { apply_markdown: false, ...fields } })).body

async function texts(user: ZulipUser, fields: Fields): Promise<readonly unknown[]> {
  const messages = dig(await found(user, { num_before: 100, ...fields }), 'messages')
  return Array.isArray(messages) ? messages.map((message) => dig(message, 'content')) : []
}

describe('messages', () => {
  test('are found by channel and topic, by users, and by sender', async () => {
    await say(alice, 'one')
    await say(bob, 'two', { topic: 'CHAT' })
    await say(alice, 'elsewhere', { topic: 'Lunch' })
    await say(alice, 'between us', { type: 'direct', to: [9] })
    await say(alice, 'among us', { type: 'private', to: 'bob@mock.test,carol@mock.test' })
    const chat = [
      { operator: 'channel', operand: 'general' },
      { operator: 'topic', operand: 'chat' },
    ]
    expect(await texts(bob, { narrow: chat })).toEqual(['one', 'two'])
    expect(await texts(bob, { narrow: [['stream', 1], ['topic', 'lunch']] })).toEqual(['elsewhere'])
    expect(await texts(bob, { narrow: [['dm', [8]]] })).toEqual(['between us'])
    expect(await texts(carol, { narrow: [['pm-with', 'alice@mock.test,bob@mock.test']] })).toEqual(['among us'])
    expect(await texts(bob, { narrow: [['sender', 9]] })).toEqual(['two'])
    expect(await texts(bob, { narrow: [{ operator: 'channel', operand: 1, negated: true }] })).toEqual([
      'between us',
      'among us',
    ])
    expect(await texts(carol, {})).toEqual(['one', 'two', 'elsewhere', 'among us'])
  })

  test('come by pages around an anchor', async () => {
    const ids = [await say(alice, 'a'), await say(alice, 'b'), await say(alice, 'c'), await say(alice, 'd')]
    expect(await found(bob, { num_before: 1 })).toMatchObject({
      messages: [{ id: ids[2] }, { id: ids[3] }],
      anchor: ids[3],
      found_anchor: true,
      found_newest: true,
      found_oldest: false,
    })
    expect(await found(bob, { anchor: ids[1], num_before: 1, num_after: 1 })).toMatchObject({
      messages: [{ id: ids[0] }, { id: ids[1] }, { id: ids[2] }],
      found_newest: false,
      found_oldest: true,
    })
    expect(dig(await found(bob, { anchor: 'oldest' }), 'messages', 0, 'id')).toBe(ids[0])
  })

  test('are written as HTML for who wants it, with no sign of it left over', async () => {
    await say(alice, 'a < b & "c"\nd')
    const html = '<p>a &lt; b &amp; &quot;c&quot;<br>\nd</p>'
    expect(await texts(bob, { apply_markdown: true })).toEqual([html])
    const queue = await bob.register({ event_types: ['message'], apply_markdown: true })
    await say(alice, 'e')
    expect(dig(await queue.news(), 0, 'message', 'content')).toBe('<p>e</p>')
  })

  test('to users are told to them and to their sender, and to nobody else', async () => {
    const queues = [await alice.register({}), await bob.register({}), await carol.register({})]
    await say(alice, 'psst', { type: 'direct', to: [9] })
    const heard = await Promise.all(queues.map((queue) => queue.news()))
    expect(heard.map((events) => events.length)).toEqual([1, 1, 0])
    expect(heard[1]).toMatchObject([
      { type: 'message', message: { type: 'private', sender_id: 8, display_recipient: [{ id: 8 }, { id: 9 }] } },
    ])
  })

  test('are cut where they are too long', async () => {
    await say(alice, 'x'.repeat(10_001), { topic: 'y'.repeat(61) })
    expect(await texts(bob, {})).toEqual(['x'.repeat(10_000)])
    const { body } = await bob.call('GET', '/users/me/1/topics')
    expect(dig(body, 'topics', 0, 'name')).toBe('y'.repeat(60))
  })

  test('are gone after a reset', async () => {
    await say(alice, 'one')
    server.control.reset()
    expect(await texts(bob, {})).toEqual([])
  })
})

describe('what there is', () => {
  test('users, with the ids the server gave out', async () => {
    const { body } = await alice.call('GET', '/users')
    expect(dig(body, 'members')).toMatchObject([{ user_id: 8 }, { user_id: 9 }, { user_id: 10 }, { user_id: 11 }])
    expect((await alice.call('GET', '/users/10')).body).toMatchObject({ user: { email: 'carol@mock.test' } })
  })

  test('channels, and of them those one is in', async () => {
    expect((await carol.call('GET', '/streams')).body).toMatchObject({
      streams: [{ stream_id: 1, name: 'general' }, { stream_id: 2, name: 'random' }],
    })
    const { body } = await carol.call('GET', '/users/me/subscriptions')
    expect(dig(body, 'subscriptions')).toMatchObject([{ stream_id: 1, subscribers: [8, 9, 10] }])
  })

  test('topics, whatever the case they were written in, the latest first', async () => {
    await say(alice, 'one')
    await say(alice, 'two', { topic: 'Lunch' })
    await say(alice, 'three')
    const last = await say(alice, 'four', { topic: 'LUNCH' })
    const { body } = await bob.call('GET', '/users/me/1/topics')
    expect(dig(body, 'topics')).toMatchObject([{ name: 'LUNCH', max_id: last }, { name: 'chat' }])
  })
})

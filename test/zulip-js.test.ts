// Zulip's own client for JavaScript, unmodified, against the mock over a real socket.
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import zulip, { type Client } from 'zulip-js'

const [ALICE, BOB, CAROL] = [8, 9, 10]
const CHAT = { type: 'channel', stream_id: 1, topic: 'chat' }
// zulip-js writes lists as JSON, and nothing else: objects must be texts already.
const CAPABILITIES = JSON.stringify({
  notification_settings_null: true,
  stream_typing_notifications: true,
  empty_topic_name: true,
})

let server: MockServer
beforeEach(async () => {
  server = await startMockServer()
})
afterEach(() => server.close())

const logIn = (name: string): Promise<Client> =>
  zulip({ realm: server.urls.zulip, username: `${name}@mock.test`, password: `${name}-password` })

/** The named member of an answer; undefined where there is none. */
function of(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  return Object.getOwnPropertyDescriptor(answer, name)?.value
}

interface Queue {
  readonly id: unknown
  /** The events after the last one heard; waits for the next where there is none. */
  readonly next: () => Promise<readonly unknown[]>
}

async function register(client: Client): Promise<Queue> {
  const registered = await client.queues.register({ event_types: ['typing'], client_capabilities: CAPABILITIES })
  const id = of(registered, 'queue_id')
  let last = of(registered, 'last_event_id')
  return {
    id,
    next: async () => {
      const events = of(await client.events.retrieve({ queue_id: id, last_event_id: last }), 'events')
      if (!Array.isArray(events)) throw new Error('there is no such queue')
      last = of(events.at(-1), 'id')
      return events
    },
  }
}

/** What somebody did, as `8 start`. */
const told = (events: readonly unknown[]): readonly string[] =>
  events.map((event) => `${String(of(of(event, 'sender'), 'user_id'))} ${String(of(event, 'op'))}`)

const held = (count: number): Promise<void> =>
  vi.waitFor(() => expect(server.control.state().polls).toBe(count))

describe('zulip-js, unmodified', () => {
  test('comes in by password, and by the key it brings', async () => {
    const alice = await logIn('alice')
    expect(await alice.users.me.getProfile()).toMatchObject({ result: 'success', user_id: ALICE, full_name: 'Alice' })
    const { realm, username, apiKey } = alice.config
    const again = await zulip({ realm, username, apiKey })
    expect(await again.users.me.getProfile()).toMatchObject({ user_id: ALICE })
    expect(server.control.journal().filter(({ status }) => status >= 400)).toEqual([])
  })

  test('is not let in with a wrong password', async () => {
    const stranger = await zulip({ realm: server.urls.zulip, username: 'alice@mock.test', password: 'wrong' })
    expect(stranger.config.apiKey).toBeUndefined()
    expect(await stranger.users.me.getProfile()).toMatchObject({ result: 'error', code: 'UNAUTHORIZED' })
  })

  test('finds the server, its people, channels and topics', async () => {
    const carol = await logIn('carol')
    expect(await carol.server.settings()).toMatchObject({ zulip_feature_level: 481 })
    expect(of(await carol.users.retrieve(), 'members')).toHaveLength(4)
    expect(await carol.streams.retrieve()).toMatchObject({ streams: [{ name: 'general' }, { name: 'random' }] })
    expect(await carol.streams.subscriptions.retrieve()).toMatchObject({ subscriptions: [{ name: 'general' }] })
    await carol.messages.send({ type: 'stream', to: 'general', topic: 'Lunch', content: 'soup' })
    expect(await carol.streams.topics.retrieve({ stream_id: 1 })).toMatchObject({ topics: [{ name: 'Lunch' }] })
  })

  test('hears another type in a channel, as it happens', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const queue = await register(bob)
    for (const op of ['start', 'stop']) {
      const next = queue.next()
      await held(1)
      expect(await alice.callEndpoint('/typing', 'POST', { ...CHAT, op })).toEqual({ result: 'success', msg: '' })
      expect(await next).toMatchObject([{ op, message_type: 'stream', stream_id: 1, topic: 'chat', sender: { user_id: ALICE } }])
    }
  })

  test('sends typing to a channel with the call that is made for users, where that is told of nobody', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const queue = await register(bob)
    await alice.typing.send({ ...CHAT, to: [], op: 'start' })
    expect(told(await queue.next())).toEqual(['8 start'])
    expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }])
  })

  test.each([[[BOB]], [[BOB, CAROL]]])('sends typing to the users %j', async (to) => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const queue = await register(bob)
    expect(await alice.typing.send({ to, op: 'start' })).toMatchObject({ result: 'success' })
    const ids = [...to, ALICE].map((id) => expect.objectContaining({ user_id: id }))
    expect(await queue.next()).toMatchObject([{ message_type: 'direct', op: 'start', recipients: ids }])
  })

  test('hears nothing of channels where it did not say that it wants to', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const registered = await bob.queues.register({ event_types: ['typing'] })
    await alice.typing.send({ ...CHAT, to: [], op: 'start' })
    await alice.typing.send({ to: [BOB], op: 'start' })
    const events = of(await bob.events.retrieve({ queue_id: of(registered, 'queue_id'), last_event_id: -1 }), 'events')
    expect(events).toMatchObject([{ id: 0, message_type: 'direct' }])
  })

  test('who comes late hears of the next start only: nothing of typing is in the snapshot', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    await alice.typing.send({ ...CHAT, to: [], op: 'start' })
    const queue = await register(bob)
    const next = queue.next()
    await held(1)
    await alice.typing.send({ ...CHAT, to: [], op: 'start' })
    expect(told(await next)).toEqual(['8 start'])
  })

  test('a message arrives, and no stop with it', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const registered = await bob.queues.register({ event_types: ['message', 'typing'], client_capabilities: CAPABILITIES })
    await alice.typing.send({ ...CHAT, to: [], op: 'start' })
    const sent = await alice.messages.send({ type: 'stream', to: 'general', topic: 'chat', content: 'hello' })
    const events = of(await bob.events.retrieve({ queue_id: of(registered, 'queue_id'), last_event_id: -1 }), 'events')
    expect(events).toMatchObject([
      { type: 'typing', op: 'start' },
      { type: 'message', message: { id: of(sent, 'id'), sender_id: ALICE, content: 'hello' } },
    ])
    const narrow = [['channel', 'general']]
    expect(await bob.messages.retrieve({ anchor: 'newest', num_before: 10, num_after: 0, narrow })).toMatchObject({
      messages: [{ id: of(sent, 'id'), content: '<p>hello</p>' }],
    })
  })

  test('typing in a message it wrote', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const sent = await alice.messages.send({ type: 'stream', to: 'general', topic: 'chat', content: 'helo' })
    const id = String(of(sent, 'id'))
    const mine = await alice.callEndpoint(`/messages/${id}/typing`, 'POST', { op: 'start' })
    const hers = await bob.callEndpoint(`/messages/${id}/typing`, 'POST', { op: 'start' })
    expect([of(mine, 'result'), of(hers, 'code')]).toEqual(['success', 'BAD_REQUEST'])
  })

  test('is told the end of its queue, by its own hand or the server’s', async () => {
    const bob = await logIn('bob')
    const queue = await register(bob)
    const ask = (): Promise<unknown> => bob.events.retrieve({ queue_id: queue.id, last_event_id: -1 })
    server.control.endQueues('bob')
    expect(await ask()).toMatchObject({ result: 'error', code: 'BAD_EVENT_QUEUE_ID', queue_id: queue.id })
    const other = await register(bob)
    expect(await bob.queues.deregister({ queue_id: other.id })).toMatchObject({ result: 'success' })
    await expect(other.next()).rejects.toThrow('there is no such queue')
  })

  test('hears typing on Matrix, and is seen there', async () => {
    const bob = await logIn('bob')
    const queue = await register(bob)
    const next = queue.next()
    await held(1)
    const { userId = '', accessToken = '' } = server.users[0]?.matrix ?? {}
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent('!general:mock.test')}/typing/${encodeURIComponent(userId)}`
    await fetch(`${server.urls.matrix}${path}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ typing: true }),
    })
    expect(told(await next)).toEqual(['8 start'])
    await bob.typing.send({ ...CHAT, to: [], op: 'start' })
    expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice', 'bob'] }])
  })

  // Its `callOnEachEvent` registers like this, and polls without an end that a test could wait for.
  test('hears everything where it names no types, which it writes as null', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const registered = await bob.queues.register({ event_types: null })
    await alice.typing.send({ to: [BOB], op: 'start' })
    await alice.messages.send({ type: 'private', to: [BOB], content: 'hello' })
    const asked = { queue_id: of(registered, 'queue_id'), last_event_id: -1, dont_block: false }
    expect(await bob.events.retrieve(asked)).toMatchObject({ events: [{ type: 'typing' }, { type: 'message' }] })
  })
})

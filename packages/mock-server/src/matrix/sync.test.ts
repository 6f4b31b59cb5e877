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
import { MAX_POLLS_PER_USER } from './sync-polls.ts'
import { type MockServer, startMockServer } from '../start.ts'

let clock: ManualClock
let server: MockServer
let alice: MatrixUser
let bob: MatrixUser
let dave: MatrixUser

beforeEach(async () => {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock })
  alice = matrixUser(server, 'alice')
  bob = matrixUser(server, 'bob')
  dave = matrixUser(server, 'dave')
})
afterEach(() => server.close())

const room = (reply: Reply, kind: string, id: string, ...path: (string | number)[]): unknown =>
  dig(reply.body, 'rooms', kind, id, ...path)

const held = (count: number): Promise<void> => vi.waitFor(() => expect(server.control.state().polls).toBe(count))

const bodies = (reply: Reply): readonly unknown[] => {
  const events = room(reply, 'join', GENERAL, 'timeline', 'events')
  return Array.isArray(events) ? events.map((event) => dig(event, 'content', 'body')) : []
}

describe('the first sync', () => {
  test('has every joined room with its state, ten events at most, and the place before them', async () => {
    for (let index = 0; index < 12; index += 1) await alice.say(String(index), `m${index}`)
    const reply = await bob.sync()
    expect(bodies(reply)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10', '11'])
    expect(room(reply, 'join', GENERAL, 'timeline', 'limited')).toBe(true)
    const state = room(reply, 'join', GENERAL, 'state', 'events')
    expect(Array.isArray(state) && state.map((event) => dig(event, 'type'))).toEqual([
      'm.room.create',
      'm.room.member',
      'm.room.join_rules',
      'm.room.name',
      'm.room.member',
      'm.room.member',
    ])
    const from = String(room(reply, 'join', GENERAL, 'timeline', 'prev_batch'))
    const page = await bob.call('GET', `/rooms/${GENERAL}/messages`, { query: { dir: 'b', from, limit: '2' } })
    expect([dig(page.body, 'chunk', 0, 'content', 'body'), dig(page.body, 'chunk', 1, 'content', 'body')]).toEqual([
      '1',
      '0',
    ])
    const end = String(dig(page.body, 'end'))
    const rest = await bob.call('GET', `/rooms/${GENERAL}/messages`, { query: { dir: 'b', from: end, limit: '50' } })
    expect(dig(rest.body, 'chunk', 5, 'type')).toBe('m.room.create')
    expect(dig(rest.body, 'end')).toBeUndefined()
  })

  test('has no rooms for somebody who is in none', async () => {
    expect(dig((await dave.sync()).body, 'rooms')).toBeUndefined()
  })

  test('answers at once whatever timeout it asks for', async () => {
    expect((await dave.sync({ timeout: '600000' })).status).toBe(200)
  })
})

describe('a poll', () => {
  test('ends with the first message, which its sender can tell by the transaction', async () => {
    const [aliceAt, bobAt] = [await alice.here(), await bob.here()]
    const polls = [alice.sync({ since: aliceAt, timeout: '30000' }), bob.sync({ since: bobAt, timeout: '30000' })]
    await held(2)
    await alice.say('hello', 'txn-1')
    const [own, others] = await Promise.all(polls)
    const unsigned = (reply: Reply | undefined): unknown =>
      reply && room(reply, 'join', GENERAL, 'timeline', 'events', 0, 'unsigned', 'transaction_id')
    expect([unsigned(own), unsigned(others)]).toEqual(['txn-1', undefined])
  })

  test('with nothing to say ends at its deadline where it began', async () => {
    const since = await bob.here()
    const poll = bob.sync({ since, timeout: '30000' })
    await held(1)
    clock.advance(29_999)
    expect(server.control.state().polls).toBe(1)
    clock.advance(1)
    expect(dig((await poll).body, 'next_batch')).toBe(since)
  })

  test('that is woken by what its filter drops waits on, and then moves past it', async () => {
    const since = await bob.here()
    const poll = bob.sync({ since, timeout: '4000', filter: TYPING_ONLY })
    await held(1)
    await alice.say('not for this filter', 'q1')
    expect(server.control.state().polls).toBe(1)
    clock.advance(4_000)
    const reply = await poll
    expect(dig(reply.body, 'rooms')).toBeUndefined()
    expect(dig(reply.body, 'next_batch')).not.toBe(since)
  })

  test('with news waiting ends at once', async () => {
    const since = await bob.here()
    await alice.say('hello', 'n1')
    expect(bodies(await bob.sync({ since, timeout: '30000' }))).toEqual(['hello'])
  })

  test('that the client gives up is let go of, with its timer', async () => {
    const since = await bob.here()
    const before = server.control.state().timers
    const abort = new AbortController()
    const poll = bob.sync({ since, timeout: '30000' }, abort.signal)
    await held(1)
    abort.abort()
    await expect(poll).rejects.toThrow('abort')
    await held(0)
    expect(server.control.state().timers).toBe(before)
    expect(await server.control.waitFor(({ op, status }) => op === 'sync' && status === 0)).toMatchObject({
      user: 'bob',
    })
  })

  test('beyond the number held for one user ends the one held longest', async () => {
    const since = await bob.here()
    const polls = Array.from({ length: MAX_POLLS_PER_USER + 1 }, (_, index) =>
      bob.sync({ since, timeout: String(60_000 + index) }),
    )
    expect((await Promise.race(polls)).status).toBe(200)
    await held(MAX_POLLS_PER_USER)
  })
})

describe('membership in a sync', () => {
  test('a room just joined comes whole, to the others as an event', async () => {
    const [daveAt, bobAt] = [await dave.here(), await bob.here()]
    await dave.call('POST', `/join/${encodeURIComponent('#general:mock.test')}`)
    const own = await dave.sync({ since: daveAt })
    expect(room(own, 'join', GENERAL, 'timeline', 'events', 0, 'type')).toBe('m.room.create')
    const others = await bob.sync({ since: bobAt })
    expect(room(others, 'join', GENERAL, 'timeline', 'events', 0)).toMatchObject({
      type: 'm.room.member',
      state_key: '@dave:mock.test',
      content: { membership: 'join', displayname: 'Dave' },
    })
  })

  test('a room just left is told once', async () => {
    const since = await bob.here()
    await bob.call('POST', `/rooms/${RANDOM}/leave`)
    await alice.say('behind his back', 'l1', RANDOM)
    const reply = await bob.sync({ since })
    expect(room(reply, 'join', RANDOM)).toBeUndefined()
    const events = room(reply, 'leave', RANDOM, 'timeline', 'events')
    expect(Array.isArray(events) && events.map((event) => dig(event, 'content', 'membership'))).toEqual(['leave'])
    expect(dig((await bob.sync({ since: String(dig(reply.body, 'next_batch')) })).body, 'rooms')).toBeUndefined()
    expect(room(await bob.sync(), 'leave', RANDOM)).toBeUndefined()
  })

  test('an invitation wakes the guest and shows what the room is', async () => {
    const since = await dave.here()
    const poll = dave.sync({ since, timeout: '30000' })
    await held(1)
    await alice.call('POST', `/rooms/${GENERAL}/invite`, { body: { user_id: dave.id } })
    const events = room(await poll, 'invite', GENERAL, 'invite_state', 'events')
    expect(events).toContainEqual({
      type: 'm.room.name',
      sender: alice.id,
      content: { name: 'general' },
      state_key: '',
    })
    expect(events).toContainEqual(
      expect.objectContaining({ state_key: dave.id, content: { membership: 'invite', displayname: 'Dave' } }),
    )
    expect(JSON.stringify(events)).not.toContain('@bob:mock.test')
  })

  test('a gap is told as one: the timeline is limited and the state between is given', async () => {
    const since = await bob.here()
    await alice.call('PUT', `/profile/${alice.id}/displayname`, { body: { displayname: 'Alice II' } })
    for (let index = 0; index < 11; index += 1) await alice.say(String(index), `g${index}`)
    const reply = await bob.sync({ since })
    expect(room(reply, 'join', GENERAL, 'timeline', 'limited')).toBe(true)
    expect(room(reply, 'join', GENERAL, 'state', 'events', 0, 'content', 'displayname')).toBe('Alice II')
    expect(room(reply, 'join', GENERAL, 'state', 'events', 1)).toBeUndefined()
  })
})

describe('a filter', () => {
  test('kept under an id works as the same one in the query', async () => {
    const path = `/user/${bob.id}/filter`
    const filter = { room: { timeline: { types: ['m.room.message'], limit: 2 }, not_rooms: [RANDOM] } }
    const id = String(dig((await bob.call('POST', path, { body: filter })).body, 'filter_id'))
    expect(dig((await bob.call('POST', path, { body: filter })).body, 'filter_id')).toBe(id)
    expect((await bob.call('GET', `${path}/${id}`)).body).toEqual(filter)
    for (const text of ['a', 'b', 'c']) await alice.say(text, `f${text}`)
    for (const name of [id, JSON.stringify(filter)]) {
      const reply = await bob.sync({ filter: name })
      expect(bodies(reply)).toEqual(['b', 'c'])
      expect(room(reply, 'join', RANDOM)).toBeUndefined()
    }
  })

  test('of types, their opposite and a star at the end', async () => {
    const since = await bob.here()
    await alice.say('hello', 'w1')
    const counts = await Promise.all(
      [
        { types: ['m.room.*'] },
        { types: ['m.reaction'] },
        { not_types: ['m.room.message'] },
        { senders: [alice.id] },
        { not_senders: [alice.id] },
        { rooms: [RANDOM] },
        { not_rooms: [RANDOM] },
      ].map(
        async (timeline) => bodies(await bob.sync({ since, filter: JSON.stringify({ room: { timeline } }) })).length,
      ),
    )
    expect(counts).toEqual([1, 0, 0, 1, 0, 0, 1])
  })
})

describe('the same question twice', () => {
  test('gets the same, stale answer for two minutes, and a fresh one for a timeout that differs', async () => {
    const question = { filter: TYPING_ONLY, timeout: '1000' }
    expect(typistsIn(await bob.sync(question))).toBeUndefined()
    await alice.type(true, 120_000)
    expect(typistsIn(await bob.sync(question))).toBeUndefined()
    expect(typistsIn(await bob.sync({ ...question, timeout: '1001' }))).toEqual([alice.id])
    clock.advance(119_999)
    expect(typistsIn(await bob.sync(question))).toBeUndefined()
    clock.advance(1)
    expect(typistsIn(await bob.sync(question))).toEqual([alice.id])
  })

  test('gets no kept answer where that one moved nowhere, nor after a restart', async () => {
    const since = await bob.here()
    const question = { since, timeout: '0' }
    expect(dig((await bob.sync(question)).body, 'next_batch')).toBe(since)
    await alice.say('hello', 's1')
    expect(bodies(await bob.sync(question))).toEqual(['hello'])
    await alice.say('again', 's2')
    expect(bodies(await bob.sync(question))).toEqual(['hello'])
    await server.control.restart()
    expect(bodies(await bob.sync(question))).toEqual(['hello', 'again'])
  })
})

test('account data is handed out once, and again in a first sync', async () => {
  const since = await bob.here()
  const content = { [alice.id]: [GENERAL] }
  const poll = bob.sync({ since, timeout: '30000' })
  await held(1)
  await bob.call('PUT', `/user/${bob.id}/account_data/m.direct`, { body: content })
  const events = [{ type: 'm.direct', content }]
  expect(dig((await poll).body, 'account_data', 'events')).toEqual(events)
  expect(
    dig((await bob.sync({ since: String(dig((await poll).body, 'next_batch')) })).body, 'account_data'),
  ).toBeUndefined()
  expect(dig((await bob.sync()).body, 'account_data', 'events')).toEqual(events)
  expect((await bob.call('GET', `/user/${bob.id}/account_data/m.direct`)).body).toEqual(content)
})

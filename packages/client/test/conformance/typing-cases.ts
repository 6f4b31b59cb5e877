import { expect } from 'vitest'
import { alone, type Case, shared } from './home-server.ts'
import { gist, join, logIn, openRoom, pair, PATIENCE_MS, textAt, textOf, trio, typeAndStop, typistsIn } from './person.ts'

/** Who types, and what the others hear of it. */
export const typingCases: readonly Case[] = [
  shared('a timeout beyond 120 s is cut to 120 s', async (server) => {
    const { room, alice, bob } = await pair(server)
    const from = server.clock.now()
    await alice.type(room, 600_000)
    await bob.sees(room, [alice])
    await server.pass(115_000)
    await bob.sees(room, [])
    const lasted = server.clock.now() - from
    expect(lasted).toBeGreaterThanOrEqual(120_000)
    expect(lasted).toBeLessThan(132_000)
  }),
  shared('a start wakes the poll of who is in the room, and names who types', async (server) => {
    const { room, alice, bob } = await pair(server)
    const poll = bob.news(PATIENCE_MS)
    await server.pass(500)
    await alice.type(room)
    expect(typistsIn(await poll, room)).toEqual([alice.id])
  }),
  shared('an answer that names typists has empty parts for the rest of the room', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    const { body } = await bob.news(PATIENCE_MS)
    expect(body).toMatchObject({
      rooms: {
        join: {
          [room]: {
            timeline: { events: [], limited: false, prev_batch: textOf(body, 'rooms', 'join', room, 'timeline', 'prev_batch') },
            state: { events: [] },
            account_data: { events: [] },
            ephemeral: { events: [{ type: 'm.typing', content: { user_ids: [alice.id] } }] },
            unread_notifications: {},
            summary: {},
          },
        },
      },
    })
  }),
  shared('a refresh is no second event', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    const poll = bob.news(3_000)
    await server.pass(1_000)
    await alice.type(room)
    expect(typistsIn(await poll, room)).toBeUndefined()
  }),
  shared('a refresh moves the deadline', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room, 2_000)
    await bob.sees(room, [alice])
    await alice.type(room, 15_000)
    const from = server.clock.now()
    await bob.sees(room, [])
    expect(server.clock.now() - from).toBeGreaterThanOrEqual(14_900)
  }),
  shared('a stop names an empty list', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    await alice.stop(room)
    expect(typistsIn(await bob.news(PATIENCE_MS), room)).toEqual([])
  }),
  shared('a stop by somebody who does not type is no event', async (server) => {
    const { room, alice, bob } = await pair(server)
    const poll = bob.news(2_000)
    await server.pass(500)
    await alice.stop(room)
    expect(typistsIn(await poll, room)).toBeUndefined()
  }),
  ...[1_000, 4_000, 12_000].map((timeout) =>
    shared(`a start of ${timeout / 1_000} s ends by itself, and not before`, async (server) => {
      const { room, alice, bob } = await pair(server)
      const from = server.clock.now()
      await alice.type(room, timeout)
      await bob.sees(room, [alice])
      await bob.sees(room, [])
      const lasted = server.clock.now() - from
      expect(lasted).toBeGreaterThanOrEqual(timeout)
      expect(lasted).toBeLessThan(timeout + 12_000)
    }),
  ),
  shared('a start without a timeout lives 30 s', async (server) => {
    const { room, alice, bob } = await pair(server)
    const from = server.clock.now()
    expect(gist(await alice.put(room, { typing: true }))).toBe('200')
    await bob.sees(room, [alice])
    await server.pass(20_000)
    await bob.sees(room, [])
    const lasted = server.clock.now() - from
    expect(lasted).toBeGreaterThanOrEqual(30_000)
    expect(lasted).toBeLessThan(42_000)
  }),
  shared('a timeout below zero is a start all the same, and ends with the next look', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room, -5_000)
    await bob.sees(room, [alice])
    await bob.sees(room, [])
  }),
  shared('each list replaces the one before', async (server) => {
    const { room, alice, bob, carol } = await trio(server)
    await alice.type(room)
    await carol.sees(room, [alice])
    await bob.type(room)
    expect(await carol.sees(room, [alice, bob])).toEqual([])
    await alice.stop(room)
    expect(await carol.sees(room, [bob])).toEqual([])
    await bob.stop(room)
    expect(await carol.sees(room, [])).toEqual([])
  }),
  shared('several starts between two polls are one list', async (server) => {
    const { room, alice, bob, carol } = await trio(server)
    await bob.type(room)
    await alice.type(room)
    expect(typistsIn(await carol.news(PATIENCE_MS), room)).toEqual([alice.id, bob.id])
  }),
  shared('who types is in the list they get themselves', async (server) => {
    const { room, alice } = await pair(server)
    await alice.type(room)
    expect(typistsIn(await alice.news(PATIENCE_MS), room)).toEqual([alice.id])
  }),
  shared('typing is by user: a stop on one device ends what another began', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    const token = textAt(await logIn(alice), 'access_token')
    expect(gist(await alice.put(room, { typing: false }, { token }))).toBe('200')
    expect(typistsIn(await bob.news(PATIENCE_MS), room)).toEqual([])
  }),
  shared('a message does not end typing', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/one`
    expect(gist(await alice.call('PUT', path, { body: { msgtype: 'm.text', body: 'hello' } }))).toBe('200')
    expect(typistsIn(await bob.news(2_000), room)).toBeUndefined()
    expect(typistsIn(await bob.begin(), room)).toEqual([alice.id])
  }),
  shared('leaving the room ends typing there', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    expect(gist(await alice.call('POST', `/rooms/${encodeURIComponent(room)}/leave`, { body: {} }))).toBe('200')
    expect(await bob.sees(room, [])).toEqual([])
  }),
  shared('being taken out of the room ends typing there', async (server) => {
    const { room, alice, bob } = await pair(server)
    await bob.type(room)
    await alice.sees(room, [bob])
    const kick = { body: { user_id: bob.id } }
    expect(gist(await alice.call('POST', `/rooms/${encodeURIComponent(room)}/kick`, kick))).toBe('200')
    expect(await alice.sees(room, [])).toEqual([])
  }),
  shared('two rooms are told apart', async (server) => {
    const { room, alice, bob } = await pair(server)
    const other = await openRoom(alice)
    await join(bob, other)
    await bob.begin()
    await alice.type(other)
    const reply = await bob.news(PATIENCE_MS)
    expect(typistsIn(reply, other)).toEqual([alice.id])
    expect(typistsIn(reply, room)).toBeUndefined()
  }),
  shared('who is not in the room hears nothing', async (server) => {
    const { room, alice, bob } = await pair(server)
    await bob.call('POST', `/rooms/${encodeURIComponent(room)}/leave`, { body: {} })
    await bob.begin()
    const poll = bob.news(2_000)
    await server.pass(500)
    await alice.type(room)
    expect(typistsIn(await poll, room)).toBeUndefined()
  }),
  shared('who joins late is told who types', async (server) => {
    const { alice, bob, carol } = await trio(server)
    const other = await openRoom(alice)
    await join(bob, other)
    await alice.type(other)
    await bob.sees(other, [alice])
    await join(carol, other)
    expect(typistsIn(await carol.begin(), other)).toEqual([alice.id])
  }),
  alone('a restart ends nothing by word: an old since hears nothing, a new answer says nobody types', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await bob.sees(room, [alice])
    await server.restart()
    expect(typistsIn(await bob.news(1_000), room)).toBeUndefined()
    expect(typistsIn(await bob.begin(), room) ?? []).toEqual([])
  }),
  alone('a restart begins the count anew: a start during the first poll on an old since is lost', async (server) => {
    const { room, alice, bob } = await pair(server)
    await typeAndStop(alice, room, 3)
    await alice.type(room)
    await bob.sees(room, [alice])
    await server.restart()
    const poll = bob.news(3_000)
    await server.pass(500)
    await alice.type(room)
    expect(typistsIn(await poll, room)).toBeUndefined()
    expect(typistsIn(await bob.news(1_000), room)).toBeUndefined()
    expect(typistsIn(await bob.begin(), room)).toEqual([alice.id])
  }),
  alone('after a restart the same tokens and rooms are there, and typing works from a new answer', async (server) => {
    const { room, alice, bob } = await pair(server)
    await server.restart()
    await bob.begin()
    await alice.type(room)
    expect(await bob.sees(room, [alice])).toEqual([])
  }),
]

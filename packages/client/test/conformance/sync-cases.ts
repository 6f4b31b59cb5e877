import { expect } from 'vitest'
import { type Case, shared } from './home-server.ts'
import { call, dig, gist, join, namesOf, openRoom, pair, textAt, TYPING_ONLY, typistsIn } from './person.ts'

const filterOn = (room: object): string => JSON.stringify({ room: { ephemeral: { types: ['m.typing'] }, ...room } })

/** How a server answers the question what is new. */
export const syncCases: readonly Case[] = [
  shared('an answer without since names who types already', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    expect(typistsIn(await bob.begin(), room)).toEqual([alice.id])
  }),
  shared('an answer without since names a room typed in before as empty', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    await alice.stop(room)
    expect(typistsIn(await bob.begin(), room)).toEqual([])
  }),
  shared('an answer without since says nothing of typing in a room nobody typed in', async (server) => {
    const { room, bob } = await pair(server)
    expect(typistsIn(await bob.begin(), room)).toBeUndefined()
  }),
  shared('an answer without since waits for nothing, whatever its timeout', async (server) => {
    const { bob } = await pair(server)
    const from = server.clock.now()
    await bob.ask({ timeout: '20001' })
    expect(server.clock.now() - from).toBeLessThan(20_000)
  }),
  shared('two equal asks without since get the same answer, however stale', async (server) => {
    const { room, alice, bob } = await pair(server)
    const first = await bob.ask({ timeout: '77' })
    await alice.type(room)
    const second = await bob.ask({ timeout: '77' })
    expect(textAt(second, 'next_batch')).toBe(textAt(first, 'next_batch'))
    expect(typistsIn(second, room)).toBeUndefined()
    expect(typistsIn(await bob.ask({ timeout: '78' }), room)).toEqual([alice.id])
  }),
  shared('an ask from an old place after a stale answer catches up', async (server) => {
    const { room, alice, bob } = await pair(server)
    const since = textAt(await bob.ask({ timeout: '77' }), 'next_batch')
    await alice.type(room)
    await bob.ask({ timeout: '77' })
    expect(typistsIn(await bob.ask({ since, timeout: '0' }), room)).toEqual([alice.id])
  }),
  shared('a quiet poll takes as long as it may and says nothing of rooms', async (server) => {
    const { bob } = await pair(server)
    const from = server.clock.now()
    const reply = await bob.news(2_000)
    expect(server.clock.now() - from).toBeGreaterThanOrEqual(1_990)
    expect(textAt(reply, 'next_batch')).not.toBe('')
    expect(reply.body).not.toHaveProperty('rooms')
  }),
  shared('a poll with timeout 0 answers at once', async (server) => {
    const { bob } = await pair(server)
    expect((await bob.news(0)).body).not.toHaveProperty('rooms')
  }),
  shared('the same place asked twice is answered twice alike', async (server) => {
    const { room, alice, bob } = await pair(server)
    const since = bob.since ?? ''
    await alice.type(room)
    expect(typistsIn(await bob.ask({ since, timeout: '0' }), room)).toEqual([alice.id])
    expect(typistsIn(await bob.ask({ since, timeout: '1' }), room)).toEqual([alice.id])
  }),
  shared('with the typing-only filter a message does not end a poll', async (server) => {
    const { room, alice, bob } = await pair(server)
    const from = server.clock.now()
    const poll = bob.news(4_000)
    await server.pass(500)
    const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/one`
    expect(gist(await alice.call('PUT', path, { body: { msgtype: 'm.text', body: 'hello' } }))).toBe('200')
    expect((await poll).body).not.toHaveProperty('rooms')
    expect(server.clock.now() - from).toBeGreaterThanOrEqual(3_990)
  }),
  shared('with the typing-only filter somebody who joins does not end a poll', async (server) => {
    const { room, bob } = await pair(server)
    const { alice: late } = await pair(server)
    const from = server.clock.now()
    const poll = bob.news(4_000)
    await server.pass(500)
    await join(late, room)
    expect(dig((await poll).body, 'rooms', 'join', room, 'state', 'events') ?? []).toEqual([])
    expect(server.clock.now() - from).toBeGreaterThanOrEqual(3_990)
  }),
  shared('a poll tells of a room joined meanwhile, and who types there', async (server) => {
    const { alice, bob } = await pair(server)
    const other = await openRoom(alice)
    await alice.type(other)
    await join(bob, other)
    await bob.sees(other, [alice])
  }),
  shared('with the typing-only filter nobody is told that they left', async (server) => {
    const { room, bob } = await pair(server)
    await bob.call('POST', `/rooms/${encodeURIComponent(room)}/leave`, { body: {} })
    expect((await bob.news(1_000)).body).not.toHaveProperty('rooms')
    expect((await bob.begin()).body).not.toHaveProperty('rooms')
  }),
  shared('with the typing-only filter nobody is told that they were taken out', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.call('POST', `/rooms/${encodeURIComponent(room)}/kick`, { body: { user_id: bob.id } })
    expect((await bob.news(1_000)).body).not.toHaveProperty('rooms')
    expect((await bob.begin()).body).not.toHaveProperty('rooms')
  }),
  shared('without a filter one is told that they left', async (server) => {
    const { room, bob } = await pair(server)
    await bob.call('POST', `/rooms/${encodeURIComponent(room)}/leave`, { body: {} })
    const { body } = await bob.ask({ since: bob.since ?? '', filter: '{}' })
    expect(namesOf(dig(body, 'rooms', 'leave'))).toEqual([room])
  }),
  shared('a filter may be stored, and named by its id', async (server) => {
    const { room, alice, bob } = await pair(server)
    const path = `/user/${encodeURIComponent(bob.id)}/filter`
    const id = textAt(await bob.call('POST', path, { body: TYPING_ONLY }), 'filter_id')
    expect(id).toMatch(/^\d+$/)
    expect(textAt(await bob.call('POST', path, { body: TYPING_ONLY }), 'filter_id')).toBe(id)
    await alice.type(room)
    const reply = await bob.ask({ since: bob.since ?? '', filter: id })
    expect(typistsIn(reply, room)).toEqual([alice.id])
  }),
  shared('a filter without types of ephemeral events hears nothing of typing', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    const filter = filterOn({ ephemeral: { types: [] } })
    expect(typistsIn(await bob.ask({ filter }), room)).toBeUndefined()
  }),
  shared('a filter may name rooms, and hears typing of these alone', async (server) => {
    const { room, alice, bob } = await pair(server)
    const other = await openRoom(alice)
    await join(bob, other)
    await alice.type(room)
    await alice.type(other)
    for (const filter of [filterOn({ rooms: [room] }), filterOn({ ephemeral: { types: ['m.typing'], rooms: [room] } })]) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      const reply = await bob.ask({ filter })
      expect(typistsIn(reply, room)).toEqual([alice.id])
      expect(typistsIn(reply, other)).toBeUndefined()
    }
  }),
  shared('an empty list of types, and no other, keeps a section out', async (server) => {
    const { room, alice, bob } = await pair(server)
    await alice.type(room)
    for (const [types, heard] of [
      [['m.typing'], true],
      [['m.*'], true],
      [['m.receipt'], false],
    ] as const) {
      const filter = filterOn({ ephemeral: { types } })
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      expect(typistsIn(await bob.ask({ filter }), room)).toEqual(heard ? [alice.id] : undefined)
    }
  }),
  shared('r0 serves what v3 serves', async (server) => {
    const { room, alice, bob } = await pair(server)
    expect(gist(await alice.put(room, { typing: true, timeout: 30_000 }, { version: 'r0' }))).toBe('200')
    const reply = await bob.ask({ since: bob.since ?? '', timeout: '0' }, { version: 'r0' })
    expect(typistsIn(reply, room)).toEqual([alice.id])
  }),
  shared('the versions name r0.6.1 and v1.11, to anybody', async (server) => {
    const response = await server.fetch(`${server.baseUrl}/_matrix/client/versions`)
    expect(dig(await response.json(), 'versions')).toEqual(expect.arrayContaining(['r0.6.1', 'v1.11']))
  }),
  shared('the members of a room are known by name', async (server) => {
    const { room, alice, bob } = await pair(server)
    const { body } = await alice.call('GET', `/rooms/${encodeURIComponent(room)}/joined_members`)
    expect(body).toEqual({
      joined: {
        [alice.id]: { display_name: alice.name, avatar_url: null },
        [bob.id]: { display_name: bob.name, avatar_url: null },
      },
    })
  }),
  ...(['/sync', '/rooms/!r:mock.test/typing/@a:mock.test', '/nowhere'] as const).map((path) =>
    shared(`a preflight of ${path} is allowed to any page, and not remembered`, async (server) => {
      const response = await server.fetch(`${server.baseUrl}/_matrix/client/v3${path}`, { method: 'OPTIONS' })
      expect(response.status).toBe(204)
      const { headers } = response
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, DELETE, OPTIONS')
      expect(headers.get('access-control-allow-headers')).toBe('X-Requested-With, Content-Type, Authorization, Date')
      expect(headers.get('access-control-max-age')).toBeNull()
      expect(await response.text()).toBe('')
    }),
  ),
  ...(['a success', 'an error'] as const).map((kind) =>
    shared(`${kind} may be read by any page, but not its Retry-After`, async (server) => {
      const { alice } = await pair(server)
      const token = kind === 'a success' ? alice.token : 'syt_nobody'
      const { headers } = await call(server, 'GET', '/account/whoami', { token })
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toBe('Synapse-Trace-Id, Server')
      expect(headers.get('content-type')).toBe('application/json')
      expect(headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate')
    }),
  ),
]

import { expect } from 'vitest'
import { type Case, type HomeServer, shared } from './home-server.ts'
import { call, dig, gist, openRoom, pair, type Person, type Reply, TYPING_ONLY } from './person.ts'

/** Somebody in a room of their own, and another whom they have never met. */
interface Scene {
  readonly server: HomeServer
  readonly room: string
  readonly alice: Person
  readonly stranger: Person
  /** A room that alice is not in. */
  readonly elsewhere: string
}

const scenes = new WeakMap<HomeServer, Promise<Scene>>()

async function newScene(server: HomeServer): Promise<Scene> {
  const { room, alice, bob } = await pair(server)
  return { server, room, alice, stranger: bob, elsewhere: await openRoom(bob) }
}

/** The one scene of a server, which the rows share. */
function sceneOf(server: HomeServer): Promise<Scene> {
  const made = scenes.get(server) ?? newScene(server)
  scenes.set(server, made)
  return made
}

type Ask = (scene: Scene) => Promise<Reply>

const answered = async (expected: string, scene: Promise<Scene>, ask: Ask): Promise<void> =>
  expect(gist(await ask(await scene))).toBe(expected)

/** One row of the table: a request, and what it is answered with. */
const row = (name: string, expected: string, ask: Ask): Case =>
  shared(`${name}: ${expected}`, (server) => answered(expected, sceneOf(server), ask))

/** A row that leaves its people other than it found them. */
const lastRow = (name: string, expected: string, ask: Ask): Case =>
  shared(`${name}: ${expected}`, (server) => answered(expected, newScene(server), ask))

const typing = (name: string, expected: string, body: unknown): Case =>
  row(`typing, ${name}`, expected, ({ alice, room }) => alice.put(room, body))

const sync = (name: string, expected: string, query: Record<string, string>): Case =>
  row(`sync, ${name}`, expected, ({ alice }) => alice.ask(query))

const login = (name: string, expected: string, body: (scene: Scene) => unknown): Case =>
  row(`log-in, ${name}`, expected, (all) => call(all.server, 'POST', '/login', { body: body(all) }))

const START = { typing: true, timeout: 5_000 }

/** Each request that could be wrong, and the answer to it. */
export const requestCases: readonly Case[] = [
  typing('a start', '200', START),
  typing('a stop', '200', { typing: false }),
  typing('a stop with a timeout', '200', { typing: false, timeout: 1_000 }),
  typing('without typing', '500 M_UNKNOWN', { timeout: 1_000 }),
  typing('an empty object', '500 M_UNKNOWN', {}),
  typing('a text for the timeout', '500 M_UNKNOWN', { typing: true, timeout: '1000' }),
  typing('null for the timeout', '500 M_UNKNOWN', { typing: true, timeout: null }),
  typing('an object for the timeout', '500 M_UNKNOWN', { typing: true, timeout: {} }),
  typing('true for the timeout', '200', { typing: true, timeout: true }),
  typing('a fraction for the timeout', '200', { typing: true, timeout: 1_000.5 }),
  typing('a timeout below zero', '200', { typing: true, timeout: -1 }),
  typing('a text for typing', '200', { typing: 'yes', timeout: 1_000 }),
  typing('null for typing', '200', { typing: null }),
  typing('no JSON', '400 M_NOT_JSON', '{'),
  typing('no body', '400 M_NOT_JSON', ''),
  typing('a list', '400 M_BAD_JSON', []),
  typing('a text', '400 M_BAD_JSON', '"typing"'),
  typing('null', '400 M_BAD_JSON', 'null'),
  row('typing, as somebody else', '400 M_FORBIDDEN', ({ alice, room, stranger }) =>
    alice.put(room, START, { as: stranger.id }),
  ),
  row('typing, as somebody of another server', '400 M_UNKNOWN', ({ alice, room }) =>
    alice.put(room, START, { as: '@alice:elsewhere.test' }),
  ),
  row('typing, as an id without @', '400 M_INVALID_PARAM', ({ alice, room }) => alice.put(room, START, { as: 'alice' })),
  row('typing, as an id without a server', '400 M_INVALID_PARAM', ({ alice, room }) =>
    alice.put(room, START, { as: '@alice' }),
  ),
  row('typing, in a room I am not in', '403 M_FORBIDDEN', ({ alice, elsewhere }) => alice.put(elsewhere, START)),
  row('typing, in a room I am not in, a stop', '403 M_FORBIDDEN', ({ alice, elsewhere }) =>
    alice.put(elsewhere, { typing: false }),
  ),
  row('typing, in a room that does not exist', '403 M_FORBIDDEN', ({ alice }) => alice.put('!none:mock.test', START)),
  row('typing, in what is no room', '403 M_FORBIDDEN', ({ alice }) => alice.put('none', START)),
  lastRow('typing, in a room I have left', '403 M_FORBIDDEN', async ({ alice, room }) => {
    await alice.call('POST', `/rooms/${encodeURIComponent(room)}/leave`, { body: {} })
    return alice.put(room, START)
  }),
  row('typing, a token nobody has', '401 M_UNKNOWN_TOKEN', ({ alice, room }) =>
    alice.put(room, START, { token: 'syt_nobody' }),
  ),
  row('typing, no token', '401 M_MISSING_TOKEN', ({ alice, room }) => alice.put(room, START, { token: undefined })),
  lastRow('typing, a token logged out', '401 M_UNKNOWN_TOKEN', async ({ alice, room }) => {
    await alice.call('POST', '/logout', { body: {} })
    return alice.put(room, START)
  }),
  row('typing, by r0', '200', ({ alice, room }) => alice.put(room, START, { version: 'r0' })),
  row('typing, by a version that does not exist', '404 M_UNRECOGNIZED', ({ alice, room }) =>
    alice.put(room, START, { version: 'v9' }),
  ),
  row('typing, with GET', '405 M_UNRECOGNIZED', ({ alice, room }) =>
    alice.call('GET', `/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(alice.id)}`),
  ),
  row('typing, with POST', '405 M_UNRECOGNIZED', ({ alice, room }) =>
    alice.call('POST', `/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(alice.id)}`, { body: START }),
  ),
  row('no such path', '404 M_UNRECOGNIZED', ({ alice }) => alice.call('GET', '/nowhere')),

  sync('a place that is none', '400 M_UNKNOWN', { since: 'garbage' }),
  sync('an empty place', '400 M_UNKNOWN', { since: '' }),
  sync('a place of numbers only', '400 M_UNKNOWN', { since: '12' }),
  sync('a filter that is no JSON', '400 M_NOT_JSON', { filter: '{' }),
  sync('a filter with a text for a list', '400 M_UNKNOWN', { filter: '{"room":{"ephemeral":{"types":"m.typing"}}}' }),
  sync('a filter by an id that does not exist', '400 M_INVALID_PARAM', { filter: '17' }),
  sync('a filter by what is no id', '400 M_INVALID_PARAM', { filter: 'mine' }),
  sync('a timeout that is no number', '400 M_INVALID_PARAM', { timeout: 'soon' }),
  sync('a timeout below zero', '400 M_INVALID_PARAM', { timeout: '-1' }),
  sync('a presence that does not exist', '400 M_INVALID_PARAM', { set_presence: 'busy' }),
  sync('full_state that is neither', '400 M_INVALID_PARAM', { full_state: 'maybe' }),
  row('sync, by r0', '200', ({ alice }) => alice.ask({ timeout: '1' }, { version: 'r0' })),
  row('sync, a token nobody has', '401 M_UNKNOWN_TOKEN', ({ alice }) => alice.ask({}, { token: 'syt_nobody' })),
  row('sync, no token', '401 M_MISSING_TOKEN', ({ alice }) => alice.ask({}, { token: undefined })),
  row('sync, with PUT', '405 M_UNRECOGNIZED', ({ alice }) => alice.call('PUT', '/sync', { body: {} })),

  row('a filter, for somebody else', '403 M_FORBIDDEN', ({ alice, stranger }) =>
    alice.call('POST', `/user/${encodeURIComponent(stranger.id)}/filter`, { body: TYPING_ONLY }),
  ),
  row('a filter, with a text for a list', '400 M_UNKNOWN', ({ alice }) =>
    alice.call('POST', `/user/${encodeURIComponent(alice.id)}/filter`, { body: { room: { rooms: '!a' } } }),
  ),
  row('members, of a room I am not in', '403 M_FORBIDDEN', ({ alice, elsewhere }) =>
    alice.call('GET', `/rooms/${encodeURIComponent(elsewhere)}/joined_members`),
  ),

  login('a wrong password', '403 M_FORBIDDEN', ({ alice }) => ({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: alice.name },
    password: 'wrong',
  })),
  login('somebody who does not exist', '403 M_FORBIDDEN', () => ({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: 'nobody' },
    password: 'wrong',
  })),
  login('no password', '400 M_INVALID_PARAM', ({ alice }) => ({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: alice.name },
  })),
  login('a number for the kind', '400 M_INVALID_PARAM', () => ({ type: 7 })),
  login('a kind that does not exist', '400 M_UNKNOWN', ({ alice }) => ({
    type: 'm.login.nothing',
    identifier: { type: 'm.id.user', user: alice.name },
  })),
  login('a kind that does not exist, and nobody', '400 M_INVALID_PARAM', () => ({ type: 'm.login.nothing' })),
  login('nobody', '400 M_INVALID_PARAM', () => ({ type: 'm.login.password', password: 'x' })),
  login('an identifier of no kind', '400 M_MISSING_PARAM', ({ alice }) => ({
    type: 'm.login.password',
    password: 'x',
    identifier: { user: alice.name },
  })),
  login('an identifier of a kind that does not exist', '400 M_UNKNOWN', ({ alice }) => ({
    type: 'm.login.password',
    password: 'x',
    identifier: { type: 'm.id.nothing', user: alice.name },
  })),
  login('an identifier without a user', '400 M_UNKNOWN', () => ({
    type: 'm.login.password',
    password: 'x',
    identifier: { type: 'm.id.user' },
  })),
  login('a name as older clients write it', '200', ({ alice }) => ({
    type: 'm.login.password',
    password: alice.password,
    user: alice.name,
  })),
  login('a text for refresh_token', '400 M_UNKNOWN', ({ alice }) => ({
    type: 'm.login.password',
    password: alice.password,
    user: alice.name,
    refresh_token: 'yes',
  })),
  login('no kind', '400 M_UNKNOWN', () => ({})),
  row('a refresh token nobody has', '401 M_UNKNOWN_TOKEN', ({ server }) =>
    call(server, 'POST', '/refresh', { body: { refresh_token: 'syr_nobody' } }),
  ),
  row('no refresh token', '400 M_MISSING_PARAM', ({ server }) => call(server, 'POST', '/refresh', { body: {} })),

  shared('a token nobody has is no soft log-out', async (server) => {
    const { alice } = await sceneOf(server)
    const reply = await alice.ask({}, { token: 'syt_nobody' })
    expect(dig(reply.body, 'soft_logout')).toBe(false)
    expect(dig(reply.body, 'error')).toEqual(expect.any(String))
  }),
]

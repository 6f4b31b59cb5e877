import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callMatrix, dig, GENERAL, matrixUser, RANDOM, rawRequest } from '../../test/matrix-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer
beforeAll(async () => {
  server = await startMockServer()
})
afterAll(() => server.close())

const typingPath = (user = '@alice:mock.test', room = GENERAL): string =>
  `/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(user)}`

const ON = { typing: true, timeout: 30_000 }

interface Row {
  readonly name: string
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly query?: Record<string, string>
  readonly status: number
  readonly errcode?: string
  readonly error?: string
}

const row = (name: string, path: string, body: unknown, status: number, errcode?: string, error?: string): Row => ({
  name,
  method: 'PUT',
  path,
  body,
  status,
  ...(errcode !== undefined && { errcode }),
  ...(error !== undefined && { error }),
})

const TYPING: readonly Row[] = [
  row('no "typing"', typingPath(), { timeout: 30_000 }, 500, 'M_UNKNOWN', 'Internal server error'),
  row('a timeout that is text', typingPath(), { typing: true, timeout: '30000' }, 500, 'M_UNKNOWN'),
  row('a timeout that is null', typingPath(), { typing: true, timeout: null }, 500, 'M_UNKNOWN'),
  row('a timeout that is a list', typingPath(), { typing: false, timeout: [] }, 500, 'M_UNKNOWN'),
  row('no body', typingPath(), undefined, 400, 'M_NOT_JSON', 'Content not JSON.'),
  row('broken JSON', typingPath(), '{"typing":', 400, 'M_NOT_JSON'),
  row('a list for a body', typingPath(), '[]', 400, 'M_BAD_JSON'),
  row('another user', typingPath('@bob:mock.test'), ON, 400, 'M_FORBIDDEN', "Cannot set another user's typing state"),
  row('another user, in a room I am not in', typingPath('@bob:mock.test', '!no:mock.test'), ON, 400, 'M_FORBIDDEN'),
  row('a user of another server', typingPath('@alice:elsewhere.test'), ON, 400, 'M_UNKNOWN'),
  row('a user id without @', typingPath('alice:mock.test'), ON, 400, 'M_INVALID_PARAM'),
  row('a user id without a server', typingPath('@alice'), ON, 400, 'M_INVALID_PARAM'),
  row('an unknown room', typingPath('@alice:mock.test', '!nowhere:mock.test'), ON, 403, 'M_FORBIDDEN'),
  row('a room of another server', typingPath('@alice:mock.test', '!general:elsewhere.test'), ON, 403, 'M_FORBIDDEN'),
  row('a room id that is none', typingPath('@alice:mock.test', '__proto__'), ON, 403, 'M_FORBIDDEN'),
  row(
    'a stop in an unknown room',
    typingPath('@alice:mock.test', '!nowhere:mock.test'),
    { typing: false },
    403,
    'M_FORBIDDEN',
  ),
  row('no timeout', typingPath(), { typing: true }, 200),
  row('a negative timeout', typingPath(), { typing: true, timeout: -5.5 }, 200),
  row('a timeout beyond any number', typingPath(), '{"typing":true,"timeout":1e999}', 200),
  row('a timeout that is a truth value', typingPath(), { typing: true, timeout: true }, 200),
  row('"typing" that is text', typingPath(), { typing: 'yes' }, 200),
  row('"typing" that is null', typingPath(), { typing: null }, 200),
]

const SYNC: readonly Row[] = [
  {
    name: 'a since that is garbage',
    path: '/sync',
    query: { since: 'garbage' },
    status: 400,
    errcode: 'M_UNKNOWN',
    error: 'Invalid stream token',
  },
  { name: 'an empty since', path: '/sync', query: { since: '' }, status: 400, errcode: 'M_UNKNOWN' },
  {
    name: 'a filter that is broken JSON',
    path: '/sync',
    query: { filter: '{"room":' },
    status: 400,
    errcode: 'M_NOT_JSON',
  },
  {
    name: 'a filter id nobody gave out',
    path: '/sync',
    query: { filter: '99' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'a filter id that is none',
    path: '/sync',
    query: { filter: '__proto__' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'a filter of the wrong types',
    path: '/sync',
    query: { filter: '{"room":{"ephemeral":{"types":"m.typing"}}}' },
    status: 400,
    errcode: 'M_UNKNOWN',
  },
  {
    name: 'a timeout that is no number',
    path: '/sync',
    query: { timeout: 'soon' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'a presence that is none',
    path: '/sync',
    query: { set_presence: 'asleep' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'a query parameter nobody knows',
    path: '/sync',
    query: { _cacheBuster: '1', 'org.matrix.msc4222.use_state_after': 'true' },
    status: 200,
  },
]

const ROOMS: readonly Row[] = [
  { name: 'an unknown path', path: '/nothing/here', status: 404, errcode: 'M_UNRECOGNIZED' },
  { name: 'the wrong method', method: 'DELETE', path: '/sync', status: 405, errcode: 'M_UNRECOGNIZED' },
  {
    name: 'the wrong method with a body',
    method: 'POST',
    path: typingPath(),
    body: ON,
    status: 405,
    errcode: 'M_UNRECOGNIZED',
  },
  {
    name: 'broken percent-encoding',
    method: 'PUT',
    path: '/rooms/%zz/typing/x',
    body: ON,
    status: 404,
    errcode: 'M_UNRECOGNIZED',
  },
  {
    name: 'joining an unknown room',
    method: 'POST',
    path: '/join/!nowhere%3Amock.test',
    status: 404,
    errcode: 'M_UNKNOWN',
  },
  {
    name: 'joining an unknown alias',
    method: 'POST',
    path: '/join/%23nowhere%3Amock.test',
    status: 404,
    errcode: 'M_NOT_FOUND',
  },
  { name: 'joining what is neither', method: 'POST', path: '/join/general', status: 400, errcode: 'M_INVALID_PARAM' },
  {
    name: 'leaving an unknown room',
    method: 'POST',
    path: '/rooms/!nowhere%3Amock.test/leave',
    status: 403,
    errcode: 'M_FORBIDDEN',
  },
  { name: 'the profile of nobody', path: '/profile/@nobody%3Amock.test', status: 404, errcode: 'M_NOT_FOUND' },
  {
    name: "another user's display name",
    method: 'PUT',
    path: '/profile/@bob%3Amock.test/displayname',
    body: { displayname: 'x' },
    status: 400,
    errcode: 'M_FORBIDDEN',
  },
  {
    name: 'account data nobody stored',
    path: '/user/@alice%3Amock.test/account_data/m.direct',
    status: 404,
    errcode: 'M_NOT_FOUND',
  },
  {
    name: "another user's account data",
    path: '/user/@bob%3Amock.test/account_data/m.direct',
    status: 403,
    errcode: 'M_FORBIDDEN',
  },
  {
    name: "another user's filter",
    method: 'POST',
    path: '/user/@bob%3Amock.test/filter',
    body: {},
    status: 403,
    errcode: 'M_FORBIDDEN',
  },
  {
    name: 'a room name that is taken',
    method: 'POST',
    path: '/createRoom',
    body: { room_alias_name: 'general' },
    status: 400,
    errcode: 'M_ROOM_IN_USE',
  },
  {
    name: 'inviting nobody',
    method: 'POST',
    path: `/rooms/${GENERAL}/invite`,
    body: { user_id: '@nobody:mock.test' },
    status: 404,
    errcode: 'M_NOT_FOUND',
  },
  {
    name: 'a page that begins nowhere',
    path: `/rooms/${GENERAL}/messages`,
    query: { dir: 'b', from: 'x' },
    status: 400,
    errcode: 'M_UNKNOWN',
  },
]

const LOGIN: readonly Row[] = [
  {
    name: 'a wrong password',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.password', user: 'alice', password: 'x' },
    status: 403,
    errcode: 'M_FORBIDDEN',
    error: 'Invalid username or password',
  },
  {
    name: 'an unknown user',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.password', user: 'nobody', password: 'x' },
    status: 403,
    errcode: 'M_FORBIDDEN',
  },
  { name: 'no type', method: 'POST', path: '/login', body: {}, status: 400, errcode: 'M_UNKNOWN' },
  {
    name: 'another type',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.nothing', user: 'alice' },
    status: 400,
    errcode: 'M_UNKNOWN',
  },
  {
    name: 'an identifier of another type',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.password', password: 'x', identifier: { type: 'm.id.nothing' } },
    status: 400,
    errcode: 'M_UNKNOWN',
  },
  {
    name: 'no user',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.password', password: 'x' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'no password',
    method: 'POST',
    path: '/login',
    body: { type: 'm.login.password', user: 'alice' },
    status: 400,
    errcode: 'M_INVALID_PARAM',
  },
  {
    name: 'a name that is taken',
    method: 'POST',
    path: '/register',
    body: { username: 'alice' },
    status: 400,
    errcode: 'M_USER_IN_USE',
  },
  {
    name: 'a name that is none',
    method: 'POST',
    path: '/register',
    body: { username: 'A B' },
    status: 400,
    errcode: 'M_INVALID_USERNAME',
  },
  {
    name: 'a guest',
    method: 'POST',
    path: '/register',
    query: { kind: 'guest' },
    body: {},
    status: 403,
    errcode: 'M_GUEST_ACCESS_FORBIDDEN',
  },
  {
    name: 'a refresh token nobody gave out',
    method: 'POST',
    path: '/refresh',
    body: { refresh_token: 'x' },
    status: 401,
    errcode: 'M_UNKNOWN_TOKEN',
  },
]

describe.each([
  ['typing', TYPING],
  ['sync', SYNC],
  ['rooms and profiles', ROOMS],
  ['log-in', LOGIN],
])('%s answers as Synapse does', (_, rows) => {
  test.each(rows)(
    '$name: $status $errcode',
    async ({ method = 'GET', path, body, query = {}, status, errcode, error }) => {
      const reply = await matrixUser(server, 'alice').call(method, path, { body, query })
      expect([reply.status, dig(reply.body, 'errcode')]).toEqual([status, errcode])
      if (error !== undefined) expect(dig(reply.body, 'error')).toBe(error)
    },
  )
})

test('a room the caller is not in is as forbidden as one that does not exist', async () => {
  const carol = matrixUser(server, 'carol')
  expect((await carol.type(true, 30_000, RANDOM)).status).toBe(403)
  expect((await carol.say('hello', 'c1', RANDOM)).status).toBe(403)
  expect((await carol.call('GET', `/rooms/${RANDOM}/joined_members`)).status).toBe(403)
  expect((await carol.call('GET', `/rooms/${RANDOM}/messages`)).status).toBe(403)
})

describe('tokens', () => {
  test.each(['/sync', '/account/whoami', '/pushrules/', '/joined_rooms'])('%s wants one', async (path) => {
    const reply = await callMatrix(server, 'GET', path)
    expect([reply.status, reply.body]).toEqual([401, { errcode: 'M_MISSING_TOKEN', error: 'Missing access token' }])
  })

  test('an unknown one is 401 M_UNKNOWN_TOKEN, and no reason to keep the device', async () => {
    const reply = await callMatrix(server, 'GET', '/sync', { token: 'syt_wrong' })
    expect([reply.status, dig(reply.body, 'errcode'), dig(reply.body, 'soft_logout')]).toEqual([
      401,
      'M_UNKNOWN_TOKEN',
      false,
    ])
  })

  test('one in the query is not taken: it would be in every log', async () => {
    const { token } = matrixUser(server, 'alice')
    const reply = await callMatrix(server, 'GET', '/account/whoami', { query: { access_token: token } })
    expect(reply.status).toBe(401)
  })
})

test('a body that is not UTF-8 is no JSON', async () => {
  const { token } = matrixUser(server, 'alice')
  const response = await fetch(`${server.urls.matrix}/_matrix/client/v3${typingPath()}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: new Uint8Array([0x7b, 0xff, 0x7d]),
  })
  expect([response.status, dig(await response.json(), 'errcode')]).toEqual([400, 'M_NOT_JSON'])
})

test('a target in absolute form leads nowhere', async () => {
  const { token } = matrixUser(server, 'alice')
  const host = new URL(server.url).host
  const path = '/matrix/_matrix/client/v3/account/whoami'
  const headers = { Host: host, Authorization: `Bearer ${token}` }
  expect((await rawRequest(server, { path, headers })).status).toBe(200)
  expect((await rawRequest(server, { path: `http://${host}${path}`, headers })).status).toBe(404)
})

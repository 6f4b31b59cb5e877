import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { callMatrix, dig, type MatrixUser, matrixUser, type Reply } from '../../test/matrix-user.ts'
import type { MatrixOptions } from './options.ts'
import { MAX_SESSIONS } from './sessions.ts'
import { type MockServer, startMockServer } from '../start.ts'

let clock: ManualClock
let server: MockServer
let alice: MatrixUser

async function start(matrix: MatrixOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, matrix })
  alice = matrixUser(server, 'alice')
}
beforeEach(() => start())
afterEach(() => server.close())

const LOGIN = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'alice' }, password: 'alice-password' }

const login = (more: object = {}): Promise<Reply> =>
  callMatrix(server, 'POST', '/login', { body: { ...LOGIN, ...more } })
const whoami = (token: unknown): Promise<Reply> =>
  callMatrix(server, 'GET', '/account/whoami', { token: String(token) })

test('one logs in by identifier, by user id, and by the user field of older clients', async () => {
  for (const more of [
    {},
    { identifier: { type: 'm.id.user', user: '@alice:mock.test' } },
    { identifier: undefined, user: 'alice' },
    { identifier: undefined, user: '@alice:mock.test' },
  ]) {
    const { status, body } = await login(more)
    expect([status, dig(body, 'user_id'), dig(body, 'home_server')]).toEqual([200, '@alice:mock.test', 'mock.test'])
    const me = await whoami(dig(body, 'access_token'))
    expect(me.body).toEqual({ user_id: '@alice:mock.test', device_id: dig(body, 'device_id'), is_guest: false })
    expect(dig(body, 'refresh_token')).toBeUndefined()
    expect(dig(body, 'expires_in_ms')).toBeUndefined()
  }
})

test('the flows of log-in are told', async () => {
  expect((await callMatrix(server, 'GET', '/login')).body).toEqual({ flows: [{ type: 'm.login.password' }] })
})

test('no token is the same twice, nor guessable from the seed', async () => {
  const other = await startMockServer({ clock: manualClock(1_700_000_000_000) })
  const tokens = [...server.users, ...other.users].map(({ matrix }) => matrix.accessToken)
  expect(new Set([...tokens, server.control.token, other.control.token]).size).toBe(tokens.length + 2)
  await other.close()
})

test('logging in to a device again leaves the token it had; a log-out ends both', async () => {
  const first = dig((await login({ device_id: 'PHONE' })).body, 'access_token')
  const second = await login({ device_id: 'PHONE' })
  expect(dig(second.body, 'device_id')).toBe('PHONE')
  expect((await whoami(first)).status).toBe(200)
  await callMatrix(server, 'POST', '/logout', { token: String(dig(second.body, 'access_token')) })
  expect([(await whoami(first)).status, (await whoami(alice.token)).status]).toEqual([401, 200])
})

test('a log-out ends its own token, a log-out of all ends every one', async () => {
  const [first, second] = [dig((await login()).body, 'access_token'), dig((await login()).body, 'access_token')]
  expect((await callMatrix(server, 'POST', '/logout', { token: String(first) })).body).toEqual({})
  expect([(await whoami(first)).status, (await whoami(second)).status]).toEqual([401, 200])
  await alice.call('POST', '/logout/all')
  expect([(await whoami(second)).status, (await whoami(alice.token)).status]).toEqual([401, 401])
  expect(dig((await whoami(second)).body, 'soft_logout')).toBe(false)
})

test('access tokens that can be refreshed end when an option says so, but not the others', async () => {
  await server.close()
  await start({ accessTokenLifetimeMs: 60_000 })
  const lasting = dig((await login()).body, 'access_token')
  const { body } = await login({ refresh_token: true })
  expect(dig(body, 'expires_in_ms')).toBe(60_000)
  clock.advance(59_999)
  expect((await whoami(dig(body, 'access_token'))).status).toBe(200)
  clock.advance(1)
  const ended = await whoami(dig(body, 'access_token'))
  expect([ended.status, dig(ended.body, 'errcode'), dig(ended.body, 'soft_logout')]).toEqual([
    401,
    'M_UNKNOWN_TOKEN',
    true,
  ])
  expect([(await whoami(lasting)).status, (await whoami(alice.token)).status]).toEqual([200, 200])
})

test('a refresh token is good for one new pair, of the same device', async () => {
  await server.close()
  await start({ accessTokenLifetimeMs: 60_000 })
  const { body } = await login({ refresh_token: true })
  clock.advance(60_000)
  const refresh = (): Promise<Reply> =>
    callMatrix(server, 'POST', '/refresh', { body: { refresh_token: dig(body, 'refresh_token') } })
  const renewed = await refresh()
  expect([renewed.status, dig(renewed.body, 'expires_in_ms')]).toEqual([200, 60_000])
  expect(dig((await whoami(dig(renewed.body, 'access_token'))).body, 'device_id')).toBe(dig(body, 'device_id'))
  expect((await refresh()).status).toBe(403)
  expect((await whoami(dig(body, 'access_token'))).status).toBe(401)
})

test('access tokens that can be refreshed live five minutes where no option says otherwise', async () => {
  expect(dig((await login({ refresh_token: true })).body, 'expires_in_ms')).toBe(300_000)
  expect(dig((await login()).body, 'expires_in_ms')).toBeUndefined()
})

test('registering first says what it wants, then lets one in', async () => {
  const wanted = { username: 'erin', password: 'secret' }
  const first = await callMatrix(server, 'POST', '/register', { body: wanted })
  expect([first.status, dig(first.body, 'flows')]).toEqual([401, [{ stages: ['m.login.dummy'] }]])
  const auth = { type: 'm.login.dummy', session: dig(first.body, 'session') }
  const second = await callMatrix(server, 'POST', '/register', { body: { ...wanted, auth } })
  expect([second.status, dig(second.body, 'user_id')]).toEqual([200, '@erin:mock.test'])
  expect((await whoami(dig(second.body, 'access_token'))).status).toBe(200)
  expect((await login({ identifier: undefined, user: 'erin', password: 'secret' })).status).toBe(200)
})

test('S14 sessions of a user are bounded: the oldest log-in ends, never the one given out at the start', async () => {
  const first = dig((await login()).body, 'access_token')
  for (let index = 0; index < MAX_SESSIONS; index += 1) await login()
  expect([(await whoami(first)).status, (await whoami(alice.token)).status]).toEqual([401, 200])
})

test.each([
  ['all', 200, 200, ['r0.6.1', 'v1.11']],
  ['r0-only', 200, 404, ['r0.6.1']],
  ['v3-only', 404, 200, ['v1.11']],
] as const)('served versions %s: r0 answers %i, v3 %i', async (versions, r0, v3, named) => {
  await server.close()
  await start({ versions })
  const replies = [
    await alice.call('GET', '/account/whoami', { version: 'r0' }),
    await alice.call('GET', '/account/whoami', { version: 'v3' }),
  ]
  expect(replies.map(({ status }) => status)).toEqual([r0, v3])
  for (const { status, body } of replies) if (status === 404) expect(dig(body, 'errcode')).toBe('M_UNRECOGNIZED')
  const told = dig(await (await fetch(`${server.urls.matrix}/_matrix/client/versions`)).json(), 'versions')
  expect(['r0.6.1', 'v1.11'].filter((version) => Array.isArray(told) && told.includes(version))).toEqual(named)
})

test.each(['typing', 'message', 'login', 'sync'] as const)(
  'a limit on %s: 429 in body and header until it has passed',
  async (name) => {
    const act = { typing: () => alice.type(true), message: () => alice.say('x', '1'), login, sync: () => alice.sync() }[
      name
    ]
    server.control.setRateLimit(name, { perSecond: 0.4, burst: 2 })
    expect([(await act()).status, (await act()).status]).toEqual([200, 200])
    const limited = await act()
    expect([limited.status, limited.body]).toEqual([
      429,
      { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 2_500 },
    ])
    expect(limited.headers.get('retry-after')).toBe('3')
    clock.advance(2_499)
    expect((await act()).status).toBe(429)
    clock.advance(1)
    expect((await act()).status).toBe(200)
    server.control.setRateLimit(name)
    expect((await act()).status).toBe(200)
  },
)

test('a limit is of each user for himself, and stands from the start where an option says so', async () => {
  await server.close()
  await start({ rateLimit: { typing: { perSecond: 1, burst: 1 } } })
  await alice.type(true)
  expect([(await alice.type(true)).status, (await matrixUser(server, 'bob').type(true)).status]).toEqual([429, 200])
  await server.control.restart()
  expect((await alice.type(true)).status).toBe(200)
  expect((await alice.type(true)).status).toBe(429)
})

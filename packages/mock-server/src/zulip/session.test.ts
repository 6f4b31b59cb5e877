import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, type Reply } from '../../test/matrix-user.ts'
import { callZulip, type Fields, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { ZulipOptions } from './options.ts'

let clock: ManualClock
let server: MockServer
let alice: ZulipUser

async function start(zulip: ZulipOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, zulip })
  alice = zulipUser(server, 'alice')
}

async function startAnew(zulip: ZulipOptions): Promise<void> {
  await server.close()
  await start(zulip)
}

beforeEach(() => start())
afterEach(() => server.close())

const API = (): string => `${server.urls.zulip}/api/v1`
const fetchKey = (fields: Fields): Promise<Reply> => callZulip(server, 'POST', '/fetch_api_key', { fields })

describe('coming in', () => {
  test('anybody may ask what server this is', async () => {
    expect((await callZulip(server, 'GET', '/server_settings')).body).toMatchObject({
      result: 'success',
      zulip_feature_level: 481,
      zulip_version: '12.0',
      realm_url: server.urls.zulip,
      authentication_methods: { password: true },
    })
  })

  test.each([
    [57, '3.4'],
    [214, '7.0'],
    [372, '10.0'],
    [480, '11.0'],
  ])('feature level %i is that of a server after %s', async (featureLevel, version) => {
    await startAnew({ featureLevel })
    const { body } = await callZulip(server, 'GET', '/server_settings')
    expect([dig(body, 'zulip_feature_level'), dig(body, 'zulip_version')]).toEqual([featureLevel, version])
  })

  test('a password brings the key that the server gave out at its start', async () => {
    const { body } = await fetchKey({ username: 'Alice@mock.test', password: 'alice-password' })
    const [email, apiKey] = alice.credentials.split(':')
    expect(body).toEqual({ result: 'success', msg: '', api_key: apiKey, email, user_id: 8 })
    expect((await alice.call('GET', '/users/me')).body).toMatchObject({ user_id: 8, full_name: 'Alice' })
  })

  test('a wrong one is 401, and tells nobody whether there is such a user', async () => {
    const wrong = { result: 'error', code: 'AUTHENTICATION_FAILED', msg: 'Your username or password is incorrect' }
    for (const username of ['alice@mock.test', 'nobody@mock.test', '__proto__@mock.test']) {
      expect(await fetchKey({ username, password: 'x' })).toMatchObject({ status: 401, body: wrong })
    }
    expect((await fetchKey({ username: 'alice@mock.test' })).body).toMatchObject({ code: 'REQUEST_VARIABLE_MISSING' })
  })

  test('a server of developers wants no password', async () => {
    const fields = { username: 'bob@mock.test' }
    expect(dig((await callZulip(server, 'POST', '/dev_fetch_api_key', { fields })).body, 'user_id')).toBe(9)
  })

  test('a key that was renewed opens nothing, until the server is reset', async () => {
    const apiKey = server.control.renewApiKey('alice')
    expect((await alice.call('GET', '/users/me')).status).toBe(401)
    const credentials = `${alice.email}:${apiKey ?? ''}`
    expect((await alice.call('GET', '/users/me', { credentials })).status).toBe(200)
    server.control.reset()
    expect((await alice.call('GET', '/users/me')).status).toBe(200)
    expect(server.control.renewApiKey('nobody')).toBeUndefined()
  })

  test('a restart without state gives out other keys for the same ids', async () => {
    await server.control.restart({ keepState: false })
    expect((await alice.call('GET', '/users/me')).status).toBe(401)
    expect((await zulipUser(server, 'alice').call('GET', '/users/me')).body).toMatchObject({ user_id: 8 })
  })

  test('somebody who is added has a key and the next id', async () => {
    const user = server.control.addUser({ name: 'erin' })
    expect(user?.zulip).toEqual({ email: 'erin@mock.test', apiKey: expect.any(String), userId: 12 })
    const credentials = `erin@mock.test:${user?.zulip.apiKey ?? ''}`
    expect((await callZulip(server, 'GET', '/users/me', { credentials })).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const CORS = {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'Authorization',
    'access-control-allow-methods': 'GET, POST, DELETE, PUT, PATCH, HEAD',
  }
  const corsOf = ({ headers }: { readonly headers: Headers }): object =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')))

  test.each(['/typing', '/events', '/register', '/nothing'])('a preflight of %s is 204, and lets Authorization in', async (path) => {
    const headers = {
      Origin: 'http://localhost:5173',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    }
    const response = await fetch(`${API()}${path}`, { method: 'OPTIONS', headers })
    expect([response.status, corsOf(response)]).toEqual([204, CORS])
  })

  test('answers and errors carry the same, and let no header be read', async () => {
    expect(corsOf(await alice.call('GET', '/users/me'))).toEqual(CORS)
    expect(corsOf(await alice.type({}))).toEqual(CORS)
    expect(corsOf(await callZulip(server, 'GET', '/nothing'))).toEqual(CORS)
  })

  test('of elsewhere are refused before anything is done', async () => {
    const response = await fetch(`${API()}/server_settings`, { headers: { Origin: 'https://evil.test' } })
    expect([response.status, await response.json()]).toEqual([
      403,
      { result: 'error', msg: 'This origin is not allowed', code: 'BAD_REQUEST' },
    ])
  })
})

describe('bodies', () => {
  const fields = { to: [9], op: 'start' }

  test.each(['form', 'multipart', 'query'] as const)('parameters by %s are taken', async (as) => {
    const queue = await zulipUser(server, 'bob').register()
    expect((await alice.call('POST', '/typing', { fields, as })).status).toBe(200)
    expect(await queue.news()).toHaveLength(1)
  })

  test('those of the body go before those of the query', async () => {
    const body = new URLSearchParams({ op: 'stop' })
    const queue = await zulipUser(server, 'bob').register()
    const headers = { Authorization: `Basic ${btoa(alice.credentials)}` }
    await fetch(`${API()}/typing?op=start&to=[9]`, { method: 'POST', headers, body })
    expect(dig(await queue.news(), 0, 'op')).toBe('stop')
  })

  test.each([
    ['application/json', JSON.stringify(fields)],
    ['text/plain', 'op=start&to=[9]'],
  ])('of type %s are no form: nothing of them is seen', async (type, body) => {
    const headers = { Authorization: `Basic ${btoa(alice.credentials)}`, 'Content-Type': type }
    const response = await fetch(`${API()}/typing`, { method: 'POST', headers, body })
    expect([response.status, dig(await response.json(), 'msg')]).toEqual([400, "Missing 'op' argument"])
  })

  test.each(['multipart/form-data', 'multipart/form-data; boundary=x'])('%s that is none is 400', async (type) => {
    const headers = { Authorization: `Basic ${btoa(alice.credentials)}`, 'Content-Type': type }
    const response = await fetch(`${API()}/typing`, { method: 'POST', headers, body: '--y\r\nbroken' })
    expect([response.status, dig(await response.json(), 'msg')]).toEqual([400, 'Invalid multipart body'])
  })

  test('a file in a multipart body is left out', async () => {
    const form = new FormData()
    form.append('op', new Blob(['start']), 'op.txt')
    const headers = { Authorization: `Basic ${btoa(alice.credentials)}` }
    const response = await fetch(`${API()}/typing`, { method: 'POST', headers, body: form })
    expect(dig(await response.json(), 'msg')).toBe("Missing 'op' argument")
  })
})

describe('a rate limit', () => {
  const LIMIT = { perSecond: 0.4, burst: 2 }

  test('counts every call of a user, and says how long to wait in header and body, in seconds', async () => {
    await startAnew({ rateLimit: LIMIT })
    expect((await alice.call('GET', '/users/me')).status).toBe(200)
    expect((await alice.type({ to: [9], op: 'start' })).status).toBe(200)
    clock.advance(400)
    const { status, headers, body } = await alice.type({ to: [9], op: 'stop' })
    expect([status, body]).toEqual([
      429,
      { result: 'error', msg: 'API usage exceeded rate limit', code: 'RATE_LIMIT_HIT', 'retry-after': 2.1 },
    ])
    expect([headers.get('Retry-After'), headers.get('Access-Control-Expose-Headers')]).toEqual(['2.1', null])
    expect((await zulipUser(server, 'bob').call('GET', '/users/me')).status).toBe(200)
    clock.advance(2_100)
    expect((await alice.type({ to: [9], op: 'stop' })).status).toBe(200)
  })

  test('is put on and taken off while the server runs; a reset brings back the first, a restart fills it', async () => {
    server.control.setRateLimit('zulip', { perSecond: 0.1, burst: 1 })
    const statuses = async (): Promise<readonly number[]> => [
      (await alice.call('GET', '/users/me')).status,
      (await alice.call('GET', '/users/me')).status,
    ]
    expect(await statuses()).toEqual([200, 429])
    await server.control.restart()
    expect(await statuses()).toEqual([200, 429])
    server.control.setRateLimit('zulip')
    expect(await statuses()).toEqual([200, 200])
    server.control.setRateLimit('zulip', { perSecond: 0.1, burst: 1 })
    server.control.reset()
    expect(await statuses()).toEqual([200, 200])
  })
})

test('the journal tells calls of Zulip apart, and holds no key, text or topic', async () => {
  const fields = { type: 'channel', stream_id: 1, topic: 'chat' }
  await alice.type({ ...fields, op: 'start' })
  await alice.type({ ...fields, op: 'stop' })
  await alice.call('POST', '/messages', { fields: { ...fields, to: 'general', content: 'a-secret-text' } })
  await alice.register()
  await fetchKey({ username: 'alice@mock.test', password: 'alice-password' })
  const by = { protocol: 'zulip', user: 'alice', status: 200 }
  expect(server.control.journal()).toMatchObject([
    { ...by, op: 'typing:start', room: 'general', route: '/api/v1/typing' },
    { ...by, op: 'typing:stop', room: 'general' },
    { ...by, op: 'message', room: 'general' },
    { ...by, op: 'register' },
    { ...by, op: 'fetch_api_key' },
  ])
  const written = JSON.stringify(server.control.journal())
  for (const secret of [alice.credentials.split(':')[1] ?? '', 'a-secret-text', 'alice-password', 'chat']) {
    expect(written).not.toContain(secret)
  }
})

test.each([
  { featureLevel: 10 },
  { featureLevel: 481.5 },
  { heartbeatMs: 0 },
  { typingStartedExpiryMs: Number.NaN },
  { queueIdleMs: Number.POSITIVE_INFINITY },
])('%j is refused at the start', async (zulip) => {
  await expect(startMockServer({ zulip })).rejects.toThrow(`zulip.${Object.keys(zulip)[0] ?? ''} is out of range`)
})

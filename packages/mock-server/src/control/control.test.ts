import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { manualClock } from '../../test/manual-clock.ts'
import { callMatrix, dig, GENERAL, type MatrixUser, matrixUser, RANDOM, rawRequest } from '../../test/matrix-user.ts'
import { zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import { Journal, JOURNAL_SIZE } from './journal.ts'

let server: MockServer
let alice: MatrixUser
let bob: MatrixUser

beforeEach(async () => {
  server = await startMockServer()
  alice = matrixUser(server, 'alice')
  bob = matrixUser(server, 'bob')
})
afterEach(() => server.close())

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<readonly [number, unknown]> {
  const response = await fetch(`${server.control.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${server.control.token}`, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return [response.status, await response.json()]
}

describe('the journal', () => {
  test('says who did what, where, by which route and with what result', async () => {
    await alice.type(true)
    await alice.type(false)
    await alice.say('a secret text', 'j1')
    await callMatrix(server, 'PUT', `/rooms/${GENERAL}/typing/${alice.id}`, {
      version: 'r0',
      token: bob.token,
      body: { typing: true },
    })
    await callMatrix(server, 'POST', '/login', {
      body: { type: 'm.login.password', user: 'bob', password: 'bob-password' },
    })
    await callMatrix(server, 'GET', '/a/secret/path')
    const typing = '/_matrix/client/v3/rooms/:roomId/typing/:userId'
    const here = { protocol: 'matrix', user: 'alice', room: 'general', status: 200 }
    expect(server.control.journal()).toMatchObject([
      { ...here, seq: 1, method: 'PUT', route: typing, op: 'typing:start' },
      { ...here, seq: 2, method: 'PUT', route: typing, op: 'typing:stop' },
      { ...here, op: 'message' },
      { op: 'typing:start', user: 'bob', route: '/_matrix/client/r0/rooms/:roomId/typing/:userId', status: 400 },
      { op: 'login', user: 'bob', status: 200 },
      { op: 'unknown', route: '*', status: 404 },
    ])
  })

  test('never holds a token, a password, a text, or a path as it was asked for', async () => {
    await alice.say('a-secret-text', 'secret-transaction')
    await alice.sync({ filter: '{"secret-filter":{}}' })
    await callMatrix(server, 'GET', '/secret-path', { query: { access_token: alice.token } })
    await callMatrix(server, 'POST', '/login', {
      body: { type: 'm.login.password', user: 'secret-user', password: 'secret' },
    })
    await alice.type(true, 1, '!secret-room:mock.test')
    const told = JSON.stringify(server.control.journal())
    expect(told).not.toContain('secret')
    for (const { matrix, password } of server.users) {
      expect(told).not.toContain(matrix.accessToken)
      expect(told).not.toContain(password)
    }
  })

  test('is bounded, and counts on', () => {
    const journal = new Journal()
    for (let index = 0; index < JOURNAL_SIZE + 5; index += 1) {
      journal.record({
        protocol: 'matrix',
        method: 'GET',
        note: { route: '*', op: 'x' },
        status: 200,
        atMs: 5,
        doneAtMs: 7,
      })
    }
    expect(journal.entries()).toHaveLength(JOURNAL_SIZE)
    expect(journal.entries()[0]).toMatchObject({ seq: 6, atMs: 5, tookMs: 2 })
  })

  test('can be waited for: an entry that is there, one to come, or until one gives up', async () => {
    await alice.type(true)
    expect(await server.control.waitFor(({ op }) => op === 'typing:start')).toMatchObject({ user: 'alice' })
    const later = server.control.waitFor(({ op, user }) => op === 'typing:start' && user === 'bob')
    await bob.type(true)
    expect(await later).toMatchObject({ seq: 2 })
    const abort = new AbortController()
    const never = server.control.waitFor(() => false, abort.signal)
    abort.abort(new Error('enough'))
    await expect(never).rejects.toThrow('enough')
    await expect(server.control.waitFor(() => false, abort.signal)).rejects.toThrow('enough')
  })

  test('lets down whoever waits when the server closes', async () => {
    const never = server.control.waitFor(() => false)
    const told = expect(never).rejects.toThrow('the server is closed')
    await server.close()
    await told
  })
})

describe('a restart', () => {
  test('cuts what is held and listens on the same port again', async () => {
    const carol = matrixUser(server, 'carol')
    const poll = carol.sync({ since: await carol.here(), timeout: '30000' })
    const cut = expect(poll).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await alice.type(true, 60_000, RANDOM)
    const before = server.url
    await server.control.restart()
    await cut
    expect(server.control.state()).toEqual({ connections: 0, polls: 0, queues: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] })
    expect(server.url).toBe(before)
    expect((await alice.type(true)).status).toBe(200)
  })

  test('nobody listens while it is down', async () => {
    const clock = manualClock()
    const other = await startMockServer({ clock })
    const restarted = other.control.restart({ downMs: 60_000 })
    await vi.waitFor(() => expect(other.control.state().timers).toBe(1))
    await expect(matrixUser(other, 'alice').here()).rejects.toThrow('fetch failed')
    clock.advance(60_000)
    await restarted
    expect((await matrixUser(other, 'alice').sync()).status).toBe(200)
    await other.close()
  })

  test('without state forgets tokens, people and messages, and gives out other tokens', async () => {
    await callMatrix(server, 'POST', '/register', {
      body: { username: 'erin', password: 'x', auth: { type: 'm.login.dummy' } },
    })
    const said = await alice.say('hello', 'k1')
    await server.control.restart({ keepState: false })
    expect((await alice.sync()).status).toBe(401)
    const again = matrixUser(server, 'alice')
    expect(again.token).not.toBe(alice.token)
    const page = await again.call('GET', `/rooms/${GENERAL}/messages`, { query: { dir: 'b', limit: '1' } })
    expect(dig(page.body, 'chunk', 0, 'type')).toBe('m.room.member')
    expect((await callMatrix(server, 'GET', '/profile/@erin:mock.test')).status).toBe(404)
    expect(dig((await again.say('hello', 'k1')).body, 'event_id')).not.toBe(dig(said.body, 'event_id'))
  })

  test('two at once are one after the other', async () => {
    await Promise.all([server.control.restart(), server.control.restart({ downMs: 5 }), server.control.restart()])
    expect((await alice.sync()).status).toBe(200)
  })

  test('that is under way does not outlive the server', async () => {
    const restarted = server.control.restart({ downMs: 3_600_000 })
    await vi.waitFor(() => expect(server.control.state().timers).toBe(1))
    await server.close()
    await restarted
    expect(server.control.state()).toEqual({ connections: 0, polls: 0, queues: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] })
  })

  test('a server that closes while it restarts stays closed', async () => {
    const other = await startMockServer()
    const restarted = other.control.restart({ downMs: 3_600_000 })
    // One turn into the restart, before it knows how long to stay down.
    await turn()
    await other.close()
    await restarted
    await expect(fetch(other.url)).rejects.toThrow('fetch failed')
  })
})

describe('behind the back of the clients', () => {
  test('a reset brings the first users, rooms and limits back; the first tokens work, no others', async () => {
    const login = { type: 'm.login.password', user: 'alice', password: 'alice-password' }
    const other = String(dig((await callMatrix(server, 'POST', '/login', { body: login })).body, 'access_token'))
    const since = await alice.here()
    await bob.call('POST', `/rooms/${GENERAL}/leave`)
    await alice.type(true)
    server.control.expireToken('alice')
    server.control.setRateLimit('typing', { perSecond: 1, burst: 1 })
    server.control.reset()
    expect(server.control.journal()).toEqual([])
    expect(server.control.state().typing).toEqual([])
    expect([(await bob.type(true)).status, (await bob.type(true)).status]).toEqual([200, 200])
    expect((await alice.call('GET', '/sync', { token: other })).status).toBe(401)
    expect((await alice.sync({ since })).status).toBe(200)
  })

  test('an expired token is told from a wrong one, and a refresh token goes on working', async () => {
    const login = { type: 'm.login.password', user: 'alice', password: 'alice-password', refresh_token: true }
    const refreshToken = dig((await callMatrix(server, 'POST', '/login', { body: login })).body, 'refresh_token')
    expect(server.control.expireToken('alice')).toBe(2)
    const { status, body } = await alice.sync()
    expect([status, dig(body, 'errcode'), dig(body, 'soft_logout')]).toEqual([401, 'M_UNKNOWN_TOKEN', true])
    expect((await bob.sync()).status).toBe(200)
    expect((await callMatrix(server, 'POST', '/refresh', { body: { refresh_token: refreshToken } })).status).toBe(200)
  })

  test('who is kicked is out, and no longer typing', async () => {
    await bob.type(true)
    expect(server.control.kick('bob', 'general')).toBe(true)
    expect(server.control.kick('bob', 'general')).toBe(false)
    expect(server.control.kick('bob', 'nowhere')).toBe(false)
    expect(server.control.state().typing).toEqual([])
    expect((await bob.type(true)).status).toBe(403)
    const state = await alice.call('GET', `/rooms/${GENERAL}/state/m.room.member/${bob.id}`)
    expect(dig(state.body, 'membership')).toBe('leave')
  })

  test('who is added can log in', async () => {
    const user = server.control.addUser({ name: 'frank' })
    expect(user).toMatchObject({ name: 'frank', password: 'frank-password', matrix: { userId: '@frank:mock.test' } })
    expect((await callMatrix(server, 'GET', '/sync', { token: user?.matrix.accessToken })).status).toBe(200)
    expect(dig((await callMatrix(server, 'GET', '/profile/@frank:mock.test')).body, 'displayname')).toBe('Frank')
    expect(server.control.addUser({ name: 'frank' })).toBeUndefined()
  })
})

describe('over HTTP', () => {
  test('the same actions', async () => {
    await alice.type(true)
    expect(await ask('GET', '/state')).toEqual([200, server.control.state()])
    expect(dig(await ask('GET', '/state'), 1, 'typing')).toEqual([{ room: 'general', users: ['alice'] }])
    await alice.type(false)
    expect(dig(await ask('GET', '/journal?after=1'), 1)).toMatchObject([{ seq: 2, op: 'typing:stop' }])
    expect(await ask('POST', '/kick', { user: 'bob', room: 'random' })).toEqual([200, { kicked: true }])
    expect(await ask('POST', '/expire-token', { user: 'bob' })).toEqual([200, { expired: 1 }])
    expect(dig(await ask('POST', '/users', { name: 'grace' }), 1, 'matrix', 'userId')).toBe('@grace:mock.test')
    expect((await ask('POST', '/users', { name: 'grace' }))[0]).toBe(400)
    expect(await ask('POST', '/rate-limit', { name: 'typing', perSecond: 1, burst: 1 })).toEqual([200, {}])
    expect([(await alice.type(true)).status, (await alice.type(true)).status]).toEqual([200, 429])
    expect(await ask('POST', '/rate-limit', { name: 'typing' })).toEqual([200, {}])
    expect((await alice.type(true)).status).toBe(200)
    expect(await ask('POST', '/restart', { keepState: true })).toEqual([200, {}])
    expect(dig(await ask('GET', '/state'), 1, 'typing')).toEqual([])
    expect(await ask('POST', '/reset')).toEqual([200, {}])
    expect(server.control.journal()).toEqual([])
    expect(await ask('POST', '/restart', { keepState: false })).toEqual([200, {}])
    expect((await alice.sync()).status).toBe(401)
  })

  test('what Zulip has of its own', async () => {
    const zulip = zulipUser(server, 'alice')
    await zulip.register()
    expect(await ask('POST', '/zulip/end-queues', { user: 'bob' })).toEqual([200, { ended: 0 }])
    expect(await ask('POST', '/zulip/end-queues')).toEqual([200, { ended: 1 }])
    expect(await ask('POST', '/restart', { zulip: { featureLevel: 214, mandatoryTopics: true } })).toEqual([200, {}])
    expect((await zulip.register()).registered).toMatchObject({ zulip_feature_level: 214, realm_mandatory_topics: false })
    expect(await ask('POST', '/rate-limit', { name: 'zulip', perSecond: 0.001, burst: 1 })).toEqual([200, {}])
    const statuses = [(await zulip.call('GET', '/users/me')).status, (await zulip.call('GET', '/users/me')).status]
    expect(statuses).toEqual([200, 429])
    expect(await ask('POST', '/zulip/renew-api-key', { user: 'alice' })).toEqual([200, { apiKey: expect.any(String) }])
    expect((await zulip.call('GET', '/users/me')).status).toBe(401)
  })

  test('only with the token', async () => {
    for (const authorization of [
      '',
      'Bearer ',
      `Bearer ${'x'.repeat(server.control.token.length)}`,
      server.control.token,
    ]) {
      expect((await ask('GET', '/state', undefined, { Authorization: authorization }))[0]).toBe(401)
    }
    expect((await ask('POST', '/restart', {}, { Authorization: `Bearer ${alice.token}` }))[0]).toBe(401)
  })

  test('never for a page, nor under another name', async () => {
    expect((await ask('GET', '/state', undefined, { Origin: 'http://localhost:5173' }))[0]).toBe(403)
    const { status } = await rawRequest(
      { ...server, url: server.control.url },
      {
        path: '/state',
        headers: { Host: 'evil.test', Authorization: `Bearer ${server.control.token}` },
      },
    )
    expect(status).toBe(403)
  })

  test.each([
    ['GET', '/nothing', undefined, 404],
    ['DELETE', '/state', undefined, 404],
    ['POST', '/restart', '{', 400],
    ['POST', '/restart', '[]', 400],
    ['POST', '/restart', { downMs: -1 }, 400],
    ['POST', '/restart', { downMs: 1e9 }, 400],
    ['POST', '/rate-limit', { name: 'everything', perSecond: 1, burst: 1 }, 400],
    ['POST', '/rate-limit', { name: 'typing', perSecond: 0, burst: 1 }, 400],
    ['POST', '/rate-limit', { name: 'typing', perSecond: 1 }, 400],
    ['POST', '/restart', { zulip: { featureLevel: 'new' } }, 400],
    ['POST', '/restart', { zulip: { heartbeatMs: 0 } }, 400],
    ['POST', '/zulip/renew-api-key', { user: 'nobody' }, 400],
    ['POST', '/users', {}, 400],
    ['POST', '/reset', `{"x":"${'x'.repeat(70_000)}"}`, 413],
  ])('%s %s %j is %i', async (method, path, body, status) => {
    expect((await ask(method, path, body))[0]).toBe(status)
  })
})

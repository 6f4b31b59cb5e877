import { expect } from 'vitest'
import { type Case, limited, shared } from './home-server.ts'
import { call, dig, enroll, gist, logIn, openRoom, pair, type Person, type Reply, textAt, TOKEN_LIFE_MS, typeAndStop } from './person.ts'

const refresh = (person: Person, token: string): Promise<Reply> =>
  call(person.server, 'POST', '/refresh', { body: { refresh_token: token } })

const say = (person: Person, room: string, transaction: number): Promise<Reply> =>
  person.call('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.message/${transaction}`, {
    body: { msgtype: 'm.text', body: 'hello' },
  })

function expectLimit(reply: Reply): void {
  expect(gist(reply)).toBe('429 M_LIMIT_EXCEEDED')
  const waitMs = Number(dig(reply.body, 'retry_after_ms'))
  expect(waitMs).toBeGreaterThan(0)
  expect(waitMs).toBeLessThanOrEqual(10_000)
  expect(reply.headers.get('retry-after')).toBe(String(Math.ceil(waitMs / 1_000)))
  expect(dig(reply.body, 'error')).toBe('Too Many Requests')
}

/** Coming, staying and being told to wait. */
export const sessionCases: readonly Case[] = [
  shared('a log-in says who I am, and its token opens', async (server) => {
    const { alice } = await pair(server)
    const reply = await logIn(alice, { device_id: 'PHONE' })
    expect(reply.body).toMatchObject({ user_id: alice.id, device_id: 'PHONE' })
    expect(reply.body).not.toHaveProperty('refresh_token')
    expect(reply.body).not.toHaveProperty('expires_in_ms')
    const who = await alice.call('GET', '/account/whoami', { token: textAt(reply, 'access_token') })
    expect(who.body).toMatchObject({ user_id: alice.id, device_id: 'PHONE', is_guest: false })
  }),
  shared('a log-in may name the whole id', async (server) => {
    const { alice } = await pair(server)
    expect(gist(await logIn(alice, { identifier: { type: 'm.id.user', user: alice.id } }))).toBe('200')
  }),
  shared('a log-in to the same device leaves the token it had before, against the specification', async (server) => {
    const { alice } = await pair(server)
    const first = textAt(await logIn(alice, { device_id: 'PHONE' }), 'access_token')
    expect(gist(await logIn(alice, { device_id: 'PHONE' }))).toBe('200')
    expect(gist(await alice.ask({}, { token: first }))).toBe('200')
  }),
  shared('a token without a refresh token does not end', async (server) => {
    const { room, alice } = await pair(server)
    await server.pass(TOKEN_LIFE_MS + 500)
    expect(gist(await alice.put(room, { typing: true, timeout: 1_000 }))).toBe('200')
  }),
  shared('a token with a refresh token ends, softly, and the other brings a new one', async (server) => {
    const { room, alice } = await pair(server)
    const login = await logIn(alice, { refresh_token: true })
    expect(Number(dig(login.body, 'expires_in_ms'))).toBeGreaterThan(0)
    expect(Number(dig(login.body, 'expires_in_ms'))).toBeLessThanOrEqual(TOKEN_LIFE_MS)
    const token = textAt(login, 'access_token')
    expect(gist(await alice.put(room, { typing: true }, { token }))).toBe('200')
    await server.pass(TOKEN_LIFE_MS + 500)
    const refused = await alice.put(room, { typing: true }, { token })
    expect(gist(refused)).toBe('401 M_UNKNOWN_TOKEN')
    expect(dig(refused.body, 'soft_logout')).toBe(true)
    const fresh = await refresh(alice, textAt(login, 'refresh_token'))
    expect(textAt(fresh, 'refresh_token')).not.toBe(textAt(login, 'refresh_token'))
    expect(Number(dig(fresh.body, 'expires_in_ms'))).toBeGreaterThan(0)
    expect(gist(await alice.put(room, { typing: true }, { token: textAt(fresh, 'access_token') }))).toBe('200')
  }),
  shared('a refresh keeps the device', async (server) => {
    const { alice } = await pair(server)
    const login = await logIn(alice, { refresh_token: true, device_id: 'PHONE' })
    const fresh = await refresh(alice, textAt(login, 'refresh_token'))
    const who = await alice.call('GET', '/account/whoami', { token: textAt(fresh, 'access_token') })
    expect(dig(who.body, 'device_id')).toBe('PHONE')
  }),
  shared('a refresh token may be used again until what it brought has been used', async (server) => {
    const { alice } = await pair(server)
    const first = textAt(await logIn(alice, { refresh_token: true }), 'refresh_token')
    expect(gist(await refresh(alice, first))).toBe('200')
    const fresh = await refresh(alice, first)
    expect(gist(fresh)).toBe('200')
    expect(gist(await alice.ask({}, { token: textAt(fresh, 'access_token') }))).toBe('200')
    expect(gist(await refresh(alice, first))).toBe('403 M_FORBIDDEN')
  }),
  shared('a refresh used again before what it brought takes that back', async (server) => {
    const { alice } = await pair(server)
    const first = textAt(await logIn(alice, { refresh_token: true }), 'refresh_token')
    const lost = textAt(await refresh(alice, first), 'access_token')
    await refresh(alice, first)
    expect(gist(await alice.ask({}, { token: lost }))).toBe('401 M_UNKNOWN_TOKEN')
  }),
  shared('an access token lives on after its refresh', async (server) => {
    const { alice } = await pair(server)
    const login = await logIn(alice, { refresh_token: true })
    await refresh(alice, textAt(login, 'refresh_token'))
    expect(gist(await alice.ask({}, { token: textAt(login, 'access_token') }))).toBe('200')
  }),
  shared('a refresh token of two refreshes ago is nobody’s', async (server) => {
    const { alice } = await pair(server)
    const first = textAt(await logIn(alice, { refresh_token: true }), 'refresh_token')
    const second = textAt(await refresh(alice, first), 'refresh_token')
    expect(gist(await refresh(alice, second))).toBe('200')
    expect(gist(await refresh(alice, first))).toBe('401 M_UNKNOWN_TOKEN')
  }),
  shared('a log-out ends every token of its device', async (server) => {
    const { alice } = await pair(server)
    const login = await logIn(alice, { refresh_token: true })
    const fresh = await refresh(alice, textAt(login, 'refresh_token'))
    await alice.call('POST', '/logout', { token: textAt(fresh, 'access_token'), body: {} })
    expect(gist(await alice.ask({}, { token: textAt(login, 'access_token') }))).toBe('401 M_UNKNOWN_TOKEN')
    expect(gist(await refresh(alice, textAt(fresh, 'refresh_token')))).toBe('401 M_UNKNOWN_TOKEN')
  }),
  shared('a log-out leaves other devices alone', async (server) => {
    const { alice } = await pair(server)
    const token = textAt(await logIn(alice), 'access_token')
    expect(gist(await alice.call('POST', '/logout', { token, body: {} }))).toBe('200')
    const refused = await alice.ask({}, { token })
    expect(gist(refused)).toBe('401 M_UNKNOWN_TOKEN')
    expect(dig(refused.body, 'soft_logout')).toBe(false)
    expect(gist(await alice.ask())).toBe('200')
  }),
  shared('a log-out everywhere ends every token', async (server) => {
    const { alice } = await pair(server)
    const token = textAt(await logIn(alice), 'access_token')
    expect(gist(await alice.call('POST', '/logout/all', { body: {} }))).toBe('200')
    expect(gist(await alice.ask({}, { token }))).toBe('401 M_UNKNOWN_TOKEN')
    expect(gist(await alice.ask())).toBe('401 M_UNKNOWN_TOKEN')
  }),
  shared('a password is one way in', async (server) => {
    const reply = await call(server, 'GET', '/login')
    expect(dig(reply.body, 'flows')).toContainEqual({ type: 'm.login.password' })
  }),
  shared('a name that is taken is refused', async (server) => {
    const { alice } = await pair(server)
    const body = { username: alice.name, password: 'x', auth: { type: 'm.login.dummy' } }
    expect(gist(await call(server, 'POST', '/register', { body }))).toBe('400 M_USER_IN_USE')
  }),
  limited('too many messages are refused, with the wait in the body and in the header', async (server) => {
    const alice = await enroll(server, 'alice')
    const room = await openRoom(alice)
    const replies: Reply[] = []
    for (let message = 0; message < 12; message += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      replies.push(await say(alice, room, message))
    }
    const refused = replies.find(({ status }) => status !== 200)
    expect(refused).toBeDefined()
    if (refused !== undefined) expectLimit(refused)
  }),
  limited('a refused message is taken after the wait', async (server) => {
    const alice = await enroll(server, 'alice')
    const room = await openRoom(alice)
    let reply = await say(alice, room, 0)
    for (let message = 1; reply.status === 200; message += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      reply = await say(alice, room, message)
    }
    expectLimit(reply)
    await server.pass(Number(dig(reply.body, 'retry_after_ms')) + 100)
    expect(gist(await say(alice, room, 99))).toBe('200')
  }),
  limited('too many log-ins are refused in the same words', async (server) => {
    const alice = await enroll(server, 'alice')
    expect(gist(await logIn(alice))).toBe('200')
    expect(gist(await logIn(alice))).toBe('200')
    expectLimit(await logIn(alice))
  }),
  limited('nobody counts typing, or asks for it', async (server) => {
    const { room, alice, bob } = await pair(server)
    for (let round = 0; round < 30; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await typeAndStop(alice, room, 1)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await bob.news(0)
    }
    await alice.type(room)
    await bob.sees(room, [alice])
  }),
]

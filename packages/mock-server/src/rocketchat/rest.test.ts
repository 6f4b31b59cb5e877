import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dig, rawRequest } from '../../test/matrix-user.ts'
import { accountOf, connected, cutSockets, digestOf, GENERAL, loggedIn } from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { RocketChatOptions } from './options.ts'

let server: MockServer

// 9.0 has none of the methods these are the twins of.
async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  server = await startMockServer({ rocketchat: { version: '9.0.0', ...rocketchat } })
}
async function startAnew(rocketchat: RocketChatOptions): Promise<void> {
  await server.close()
  await start(rocketchat)
}
beforeEach(() => start())
afterEach(async () => {
  cutSockets()
  await server.close()
})

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Calls the REST half as somebody, or as nobody; the path is below `/api/v1`. */
async function call(name: string | undefined, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
  const account = name === undefined ? undefined : accountOf(server, name)
  const response = await fetch(`${server.urls.rocketchat}/api/v1${path}`, {
    method,
    headers: account === undefined ? {} : { 'X-User-Id': account.userId, 'X-Auth-Token': account.authToken },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}
const get = (name: string | undefined, path: string): Promise<Reply> => call(name, 'GET', path)
const post = (name: string | undefined, path: string, body: unknown = {}): Promise<Reply> => call(name, 'POST', path, body)

/** A private group of Alice's with Bob; returns its rid. */
async function den(): Promise<string> {
  return String(dig((await post('alice', '/groups.create', { name: 'den', members: ['bob'] })).body, 'group', '_id'))
}

describe('the server', () => {
  test.each([
    ['3.18.2', '3.18.2'],
    ['5.4.0', '5.4'],
    ['9.0.0', '9.0'],
  ] as const)('of %s says it is %s', async (version, told) => {
    await startAnew({ version })
    const response = await fetch(`${server.urls.rocketchat}/api/info`)
    expect(await response.json()).toEqual({ success: true, version: told })
    expect((await get(undefined, '/info')).body).toEqual({ success: true, version: told })
  })

  test('tells its public settings, some of them, or a page', async () => {
    server.control.rocketchat.configure({ useRealName: true })
    expect((await get(undefined, '/settings.public?_id=UI_Use_Real_Name')).body).toEqual({
      success: true,
      settings: [{ _id: 'UI_Use_Real_Name', value: true }],
      count: 1,
      offset: 0,
      total: 1,
    })
    expect((await get(undefined, '/settings.public?count=2&offset=1')).body).toMatchObject({ count: 2, offset: 1 })
  })

  test('lets pages in by CORS, or says that it does not', async () => {
    const headers = { Origin: 'http://localhost:1', 'Access-Control-Request-Method': 'GET', Host: new URL(server.url).host }
    const path = '/rocketchat/api/v1/me'
    const allowed = await rawRequest(server, { method: 'OPTIONS', path, headers })
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([200, '*'])
    expect(allowed.headers['access-control-allow-headers']).toContain('X-Auth-Token')
    expect((await get('alice', '/me')).headers.get('access-control-allow-origin')).toBe('*')
    server.control.rocketchat.configure({ cors: false })
    const refused = await rawRequest(server, { method: 'OPTIONS', path, headers })
    expect([refused.status, refused.headers]).not.toHaveProperty('1.access-control-allow-origin')
    expect(refused.status).toBe(405)
    expect((await get('alice', '/me')).headers.has('access-control-allow-origin')).toBe(false)
  })

  test('has no other page, and no other name', async () => {
    const host = new URL(server.url).host
    for (const headers of [{ Host: host, Origin: 'https://evil.test' }, { Host: 'evil.test' }]) {
      const refused = await rawRequest(server, { path: '/rocketchat/api/info', headers })
      expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined])
    }
  })

  test('knows nothing else, and reads no body that is too large or no object', async () => {
    expect((await get('alice', '/nothing')).status).toBe(404)
    expect((await post('alice', '/rooms.get')).status).toBe(404)
    expect((await post('alice', '/rooms.hide', 'x'.repeat(70_000))).status).toBe(413)
    expect((await post('alice', '/rooms.hide', '[')).body).toMatchObject({ success: false, errorType: 'invalid-params' })
  })
})

describe('logging in', () => {
  test.each([
    ['a name', { user: 'alice', password: 'alice-password' }],
    ['a username', { username: 'alice', password: 'alice-password' }],
    ['an address', { user: 'alice@mock.test', password: 'alice-password' }],
    ['a digest', { user: { username: 'alice' }, password: digestOf('alice-password') }],
  ])('by %s gives a token for both halves', async (_how, body) => {
    const { status, body: told } = await post(undefined, '/login', body)
    expect([status, dig(told, 'status'), dig(told, 'data', 'userId')]).toEqual([200, 'success', 'uid-alice'])
    const socket = await connected(server)
    expect(await socket.call('login', { resume: dig(told, 'data', 'authToken') })).toMatchObject({ id: 'uid-alice' })
    expect(server.control.journal()[0]).toMatchObject({ op: 'login', user: 'alice', route: '/api/v1/login' })
  })

  test('is refused with 401, and so is who needs it', async () => {
    expect(await post(undefined, '/login', { user: 'alice', password: 'wrong' })).toMatchObject({
      status: 401,
      body: { status: 'error', message: 'Unauthorized' },
    })
    expect((await post(undefined, '/login', {})).status).toBe(401)
    expect(await get(undefined, '/me')).toMatchObject({
      status: 401,
      body: { status: 'error', message: 'You must be logged in to do this.' },
    })
    const { authToken } = accountOf(server, 'alice')
    const mixed = { 'X-User-Id': 'uid-bob', 'X-Auth-Token': authToken }
    expect((await fetch(`${server.urls.rocketchat}/api/v1/me`, { headers: mixed })).status).toBe(401)
  })

  test('tells who one is, takes another name, and ends', async () => {
    expect((await get('bob', '/me')).body).toMatchObject({ _id: 'uid-bob', username: 'bob', name: 'Bob', roles: ['user'] })
    expect((await post('bob', '/users.updateOwnBasicInfo', { data: { name: 'Robert' } })).body).toMatchObject({
      user: { name: 'Robert' },
    })
    expect((await post('bob', '/logout')).status).toBe(200)
    expect((await get('bob', '/me')).status).toBe(401)
  })
})

describe('the twins of methods', () => {
  test('rooms and subscriptions, with dates as text', async () => {
    const { body } = await get('bob', '/rooms.get')
    expect(body).toMatchObject({ success: true, update: [{ _id: 'GENERAL' }, { _id: 'random' }], remove: [] })
    expect(dig(body, 'update', 0, 'ts')).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect((await get('bob', '/rooms.get?updatedSince=2999-01-01T00:00:00Z')).body).toMatchObject({ update: [] })
    expect((await get('bob', '/rooms.get?updatedSince=soon')).status).toBe(400)
    expect((await get('bob', '/subscriptions.get')).body).toMatchObject({ update: [{ rid: 'GENERAL' }, { rid: 'random' }] })
  })

  test('one room, by id or name', async () => {
    for (const query of ['roomId=GENERAL', 'roomName=general']) {
      expect((await get('dave', `/rooms.info?${query}`)).body).toMatchObject({ room: { _id: 'GENERAL', name: 'general' } })
    }
    expect((await get('dave', '/rooms.info')).body).toMatchObject({ errorType: 'error-room-param-not-provided' })
    expect(await get('dave', '/rooms.info?roomId=nowhere')).toMatchObject({
      status: 400,
      body: {
        success: false,
        error: 'The required "roomId" or "roomName" param provided does not match any channel [error-room-not-found]',
        errorType: 'error-room-not-found',
      },
    })
    expect((await get('dave', `/rooms.info?roomId=${await den()}`)).body).toMatchObject({ errorType: 'error-not-allowed' })
  })

  test('archived and back, by either route', async () => {
    const archived = async (): Promise<unknown> => dig((await get('bob', '/rooms.info?roomId=GENERAL')).body, 'room', 'archived')
    await post('alice', '/channels.archive', { roomId: GENERAL })
    expect(await archived()).toBe(true)
    await post('alice', '/channels.unarchive', { roomId: GENERAL })
    expect(await archived()).toBeUndefined()
    await post('alice', '/rooms.changeArchivationState', { rid: GENERAL, action: 'archive' })
    expect(await archived()).toBe(true)
    expect((await post('alice', '/rooms.changeArchivationState', { rid: GENERAL, action: 'x' })).status).toBe(400)
    expect((await post('bob', '/channels.archive', { roomId: GENERAL })).body).toMatchObject({
      errorType: 'error-not-authorized',
    })
    expect((await post('alice', '/groups.archive', { roomId: GENERAL })).body).toMatchObject({
      errorType: 'error-room-not-found',
    })
  })

  test('favourite, hidden, open and read', async () => {
    expect((await post('bob', '/rooms.favorite', { roomId: GENERAL, favorite: true })).body).toEqual({ success: true })
    expect((await post('bob', '/rooms.hide', { roomId: GENERAL })).body).toEqual({ success: true })
    const again = await post('bob', '/rooms.hide', { roomId: GENERAL })
    expect([again.status, again.body]).toEqual([400, { success: false, error: 'error-room-already-hidden' }])
    expect((await get('bob', '/subscriptions.get')).body).toMatchObject({ update: [{ f: true, open: false }, {}] })
    expect((await post('bob', '/rooms.open', { roomId: GENERAL })).body).toEqual({ success: true })
    expect((await post('bob', '/subscriptions.read', { rid: GENERAL })).body).toEqual({ success: true })
    expect((await get('bob', '/subscriptions.get')).body).toMatchObject({ update: [{ open: true, ls: expect.any(String) }, {}] })
    expect((await post('bob', '/rooms.favorite', { roomId: GENERAL })).body).toMatchObject({ errorType: 'invalid-params' })
    expect((await post('dave', '/rooms.favorite', { roomId: GENERAL, favorite: true })).body).toMatchObject({
      errorType: 'error-invalid-subscription',
    })
  })

  test('joined and left', async () => {
    expect((await post('dave', '/rooms.join', { roomId: GENERAL })).body).toMatchObject({ room: { usersCount: 4 } })
    expect((await post('dave', '/channels.leave', { roomId: GENERAL })).body).toMatchObject({ channel: { _id: GENERAL } })
    expect((await post('alice', '/channels.leave', { roomId: GENERAL })).body).toMatchObject({
      errorType: 'error-you-are-last-owner',
    })
    expect((await post('bob', '/groups.leave', { roomId: await den() })).body).toMatchObject({ group: { name: 'den' } })
  })

  test('made', async () => {
    expect((await post('alice', '/im.create', { username: 'bob' })).body).toMatchObject({ room: { t: 'd', usernames: ['alice', 'bob'] } })
    expect((await post('alice', '/dm.create', { usernames: 'bob, carol' })).body).toMatchObject({
      room: { usernames: ['alice', 'bob', 'carol'], _id: expect.any(String) },
    })
    expect((await post('alice', '/channels.create', { name: 'hall', readOnly: true })).body).toMatchObject({
      channel: { name: 'hall', t: 'c', ro: true },
    })
    expect((await post('alice', '/channels.create', { name: 'hall' })).body).toMatchObject({
      errorType: 'error-duplicate-channel-name',
    })
    expect((await post('alice', '/groups.create', {})).body).toMatchObject({ errorType: 'invalid-params' })
  })

  test('said and read', async () => {
    const message = { _id: 'm1', rid: GENERAL, msg: 'hello' }
    expect((await post('bob', '/chat.sendMessage', { message })).body).toMatchObject({ message })
    expect((await post('bob', '/chat.sendMessage', { message })).body).toMatchObject({ success: false })
    expect((await post('bob', '/chat.sendMessage', {})).body).toMatchObject({ errorType: 'invalid-params' })
    expect((await get('alice', '/channels.history?roomId=GENERAL&count=1')).body).toMatchObject({
      messages: [{ msg: 'hello', ts: expect.any(String) }],
    })
    expect((await get('alice', '/channels.history?roomId=GENERAL&oldest=2999-01-01T00:00:00Z')).body).toMatchObject({
      messages: [],
    })
    await post('bob', '/chat.sendMessage', { message: { rid: GENERAL, msg: 'aside', tmid: 'm1' } })
    const texts = async (query: string): Promise<readonly unknown[]> => {
      const messages = dig((await get('alice', `/channels.history?roomId=GENERAL&${query}`)).body, 'messages')
      return Array.isArray(messages) ? messages.map((item) => dig(item, 'msg')) : []
    }
    expect(await texts('')).toContain('aside')
    expect(await texts('showThreadMessages=false')).not.toContain('aside')
    expect(await texts('latest=2000-01-01T00:00:00Z')).toEqual([])
    expect((await get('carol', `/groups.history?roomId=${await den()}`)).body).toMatchObject({ errorType: 'error-not-allowed' })
  })

  test.each([
    ['channels', 'Leader'],
    ['channels', 'Moderator'],
    ['channels', 'Owner'],
    ['groups', 'Leader'],
    ['groups', 'Moderator'],
    ['groups', 'Owner'],
  ])('%s.add%s and its like', async (family, name) => {
    const roomId = family === 'groups' ? await den() : GENERAL
    const target = { roomId, userId: 'uid-bob' }
    expect((await post('alice', `/${family}.add${name}`, target)).body).toEqual({ success: true })
    expect((await post('alice', `/${family}.add${name}`, target)).body).toMatchObject({
      errorType: `error-user-already-${name.toLowerCase()}`,
    })
    expect((await get('bob', `/${family}.roles?roomId=${roomId}`)).body).toMatchObject({
      roles: [{ roles: ['owner'] }, { roles: [name.toLowerCase()] }],
    })
    expect((await post('alice', `/${family}.remove${name}`, target)).body).toEqual({ success: true })
    expect((await post('alice', `/${family}.add${name}`, { roomId })).body).toMatchObject({ errorType: 'invalid-params' })
  })

  test('muted and heard again, by name or id', async () => {
    expect((await post('alice', '/rooms.muteUser', { roomId: GENERAL, username: 'bob' })).body).toEqual({ success: true })
    expect((await get('bob', '/rooms.info?roomId=GENERAL')).body).toMatchObject({ room: { muted: ['bob'] } })
    expect((await post('alice', '/rooms.unmuteUser', { roomId: GENERAL, userId: 'uid-bob' })).body).toEqual({ success: true })
    expect((await post('alice', '/rooms.muteUser', { roomId: GENERAL, username: 'nobody' })).body).toMatchObject({
      errorType: 'error-invalid-user',
    })
    expect((await post('alice', '/rooms.muteUser', { roomId: GENERAL })).body).toMatchObject({
      errorType: 'error-user-param-not-provided',
    })
    await startAnew({ version: '6.7.0' })
    expect((await post('alice', '/rooms.muteUser', { roomId: GENERAL, username: 'bob' })).status).toBe(404)
  })

  test('brought in and taken out, and who is there', async () => {
    expect((await post('alice', '/channels.invite', { roomId: GENERAL, userId: 'uid-dave' })).body).toMatchObject({
      channel: { usersCount: 4 },
    })
    expect((await post('alice', '/channels.kick', { roomId: GENERAL, username: 'dave' })).body).toMatchObject({
      channel: { usersCount: 3 },
    })
    expect((await post('alice', '/channels.invite', { roomId: GENERAL, usernames: ['nobody'] })).body).toMatchObject({
      error: 'invalid-user-invite-list',
    })
    const roomId = await den()
    expect((await post('alice', '/groups.invite', { roomId, usernames: [] })).body).toMatchObject({
      errorType: 'error-empty-invite-list',
    })
    expect((await post('alice', '/groups.invite', { roomId, userIds: ['uid-carol', 'uid-dave'] })).body).toMatchObject({
      group: { usersCount: 4 },
    })
    expect((await get('bob', `/groups.members?roomId=${roomId}&count=1&offset=1`)).body).toMatchObject({
      members: [{ username: 'bob' }],
      count: 1,
      offset: 1,
      total: 4,
    })
    const present = (status: string): Promise<unknown> =>
      get('bob', `/groups.members?roomId=${roomId}&${status}`).then(({ body }) => dig(body, 'total'))
    expect(await present('status[]=away&status[]=online')).toBe(4)
    expect([await present('status[]=away'), await present('status=busy')]).toEqual([0, 0])
  })

  test('settings', async () => {
    const settings = { rid: GENERAL, roomTopic: 'tea', readOnly: true }
    expect((await post('alice', '/rooms.saveRoomSettings', settings)).body).toEqual({ success: true, rid: GENERAL })
    expect((await get('bob', '/rooms.info?roomId=GENERAL')).body).toMatchObject({ room: { topic: 'tea', ro: true } })
    expect((await post('bob', '/rooms.saveRoomSettings', settings)).body).toMatchObject({
      errorType: 'error-action-not-allowed',
      details: { action: 'Editing_room' },
    })
  })
})

describe('methods by name', () => {
  const message = (...params: readonly unknown[]): object => ({
    message: JSON.stringify({ msg: 'method', id: '1', method: 'x', params }),
  })

  test('are run, and answered as text', async () => {
    const { body } = await post('bob', '/method.call/getRoomById', message(GENERAL))
    expect(JSON.parse(String(dig(body, 'message')))).toMatchObject({
      msg: 'result',
      id: '1',
      result: { _id: GENERAL, ts: { $date: expect.any(Number) } },
    })
    const gone = await post('bob', '/method.call/hideRoom', message(GENERAL))
    expect(JSON.parse(String(dig(gone.body, 'message')))).toMatchObject({ error: { error: 404 } })
    const listed = await post('bob', '/method.call/rooms%3Aget', message())
    expect(JSON.parse(String(dig(listed.body, 'message')))).toMatchObject({ result: [{ _id: GENERAL }, {}] })
  })

  test('have no connection: the writer’s own sockets hear of typing too', async () => {
    const bob = await loggedIn(server, 'bob')
    await bob.subscribe('stream-notify-room', `${GENERAL}/user-activity`)
    await post('bob', '/method.call/stream-notify-room', message(`${GENERAL}/user-activity`, 'bob', ['user-typing'], {}))
    await bob.settled()
    expect(bob.events(`${GENERAL}/user-activity`)).toEqual([['bob', ['user-typing'], {}]])
  })

  test('need a log-in, or are called as nobody', async () => {
    expect((await post(undefined, '/method.call/getRoomById', message(GENERAL))).status).toBe(401)
    const { body } = await post(undefined, '/method.callAnon/getRoomById', message(GENERAL))
    expect(JSON.parse(String(dig(body, 'message')))).toMatchObject({ error: { error: 'error-invalid-user' } })
    expect((await post('bob', '/method.call/getRoomById', { message: '{' })).status).toBe(400)
  })
})

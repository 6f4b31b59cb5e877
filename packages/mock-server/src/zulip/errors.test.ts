import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dig, rawRequest } from '../../test/matrix-user.ts'
import { callZulip, type Fields, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer
/** Alice made every room of the world; in `news` only she may write, and Dave's `secret` is open to nobody else. */
let alice: ZulipUser
let bob: ZulipUser
let dave: ZulipUser
let secretId: number

beforeAll(async () => {
  server = await startMockServer({
    zulip: { announcementRooms: ['news'], mandatoryTopics: true },
    world: {
      users: ['alice', 'bob', 'carol', 'dave'].map((name) => ({ name, password: `${name}-password`, displayName: name })),
      rooms: [
        { name: 'general', members: ['alice', 'bob', 'carol'] },
        { name: 'news', members: ['alice', 'bob'] },
      ],
    },
  })
  alice = zulipUser(server, 'alice')
  bob = zulipUser(server, 'bob')
  dave = zulipUser(server, 'dave')
  const { accessToken } = server.users.find(({ name }) => name === 'dave')?.matrix ?? { accessToken: '' }
  await fetch(`${server.urls.matrix}/_matrix/client/v3/createRoom`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ name: 'secret' }),
  })
  const { body } = await dave.call('GET', '/users/me/subscriptions')
  secretId = Number(dig(body, 'subscriptions', 0, 'stream_id'))
})
afterAll(() => server.close())

const BAD = 'BAD_REQUEST'
const MISSING = 'REQUEST_VARIABLE_MISSING'
const DIRECT = { op: 'start', to: [9] }
const CHANNEL = { op: 'start', type: 'channel', stream_id: 1, topic: 'chat' }

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([known]) => known !== name))

type Row = readonly [what: string, fields: Fields, code: string, msg: string]

describe('POST /typing', () => {
  test.each<Row>([
    ['no op', without(DIRECT, 'op'), MISSING, "Missing 'op' argument"],
    ['an op that is none', { ...DIRECT, op: 'pause' }, BAD, 'Invalid op'],
    ['an empty op', { ...DIRECT, op: '' }, BAD, 'Invalid op'],
    ['a type that is none', { ...DIRECT, type: 'invalid' }, BAD, 'Invalid type'],
    ['the type of before', { ...DIRECT, type: 'private' }, BAD, 'Invalid type'],
    ['a type that is none before an op that is none', { op: 'x', type: 'y' }, BAD, 'Invalid type'],
    ['an op that is none before a list that is none', { op: 'x', to: '2' }, BAD, 'Invalid op'],
    ['no list', without(DIRECT, 'to'), BAD, "Missing 'to' argument"],
    ['an empty list', { ...DIRECT, to: [] }, BAD, "Empty 'to' list"],
    ['a number for a list', { ...DIRECT, to: '2' }, BAD, 'to is not a list'],
    ['an address for a list', { ...DIRECT, to: 'bob@mock.test' }, BAD, 'to is not valid JSON'],
    ['a list with an address', { ...DIRECT, to: [9, 'bob@mock.test', 10] }, BAD, 'to[1] is not an integer'],
    ['a list with a fraction', { ...DIRECT, to: [9.5] }, BAD, 'to[0] is not an integer'],
    ['a user nobody knows', { ...DIRECT, to: [9, 9_999_999] }, BAD, 'Invalid user ID 9999999'],
    ['a negative id', { ...DIRECT, to: [-1] }, BAD, 'Invalid user ID -1'],
    ['no channel', without(CHANNEL, 'stream_id'), BAD, "Missing 'stream_id' argument"],
    ['no channel and no topic', { op: 'start', type: 'channel' }, BAD, "Missing 'stream_id' argument"],
    ['a channel by name', { ...CHANNEL, stream_id: 'general' }, BAD, 'stream_id is not valid JSON'],
    ['a channel in a list', { ...CHANNEL, stream_id: [1] }, BAD, 'stream_id is not an integer'],
    ['no topic', without(CHANNEL, 'topic'), BAD, 'Missing topic'],
    ['no topic in a channel nobody knows', { ...without(CHANNEL, 'topic'), stream_id: 99 }, BAD, 'Missing topic'],
    ['a channel nobody knows', { ...CHANNEL, stream_id: 99 }, BAD, 'Invalid channel ID'],
    ['a negative channel', { ...CHANNEL, stream_id: -1 }, BAD, 'Invalid channel ID'],
    ['a channel one may not write in', { ...CHANNEL, stream_id: 2 }, BAD, "Not authorized to send to channel 'news'"],
  ])('%s', async (_what, fields, code, msg) => {
    const { status, body } = await bob.type(fields)
    const named = code === MISSING ? { var_name: 'op' } : {}
    expect([status, body]).toEqual([400, { result: 'error', msg, code, ...named }])
    expect(server.control.journal().at(-1)).toMatchObject({ protocol: 'zulip', status: 400, user: 'bob' })
  })

  test('a channel of others is as unknown as one that is not there', async () => {
    expect(dig((await bob.type({ ...CHANNEL, stream_id: secretId })).body, 'msg')).toBe('Invalid channel ID')
    expect((await dave.type({ ...CHANNEL, stream_id: secretId })).status).toBe(200)
  })

  test('who made an announcement channel may write in it; an empty topic is told of even where none is sent', async () => {
    expect((await alice.type({ ...CHANNEL, stream_id: 2 })).status).toBe(200)
    expect((await alice.type({ ...CHANNEL, topic: '' })).status).toBe(200)
  })

  test.each([
    ['send_private_typing_notifications', DIRECT, { ...DIRECT, to: [] }, 'direct'],
    ['send_stream_typing_notifications', CHANNEL, without(CHANNEL, 'topic'), 'channel'],
  ])('%s off refuses, but after what is missing and before what is unknown', async (flag, fields, incomplete, word) => {
    const carol = zulipUser(server, 'carol')
    const msg = `User has disabled typing notifications for ${word} messages`
    await carol.call('PATCH', '/settings', { fields: { [flag]: false } })
    expect((await carol.type(fields)).body).toEqual({ result: 'error', msg, code: BAD })
    expect(dig((await carol.type(incomplete)).body, 'msg')).not.toBe(msg)
    expect(dig((await carol.type({ ...fields, to: [99], stream_id: 99 })).body, 'msg')).toBe(msg)
    await carol.call('PATCH', '/settings', { fields: { [flag]: true } })
    expect((await carol.type(fields)).status).toBe(200)
  })
})

describe('POST /messages/{id}/typing', () => {
  test('refuses what is missing, unknown, hidden, or another’s', async () => {
    const say = async (fields: Fields): Promise<unknown> =>
      dig((await alice.call('POST', '/messages', { fields: { content: 'hello', ...fields } })).body, 'id')
    const open = await say({ type: 'channel', to: 'general', topic: 'chat' })
    const hidden = await say({ type: 'direct', to: [10] })
    const msg = async (id: unknown, fields: Fields = { op: 'start' }): Promise<unknown> =>
      dig((await bob.call('POST', `/messages/${String(id)}/typing`, { fields })).body, 'msg')
    expect(await msg(open)).toBe("You don't have permission to edit this message")
    expect(await msg(hidden)).toBe('Invalid message(s)')
    expect(await msg(999_999)).toBe('Invalid message(s)')
    expect(await msg('__proto__')).toBe('Invalid message(s)')
    expect(await msg('1e3')).toBe('Invalid message(s)')
    expect(await msg(open, {})).toBe("Missing 'op' argument")
    expect(await msg(open, { op: 'x' })).toBe('Invalid op')
  })
})

describe('POST /messages', () => {
  const HELLO = { type: 'channel', to: 'general', topic: 'chat', content: 'hello' }

  test.each<Row>([
    ['no type', without(HELLO, 'type'), MISSING, "Missing 'type' argument"],
    ['no content', without(HELLO, 'content'), MISSING, "Missing 'content' argument"],
    ['a type that is none', { ...HELLO, type: 'shout' }, BAD, 'Invalid type'],
    ['blank content', { ...HELLO, content: ' \n' }, BAD, 'Message must not be empty'],
    ['no topic', without(HELLO, 'topic'), BAD, 'Missing topic'],
    ['an empty topic where none is taken', { ...HELLO, topic: '' }, BAD, 'Topics are required in this organization.'],
    ['an unknown channel', { ...HELLO, to: 'x' }, 'STREAM_DOES_NOT_EXIST', "Channel 'x' does not exist"],
    ['an unknown id', { ...HELLO, to: 99 }, 'STREAM_DOES_NOT_EXIST', "Channel with ID '99' does not exist"],
    ['a channel of announcements', { ...HELLO, to: 'news' }, BAD, "Not authorized to send to channel 'news'"],
    ['an unknown user', { type: 'direct', to: [99], content: 'x' }, BAD, 'Invalid user ID 99'],
    ['nobody', { type: 'direct', to: [], content: 'x' }, BAD, 'Message must have recipients'],
  ])('%s', async (_what, fields, code, msg) => {
    const { status, body } = await bob.call('POST', '/messages', { fields })
    expect([status, dig(body, 'code'), dig(body, 'msg')]).toEqual([400, code, msg])
  })
})

describe('other calls', () => {
  test.each<readonly [method: string, path: string, fields: Fields, msg: string]>([
    ['POST', '/register', { event_types: 'typing' }, 'event_types is not valid JSON'],
    ['POST', '/register', { event_types: '{}' }, 'event_types is not a list'],
    ['POST', '/register', { event_types: [1] }, 'event_types[0] is not a string'],
    ['POST', '/register', { client_capabilities: [] }, 'client_capabilities is not a dict'],
    [
      'POST',
      '/register',
      { client_capabilities: { stream_typing_notifications: true } },
      'client_capabilities["notification_settings_null"] field is missing',
    ],
    [
      'POST',
      '/register',
      { client_capabilities: { notification_settings_null: 1 } },
      'client_capabilities["notification_settings_null"] is not a boolean',
    ],
    ['POST', '/register', { idle_queue_timeout: -1 }, 'Invalid idle_queue_timeout'],
    ['PATCH', '/settings', { receives_typing_notifications: 1 }, 'receives_typing_notifications is not a boolean'],
    ['GET', '/users/99', {}, 'No such user'],
    ['GET', '/users/me/99/topics', {}, 'Invalid channel ID'],
    ['GET', '/messages', { narrow: [{ operator: 'mood', operand: 'x' }] }, 'Invalid narrow operator: unknown operator mood'],
    ['GET', '/messages', { narrow: [[]] }, 'Invalid narrow'],
    ['GET', '/messages', { num_before: -1 }, 'num_before is too small'],
    ['GET', '/messages', { num_before: 5_001 }, 'Too many messages requested (maximum 5000).'],
    ['GET', '/messages', { anchor: 'middle' }, 'Invalid anchor'],
  ])('%s %s with %j', async (method, path, fields, msg) => {
    const { status, body } = await bob.call(method, path, { fields })
    expect([status, dig(body, 'code'), dig(body, 'msg')]).toEqual([400, BAD, msg])
  })

  test('what is not there is 404, the wrong method 405', async () => {
    expect(await bob.call('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { result: 'error', msg: 'API endpoint does not exist' },
    })
    expect(await bob.call('GET', '/typing')).toMatchObject({
      status: 405,
      body: { msg: 'Method Not Allowed', allowed_methods: ['POST'] },
    })
  })
})

describe('credentials', () => {
  const MALFORMED = 'Invalid authorization header for basic auth'

  test.each<readonly [what: string, credentials: string | undefined, msg: string]>([
    ['none', undefined, 'Not logged in: API authentication or user session required'],
    ['no colon', 'bob@mock.test', MALFORMED],
    ['another key', 'bob@mock.test:00000000000000000000000000000000', 'Invalid API key'],
    ['nobody', 'nobody@mock.test:x', 'Invalid API key'],
    ['nobody of a tempting name', '__proto__@mock.test:x', 'Invalid API key'],
  ])('%s: 401', async (_what, credentials, msg) => {
    const reply = await callZulip(server, 'GET', '/users/me', { credentials })
    expect([reply.status, reply.body]).toEqual([401, { result: 'error', msg, code: 'UNAUTHORIZED' }])
    expect(reply.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test("another's key does not open, a bearer token neither", async () => {
    const key = alice.credentials.split(':')[1] ?? ''
    expect((await callZulip(server, 'GET', '/users/me', { credentials: `bob@mock.test:${key}` })).status).toBe(401)
    const url = `${server.urls.zulip}/api/v1/users/me`
    expect((await fetch(url, { headers: { Authorization: `Bearer ${key}` } })).status).toBe(401)
  })
})

test('a body larger than the server reads is 413', async () => {
  const { port } = new URL(server.url)
  const headers = { Host: `127.0.0.1:${port}`, 'Content-Length': '70000' }
  const reply = await rawRequest(server, { method: 'POST', path: '/zulip/api/v1/typing', headers })
  expect(reply.status).toBe(413)
})

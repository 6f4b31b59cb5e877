import { afterEach, beforeEach, expect, test } from 'vitest'
import { callMatrix, dig, GENERAL, type MatrixUser, matrixUser, RANDOM } from '../../test/matrix-user.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer
let alice: MatrixUser
let bob: MatrixUser
let dave: MatrixUser

beforeEach(async () => {
  server = await startMockServer()
  alice = matrixUser(server, 'alice')
  bob = matrixUser(server, 'bob')
  dave = matrixUser(server, 'dave')
})
afterEach(() => server.close())

const joinedRooms = async (user: MatrixUser): Promise<unknown> =>
  dig((await user.call('GET', '/joined_rooms')).body, 'joined_rooms')

test('a message sent twice under one transaction is one message', async () => {
  const [first, again, other] = [
    await alice.say('hello', 'one'),
    await alice.say('hello', 'one'),
    await alice.say('hello', 'two'),
  ]
  expect(first.body).toEqual(again.body)
  expect(first.body).not.toEqual(other.body)
  const page = await bob.call('GET', `/rooms/${GENERAL}/messages`, { query: { dir: 'b', limit: '3' } })
  const chunk = dig(page.body, 'chunk')
  expect(Array.isArray(chunk) && chunk.map((event) => dig(event, 'event_id'))).toEqual([
    dig(other.body, 'event_id'),
    dig(first.body, 'event_id'),
    expect.any(String),
  ])
  expect(dig(chunk, 2, 'type')).toBe('m.room.member')
})

test('content is handed out as it came, whatever its members are called', async () => {
  const since = await bob.here()
  const content = '{"msgtype":"m.text","body":"x","__proto__":{"polluted":true},"constructor":1}'
  await alice.call('PUT', `/rooms/${GENERAL}/send/m.room.message/p1`, { body: content })
  const reply = await bob.sync({ since })
  const received = dig(reply.body, 'rooms', 'join', GENERAL, 'timeline', 'events', 0, 'content')
  expect(JSON.stringify(received)).toBe(content)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('members are told with their names, also after one has changed', async () => {
  await alice.call('PUT', `/profile/${alice.id}/displayname`, { body: { displayname: 'Alice II' } })
  expect((await bob.call('GET', `/rooms/${RANDOM}/joined_members`)).body).toEqual({
    joined: {
      '@alice:mock.test': { display_name: 'Alice II', avatar_url: null },
      '@bob:mock.test': { display_name: 'Bob', avatar_url: null },
    },
  })
  expect((await callMatrix(server, 'GET', `/profile/${alice.id}`)).body).toEqual({ displayname: 'Alice II' })
  expect((await callMatrix(server, 'GET', `/profile/${alice.id}/displayname`)).body).toEqual({
    displayname: 'Alice II',
  })
})

test('a new room is for invited people unless it is made public', async () => {
  const made = await alice.call('POST', '/createRoom', { body: { name: 'Lunch', invite: [bob.id] } })
  const room = String(dig(made.body, 'room_id'))
  expect(room).toBe('!lunch:mock.test')
  expect((await dave.call('POST', `/rooms/${room}/join`)).status).toBe(403)
  expect((await bob.call('POST', `/rooms/${room}/join`)).body).toEqual({ room_id: room })
  expect(await joinedRooms(bob)).toEqual([GENERAL, RANDOM, room])

  const open = await alice.call('POST', '/createRoom', { body: { preset: 'public_chat', room_alias_name: 'open' } })
  expect(open.body).toEqual({ room_id: '!open:mock.test' })
  expect((await dave.call('POST', '/join/%23open%3Amock.test', { body: {} })).body).toEqual(open.body)
  expect((await callMatrix(server, 'GET', '/directory/room/%23open%3Amock.test')).body).toEqual({
    room_id: '!open:mock.test',
    servers: ['mock.test'],
  })
})

test('who leaves is out, and may come back to a room for everyone', async () => {
  expect((await bob.call('POST', `/rooms/${GENERAL}/leave`)).body).toEqual({})
  expect(await joinedRooms(bob)).toEqual([RANDOM])
  expect((await bob.type(true)).status).toBe(403)
  expect((await bob.call('POST', `/rooms/${GENERAL}/join`)).status).toBe(200)
  expect((await bob.type(true)).status).toBe(200)
})

test('the state of a room can be read whole, by type, and by key', async () => {
  const state = await bob.call('GET', `/rooms/${GENERAL}/state`)
  const types = Array.isArray(state.body) ? state.body.map((event) => dig(event, 'type')) : []
  expect(new Set(types)).toEqual(new Set(['m.room.create', 'm.room.member', 'm.room.name', 'm.room.join_rules']))
  expect((await bob.call('GET', `/rooms/${GENERAL}/state/m.room.name`)).body).toEqual({ name: 'general' })
  expect((await bob.call('GET', `/rooms/${GENERAL}/state/m.room.member/${alice.id}`)).body).toEqual({
    membership: 'join',
    displayname: 'Alice',
  })
  expect((await bob.call('GET', `/rooms/${GENERAL}/state/m.room.topic`)).status).toBe(404)
  expect(dig((await bob.call('GET', `/rooms/${GENERAL}/members`)).body, 'chunk', 2, 'state_key')).toBe(
    '@carol:mock.test',
  )
})

test('a history can be walked forwards', async () => {
  for (const text of ['a', 'b', 'c']) await alice.say(text, text)
  const walk = async (from: string | undefined): Promise<readonly unknown[]> => {
    const query = { dir: 'f', limit: '4', ...(from !== undefined && { from }) }
    const { body } = await bob.call('GET', `/rooms/${GENERAL}/messages`, { query })
    const chunk = dig(body, 'chunk')
    const end = dig(body, 'end')
    const here = Array.isArray(chunk) ? chunk.map((event) => dig(event, 'content', 'body') ?? dig(event, 'type')) : []
    return typeof end === 'string' ? [...here, ...(await walk(end))] : here
  }
  expect(await walk(undefined)).toEqual([
    'm.room.create',
    'm.room.member',
    'm.room.join_rules',
    'm.room.name',
    'm.room.member',
    'm.room.member',
    'a',
    'b',
    'c',
  ])
})

test.each(['/pushrules', '/pushrules/', '/capabilities', '/voip/turnServer'])(
  '%s is there for clients that begin with it',
  async (path) => {
    expect((await alice.call('GET', path)).status).toBe(200)
  },
)

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, matrixUser } from '../../test/matrix-user.ts'
import { accountOf, connected, cutSockets, type DdpSocket, GENERAL, loggedIn } from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { RocketChatOptions } from './options.ts'

const START_MS = 1_700_000_000_000

/** Alice is admin and made the rooms, Bob is a member of both, Carol of general, Dave of none. */
let clock: ManualClock
let server: MockServer
let alice: DdpSocket
let bob: DdpSocket
let carol: DdpSocket
let dave: DdpSocket
let stranger: DdpSocket

// 7.x has every method there ever was of these.
async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  clock = manualClock(START_MS)
  server = await startMockServer({ clock, rocketchat: { version: '7.10.0', rateLimit: false, ...rocketchat } })
  alice = await loggedIn(server, 'alice')
  bob = await loggedIn(server, 'bob')
  carol = await loggedIn(server, 'carol')
  dave = await loggedIn(server, 'dave')
  stranger = await connected(server)
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

const idOf = (name: string): string => accountOf(server, name).userId
const date = (ms: number): object => ({ $date: ms })

/** A private group of Alice's with these members; returns its rid. */
async function group(name: string, ...members: readonly string[]): Promise<string> {
  return String(dig(await alice.call('createPrivateGroup', name, members), 'rid'))
}

describe('every method refuses', () => {
  const ROOM = [GENERAL]
  const TARGET = [GENERAL, 'uid-bob']
  const PERSON = [{ rid: GENERAL, username: 'bob' }]

  test.each([
    ['getRoomById', ROOM, 'error-invalid-user'],
    ['getRoomNameById', ROOM, 'error-invalid-user'],
    ['getRoomIdByNameOrId', ['general'], 'error-invalid-user'],
    ['getRoomByTypeAndName', ['c', 'general'], 'error-invalid-user'],
    ['getUsersOfRoom', ROOM, 'error-invalid-user'],
    ['getRoomRoles', ROOM, 'error-invalid-user'],
    ['archiveRoom', ROOM, 'error-invalid-user'],
    ['unarchiveRoom', ROOM, 'error-invalid-user'],
    ['toggleFavorite', ROOM, 'error-invalid-user'],
    ['hideRoom', ROOM, 'error-invalid-user'],
    ['openRoom', ROOM, 'error-invalid-user'],
    ['readMessages', ROOM, 'error-invalid-user'],
    ['joinRoom', ROOM, 'error-invalid-user'],
    ['leaveRoom', ROOM, 'error-invalid-user'],
    ['createDirectMessage', ['bob'], 'error-invalid-user'],
    ['createPrivateGroup', ['den'], 'error-invalid-user'],
    ['createChannel', ['den'], 'error-invalid-user'],
    ['loadHistory', ROOM, 'error-invalid-user'],
    ['sendMessage', [{ rid: GENERAL, msg: 'x' }], 'error-invalid-user'],
    ['addRoomLeader', TARGET, 'error-invalid-user'],
    ['addRoomModerator', TARGET, 'error-invalid-user'],
    ['addRoomOwner', TARGET, 'error-invalid-user'],
    ['removeRoomLeader', TARGET, 'error-invalid-user'],
    ['removeRoomModerator', TARGET, 'error-invalid-user'],
    ['removeRoomOwner', TARGET, 'error-invalid-user'],
    ['muteUserInRoom', PERSON, 'error-invalid-user'],
    ['unmuteUserInRoom', PERSON, 'error-invalid-user'],
    ['addUserToRoom', PERSON, 'error-invalid-user'],
    ['addUsersToRoom', [{ rid: GENERAL, users: ['bob'] }], 'error-invalid-user'],
    ['removeUserFromRoom', PERSON, 'error-invalid-user'],
    ['saveRoomSettings', [GENERAL, 'roomTopic', 'x'], 'error-invalid-user'],
  ])('a stranger: %s %j', async (method, params, error) => {
    expect(await stranger.refusal(method, ...params)).toBe(error)
  })

  test.each([
    ['getRoomById', []],
    ['getRoomNameById', [7]],
    ['getRoomRoles', [[GENERAL]]],
    ['archiveRoom', [null]],
    ['toggleFavorite', [GENERAL, 'yes']],
    ['hideRoom', []],
    ['leaveRoom', [{}]],
    ['createDirectMessage', ['bob', 7]],
    ['createPrivateGroup', [7]],
    ['createPrivateGroup', ['den', 'bob']],
    ['createPrivateGroup', ['den', [7]]],
    ['createPrivateGroup', ['den', [], 'yes']],
    ['loadHistory', []],
    ['addRoomLeader', [GENERAL]],
    ['muteUserInRoom', [GENERAL, 'bob']],
    ['muteUserInRoom', [{ rid: GENERAL }]],
    ['addUserToRoom', [{ username: 'bob' }]],
    ['sendMessage', ['x']],
    ['sendMessage', [{ rid: GENERAL, msg: 'x', nonsense: 1 }]],
    ['saveRoomSettings', [GENERAL, 'readOnly', 'false']],
    ['saveRoomSettings', [GENERAL, { systemMessages: 'false' }]],
    ['saveRoomSettings', [GENERAL, 'roomCustomFields', 7]],
    ['saveRoomSettings', [GENERAL, 'retentionMaxAge', '7']],
    ['saveRoomSettings', [GENERAL, 'roomType', 'd']],
  ])('what is of another type: %s %j', async (method, params) => {
    expect(await alice.refusal(method, ...params)).toBe(400)
  })

  test.each([
    ['getRoomById', 'error-not-allowed'],
    ['getRoomNameById', 'error-not-allowed'],
    ['getRoomIdByNameOrId', 'error-not-allowed'],
    ['getUsersOfRoom', 'error-invalid-room'],
    ['getRoomRoles', 'error-invalid-room'],
    ['archiveRoom', 'error-invalid-room'],
    ['unarchiveRoom', 'error-invalid-room'],
    ['toggleFavorite', 'error-invalid-subscription'],
    ['readMessages', 'error-room-does-not-exist'],
    ['joinRoom', 'error-invalid-room'],
    ['leaveRoom', 'error-invalid-room'],
  ])('a room there is not: %s', async (method, error) => {
    expect(await alice.refusal(method, 'nowhere')).toBe(error)
  })

  test.each([
    ['getRoomByTypeAndName', ['c', 'nowhere'], 'error-invalid-room'],
    ['addRoomLeader', ['nowhere', 'uid-bob'], 'error-user-not-in-room'],
    ['addRoomModerator', ['nowhere', 'uid-bob'], 'error-invalid-room'],
    ['removeRoomOwner', ['nowhere', 'uid-bob'], 'error-invalid-room'],
    ['muteUserInRoom', [{ rid: 'nowhere', username: 'bob' }], 'error-invalid-room'],
    ['unmuteUserInRoom', [{ rid: 'nowhere', username: 'bob' }], 'error-invalid-room'],
    ['addUserToRoom', [{ rid: 'nowhere', username: 'bob' }], 'error-invalid-room'],
    ['removeUserFromRoom', [{ rid: 'nowhere', username: 'bob' }], 'error-room-not-found'],
    ['saveRoomSettings', ['nowhere', 'roomTopic', 'x'], 'error-invalid-room'],
    ['saveRoomSettings', [7, 'roomTopic', 'x'], 'error-invalid-room'],
    ['openRoom', [''], 'error-invalid-room'],
  ])('a room there is not: %s %j', async (method, params, error) => {
    expect(await alice.refusal(method, ...params)).toBe(error)
  })

  test.each([
    ['archiveRoom', ROOM, 'error-not-authorized'],
    ['unarchiveRoom', ROOM, 'error-not-authorized'],
    ['addRoomLeader', [GENERAL, 'uid-carol'], 'error-not-allowed'],
    ['addRoomModerator', [GENERAL, 'uid-carol'], 'error-not-allowed'],
    ['addRoomOwner', [GENERAL, 'uid-carol'], 'error-not-allowed'],
    ['removeRoomLeader', [GENERAL, 'uid-carol'], 'error-not-allowed'],
    ['removeRoomModerator', [GENERAL, 'uid-carol'], 'error-not-allowed'],
    ['removeRoomOwner', [GENERAL, 'uid-alice'], 'error-not-allowed'],
    ['muteUserInRoom', [{ rid: GENERAL, username: 'carol' }], 'error-not-allowed'],
    ['unmuteUserInRoom', [{ rid: GENERAL, username: 'carol' }], 'error-not-allowed'],
    ['addUserToRoom', [{ rid: GENERAL, username: 'dave' }], 'error-not-allowed'],
    ['removeUserFromRoom', [{ rid: GENERAL, username: 'carol' }], 'error-not-allowed'],
    ['saveRoomSettings', [GENERAL, 'roomTopic', 'x'], 'error-action-not-allowed'],
  ])('a member without the permission: %s %j', async (method, params, error) => {
    expect(await bob.refusal(method, ...params)).toBe(error)
  })

  test.each([
    ['create-d', 'createDirectMessage', ['bob']],
    ['create-p', 'createPrivateGroup', ['den']],
    ['create-c', 'createChannel', ['den']],
    ['leave-c', 'leaveRoom', [GENERAL]],
  ])('without `%s`: %s', async (permission, method, params) => {
    server.control.rocketchat.configure({ permissions: { [permission]: [] } })
    expect(await carol.refusal(method, ...params)).toBe('error-not-allowed')
  })

  test.each([
    ['getRoomById', 'error-not-allowed'],
    ['getRoomNameById', 'error-not-allowed'],
    ['getUsersOfRoom', 'not-authorized'],
    ['getRoomRoles', 'error-invalid-user'],
    ['readMessages', 'error-not-allowed'],
    ['joinRoom', 'error-not-allowed'],
    ['leaveRoom', 'error-user-not-in-room'],
    ['toggleFavorite', 'error-invalid-subscription'],
  ])('somebody who is not in a private group: %s', async (method, error) => {
    const rid = await group('den')
    expect(await bob.refusal(method, rid)).toBe(error)
  })

  test('what a room of direct messages does not bear', async () => {
    const rid = String(dig(await alice.call('createDirectMessage', 'bob'), 'rid'))
    expect(await alice.refusal('archiveRoom', rid)).toBe('error-direct-message-room')
    expect(await alice.refusal('leaveRoom', rid)).toBe('error-not-allowed')
    expect(await alice.refusal('addUserToRoom', { rid, username: 'carol' })).toBe('error-cant-invite-for-direct-room')
    expect(await alice.refusal('muteUserInRoom', { rid, username: 'bob' })).toBe('error-invalid-room-type')
    expect(await alice.refusal('removeUserFromRoom', { rid, username: 'bob' })).toBe('error-not-allowed')
    expect(await bob.refusal('saveRoomSettings', rid, 'roomTopic', 'x')).toBe('error-action-not-allowed')
    expect(await bob.refusal('saveRoomSettings', rid, 'encrypted', 'x')).toBe(400)
    expect(await bob.call('saveRoomSettings', rid, 'encrypted', true)).toEqual({ result: true, rid })
  })

  test('names the method and the room’s type in its details', async () => {
    alice.send({ msg: 'method', id: 'x', method: 'getRoomById', params: ['nowhere'] })
    expect(dig(await alice.heard({ msg: 'result', id: 'x' }), 'error')).toEqual({
      isClientSafe: true,
      error: 'error-not-allowed',
      reason: 'Not allowed',
      // As the source has it, though it is the other method.
      details: { method: 'getRoomNameById' },
      message: 'Not allowed [error-not-allowed]',
      errorType: 'Meteor.Error',
    })
  })
})

describe('rooms of a user', () => {
  test('rooms/get: a list without a date, what changed since with one', async () => {
    const all = await bob.call('rooms/get')
    expect(all).toMatchObject([{ _id: 'GENERAL', t: 'c', name: 'general', usersCount: 3 }, { _id: 'random' }])
    expect(await bob.call('rooms/get', 0)).toEqual(all)
    expect(await bob.call('rooms/get', date(0))).toEqual({ update: all, remove: [] })
    clock.advance(1_000)
    await alice.call('sendMessage', { rid: GENERAL, msg: 'x' })
    expect(await bob.call('rooms/get', date(START_MS))).toMatchObject({ update: [{ _id: 'GENERAL' }], remove: [] })
    expect(await dave.call('rooms/get')).toEqual([])
    expect(await stranger.call('rooms/get')).toEqual([])
  })

  test('rooms/get: a stranger sees the default channels where anonymous reading is on', async () => {
    await alice.call('saveRoomSettings', GENERAL, 'default', true)
    expect(await stranger.call('rooms/get')).toEqual([])
    server.control.rocketchat.configure({ allowAnonymousRead: true })
    expect(await stranger.call('rooms/get')).toMatchObject([{ _id: 'GENERAL' }])
    expect(await stranger.call('loadHistory', GENERAL)).toMatchObject({ unreadNotLoaded: 0 })
    expect(await stranger.call('getRoomRoles', GENERAL)).toMatchObject([{ u: { username: 'alice' } }])
  })

  test('subscriptions/get: how the user stands to each', async () => {
    await alice.call('sendMessage', { rid: GENERAL, msg: 'x' })
    expect(await bob.call('subscriptions/get')).toMatchObject([
      { rid: 'GENERAL', t: 'c', name: 'general', open: true, f: false, u: { username: 'bob' } },
      { rid: 'random' },
    ])
    expect(await alice.call('subscriptions/get', date(0))).toMatchObject({ update: [{ roles: ['owner'] }, {}], remove: [] })
    expect(await stranger.call('subscriptions/get')).toEqual([])
  })

  test('unread messages are counted until they are read', async () => {
    clock.advance(1)
    await alice.call('sendMessage', { rid: GENERAL, msg: 'x' })
    const own = async (): Promise<unknown> => dig(await bob.call('subscriptions/get'), 0, 'unread')
    expect(await own()).toBe(1)
    expect(await bob.call('readMessages', GENERAL)).toBeUndefined()
    expect(await own()).toBe(0)
    clock.advance(1)
    await bob.call('sendMessage', { rid: GENERAL, msg: 'y' })
    // Whoever writes has read.
    expect(dig(await bob.call('subscriptions/get'), 0, 'ls')).toEqual(date(START_MS + 2))
  })

  test('getRoomById, getRoomNameById and their like find a channel for a non-member too', async () => {
    expect(await dave.call('getRoomById', GENERAL)).toMatchObject({
      _id: 'GENERAL',
      name: 'general',
      u: { username: 'alice' },
      ts: { $date: expect.any(Number) },
    })
    expect(await dave.call('getRoomNameById', GENERAL)).toBe('general')
    expect(await dave.call('getRoomIdByNameOrId', 'general')).toBe('GENERAL')
    expect(await dave.call('getRoomByTypeAndName', 'c', 'general')).toMatchObject({ _id: 'GENERAL' })
    server.control.rocketchat.configure({ permissions: { 'view-c-room': [] } })
    expect(await dave.refusal('getRoomNameById', GENERAL)).toBe('error-not-allowed')
    expect(await dave.refusal('getRoomByTypeAndName', 'c', 'general')).toBe('error-no-permission')
    expect(await bob.call('getRoomNameById', GENERAL)).toBe('general')
  })

  test('direct messages have no name, and are found by the other’s', async () => {
    const rid = String(dig(await alice.call('createDirectMessage', 'bob'), 'rid'))
    expect(await bob.call('getRoomNameById', rid)).toBeUndefined()
    // Who was brought in is told of in other rooms only.
    expect(await bob.call('loadHistory', rid)).toEqual({ messages: [], unreadNotLoaded: 0 })
    expect(await bob.call('getRoomByTypeAndName', 'd', 'alice')).toMatchObject({ _id: rid, usernames: ['alice', 'bob'] })
  })

  test('getUsersOfRoom: pages, and a part of a name', async () => {
    const named = (...names: readonly string[]): object => ({ records: names.map((username) => ({ username })) })
    expect(await bob.call('getUsersOfRoom', GENERAL, true)).toMatchObject({ total: 3, ...named('alice', 'bob', 'carol') })
    expect(await bob.call('getUsersOfRoom', GENERAL, true, { limit: 1, skip: 1 })).toMatchObject(named('bob'))
    expect(await bob.call('getUsersOfRoom', GENERAL, true, {}, 'CAR')).toMatchObject({ total: 1, ...named('carol') })
    expect(await bob.refusal('getUsersOfRoom', GENERAL, true, { limit: 'x' })).toBe(400)
    expect(await bob.refusal('getUsersOfRoom', GENERAL, true, null)).toBe(500)
  })
})

describe('the state of a room', () => {
  test('archived and back: only an admin brings it back', async () => {
    expect(await alice.call('archiveRoom', GENERAL)).toBeUndefined()
    expect(await bob.call('getRoomById', GENERAL)).toMatchObject({ archived: true })
    expect(await bob.call('sendMessage', { rid: GENERAL, msg: 'x' })).toBeUndefined()
    expect(await alice.call('unarchiveRoom', GENERAL)).toBeUndefined()
    expect(await bob.call('getRoomById', GENERAL)).not.toHaveProperty('archived')
  })

  test('favourite, hidden and open count what they changed', async () => {
    const own = async (): Promise<unknown> => dig(await bob.call('subscriptions/get'), 0)
    expect(await bob.call('toggleFavorite', GENERAL, true)).toBe(1)
    expect(await bob.call('hideRoom', GENERAL)).toBe(1)
    expect(await own()).toMatchObject({ f: true, open: false })
    expect(await bob.call('toggleFavorite', GENERAL, false)).toBe(1)
    expect(await bob.call('openRoom', GENERAL)).toBe(1)
    expect(await own()).toMatchObject({ f: false, open: true })
    await bob.call('toggleFavorite', GENERAL)
    await bob.call('hideRoom', GENERAL)
    await alice.call('sendMessage', { rid: GENERAL, msg: 'x' })
    expect(await own()).toMatchObject({ f: true, open: true })
    expect([await dave.call('hideRoom', GENERAL), await dave.call('openRoom', 'nowhere')]).toEqual([0, 0])
  })

  test('joined and left, where the last owner may not go', async () => {
    expect(await dave.call('joinRoom', GENERAL)).toBe(true)
    expect(await dave.call('joinRoom', GENERAL)).toBe(true)
    expect(await dave.call('leaveRoom', GENERAL)).toBeUndefined()
    expect(await dave.call('rooms/get')).toEqual([])
    expect(await alice.refusal('leaveRoom', GENERAL)).toBe('error-you-are-last-owner')
    await alice.call('addRoomOwner', GENERAL, idOf('bob'))
    expect(await alice.call('leaveRoom', GENERAL)).toBeUndefined()
  })

  test('joined by a code where there is one', async () => {
    await alice.call('saveRoomSettings', GENERAL, 'joinCode', 'open sesame')
    expect(await dave.refusal('joinRoom', GENERAL)).toBe('error-code-required')
    expect(await dave.refusal('joinRoom', GENERAL, 'wrong')).toBe('error-code-invalid')
    expect(await dave.call('joinRoom', GENERAL, 'open sesame')).toBe(true)
    expect(await dave.call('getRoomById', GENERAL)).toMatchObject({ joinCodeRequired: true })
  })
})

describe('new rooms', () => {
  test('of direct messages: with one or more, with oneself, and only once', async () => {
    const first = await alice.call('createDirectMessage', 'bob')
    expect(first).toEqual({ t: 'd', rid: expect.any(String), usernames: ['alice', 'bob'] })
    expect(await bob.call('createDirectMessage', 'alice')).toEqual(first)
    const three = await alice.call('createDirectMessage', 'bob', 'carol', 'alice')
    expect(dig(three, 'usernames')).toEqual(['alice', 'bob', 'carol'])
    expect(dig(three, 'rid')).not.toBe(dig(first, 'rid'))
    expect(dig(await alice.call('createDirectMessage', 'alice'), 'usernames')).toEqual(['alice'])
    expect(await bob.call('getRoomById', dig(first, 'rid'))).toMatchObject({ t: 'd', uids: [idOf('alice'), idOf('bob')] })
    expect(await alice.refusal('createDirectMessage')).toBe('error-invalid-user')
    expect(await alice.refusal('createDirectMessage', 'nobody')).toBe('error-invalid-user')
  })

  test('of direct messages: with settings and permissions in the way', async () => {
    const first = await alice.call('createDirectMessage', 'bob')
    server.control.rocketchat.configure({
      allowDirectMessagesToYourself: false,
      maxDirectMessageUsers: 2,
      permissions: { 'create-d': ['admin'] },
    })
    expect(await alice.refusal('createDirectMessage', 'alice')).toBe('error-invalid-user')
    expect(await alice.refusal('createDirectMessage', 'bob', 'carol')).toBe('error-direct-message-max-user-exceeded')
    expect(await bob.call('createDirectMessage', 'alice')).toMatchObject({ _id: dig(first, 'rid'), rid: dig(first, 'rid'), t: 'd' })
    expect(await bob.refusal('createDirectMessage', 'carol')).toBe('error-not-allowed')
  })

  test.each([
    ['createPrivateGroup', 'p'],
    ['createChannel', 'c'],
  ])('%s: the room with `rid` and `inserted`, its members in it', async (method, t) => {
    const made = await bob.call(method, 'den', ['carol', 'nobody', 'bob'], true, { a: 1 })
    expect(made).toMatchObject({ inserted: true, name: 'den', fname: 'den', t, ro: true, u: { username: 'bob' }, customFields: { a: 1 } })
    expect(dig(made, 'rid')).toBe(dig(made, '_id'))
    expect(await carol.call('getRoomById', dig(made, 'rid'))).toMatchObject({ usersCount: 2 })
    expect(await carol.call('getRoomRoles', dig(made, 'rid'))).toMatchObject([{ u: { username: 'bob' }, roles: ['owner'] }])
  })

  test.each([
    ['', 'error-invalid-name'],
    ['  ', 'error-invalid-name'],
    ['two words', 'error-invalid-room-name'],
    ['general', 'error-duplicate-channel-name'],
  ])('the name %j is %s', async (name, error) => {
    expect(await bob.refusal('createPrivateGroup', name)).toBe(error)
    expect(await bob.refusal('createChannel', name)).toBe(error)
  })

  test('a name that an archived room has, and a team there is not', async () => {
    await alice.call('archiveRoom', 'random')
    expect(await bob.refusal('createChannel', 'random')).toBe('error-archived-duplicate-name')
    expect(await bob.refusal('createPrivateGroup', 'den', [], false, {}, { teamId: 't' })).toBe('error-team-not-found')
  })
})

describe('messages', () => {
  const textsOf = (history: unknown): unknown => {
    const messages: unknown = dig(history, 'messages')
    return Array.isArray(messages) ? messages.map((message: unknown) => dig(message, 'msg')) : history
  }

  test('loadHistory: newest first, pages, and what is unread', async () => {
    await alice.call('createChannel', 'den', ['bob'])
    const rid = String(await alice.call('getRoomIdByNameOrId', 'den'))
    clock.advance(1_000)
    for (const msg of ['one', 'two', 'three', 'four']) {
      await alice.call('sendMessage', { rid, msg })
      clock.advance(1_000)
    }
    expect(textsOf(await bob.call('loadHistory', rid, null, 2))).toEqual(['four', 'three'])
    expect(textsOf(await bob.call('loadHistory', rid, date(START_MS + 3_000), 2))).toEqual(['two', 'one'])
    expect(await bob.call('loadHistory', rid, null, 1, date(START_MS + 1_000))).toMatchObject({
      messages: [{ msg: 'four' }],
      firstUnread: { msg: 'two' },
      unreadNotLoaded: 2,
    })
    expect(await bob.call('loadHistory', rid, null, 1, new Date(START_MS + 1_000).toISOString())).toMatchObject({ unreadNotLoaded: 2 })
    expect(await bob.call('loadHistory', rid)).not.toHaveProperty('firstUnread')
  })

  test('loadHistory: false where there is nothing to read', async () => {
    expect(await alice.call('loadHistory', 'nowhere')).toBe(false)
    expect(await bob.call('loadHistory', await group('den'))).toBe(false)
    expect(await dave.call('loadHistory', GENERAL)).toMatchObject({ unreadNotLoaded: 0 })
    server.control.rocketchat.configure({ permissions: { 'preview-c-room': [] } })
    expect(await dave.call('loadHistory', GENERAL)).toBe(false)
  })

  test('loadHistory: threads are left out where that is asked for', async () => {
    const parent = String(dig(await alice.call('sendMessage', { rid: GENERAL, msg: 'parent' }), '_id'))
    await alice.call('sendMessage', { rid: GENERAL, msg: 'hidden', tmid: parent })
    await alice.call('sendMessage', { rid: GENERAL, msg: 'shown', tmid: parent, tshow: true })
    expect(textsOf(await bob.call('loadHistory', GENERAL, null, 3))).toEqual(['shown', 'hidden', 'parent'])
    expect(textsOf(await bob.call('loadHistory', GENERAL, null, 2, null, false))).toEqual(['shown', 'parent'])
  })

  test('sendMessage: the message, by the id the client gave, once', async () => {
    const message = { _id: 'mine', rid: GENERAL, msg: 'hello' }
    expect(await bob.call('sendMessage', message)).toMatchObject({
      ...message,
      u: { _id: idOf('bob'), username: 'bob', name: 'Bob' },
      ts: date(START_MS),
    })
    expect(await bob.call('sendMessage', message)).toBeUndefined()
    expect(textsOf(await alice.call('loadHistory', GENERAL, null, 2))).toEqual(['hello', 'carol'])
  })

  test.each([
    [{ msg: 'x' }, 'invalid-params'],
    [{ rid: GENERAL, msg: 'x', tshow: true }, 'invalid-params'],
    [{ rid: GENERAL, msg: 'x', ts: { $date: START_MS + 61_000 } }, 'error-message-ts-out-of-sync'],
    [{ rid: GENERAL, msg: '' }, 'error-invalid-message'],
    [{ rid: GENERAL }, 'error-invalid-message'],
    [{ rid: GENERAL, msg: 'x'.repeat(5_001) }, 'error-message-size-exceeded'],
  ])('sendMessage %j is refused', async (message, error) => {
    expect(await bob.refusal('sendMessage', message)).toBe(error)
  })

  test('sendMessage: other obstacles are told aside, to nobody else, and the result is empty', async () => {
    const own = `${idOf('bob')}/message`
    await bob.subscribe('stream-notify-user', own)
    await alice.subscribe('stream-room-messages', GENERAL)
    await alice.call('muteUserInRoom', { rid: GENERAL, username: 'bob' })
    expect(await bob.call('sendMessage', { rid: GENERAL, msg: 'x' })).toBeUndefined()
    await alice.call('saveRoomSettings', 'random', 'readOnly', true)
    expect(await bob.call('sendMessage', { rid: 'random', msg: 'x' })).toBeUndefined()
    expect(await bob.call('sendMessage', { rid: await group('den'), msg: 'x' })).toBeUndefined()
    expect(await bob.call('sendMessage', { rid: 'nowhere', msg: 'x' })).toBeUndefined()
    await alice.call('unmuteUserInRoom', { rid: GENERAL, username: 'bob' })
    await Promise.all([alice.settled(), bob.settled()])
    expect(bob.events(own)).toMatchObject([
      [{ msg: 'You_have_been_muted', private: true }],
      [{ msg: 'room_is_read_only' }],
      [{ msg: 'error-not-allowed' }],
    ])
    expect(alice.events(GENERAL)).toEqual([])
    expect(await alice.call('sendMessage', { rid: 'random', msg: 'an owner may' })).toMatchObject({ rid: 'random' })
  })

  test('a thread within a thread is its parent’s', async () => {
    const parent = String(dig(await alice.call('sendMessage', { rid: GENERAL, msg: 'parent' }), '_id'))
    const child = String(dig(await alice.call('sendMessage', { rid: GENERAL, msg: 'child', tmid: parent }), '_id'))
    expect(await alice.call('sendMessage', { rid: 'random', msg: 'grandchild', tmid: child })).toMatchObject({
      rid: GENERAL,
      tmid: parent,
    })
  })
})

describe('roles', () => {
  test.each(['Leader', 'Moderator', 'Owner'])('%s: given once, shown, and taken away once', async (name) => {
    const role = name.toLowerCase()
    await bob.subscribe('stream-notify-logged', 'roles-change')
    expect(await alice.call(`addRoom${name}`, GENERAL, idOf('bob'))).toBe(true)
    expect(await alice.refusal(`addRoom${name}`, GENERAL, idOf('bob'))).toBe(`error-user-already-${role}`)
    expect(await carol.call('getRoomRoles', GENERAL)).toEqual([
      { _id: expect.any(String), rid: GENERAL, u: { _id: idOf('alice'), username: 'alice' }, roles: ['owner'] },
      { _id: expect.any(String), rid: GENERAL, u: { _id: idOf('bob'), username: 'bob' }, roles: [role] },
    ])
    expect(await alice.call(`removeRoom${name}`, GENERAL, idOf('bob'))).toBe(true)
    expect(await alice.refusal(`removeRoom${name}`, GENERAL, idOf('bob'))).toBe(`error-user-not-${role}`)
    await bob.settled()
    expect(bob.events('roles-change')).toMatchObject([
      [{ type: 'added', _id: role, scope: GENERAL, u: { username: 'bob' } }],
      [{ type: 'removed', _id: role }],
    ])
  })

  test.each([
    ['addRoomLeader', 'error-user-not-in-room'],
    ['addRoomModerator', 'error-user-not-in-room'],
    ['addRoomOwner', 'error-user-not-in-room'],
    ['removeRoomLeader', 'error-user-not-in-room'],
    ['removeRoomModerator', 'error-invalid-room'],
    ['removeRoomOwner', 'error-invalid-room'],
  ])('%s: somebody there is not, and somebody who is no member', async (method, outside) => {
    expect(await alice.refusal(method, GENERAL, 'uid-nobody')).toBe('error-invalid-user')
    expect(await alice.refusal(method, GENERAL, 'bob')).toBe('error-invalid-user')
    expect(await alice.refusal(method, GENERAL, idOf('dave'))).toBe(outside)
  })

  test('the last owner stays one', async () => {
    expect(await alice.refusal('removeRoomOwner', GENERAL, idOf('alice'))).toBe('error-remove-last-owner')
  })

  test('a role gives its permissions, and is lost by leaving', async () => {
    await alice.call('addRoomModerator', GENERAL, idOf('bob'))
    expect(await bob.call('muteUserInRoom', { rid: GENERAL, username: 'carol' })).toBe(true)
    expect(await bob.call('addUserToRoom', { rid: GENERAL, username: 'dave' })).toBeUndefined()
    await bob.call('leaveRoom', GENERAL)
    await bob.call('joinRoom', GENERAL)
    expect(await bob.refusal('muteUserInRoom', { rid: GENERAL, username: 'carol' })).toBe('error-not-allowed')
  })

  test('names are shown with them where real names are in force', async () => {
    server.control.rocketchat.configure({ useRealName: true })
    expect(await bob.call('getRoomRoles', GENERAL)).toMatchObject([{ u: { username: 'alice', name: 'Alice' } }])
  })
})

describe('members', () => {
  test('are muted and heard again', async () => {
    expect(await alice.call('muteUserInRoom', { rid: GENERAL, username: 'bob', more: 1 })).toBe(true)
    expect(await carol.call('getRoomById', GENERAL)).toMatchObject({ muted: ['bob'] })
    expect(await alice.call('unmuteUserInRoom', { rid: GENERAL, username: 'bob' })).toBe(true)
    expect(await carol.call('getRoomById', GENERAL)).not.toHaveProperty('muted')
    for (const username of ['dave', 'nobody']) {
      expect(await alice.refusal('muteUserInRoom', { rid: GENERAL, username })).toBe('error-user-not-in-room')
      expect(await alice.refusal('unmuteUserInRoom', { rid: GENERAL, username })).toBe('error-user-not-in-room')
    }
  })

  test('are brought in, one or several; who is in already stays, and that is told aside', async () => {
    const own = `${idOf('alice')}/message`
    await alice.subscribe('stream-notify-user', own)
    expect(await alice.call('addUserToRoom', { rid: 'random', username: 'carol' })).toBeUndefined()
    expect(await alice.call('addUsersToRoom', { rid: 'random', users: ['carol', 'dave'] })).toBe(true)
    expect(await alice.call('getUsersOfRoom', 'random')).toMatchObject({ total: 4 })
    await alice.settled()
    expect(alice.events(own)).toMatchObject([[{ msg: 'carol is already in here.' }]])
    expect(await alice.refusal('addUserToRoom', { rid: 'random', username: 'nobody' })).toBe('error-user-not-found')
    expect(await alice.refusal('addUsersToRoom', { rid: 'random', users: 'carol' })).toBe('error-invalid-arguments')
  })

  test('are taken out, but for the last owner', async () => {
    expect(await alice.call('removeUserFromRoom', { rid: GENERAL, username: 'bob' })).toBe(true)
    expect(await alice.refusal('removeUserFromRoom', { rid: GENERAL, username: 'bob' })).toBe('error-user-not-in-room')
    expect(await alice.refusal('removeUserFromRoom', { rid: GENERAL, username: 'nobody' })).toBe('error-invalid-user')
    expect(await alice.refusal('removeUserFromRoom', { rid: GENERAL, username: 'alice' })).toBe('error-you-are-last-owner')
  })
})

describe('settings of a room', () => {
  const VALUES = {
    roomAvatar: 'data:,',
    featured: true,
    roomName: 'lounge',
    roomTopic: 'tea',
    roomAnnouncement: 'cake',
    roomCustomFields: { a: 1 },
    roomDescription: 'sofas',
    roomType: 'p',
    readOnly: true,
    reactWhenReadOnly: true,
    systemMessages: ['uj'],
    default: true,
    joinCode: 'x',
    retentionEnabled: true,
    retentionMaxAge: 30,
    retentionExcludePinned: true,
    retentionFilesOnly: true,
    retentionIgnoreThreads: true,
    retentionOverrideGlobal: true,
    encrypted: false,
    favorite: { favorite: true, defaultValue: true },
  }

  test('all 21 at once', async () => {
    expect(Object.keys(VALUES)).toHaveLength(21)
    expect(await alice.call('saveRoomSettings', GENERAL, VALUES)).toEqual({ result: true, rid: GENERAL })
    expect(await alice.call('getRoomById', GENERAL)).toMatchObject({
      avatarETag: 'data:,',
      featured: true,
      name: 'lounge',
      topic: 'tea',
      announcement: 'cake',
      customFields: { a: 1 },
      description: 'sofas',
      t: 'p',
      ro: true,
      reactWhenReadOnly: true,
      sysMes: ['uj'],
      default: true,
      joinCodeRequired: true,
      retention: { enabled: true, maxAge: 30, excludePinned: true, filesOnly: true, ignoreThreads: true, overrideGlobal: true },
      encrypted: false,
      favorite: { favorite: true, defaultValue: true },
    })
  })

  test.each(Object.entries(VALUES))('%s alone', async (name, value) => {
    expect(await alice.call('saveRoomSettings', GENERAL, name, value)).toEqual({ result: true, rid: GENERAL })
  })

  test('an unknown one, a name that is taken, and nothing is saved', async () => {
    expect(await alice.refusal('saveRoomSettings', GENERAL, 'mood', 'x')).toBe('error-invalid-settings')
    expect(await alice.refusal('saveRoomSettings', GENERAL, { roomTopic: 'x', mood: 1 })).toBe('error-invalid-settings')
    expect(await alice.refusal('saveRoomSettings', GENERAL)).toBe('error-invalid-settings')
    expect(await alice.refusal('saveRoomSettings', GENERAL, { roomTopic: 'x', roomName: 'random' })).toBe(
      'error-duplicate-channel-name',
    )
    expect(await alice.call('getRoomById', GENERAL)).not.toHaveProperty('topic')
  })

  test.each([
    ['roomTopic', 'x', 'Editing_room', 'edit-room'],
    ['default', true, 'Viewing_room_administration', 'view-room-administration'],
    ['featured', true, 'Viewing_room_administration', 'view-room-administration'],
    ['roomType', 'p', 'Change_Room_Type', 'create-p'],
    ['encrypted', true, 'Change_Room_Encrypted', 'toggle-room-e2e-encryption'],
  ])('%s is refused as the action %s %s', async (name, value, action, permission) => {
    server.control.rocketchat.configure({ permissions: { [permission]: [] } })
    alice.send({ msg: 'method', id: 'x', method: 'saveRoomSettings', params: [GENERAL, name, value] })
    expect(dig(await alice.heard({ msg: 'result', id: 'x' }), 'error')).toMatchObject({
      error: 'error-action-not-allowed',
      details: { method: 'saveRoomSettings', action },
    })
  })
})

describe('methods that are gone', () => {
  const GONE_IN_8 = ['muteUserInRoom', 'unmuteUserInRoom', 'getRoomRoles']
  const GONE_IN_9 = [
    'getRoomNameById',
    'archiveRoom',
    'unarchiveRoom',
    'toggleFavorite',
    'hideRoom',
    'leaveRoom',
    'joinRoom',
    'createChannel',
    'addRoomLeader',
    'addRoomModerator',
    'addRoomOwner',
    'removeRoomLeader',
    'removeRoomModerator',
    'removeRoomOwner',
    'addUserToRoom',
    'addUsersToRoom',
    'removeUserFromRoom',
  ]
  const STAY = [
    'rooms/get',
    'subscriptions/get',
    'getRoomById',
    'openRoom',
    'createDirectMessage',
    'createPrivateGroup',
    'stream-notify-room',
    'loadHistory',
    'saveRoomSettings',
    'sendMessage',
    'readMessages',
    'getUsersOfRoom',
  ]

  test.each([
    ['7.10.0', [], [...GONE_IN_8, ...GONE_IN_9, ...STAY]],
    ['8.8.1', GONE_IN_8, [...GONE_IN_9, ...STAY]],
    ['9.0.0', [...GONE_IN_8, ...GONE_IN_9], STAY],
  ] as const)('of %s', async (version, gone, present) => {
    await startAnew({ version })
    for (const method of gone) expect([method, await alice.refusal(method)]).toEqual([method, 404])
    for (const method of present) expect([method, await alice.refusal(method)]).not.toEqual([method, 404])
  })
})

describe('what a user is told of', () => {
  test('messages of a room, of all rooms, and only while they may read them', async () => {
    const rid = await group('den', 'bob')
    await bob.subscribe('stream-room-messages', rid)
    await bob.subscribe('stream-room-messages', '__my_messages__')
    await alice.call('sendMessage', { rid, msg: 'one' })
    await alice.call('removeUserFromRoom', { rid, username: 'bob' })
    await alice.call('sendMessage', { rid, msg: 'two' })
    await bob.settled()
    expect(bob.events(rid)).toMatchObject([[{ msg: 'one' }]])
    expect(bob.events('__my_messages__')).toMatchObject([
      [{ msg: 'one' }, { roomParticipant: true, roomType: 'p', roomName: 'den' }],
    ])
    expect(await bob.subscribe('stream-room-messages', rid)).toBe('not-allowed')
  })

  test('changes of rooms and subscriptions, and of nobody else’s', async () => {
    const [rooms, subscriptions] = [`${idOf('dave')}/rooms-changed`, `${idOf('dave')}/subscriptions-changed`]
    await dave.subscribe('stream-notify-user', rooms)
    await dave.subscribe('stream-notify-user', subscriptions)
    await alice.call('saveRoomSettings', GENERAL, 'roomTopic', 'before')
    await alice.call('addUserToRoom', { rid: GENERAL, username: 'dave' })
    await alice.call('saveRoomSettings', GENERAL, 'roomTopic', 'after')
    await dave.call('toggleFavorite', GENERAL, true)
    server.control.kick('dave', 'general')
    await dave.settled()
    expect(dave.events(rooms)).toMatchObject([
      ['updated', { _id: GENERAL, usersCount: 4 }],
      ['updated', { _id: GENERAL, topic: 'after' }],
    ])
    expect(dave.events(subscriptions)).toMatchObject([
      ['inserted', { rid: GENERAL, u: { username: 'dave' } }],
      ['updated', { f: true }],
      ['removed', { rid: GENERAL }],
    ])
  })

  test('who joined, left, was brought in or taken out, in lines of the system', async () => {
    await bob.subscribe('stream-room-messages', GENERAL)
    await dave.call('joinRoom', GENERAL)
    await dave.call('leaveRoom', GENERAL)
    await alice.call('addUserToRoom', { rid: GENERAL, username: 'dave' })
    await alice.call('removeUserFromRoom', { rid: GENERAL, username: 'dave' })
    await alice.call('saveRoomSettings', GENERAL, 'roomName', 'lounge')
    await bob.settled()
    expect(bob.events(GENERAL)).toMatchObject([
      [{ t: 'uj', msg: 'dave', u: { username: 'dave' } }],
      [{ t: 'ul', msg: 'dave' }],
      [{ t: 'au', msg: 'dave', u: { username: 'alice' } }],
      [{ t: 'ru', msg: 'dave', u: { username: 'alice' } }],
      [{ t: 'r', msg: 'lounge' }],
    ])
  })
})

describe('rooms and messages are those of Matrix', () => {
  test('a message crosses once, both ways', async () => {
    await bob.subscribe('stream-room-messages', GENERAL)
    const matrix = matrixUser(server, 'carol')
    const since = await matrix.here()
    await alice.call('sendMessage', { rid: GENERAL, msg: 'from Rocket.Chat' })
    await matrix.say('from Matrix', 't1')
    await bob.settled()
    expect(bob.events(GENERAL)).toMatchObject([[{ msg: 'from Rocket.Chat' }], [{ msg: 'from Matrix', u: { username: 'carol' } }]])
    const timeline = dig((await matrix.sync({ since })).body, 'rooms', 'join', '!general:mock.test', 'timeline', 'events')
    expect(timeline).toMatchObject([
      { type: 'm.room.message', sender: '@alice:mock.test', content: { msgtype: 'm.text', body: 'from Rocket.Chat' } },
      { content: { body: 'from Matrix' } },
    ])
    expect(await bob.call('loadHistory', GENERAL, null, 2)).toMatchObject({ messages: [{ msg: 'from Matrix' }, {}] })
  })

  test('a room made here is one there, and the other way round', async () => {
    const rid = await group('den', 'bob')
    const matrix = matrixUser(server, 'bob')
    expect((await matrix.type(true, 1_000, `!${rid}:mock.test`)).status).toBe(200)
    const made = await matrix.call('POST', '/createRoom', { body: { name: 'My Room', preset: 'public_chat' } })
    expect(dig(made.body, 'room_id')).toBe('!my-room:mock.test')
    expect(await dave.call('getRoomById', 'my-room')).toMatchObject({ t: 'c', name: 'My-Room', fname: 'My Room' })
    expect(await dave.call('joinRoom', 'my-room')).toBe(true)
    expect((await matrixUser(server, 'dave').type(true, 1_000, '!my-room:mock.test')).status).toBe(200)
  })
})

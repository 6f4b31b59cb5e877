import * as rooms from '@nowtyping/client/rocketchat/rooms'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { direct, group, NOT_ON_THE_MOCK, NOWHERE, REFUSALS } from './rocketchat-rooms.table.ts'
import { createRoomsStage, GENERAL, type RoomsMode, type RoomsStage } from './support/rooms-stage.ts'

const MODES: readonly RoomsMode[] = ['6.6.0', '9.0.0', 'REST alone']

/** Methods that a server of 9.0 has no longer. */
const GONE: ReadonlySet<string> = new Set(
  [
    'getRoomNameById hideRoom toggleFavorite archiveRoom unarchiveRoom joinRoom leaveRoom createChannel getRoomRoles',
    'addRoomLeader addRoomModerator addRoomOwner removeRoomLeader removeRoomModerator removeRoomOwner',
    'addUserToRoom removeUserFromRoom muteUserInRoom unmuteUserInRoom',
  ].flatMap((names) => names.split(' ')),
)

let stage: RoomsStage
const alice = (): Promise<rooms.RocketChatServer> => stage.as('alice')
const bob = (): Promise<rooms.RocketChatServer> => stage.as('bob')
const dave = (): Promise<rooms.RocketChatServer> => stage.as('dave')

/** A room as somebody has it, and as it is. */
async function subscription(server: rooms.RocketChatServer, rid: string): Promise<rooms.RoomSubscription | undefined> {
  return (await rooms.getSubscriptions(server)).update.find((each) => each.rid === rid)
}

async function memberNames(server: rooms.RocketChatServer, rid: string): Promise<readonly string[]> {
  const { records } = await rooms.getUsersOfRoom(server, rid, { showAll: true })
  return records.map(({ username }) => username)
}

async function rolesOf(server: rooms.RocketChatServer, username: string): Promise<readonly string[]> {
  const all = await rooms.getRoomRoles(server, GENERAL)
  return all.find(({ u }) => u.username === username)?.roles ?? []
}

async function say(server: rooms.RocketChatServer, rid: string, ...texts: readonly string[]): Promise<void> {
  for (const msg of texts) {
    stage.world.clock.advance(1_000)
    await rooms.sendMessage(server, { rid, msg })
  }
}

const texts = (history: rooms.History | false): readonly string[] | false =>
  history === false ? false : history.messages.filter(({ t }) => t === undefined).map(({ msg }) => msg)

afterEach(() => stage.world.close())

describe.each(MODES)('%s', (mode) => {
  beforeEach(async () => {
    stage = await createRoomsStage(mode)
  })

  describe('lists', () => {
    test('my rooms, with their dates', async () => {
      const { update, remove } = await rooms.getRooms(await bob())
      expect(update.map(({ _id }) => _id).toSorted()).toEqual(['GENERAL', 'random'])
      expect(update[0]).toMatchObject({ t: 'c', ts: expect.any(Date), u: { _id: 'uid-alice', username: 'alice' } })
      expect(remove).toEqual([])
    })

    test('what changed since', async () => {
      const server = await bob()
      await rooms.getRooms(server)
      stage.world.clock.advance(60_000)
      const since = new Date(stage.world.clock.now())
      await say(server, 'random', 'Hello')
      expect((await rooms.getRooms(server, since)).update.map(({ _id }) => _id)).toEqual(['random'])
      expect((await rooms.getRooms(server, new Date(since.getTime() + 60_000))).update).toEqual([])
    })

    test('how I have them', async () => {
      const own = await subscription(await alice(), GENERAL)
      expect(own).toMatchObject({ t: 'c', open: true, f: false, unread: 0, roles: ['owner'], ts: expect.any(Date) })
    })

    test('a room, and its name', async () => {
      const server = await dave()
      expect(await rooms.getRoomById(server, GENERAL)).toMatchObject({ _id: GENERAL, t: 'c', name: 'general', usersCount: 3 })
      expect(await rooms.getRoomNameById(server, GENERAL)).toBe('general')
      expect(await rooms.getRoomNameById(await bob(), await direct(stage))).toBeUndefined()
    })
  })

  describe('what I see of rooms', () => {
    test('a room is hidden, and opened', async () => {
      const server = await bob()
      expect(await rooms.hideRoom(server, GENERAL)).toBe(true)
      expect((await subscription(server, GENERAL))?.open).toBe(false)
      expect(await rooms.openRoom(server, GENERAL)).toBe(mode === 'REST alone' ? undefined : true)
      expect((await subscription(server, GENERAL))?.open).toBe(true)
    })

    test('a favourite, and none', async () => {
      const server = await bob()
      expect(await rooms.toggleFavorite(server, GENERAL, true)).toBe(true)
      expect((await subscription(server, GENERAL))?.f).toBe(true)
      await rooms.toggleFavorite(server, GENERAL, false)
      expect((await subscription(server, GENERAL))?.f).toBe(false)
    })

    test('a room is archived, and taken back', async () => {
      const server = await alice()
      await expect(rooms.archiveRoom(server, GENERAL)).resolves.toBeUndefined()
      expect((await rooms.getRoomById(server, GENERAL)).archived).toBe(true)
      await rooms.unarchiveRoom(server, GENERAL)
      expect((await rooms.getRoomById(server, GENERAL)).archived).toBeUndefined()
    })
  })

  describe('members', () => {
    test('one joins and leaves', async () => {
      const server = await dave()
      expect(await rooms.joinRoom(server, GENERAL)).toBe(mode === '6.6.0' ? true : undefined)
      expect(await memberNames(server, GENERAL)).toContain('dave')
      await expect(rooms.leaveRoom(server, GENERAL)).resolves.toBeUndefined()
      expect(await memberNames(server, GENERAL)).not.toContain('dave')
    })

    test('one joins with a code', async () => {
      await rooms.saveRoomSettings(await stage.socket('alice'), GENERAL, 'joinCode', 'sesame')
      await rooms.joinRoom(await dave(), GENERAL, 'sesame')
      expect(await memberNames(await alice(), GENERAL)).toContain('dave')
    })

    test('somebody is added, twice, and removed', async () => {
      const server = await alice()
      const rid = await group(stage)
      await expect(rooms.addUserToRoom(server, rid, 'dave')).resolves.toBeUndefined()
      await rooms.addUserToRoom(server, rid, 'dave')
      expect(await memberNames(server, rid)).toEqual(['alice', 'bob', 'dave'])
      expect(await rooms.removeUserFromRoom(server, rid, 'dave')).toBe(true)
      expect(await memberNames(server, rid)).toEqual(['alice', 'bob'])
    })

    test('a page of members, and those of a name', async () => {
      const server = await alice()
      const page = await rooms.getUsersOfRoom(server, GENERAL, { showAll: true, limit: 1, skip: 1 })
      expect(page).toMatchObject({ total: 3, records: [{ _id: 'uid-bob', username: 'bob', name: 'Bob', status: 'online' }] })
      const named = await rooms.getUsersOfRoom(server, await direct(stage), { filter: 'ali' })
      expect(named.records.map(({ username }) => username)).toEqual(['alice'])
    })

    test('somebody is muted, and speaks again', async () => {
      const server = await alice()
      expect(await rooms.muteUserInRoom(server, GENERAL, 'bob')).toBe(true)
      expect((await rooms.getRoomById(server, GENERAL)).muted).toEqual(['bob'])
      expect(await rooms.unmuteUserInRoom(server, GENERAL, 'bob')).toBe(true)
      expect((await rooms.getRoomById(server, GENERAL)).muted).toBeUndefined()
    })

    test.each([
      ['leader', rooms.addRoomLeader, rooms.removeRoomLeader],
      ['moderator', rooms.addRoomModerator, rooms.removeRoomModerator],
      ['owner', rooms.addRoomOwner, rooms.removeRoomOwner],
    ] as const)('somebody becomes a %s, and is none', async (role, add, remove) => {
      const server = await alice()
      expect(await add(server, GENERAL, 'uid-bob')).toBe(true)
      expect(await rolesOf(server, 'bob')).toEqual([role])
      expect(await remove(server, GENERAL, 'uid-bob')).toBe(true)
      expect(await rolesOf(server, 'bob')).toEqual([])
    })

    test('roles name who has them', async () => {
      expect(await rooms.getRoomRoles(await bob(), GENERAL)).toEqual([
        { rid: GENERAL, u: { _id: 'uid-alice', username: 'alice' }, roles: ['owner'] },
      ])
    })
  })

  describe('new rooms', () => {
    test('a direct room is made once', async () => {
      const server = await alice()
      const made = await rooms.createDirectMessage(server, ['bob', 'carol'])
      expect(made).toMatchObject({ t: 'd', usernames: ['alice', 'bob', 'carol'] })
      expect((await rooms.createDirectMessage(server, ['carol', 'bob'])).rid).toBe(made.rid)
    })

    test('a private group', async () => {
      const server = await alice()
      const made = await rooms.createPrivateGroup(server, { name: 'plans', members: ['bob'], readOnly: true })
      expect(made).toMatchObject({ t: 'p', name: 'plans', ro: true, ts: expect.any(Date) })
      expect(await memberNames(server, made.rid)).toEqual(['alice', 'bob'])
    })

    test('a channel', async () => {
      const made = await rooms.createChannel(await bob(), { name: 'news', customFields: { colour: 'red' } })
      expect(await rooms.getRoomById(await dave(), made.rid)).toMatchObject({
        _id: made.rid,
        t: 'c',
        name: 'news',
        customFields: { colour: 'red' },
      })
    })
  })

  describe('messages', () => {
    test('one is sent, and in the history', async () => {
      const sent = await rooms.sendMessage(await bob(), { rid: GENERAL, msg: 'Hello', _id: 'my-own-id' })
      expect(sent).toMatchObject({ _id: 'my-own-id', rid: GENERAL, msg: 'Hello', ts: expect.any(Date), u: { username: 'bob' } })
      const history = await rooms.loadHistory(await alice(), GENERAL)
      expect(history).toMatchObject({ messages: expect.arrayContaining([sent]) })
    })

    test('the history goes back by pages, newest first', async () => {
      const server = await bob()
      await say(server, GENERAL, 'one', 'two', 'three')
      const latest = await rooms.loadHistory(server, GENERAL, { limit: 2 })
      expect(texts(latest)).toEqual(['three', 'two'])
      const end = latest === false ? undefined : latest.messages.at(-1)?.ts
      expect(texts(await rooms.loadHistory(server, GENERAL, { end, limit: 1 }))).toEqual(['one'])
    })

    test('it counts what I have not seen and it did not load', async () => {
      const server = await bob()
      await say(server, GENERAL, 'one', 'two')
      const lastSeen = new Date(stage.world.clock.now())
      await say(server, GENERAL, 'three', 'four', 'five')
      expect(await rooms.loadHistory(server, GENERAL, { limit: 1, lastSeen })).toMatchObject({
        messages: [{ msg: 'five' }],
        firstUnread: { msg: 'three' },
        unreadNotLoaded: 2,
      })
    })

    test('it may leave threads out', async () => {
      const server = await bob()
      await rooms.sendMessage(server, { rid: GENERAL, msg: 'first', _id: 'thread' })
      await rooms.sendMessage(server, { rid: GENERAL, msg: 'answer', tmid: 'thread' })
      expect(texts(await rooms.loadHistory(server, GENERAL))).toContain('answer')
      expect(texts(await rooms.loadHistory(server, GENERAL, { showThreadMessages: false }))).not.toContain('answer')
    })

    test('what may not be read, and is not there, is false', async () => {
      expect(await rooms.loadHistory(await dave(), await group(stage))).toBe(false)
      expect(await rooms.loadHistory(await dave(), NOWHERE)).toBe(false)
    })

    test('a room is read', async () => {
      const server = await alice()
      await say(await bob(), GENERAL, 'Hello')
      expect((await subscription(server, GENERAL))?.unread).toBe(1)
      await expect(rooms.readMessages(server, GENERAL)).resolves.toBeUndefined()
      expect(await subscription(server, GENERAL)).toMatchObject({ unread: 0, ls: new Date(stage.world.clock.now()) })
    })

    test('the room is told what I do, where there is a socket', async () => {
      const told = rooms.notifyRoom(await bob(), GENERAL, 'user-activity', 'bob', ['user-typing'])
      if (mode === 'REST alone') return expect(told).rejects.toMatchObject({ code: 'unsupported' })
      await expect(told).resolves.toBeUndefined()
      expect(stage.world.writes()).toMatchObject([{ user: 'bob', op: 'typing:start' }])
    })
  })

  describe('settings', () => {
    test('one, and several', async () => {
      const server = await alice()
      expect(await rooms.saveRoomSettings(server, GENERAL, 'roomTopic', 'News')).toEqual({ result: true, rid: GENERAL })
      await rooms.saveRoomSettings(server, GENERAL, { roomDescription: 'All of it', readOnly: true })
      expect(await rooms.getRoomById(server, GENERAL)).toMatchObject({ topic: 'News', description: 'All of it', ro: true })
    })
  })

  describe('refusals', () => {
    const here = REFUSALS.filter(({ only }) => only?.includes(mode) ?? true)
    test.each(here.map((each, index) => ({ ...each, title: `${index + 1}. ${each.name}: ${each.code}` })))(
      '$title',
      async ({ name, code, run }) => {
        const error: unknown = await run(stage).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        expect(error).toMatchObject({ code })
        expect(rooms.isRoomError(error, name)).toBe(true)
      },
    )
  })
})

test('every documented refusal is in the table, or known not to happen on the mock server', () => {
  const documented = Object.entries(rooms.ROOM_ERRORS).flatMap(([name, codes]) => codes.map((code) => `${name} ${code}`))
  const tried = new Set(REFUSALS.map(({ name, code }) => `${name} ${code}`))
  expect(documented.filter((each) => !tried.has(each)).toSorted()).toEqual([...NOT_ON_THE_MOCK].toSorted())
})

test('on 9.0 the methods that are gone are asked for once, and REST answers from then on', async () => {
  stage = await createRoomsStage('9.0.0')
  const server = await alice()
  for (const { name, run } of REFUSALS) if (GONE.has(name)) await run(stage).catch(() => undefined)
  await rooms.hideRoom(server, GENERAL)
  const missing = stage.world.server.control.journal().filter(({ method, status }) => method === 'DDP' && status === 404)
  expect([...new Set(missing.map(({ route }) => route))].toSorted()).toEqual([...GONE].map((name) => `method ${name}`).toSorted())
  const askings = missing.map(({ route, user }) => `${user ?? 'a visitor'}: ${route}`)
  expect(new Set(askings).size).toBe(askings.length)
})

import { describe, expect, test } from 'vitest'
import { methodServer, restServer } from '../../../../test/support/rooms-server.ts'
import type { RocketChatServer } from '../server.ts'
import * as rooms from './index.ts'

const BAD_IDS = ['', 'a/b', 'a\u0000', 'a\n', 'a\ud800', 'x'.repeat(256), 'ä'.repeat(128)]

type Call = (server: RocketChatServer, id: string) => Promise<unknown>

const BY_ID: readonly (readonly [name: string, run: Call])[] = [
  ['getRoomById', rooms.getRoomById],
  ['getRoomNameById', rooms.getRoomNameById],
  ['hideRoom', rooms.hideRoom],
  ['openRoom', rooms.openRoom],
  ['toggleFavorite', (server, rid) => rooms.toggleFavorite(server, rid, true)],
  ['archiveRoom', rooms.archiveRoom],
  ['unarchiveRoom', rooms.unarchiveRoom],
  ['joinRoom', rooms.joinRoom],
  ['leaveRoom', rooms.leaveRoom],
  ['loadHistory', rooms.loadHistory],
  ['readMessages', rooms.readMessages],
  ['sendMessage', (server, rid) => rooms.sendMessage(server, { rid, msg: 'Hello' })],
  ['sendMessage, _id', (server, _id) => rooms.sendMessage(server, { rid: 'r1', msg: 'Hello', _id })],
  ['sendMessage, tmid', (server, tmid) => rooms.sendMessage(server, { rid: 'r1', msg: 'Hello', tmid })],
  ['notifyRoom', (server, rid) => rooms.notifyRoom(server, rid, 'user-activity', 'alice', [])],
  ['addRoomOwner', (server, rid) => rooms.addRoomOwner(server, rid, 'u2')],
  ['addRoomOwner, userId', (server, userId) => rooms.addRoomOwner(server, 'r1', userId)],
  ['getRoomRoles', rooms.getRoomRoles],
  ['getUsersOfRoom', rooms.getUsersOfRoom],
  ['addUserToRoom', (server, rid) => rooms.addUserToRoom(server, rid, 'bob')],
  ['removeUserFromRoom', (server, rid) => rooms.removeUserFromRoom(server, rid, 'bob')],
  ['muteUserInRoom', (server, rid) => rooms.muteUserInRoom(server, rid, 'bob')],
  ['unmuteUserInRoom', (server, rid) => rooms.unmuteUserInRoom(server, rid, 'bob')],
  ['saveRoomSettings', (server, rid) => rooms.saveRoomSettings(server, rid, 'roomTopic', '')],
]

const BY_NAME: readonly (readonly [name: string, run: Call])[] = [
  ['addUserToRoom', (server, name) => rooms.addUserToRoom(server, 'r1', name)],
  ['removeUserFromRoom', (server, name) => rooms.removeUserFromRoom(server, 'r1', name)],
  ['muteUserInRoom', (server, name) => rooms.muteUserInRoom(server, 'r1', name)],
  ['unmuteUserInRoom', (server, name) => rooms.unmuteUserInRoom(server, 'r1', name)],
  ['createDirectMessage', (server, name) => rooms.createDirectMessage(server, ['bob', name])],
  ['createChannel', (server, name) => rooms.createChannel(server, { name: 'news', members: [name] })],
  ['createPrivateGroup', (server, name) => rooms.createPrivateGroup(server, { name: 'news', members: [name] })],
]

async function isRefused(run: Call, value: string): Promise<void> {
  const { server, calls } = methodServer(() => undefined)
  const error: unknown = await run(server, value).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'invalid-argument' })
  expect(calls).toEqual([])
  const longest = value.length > 3 ? value : 'a\u0000'
  expect(JSON.stringify(error) + String(error)).not.toContain(longest)
}

describe('an id that can be none is refused, before anything is sent, and stays out of the error', () => {
  test.each(BY_ID)('%s', async (_, run) => {
    for (const id of BAD_IDS) await isRefused(run, id)
  })
})

describe('a username that can be none', () => {
  test.each(BY_NAME)('%s', async (_, run) => {
    for (const name of ['', ' ', 'a,b', 'a\u0000', 'a\ud800', 'x'.repeat(256)]) await isRefused(run, name)
  })
})

describe('a date and a number that can be none', () => {
  const never = new Date(Number.NaN)
  test.each<readonly [name: string, run: (server: RocketChatServer) => Promise<unknown>]>([
    ['getRooms', (server) => rooms.getRooms(server, never)],
    ['getSubscriptions', (server) => rooms.getSubscriptions(server, never)],
    ['loadHistory, end', (server) => rooms.loadHistory(server, 'r1', { end: never })],
    ['loadHistory, lastSeen', (server) => rooms.loadHistory(server, 'r1', { lastSeen: never })],
    ['loadHistory, limit', (server) => rooms.loadHistory(server, 'r1', { limit: -1 })],
    ['sendMessage, ts', (server) => rooms.sendMessage(server, { rid: 'r1', msg: 'Hello', ts: never })],
    ['getUsersOfRoom, limit', (server) => rooms.getUsersOfRoom(server, 'r1', { limit: 1.5 })],
    ['getUsersOfRoom, skip', (server) => rooms.getUsersOfRoom(server, 'r1', { skip: Infinity })],
    ['createDirectMessage with nobody', (server) => rooms.createDirectMessage(server, [])],
  ])('%s', async (_, run) => {
    const { server, calls } = methodServer(() => undefined)
    await expect(run(server)).rejects.toMatchObject({ code: 'invalid-argument' })
    expect(calls).toEqual([])
  })
})

test('an odd id stays inside its parameter of the query', async () => {
  const { server, requests } = restServer({ 'rooms.info': { room: { _id: 'r', t: 'c', name: 'n' } } })
  await rooms.getRoomNameById(server, 'a&roomName=b#?%2e ü')
  expect(requests[0]?.path).toBe('rooms.info?roomId=a%26roomName%3Db%23%3F%252e%20%C3%BC')
})

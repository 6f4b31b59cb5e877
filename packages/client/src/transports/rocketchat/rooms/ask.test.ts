import { describe, expect, test } from 'vitest'
import { methodServer, meteorRefusal, notFound, restServer } from '../../../../test/support/rooms-server.ts'
import { RocketChatError } from '../rocketchat-error.ts'
import { getRoomById, hideRoom, leaveRoom, loadHistory, notifyRoom, openRoom } from './index.ts'

describe('a method that is gone', () => {
  test('is asked for once of each server', async () => {
    const [one, other] = [restServer({ 'rooms.hide': {} }), restServer({ 'rooms.hide': {}, 'rooms.open': {} })]
    await hideRoom(one.server, 'r1')
    await hideRoom(one.server, 'r2')
    expect(one.calls).toEqual([['hideRoom', 'r1']])
    await hideRoom(other.server, 'r1')
    await openRoom(other.server, 'r1')
    await openRoom(other.server, 'r1')
    expect(other.calls).toEqual([
      ['hideRoom', 'r1'],
      ['openRoom', 'r1'],
    ])
  })

  test('is remembered where its twin was refused, and where it has none', async () => {
    const { server, calls } = restServer({ 'rooms.leave': meteorRefusal('error-you-are-last-owner') })
    await expect(leaveRoom(server, 'r1')).rejects.toMatchObject({ code: 'error-you-are-last-owner' })
    await expect(leaveRoom(server, 'r1')).rejects.toMatchObject({ code: 'error-you-are-last-owner' })
    await expect(notifyRoom(server, 'r1', 'user-activity', 'alice', [])).rejects.toMatchObject({ code: 'unsupported' })
    await expect(notifyRoom(server, 'r1', 'user-activity', 'alice', [])).rejects.toMatchObject({ code: 'unsupported' })
    expect(calls.map(([method]) => method)).toEqual(['leaveRoom', 'stream-notify-room'])
  })
})

describe('an error', () => {
  test.each(['error-not-allowed', 'too-many-requests', 'timeout', 'not-connected', '500'])(
    'of a method, %s, is passed on as it is, and REST is not asked',
    async (code) => {
      const refused = new RocketChatError('getRoomById', { code, reason: 'No', details: { timeToReset: 1_000 } })
      const { server, requests } = methodServer(() => {
        throw refused
      })
      await expect(getRoomById(server, 'r1')).rejects.toBe(refused)
      expect(requests).toEqual([])
    },
  )

  test('of another kind is passed on too', async () => {
    const broken = new TypeError('a stand-in broke')
    const { server } = methodServer(() => {
      throw broken
    })
    await expect(getRoomById(server, 'r1')).rejects.toBe(broken)
  })

  test.each(['not-connected', 'timeout'])('of the session, %s, is passed on', async (code) => {
    const refused = new RocketChatError('login', { code })
    const { server } = methodServer((method) => {
      throw notFound(method)
    })
    const stranger = { ...server, session: () => Promise.reject(refused) }
    await expect(hideRoom(stranger, 'r1')).rejects.toBe(refused)
  })

  test('of a session that is nobody is what the methods say to nobody', async () => {
    const { server } = methodServer((method) => {
      throw notFound(method)
    })
    const visitor = { ...server, session: () => Promise.reject(new RocketChatError('login', { code: 'not-logged-in' })) }
    await expect(hideRoom(visitor, 'r1')).rejects.toMatchObject({ method: 'hideRoom', code: 'error-invalid-user' })
  })

  test('of REST names the method, with its sentence and details', async () => {
    const details = { method: 'leaveRoom' }
    const body = { success: false, error: 'You are not in this room [error-user-not-in-room]', errorType: 'error-user-not-in-room', details }
    const { server } = restServer({ 'rooms.leave': Response.json(body, { status: 400 }) })
    await expect(leaveRoom(server, 'r1')).rejects.toMatchObject({
      method: 'leaveRoom',
      code: 'error-user-not-in-room',
      reason: 'You are not in this room',
      details,
    })
  })

  test('of REST for a room there is not is said as the method says it, sentence and all', async () => {
    const { server } = restServer({ 'rooms.leave': meteorRefusal('error-room-not-found', 'No such room') })
    await expect(leaveRoom(server, 'r1')).rejects.toMatchObject({ code: 'error-invalid-room', reason: 'No such room' })
  })
})

describe('a refusal of REST that the method answers', () => {
  test.each(['error-room-already-hidden', 'error-unauthorized'])('hideRoom: %s is false', async (code) => {
    await expect(hideRoom(restServer({ 'rooms.hide': meteorRefusal(code) }).server, 'r1')).resolves.toBe(false)
  })

  test('hideRoom: any other is none', async () => {
    const { server } = restServer({ 'rooms.hide': meteorRefusal('error-invalid-user') })
    await expect(hideRoom(server, 'r1')).rejects.toMatchObject({ code: 'error-invalid-user' })
  })

  test.each(['error-room-not-found', 'not-allowed'])('loadHistory: %s is false', async (code) => {
    const { server } = restServer({ 'rooms.info': meteorRefusal(code) })
    await expect(loadHistory(server, 'r1')).resolves.toBe(false)
  })

  test('loadHistory: any other is none', async () => {
    const { server } = restServer({ 'rooms.info': meteorRefusal('error-invalid-user') })
    await expect(loadHistory(server, 'r1')).rejects.toMatchObject({ code: 'error-invalid-user' })
  })
})

import { describe, expect, test } from 'vitest'
import { RocketChatError } from '../rocketchat-error.ts'
import { COMMON_ROOM_ERRORS, isRoomError, ROOM_ERRORS } from './room-errors.ts'

const refused = (code: string): RocketChatError => new RocketChatError('leaveRoom', { code })

describe('isRoomError', () => {
  test.each([...ROOM_ERRORS.leaveRoom, ...COMMON_ROOM_ERRORS])('knows %s', (code) => {
    expect(isRoomError(refused(code), 'leaveRoom')).toBe(true)
  })

  test('knows no code of another function, none of an app of the server, and no other error', () => {
    expect(isRoomError(refused('error-remove-last-owner'), 'leaveRoom')).toBe(false)
    expect(isRoomError(refused('my-own-code'), 'leaveRoom')).toBe(false)
    expect(isRoomError(new Error('error-not-allowed'), 'leaveRoom')).toBe(false)
  })

  test('narrows the code to what a switch may hold', () => {
    const error: unknown = refused('error-user-not-in-room')
    const said = isRoomError(error, 'leaveRoom') && error.code === 'error-user-not-in-room'
    expect(said).toBe(true)
  })
})

test.each(Object.entries(ROOM_ERRORS))('%s: each code once, and none that is common to all', (_, codes) => {
  const all = [...codes, ...COMMON_ROOM_ERRORS]
  expect(new Set(all).size).toBe(all.length)
})

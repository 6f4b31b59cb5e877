import { describe, expect, test } from 'vitest'
import { clampTiming } from '../../protocol/timing.ts'
import { rocketchat, RocketChatError, type RocketChatOptions } from './index.ts'
import { timeToReset } from './rocketchat-error.ts'

const OPTIONS = { baseUrl: 'https://chat.example.org', authToken: 'secret-token' }

/** What a program without types may hand over. */
const untyped = (options: Record<string, unknown>): RocketChatOptions => Object.assign({ ...OPTIONS }, options)

describe('rocketchat', () => {
  test.each([
    ['no base URL', { baseUrl: undefined }],
    ['a relative base URL', { baseUrl: '/rocketchat' }],
    ['a base URL of a socket', { baseUrl: 'wss://chat.example.org' }],
    ['a base URL with a password', { baseUrl: 'https://me:secret-token@chat.example.org' }],
    ['no TLS outside the loopback', { baseUrl: 'http://chat.example.org' }],
    ['no TLS at an address that looks like the loopback', { baseUrl: 'http://localhost.example.org' }],
    ['no way in', { authToken: undefined }],
    ['two ways in', { username: 'ann', password: 'secret-token' }],
    ['an empty token', { authToken: '' }],
    ['a token that is none', { authToken: 7 }],
    ['a user without a password', { authToken: undefined, username: 'ann' }],
    ['an empty user', { authToken: undefined, username: '', password: 'secret-token' }],
    ['an address of no text', { authToken: undefined, email: 7, password: 'secret-token' }],
    ['a visitor without a name', { authToken: undefined, visitorToken: 'secret-token' }],
    ['a visitor without a token', { authToken: undefined, visitorToken: '', visitorName: 'guest' }],
  ])('refuses %s with a TypeError that keeps secrets', (_, options) => {
    const make = (): unknown => rocketchat(untyped(options))
    expect(make).toThrow(TypeError)
    expect(make).not.toThrow(/secret-token/)
  })

  test.each(['http://localhost:3000', 'http://chat.localhost', 'http://127.0.0.1:3000/chat', 'http://[::1]:3000'])('takes %s without TLS', (baseUrl) => {
    expect(() => rocketchat({ ...OPTIONS, baseUrl })).not.toThrow()
  })

  test('takes each way in, and asks for no secret by itself', () => {
    const secret = (): string => expect.fail('it was asked for')
    for (const login of [{ authToken: secret }, { username: 'ann', password: secret }, { email: 'a@b', password: secret }]) {
      expect(() => rocketchat({ baseUrl: OPTIONS.baseUrl, ...login })).not.toThrow()
    }
    expect(() => rocketchat({ baseUrl: OPTIONS.baseUrl, visitorToken: 'T', visitorName: 'guest-1' })).not.toThrow()
  })

  test('has periods that its own bounds leave as they are, and none that others would be dark in', () => {
    const { timing, bounds } = rocketchat(OPTIONS)
    expect(clampTiming({}, timing, bounds)).toEqual(timing)
    expect(timing).toEqual({ expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 6_000 })
    expect(clampTiming({ expireAfterMs: 1e9, resendEveryMs: 1e9 }, timing, bounds)).toMatchObject({ expireAfterMs: 15_000, resendEveryMs: 10_000 })
  })

  test('tells what it can do, and stays below 40 calls in 40 s', () => {
    const { kind, name, activities, limits } = rocketchat(OPTIONS)
    expect({ kind, name, activities }).toEqual({ kind: 'connection', name: 'rocketchat', activities: ['typing', 'recording', 'uploading', 'playing'] })
    const { capacity, perSecond } = limits?.send ?? expect.fail('there are no limits')
    expect(capacity + perSecond * 40).toBeLessThan(40)
  })

  test('without a connection a call is refused at once', async () => {
    const server = rocketchat(OPTIONS)
    await expect(server.call('rooms/get')).rejects.toMatchObject({ name: 'RocketChatError', code: 'not-connected', method: 'rooms/get' })
    await expect(server.session()).rejects.toMatchObject({ name: 'RocketChatError', code: 'not-connected' })
  })
})

describe('a RocketChatError', () => {
  test('says the method and the code, and keeps what the server said to itself', () => {
    const error = new RocketChatError('createChannel', { code: 'error-duplicate-channel-name', reason: 'secret', details: { name: 'secret' } })
    expect(error.message).toBe('unable to call createChannel; error-duplicate-channel-name')
    expect(error).toMatchObject({ reason: 'secret', details: { name: 'secret' }, retryAfterMs: undefined })
    expect(new RocketChatError('m', { code: 'a sentence with a secret' }).message).toBe('unable to call m; the server refused')
  })

  test('S12 says how long to wait, within bounds', () => {
    const after = (details: unknown): number | undefined => new RocketChatError('m', { code: 'too-many-requests', details }).retryAfterMs
    expect(after({ timeToReset: 53_975 })).toBe(53_975)
    expect(after({ timeToReset: 1e12 })).toBe(300_000)
    expect(after({ timeToReset: -5 })).toBe(250)
    expect(after({ timeToReset: '5' })).toBeUndefined()
    expect(timeToReset(undefined)).toBeUndefined()
  })
})

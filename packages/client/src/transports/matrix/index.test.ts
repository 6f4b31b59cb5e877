import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampTiming } from '../../protocol/timing.ts'
import { matrix } from './index.ts'
import type { MatrixOptions } from './index.ts'

const OPTIONS: MatrixOptions = {
  baseUrl: 'https://matrix.example.org',
  userId: '@alice:example.org',
  accessToken: 'syt_secret',
}

/** What a program without types may hand over. */
const untyped = (options: Record<string, unknown>): MatrixOptions => Object.assign({ ...OPTIONS }, options)

describe('matrix', () => {
  it.each([
    ['a relative base URL', { baseUrl: '/matrix' }],
    ['a base URL without its scheme', { baseUrl: 'matrix.example.org' }],
    ['a base URL that is a script', { baseUrl: 'javascript:alert(1)' }],
    ['a base URL of another kind', { baseUrl: 'wss://matrix.example.org' }],
    ['a base URL with a password', { baseUrl: 'https://me:syt_secret@matrix.example.org' }],
    ['a base URL with a query', { baseUrl: 'https://matrix.example.org/?x' }],
    ['no base URL', { baseUrl: undefined }],
    ['a name for a user id', { userId: 'alice' }],
    ['a user id without its server', { userId: '@alice' }],
    ['no user id', { userId: undefined }],
    ['an empty token', { accessToken: '' }],
    ['no token', { accessToken: undefined }],
  ])('refuses %s with a TypeError that keeps secrets', (_, options) => {
    const make = (): unknown => matrix(untyped(options))
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/^unable to .+; (baseUrl|userId|accessToken|it) must /)
    expect(make).not.toThrow(/syt_secret/)
  })

  it('takes a token, or a way to get one, and asks for none by itself', () => {
    let asked = 0
    const accessToken = (): string => {
      asked += 1
      return 'syt_secret'
    }
    expect(matrix({ ...OPTIONS, accessToken })).toMatchObject({ secret: accessToken })
    expect(asked).toBe(0)
  })

  it('does not show a token that it was given as a text to whoever looks at it', () => {
    const transport = matrix(OPTIONS)
    expect(transport.kind === 'codec' && typeof transport.secret === 'function' && transport.secret()).toBe('syt_secret')
    expect(inspect(transport, { depth: null }) + JSON.stringify(transport)).not.toContain('syt_secret')
  })

  it('has the room id for a key, and none for what is no room', () => {
    const { key } = matrix(OPTIONS)
    expect(key('!r:example.org')).toBe('!r:example.org')
    for (const target of ['#r:example.org', '@a:b', '', '!', '!\ud800', '__proto__']) {
      expect(key(target)).toBeUndefined()
    }
  })

  it('S18 takes anything for a target without throwing', () => {
    const { key } = matrix(OPTIONS)
    fc.assert(
      fc.property(fc.anything(), (target) => {
        const found: unknown = Reflect.apply(key, undefined, [target])
        expect(found === undefined || found === target).toBe(true)
      }),
    )
  })

  it.each([
    [undefined, 120_000, 100_000],
    [NaN, 120_000, 100_000],
    [Infinity, 120_000, 100_000],
    [1, 90_000, 70_000],
    [100_000, 100_000, 80_000],
    [1e9, 600_000, 100_000],
  ])('believes a list for maxListAgeMs %s within bounds, and takes it anew before', (maxListAgeMs, age, retake) => {
    expect(matrix({ ...OPTIONS, maxListAgeMs })).toMatchObject({ trust: { maxListAgeMs: age, retakeMs: retake } })
  })

  it('knows its own id before any answer, and may send before the first one', () => {
    expect(matrix(OPTIONS)).toMatchObject({
      kind: 'codec',
      name: 'matrix',
      self: ['@alice:example.org'],
    })
  })

  it('has periods that its own bounds leave as they are, inside what Conduit servers clamp to', () => {
    const { timing, bounds } = matrix(OPTIONS)
    expect(clampTiming({}, timing, bounds)).toEqual(timing)
    expect(timing).toEqual({ expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 })
    expect(clampTiming({ expireAfterMs: 1, resendEveryMs: 1e9 }, timing, bounds)).toMatchObject({
      expireAfterMs: 10_000,
    })
    expect(clampTiming({ expireAfterMs: 1e9, resendEveryMs: 1e9 }, timing, bounds)).toMatchObject({
      expireAfterMs: 45_000,
      resendEveryMs: 30_000,
    })
  })
})

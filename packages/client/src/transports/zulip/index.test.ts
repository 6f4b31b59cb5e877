import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampTiming } from '../../protocol/timing.ts'
import { zulip } from './index.ts'
import type { ZulipOptions } from './index.ts'

const OPTIONS = { baseUrl: 'https://chat.example.org', email: 'ann@example.org', apiKey: 'sEcReT' } as const

/** What a program without types may hand over. */
const untyped = (options: Record<string, unknown>): ZulipOptions => Object.assign({ ...OPTIONS }, options)
const secretOf = (transport: ReturnType<typeof zulip>): unknown => {
  if (transport.kind !== 'codec') throw new Error('no secret')
  return typeof transport.secret === 'function' ? transport.secret() : transport.secret
}
const addressOf = (target: unknown): string | undefined => {
  const transport = zulip(OPTIONS)
  if (transport.kind !== 'codec' || transport.address === undefined) throw new Error('no addresses')
  const address: unknown = Reflect.apply(transport.address, undefined, [target])
  return typeof address === 'string' ? address : undefined
}

describe('zulip', () => {
  it.each([
    ['a base URL without its scheme', { baseUrl: 'chat.example.org' }],
    ['a base URL that is a script', { baseUrl: 'javascript:alert(1)' }],
    ['a base URL of another host that looks like a path', { baseUrl: '//chat.example.org' }],
    ['a base URL with a password', { baseUrl: 'https://ann:sEcReT@chat.example.org' }],
    ['no base URL', { baseUrl: undefined }],
    ['an empty e-mail', { email: '' }],
    ['an e-mail that would end before the key', { email: 'ann:x@example.org' }],
    ['a key without an e-mail', { email: undefined }],
    ['an e-mail without a key', { apiKey: undefined }],
    ['an empty key', { apiKey: '' }],
    ['a key that is none', { apiKey: 7 }],
    ['a user id that is a text', { userId: '8' }],
    ['a user id of zero', { userId: 0 }],
  ])('refuses %s with a TypeError that keeps secrets', (_, options) => {
    const make = (): unknown => zulip(untyped(options))
    expect(make).toThrow(TypeError)
    expect(make).toThrow(/^unable to .+; (baseUrl|email|apiKey|userId|it) must /)
    expect(make).not.toThrow(/sEcReT/)
  })

  it('takes a key, or a way to get one, and asks for none by itself', () => {
    let asked = 0
    const apiKey = (): string => {
      asked += 1
      return 'sEcReT'
    }
    expect(zulip({ ...OPTIONS, apiKey })).toMatchObject({ secret: apiKey })
    expect(asked).toBe(0)
  })

  it('does not show a key that it was given as a text to whoever looks at it', () => {
    const transport = zulip(OPTIONS)
    expect(secretOf(transport)).toBe('sEcReT')
    expect(inspect(transport, { depth: null }) + JSON.stringify(transport)).not.toContain('sEcReT')
  })

  it('needs no account where a proxy has it, and may be on a path of the page', () => {
    expect(secretOf(zulip({ baseUrl: '/zulip' }))).toMatch(/./)
    expect(secretOf(zulip({ ...OPTIONS, baseUrl: '/zulip' }))).toBe('sEcReT')
  })

  it('sends cookies to a proxy of its own origin, and to nobody where it has a key', async () => {
    const credentials: RequestCredentials[] = []
    const fetch: typeof globalThis.fetch = (input, init) => {
      credentials.push(new Request(input, init).credentials)
      return Promise.resolve(new Response('{}'))
    }
    for (const transport of [zulip({ baseUrl: OPTIONS.baseUrl, fetch }), zulip({ ...OPTIONS, fetch })]) {
      if (transport.kind !== 'codec') throw new Error('no codec')
      const request = transport.codec.begin(0).ask({ complete: true, timeoutMs: 0 }, 'sEcReT')
      await transport.io(request, { signal: new AbortController().signal, keepalive: false })
    }
    expect(credentials).toEqual(['same-origin', 'omit'])
  })

  it('knows who I am where it is told', () => {
    expect(zulip({ ...OPTIONS, userId: 8 })).toMatchObject({ self: ['8'] })
    expect(zulip(OPTIONS)).toMatchObject({ self: [] })
    expect(zulip({ ...OPTIONS, userId: 8 }).key({ userIds: [8, 9] })).toBe('direct:9')
    expect(zulip(OPTIONS).key({ userIds: [8, 9] })).toBe('direct:8,9')
  })

  it('S18 takes anything for a target without throwing, and has an address for what has a key', () => {
    const { key } = zulip(OPTIONS)
    const target = fc.oneof(fc.anything(), fc.record({ channelId: fc.nat(), topic: fc.string() }))
    fc.assert(
      fc.property(target, (given) => {
        const found: unknown = Reflect.apply(key, undefined, [given])
        expect((found === undefined) === (addressOf(given) === '')).toBe(true)
      }),
    )
    expect(addressOf({ channelId: 7, topic: 'Lunch' })).toBe('channel:7:Lunch')
  })

  it('has periods that the bounds leave as they are, and no lists to trust', () => {
    const transport = zulip(OPTIONS)
    expect(transport.timing).toEqual({ expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 5_000 })
    expect(clampTiming({}, transport.timing, transport.bounds)).toEqual(transport.timing)
    const offered = { expireAfterMs: 45_000, resendEveryMs: 30_000, idleAfterMs: 12_000 }
    expect(clampTiming(offered, transport.timing, transport.bounds)).toEqual(offered)
    expect(transport).toMatchObject({ name: 'zulip', trust: { retakeWithinMs: 0, maxListAgeMs: Infinity } })
  })
})

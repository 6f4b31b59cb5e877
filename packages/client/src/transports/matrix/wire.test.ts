import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRoomId, isUserId, syncRequest, typingRequest } from './wire.ts'

const TIMING = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

describe('isRoomId', () => {
  it.each(['!r:example.org', '!opaque-of-version-12', '!x', '!../..', '!.', '!ü😀', `!${'a'.repeat(254)}`])(
    'takes %s',
    (id) => {
      expect(isRoomId(id)).toBe(true)
    },
  )

  it.each([
    ['a sigil alone', '!'],
    ['an alias', '#r:example.org'],
    ['no sigil', 'r:example.org'],
    ['an empty text', ''],
    ['a dot segment', '..'],
    ['256 bytes', `!${'a'.repeat(255)}`],
    ['256 bytes in fewer characters', `!${'ä'.repeat(127)}a`],
    ['a megabyte', `!${'a'.repeat(1_000_000)}`],
    ['a lone surrogate', '!a\ud800:example.org'],
    ['NUL', '!a\u0000:example.org'],
    ['a line break', '!a\r\nx:example.org'],
    ['a C1 control', '!a\u0085'],
    ['a prototype', '__proto__'],
    ['a number', 1],
    ['an object', { toString: () => '!r:example.org' }],
    ['an array of one', ['!r:example.org']],
    ['nothing', undefined],
    ['null', null],
  ])('refuses %s', (_, id) => {
    expect(isRoomId(id)).toBe(false)
  })
})

describe('isUserId', () => {
  it.each(['@alice:example.org', '@:example.org', '@a:example.org:8448', '@a/b=c:[::1]', '@..:x'])('takes %s', (id) => {
    expect(isUserId(id)).toBe(true)
  })

  it.each([
    '@alice',
    '@alice:',
    'alice:example.org',
    '@',
    '',
    `@${'a'.repeat(254)}:x`,
    '@a\u0000:x',
    '@a\ud800:x',
    7,
    null,
  ])('refuses %j', (id) => {
    expect(isUserId(id)).toBe(false)
  })
})

describe('typingRequest', () => {
  it('tells the server that I type, for T', () => {
    expect(typingRequest('v3', '!r:example.org', '@me:example.org', true, TIMING, 'secret')).toEqual({
      method: 'PUT',
      path: '/_matrix/client/v3/rooms/!r%3Aexample.org/typing/%40me%3Aexample.org',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: '{"typing":true,"timeout":30000}',
      maxBytes: 1_048_576,
    })
  })

  it('tells it that I stopped, without a timeout', () => {
    expect(typingRequest('r0', '!r', '@me:example.org', false, TIMING, 'secret')).toMatchObject({
      path: '/_matrix/client/r0/rooms/!r/typing/%40me%3Aexample.org',
      body: '{"typing":false}',
    })
  })

  it('sends a whole number of milliseconds', () => {
    const request = typingRequest('v3', '!r', '@me:x', true, { ...TIMING, expireAfterMs: 12_345.6 }, 't')
    expect(request.body).toBe('{"typing":true,"timeout":12346}')
  })

  it('keeps any room id inside its segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const room = `!${text}`
        fc.pre(isRoomId(room))
        const { path } = typingRequest('v3', room, '@me:x', true, TIMING, 't')
        const { pathname } = new URL(`https://example.org${path}`)
        expect(pathname).toBe(path)
        expect(decodeURIComponent(pathname.split('/')[5] ?? '')).toBe(room)
        expect(pathname.split('/').slice(6)).toEqual(['typing', '%40me%3Ax'])
      }),
      { examples: [['../..'], ['/../%2e%2e/'], ['a?b#c'], ['\\..\\'], ['%2e%2e%2f']] },
    )
  })
})

describe('syncRequest', () => {
  const FILTER = encodeURIComponent(
    '{"presence":{"types":[]},"account_data":{"types":[]},"room":{"timeline":{"types":[],"limit":1},' +
      '"state":{"types":[]},"account_data":{"types":[]},"ephemeral":{"types":["m.typing"]}}}',
  )

  it('asks for typing only, without being shown as online', () => {
    expect(syncRequest('v3', undefined, 0, 'secret')).toEqual({
      method: 'GET',
      path: `/_matrix/client/v3/sync?filter=${FILTER}&set_presence=offline&timeout=0`,
      headers: { authorization: 'Bearer secret' },
      body: undefined,
      maxBytes: 33_554_432,
    })
  })

  it('goes on from where the last answer ended', () => {
    const { path, maxBytes } = syncRequest('r0', 's1_2&x=y#', 30_000, 'secret')
    expect(path).toBe(
      `/_matrix/client/r0/sync?filter=${FILTER}&set_presence=offline&timeout=30000&since=s1_2%26x%3Dy%23`,
    )
    expect(maxBytes).toBe(1_048_576)
  })

  it('names no room: Synapse before 1.140 drops typing then', () => {
    expect(decodeURIComponent(FILTER)).not.toContain('rooms')
    expect(syncRequest('v3', undefined, 0, 't').path).toContain(FILTER)
  })
})

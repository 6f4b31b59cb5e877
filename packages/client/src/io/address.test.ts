import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, readBaseUrl } from './address.ts'

describe('readBaseUrl', () => {
  it.each([
    ['https://example.org', 'https://example.org', ''],
    ['https://example.org/', 'https://example.org', ''],
    ['http://127.0.0.1:8008/matrix', 'http://127.0.0.1:8008/matrix', '/matrix'],
    ['http://[::1]:8008/a/b//', 'http://[::1]:8008/a/b', '/a/b'],
    ['HTTPS://Example.ORG:443/A', 'https://example.org/A', '/A'],
    ['https://example.org/x/../y', 'https://example.org/y', '/y'],
  ])('reads %s', (baseUrl, text, path) => {
    expect(readBaseUrl(baseUrl)).toEqual({ text, path })
  })

  it.each([
    'example.org',
    '/matrix',
    '',
    'ftp://example.org',
    'file:///etc',
    'https://me@example.org',
    'https://me:pw@example.org',
    'https://example.org?',
    'https://example.org/?a=b',
    'https://example.org#',
    'https://example.org/#a',
    'https://',
    undefined,
    null,
    7,
  ])('refuses %s', (baseUrl) => {
    expect(() => readBaseUrl(baseUrl)).toThrow(TypeError)
    expect(() => readBaseUrl(baseUrl)).toThrow(/^unable to use baseUrl; it must /)
    expect(() => readBaseUrl(baseUrl)).not.toThrow(/pw/)
  })
})

describe('readBaseUrl for a page', () => {
  it.each([
    ['/zulip', '/zulip'],
    ['/', ''],
    ['/a/../b/', '/b'],
  ])('reads the path %s', (baseUrl, path) => {
    expect(readBaseUrl(baseUrl, true)).toEqual({ text: path, path })
    expect(() => readBaseUrl(baseUrl)).toThrow(TypeError)
  })

  it('reads an absolute address as ever', () => {
    expect(readBaseUrl('https://example.org/a', true)).toEqual({ text: 'https://example.org/a', path: '/a' })
  })

  it.each([
    '//example.org',
    '/\\example.org',
    '/\t/example.org',
    'zulip',
    './zulip',
    '',
    '/a?b',
    '/a#b',
    '//me:pw@x',
    7,
  ])('refuses %s', (baseUrl) => {
    expect(() => readBaseUrl(baseUrl, true)).toThrow(/^unable to use baseUrl; it must /)
  })
})

describe('addressOf on a page', () => {
  it('puts the origin of the page before a base that is a path, and before no other', () => {
    expect(addressOf(readBaseUrl('/zulip', true), '/a?b', 'https://page.example')).toBe(
      'https://page.example/zulip/a?b',
    )
    expect(addressOf(readBaseUrl('https://example.org', true), '/a', 'https://page.example')).toBe(
      'https://example.org/a',
    )
  })

  it.each([undefined, 'null', ''])('leads nowhere where the page has the origin %s', (origin) => {
    expect(addressOf(readBaseUrl('/zulip', true), '/a', origin)).toBeUndefined()
  })

  it('never leaves the page, whatever the path', () => {
    for (const path of ['//evil.org/a', '/\\evil.org/a', '/../a', '@evil.org/a', '.evil.org/a', ':1/a']) {
      const address = addressOf(readBaseUrl('/', true), path, 'https://page.example')
      expect(new URL(address ?? 'https://page.example').origin).toBe('https://page.example')
    }
  })
})

describe('addressOf', () => {
  const base = readBaseUrl('https://example.org/matrix')

  it('puts a path behind the base', () => {
    expect(addressOf(base, '/a/!r%3Ax/%40me?since=a%2Fb&x=/../')).toBe(
      'https://example.org/matrix/a/!r%3Ax/%40me?since=a%2Fb&x=/../',
    )
  })

  it.each([
    '/rooms/../typing',
    '/rooms/%2e%2e/typing',
    '/rooms/.%2E/typing',
    '/rooms/./typing',
    '/..',
    '/a\\..\\b',
    '/a\tb',
    '/a\nb',
    '/a#b',
    '/a?b#c',
    '/a b',
    '@evil.org/',
    '.evil.org/',
    ':1/a',
    '',
  ])('refuses %j, which a parser would read as something else', (path) => {
    expect(addressOf(base, path)).toBeUndefined()
  })

  it('never leaves the base, whatever the path', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('/', '/a/../', '/%2e%2E/', '\\', ''),
        (text, start) => {
          const address = addressOf(base, start + text)
          if (address === undefined) return
          const url = new URL(address)
          expect(url.origin).toBe('https://example.org')
          expect(url.pathname.startsWith('/matrix/')).toBe(true)
          expect(url.pathname.split('/')).toHaveLength(`/matrix${start}${text}`.split('?', 1).join().split('/').length)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

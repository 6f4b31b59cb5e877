import { describe, expect, test } from 'vitest'
import { DEFAULT_ORIGINS, hostAllowed, isOriginPattern, originAllowed } from './guard.ts'

describe('the Host header', () => {
  test.each(['127.0.0.1:8008', 'localhost:8008', 'LOCALHOST:8008', '[::1]:8008', 'alice.localhost:8008'])(
    '%s is ours',
    (host) => {
      expect(hostAllowed(host, 8008)).toBe(true)
    },
  )

  test.each([
    undefined,
    '',
    '127.0.0.1',
    '127.0.0.1:8009',
    'evil.test:8008',
    'localhost.evil.test:8008',
    'evillocalhost:8008',
    '.localhost:8008',
    'user@localhost:8008',
    'evil.test/.localhost:8008',
    '127.0.0.1:8008:8008',
    '0.0.0.0:8008',
    '127.0.0.2:8008',
  ])('%s is not', (host) => {
    expect(hostAllowed(host, 8008)).toBe(false)
  })
})

describe('the Origin header', () => {
  test.each(['http://localhost', 'http://localhost:5173', 'http://127.0.0.1:1', 'http://alice.localhost:5173'])(
    '%s may come by default',
    (origin) => {
      expect(originAllowed(origin, DEFAULT_ORIGINS)).toBe(true)
    },
  )

  test.each([
    'null',
    '',
    'https://localhost:5173',
    'http://evil.test',
    'http://localhost.evil.test',
    'http://evil.test/localhost',
    'http://evil.test?.localhost:1',
    'http://evil.test#.localhost:1',
    'http://user@localhost:1',
    'http://localhost:evil',
    'file://',
  ])('%s may not', (origin) => {
    expect(originAllowed(origin, DEFAULT_ORIGINS)).toBe(false)
  })

  test('a listed one is compared whole: scheme, host and port', () => {
    const origins = ['https://app.test:8443', 'https://plain.test']
    expect(originAllowed('https://app.test:8443', origins)).toBe(true)
    expect(originAllowed('https://plain.test', origins)).toBe(true)
    for (const origin of [
      'https://app.test',
      'http://app.test:8443',
      'https://app.test:84430',
      'https://plain.test:1',
      'http://localhost:1',
    ]) {
      expect(originAllowed(origin, origins)).toBe(false)
    }
  })

  test('a pattern that could match nothing, or a path, is none', () => {
    expect(['http://*.localhost:*', 'https://app.test'].every(isOriginPattern)).toBe(true)
    expect(
      ['', '*', 'app.test', 'https://', 'https://app.test/', 'https://app.test:x', 'null'].some(isOriginPattern),
    ).toBe(false)
  })
})

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { basicAuth } from './basic-auth.ts'

it('is what the platform makes of any user and key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (user, secret) => {
      expect(basicAuth(user, secret)).toBe(`Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`)
    }),
    {
      examples: [
        ['ann@example.org', 'k'],
        ['ann@example.org', 'ke'],
        ['ann@example.org', 'key'],
        ['ä€😀', '\u0000'],
        ['a\ud800', '\udc00'],
      ],
    },
  )
})

it('has the form of RFC 7617', () => {
  expect(basicAuth('Aladdin', 'open sesame')).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')
})

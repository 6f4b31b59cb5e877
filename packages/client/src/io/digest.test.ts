import { describe, expect, test, vi } from 'vitest'
import { sha256 } from './digest.ts'

describe('the digest of a password', () => {
  test.each([
    // The first is of FIPS 180-2, appendix B.1.
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['pässword', '3478267b5612791b40988906b3a7897eb6ab501e04b95ed32f99d0afdf669d9c'],
  ])('of %s is in lower-case hexadecimal digits, of its UTF-8', async (text, digest) => {
    await expect(sha256(text)).resolves.toBe(digest)
  })

  test('cannot be had without WebCrypto, and that is said without the password', async () => {
    vi.stubGlobal('crypto', {})
    const error: unknown = await sha256('secret').catch((cause: unknown) => cause)
    expect(error).toMatchObject({ name: 'TypingError', code: 'unsupported' })
    expect(String(error)).not.toContain('secret')
  })
})

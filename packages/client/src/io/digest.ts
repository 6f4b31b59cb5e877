import { TypingError } from '../protocol/errors.ts'

/**
 * The SHA-256 of a text in lower-case hexadecimal digits.
 * @throws TypingError `unsupported` where the platform has no WebCrypto, which is so on pages without TLS.
 */
export async function sha256(text: string): Promise<string> {
  const platform: unknown = Reflect.get(globalThis, 'crypto')
  const subtle: unknown = typeof platform === 'object' && platform !== null ? Reflect.get(platform, 'subtle') : undefined
  if (subtle === undefined) {
    throw new TypingError('unsupported', 'unable to log in with a password; the platform has no WebCrypto here')
  }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

import type { Fetch } from '../protocol/platform.ts'
import { addressOf, readBaseUrl } from './address.ts'
import { readBody } from './body.ts'

/** Options of `createPlainGet`. */
export interface PlainGetOptions {
  /** Absolute, http or https, without credentials, query or hash. */
  readonly baseUrl: string
  /** Used in place of the platform's own `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** Asks once for a text; undefined for every answer but a success, and where there is none. Never rejects. */
export type PlainGet = (
  path: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<string | undefined>

/**
 * Asks a server over `fetch` for what one can do without, so that nothing but a text comes of it.
 * @throws TypeError if the base URL cannot be one.
 */
export function createPlainGet(options: PlainGetOptions): PlainGet {
  const base = readBaseUrl(options.baseUrl)
  return async (path, { headers, maxBytes, signal }) => {
    const url = addressOf(base, path)
    if (url === undefined) return undefined
    try {
      // Looked up late, so that a `fetch` that was patched after us is used.
      const fetch = options.fetch ?? globalThis.fetch
      const response = await fetch(url, {
        headers,
        signal,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'error',
      })
      if (!response.ok) return undefined
      return (await readBody(response, maxBytes, signal))?.text
    } catch {
      // What was thrown may quote a header, and with it the token: nothing of it is passed on.
      return undefined
    }
  }
}

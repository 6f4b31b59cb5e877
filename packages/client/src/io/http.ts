import ky from 'ky'
import type { Options } from 'ky'
import type { Fetch } from '../protocol/platform.ts'
import type { Io } from '../protocol/transport.ts'
import type { WireReply, WireRequest } from '../protocol/wire.ts'
import { addressOf, readBaseUrl } from './address.ts'
import { readBody } from './body.ts'
import { plainCause } from './plain-cause.ts'
import { readRetryAfter } from './retry-after.ts'

/** Options of `createHttp`. */
export interface HttpOptions {
  /** Absolute, http or https, without credentials, query or hash; with `ofPage` a path of the page's own origin too. */
  readonly baseUrl: string
  readonly ofPage?: boolean | undefined
  /** Whether cookies go along, to the page's own origin only; they stay out by default. */
  readonly cookies?: boolean | undefined
  /** Used in place of the platform's own `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** Repeats and deadlines belong to the machines; the rest keeps a request with a token in it to itself. */
const SETTINGS = {
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
} as const satisfies Options

/**
 * Carries requests to one server over `fetch`. A reply never rejects, and covers the whole body;
 * when the signal aborts it is there at once, whatever `fetch` makes of it. Called inside an event
 * handler, the request leaves before the next task.
 * @throws TypeError if the base URL cannot be one.
 */
export function createHttp(options: HttpOptions): Io {
  const base = readBaseUrl(options.baseUrl, options.ofPage)
  const settings = options.cookies === true ? ({ ...SETTINGS, credentials: 'same-origin' } as const) : SETTINGS
  return (request, { signal, keepalive }) => {
    const url = addressOf(base, request.path, pageOrigin())
    if (url === undefined) return Promise.resolve(failed('unsent', new TypeError('the address is not a plain one')))
    if (signal.aborted) return Promise.resolve(failed('unsent', signal.reason))
    // Looked up late, so that a `fetch` that was patched after us is used.
    const departure = departureOf(options.fetch ?? globalThis.fetch, signal)
    const reply = exchange(url, request, { ...settings, signal, keepalive, fetch: departure.fetch })
    return unlessAborted(reply, signal).catch(departure.failure)
  }
}

/** Not what `<base>` makes of it: a key must not follow that elsewhere. On a server there is no page. */
function pageOrigin(): string | undefined {
  const page: { readonly location?: Location } = globalThis
  return page.location?.origin
}

async function exchange(
  url: string,
  { method, headers, body, maxBytes }: WireRequest,
  options: Options & { readonly signal: AbortSignal },
): Promise<WireReply> {
  // Nothing may be awaited before this line: a request of a page that is being left has one task.
  const response = await ky(url, { ...options, method, headers, body: body ?? null })
  const read = await readBody(response, maxBytes, options.signal)
  if (read === undefined) return failed('too-large', undefined)
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now())
  return { type: 'answer', status: response.status, body: read.text, bytes: read.bytes, retryAfterMs }
}

/** Rejects as soon as the signal aborts: a `fetch` that is not the platform's own may not know it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason)
    signal.addEventListener('abort', abandon)
    work.finally(() => signal.removeEventListener('abort', abandon)).then(resolve, reject)
  })
}

interface Departure {
  readonly fetch: typeof globalThis.fetch
  readonly failure: (cause: unknown) => WireReply
}

/** Notices whether a request has left: what has not cannot have been applied. */
function departureOf(fetch: typeof globalThis.fetch, signal: AbortSignal): Departure {
  let left = false
  let refusal: unknown = new TypeError('the platform refused to make the request')
  return {
    fetch: (input, init) => {
      try {
        if (signal.aborted) throw new Error('aborted')
        const response = fetch(input, init)
        left = true
        return response
      } catch (cause) {
        refusal = cause
        throw cause
      }
    },
    // What is thrown while the request is made may quote a header, and with it a token: it is not passed on.
    failure: (cause) =>
      left ? failed('network', plainCause(cause)) : failed('unsent', signal.aborted ? undefined : plainCause(refusal)),
  }
}

function failed(reason: 'unsent' | 'network' | 'too-large', cause: unknown): WireReply {
  return { type: 'failed', reason, cause }
}

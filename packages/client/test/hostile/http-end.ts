import type { Fetch } from '../../src/protocol/platform.ts'

/** A request that waits for its answer. */
export interface Held {
  readonly request: Request
  readonly path: string
  readonly query: URLSearchParams
  /** When it came. */
  readonly atMs: number
  readonly answer: (response: Response) => void
  readonly fail: (cause: unknown) => void
}

/** The other end of `fetch`: it holds what is asked until the test answers. */
export interface HttpEnd {
  readonly fetch: Fetch
  /** What waits, oldest first; what was taken back waits no longer. */
  readonly held: readonly Held[]
  readonly onRequest: (listener: (request: Request) => void) => void
}

/** Makes one; `now` in milliseconds. */
export function createHttpEnd(now: () => number): HttpEnd {
  const held: Held[] = []
  const listeners: ((request: Request) => void)[] = []
  return {
    held,
    onRequest: (listener) => void listeners.push(listener),
    fetch: (input, init) => {
      const request = new Request(input, init)
      for (const listener of listeners) listener(request)
      return new Promise((resolve, reject) => {
        const { pathname, searchParams } = new URL(request.url)
        const settle = (): void => {
          const at = held.indexOf(entry)
          if (at >= 0) held.splice(at, 1)
          request.signal.removeEventListener('abort', abandon)
        }
        const abandon = (): void => {
          settle()
          reject(new DOMException('taken back', 'AbortError'))
        }
        const entry: Held = {
          request,
          path: pathname,
          query: searchParams,
          atMs: now(),
          answer(response) {
            settle()
            resolve(response)
          },
          fail(cause) {
            settle()
            reject(cause)
          },
        }
        held.push(entry)
        request.signal.addEventListener('abort', abandon)
      })
    },
  }
}

/** What makes up an answer over HTTP. */
export interface HttpAnswer {
  readonly status: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly retryAfter?: string | undefined
  /** The body breaks off behind its bytes. */
  readonly cut?: boolean | undefined
}

/** An answer as the platform's `fetch` hands it over. */
export function responseOf({ status, bytes, retryAfter, cut = false }: HttpAnswer): Response {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (retryAfter !== undefined) headers.set('retry-after', retryAfter)
  // The platform lets these have no body.
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers })
  if (!cut) return new Response(bytes, { status, headers })
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.error(new TypeError('terminated'))
    },
  })
  return new Response(body, { status, headers })
}

/** An answer of JSON. */
export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })
}

/** Lets the event loop turn once: what is under way arrives, timers aside. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

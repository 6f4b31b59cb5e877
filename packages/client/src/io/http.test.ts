import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WireReply, WireRequest } from '../protocol/wire.ts'
import { createHttp } from './http.ts'

const GET: WireRequest = { method: 'GET', path: '/x', headers: {}, body: undefined, maxBytes: 1_000 }
const PUT: WireRequest = {
  method: 'PUT',
  path: '/rooms/!r%3Ax/typing/%40me%3Ax?a=b%2Fc',
  headers: { authorization: 'Bearer syt_secret', 'content-type': 'application/json' },
  body: '{"typing":true}',
  maxBytes: 1_000,
}
const never = (): AbortSignal => new AbortController().signal

const servers: Server[] = []

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  )
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return addressOf(server)
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return `http://127.0.0.1:${address.port}`
}

async function get(listener: RequestListener, request: Partial<WireRequest> = {}): Promise<WireReply> {
  const baseUrl = await serve(listener)
  return createHttp({ baseUrl })({ ...GET, ...request }, { signal: never(), keepalive: false })
}

/** Answers with the requests it was given, and nothing else. */
function stubFetch(respond: (request: Request) => Response | Promise<Response> = () => new Response('{}')): {
  readonly requests: Request[]
  readonly fetch: typeof fetch
} {
  const requests: Request[] = []
  return {
    requests,
    fetch: (input, init) => {
      const request = new Request(input, init)
      requests.push(request)
      return Promise.resolve(respond(request))
    },
  }
}

describe('a request', () => {
  it('arrives as it was written', async () => {
    const seen: { request: IncomingMessage; body: string }[] = []
    const baseUrl = await serve((request, response) => {
      let body = ''
      request.setEncoding('utf8')
      request.on('data', (part: string) => (body += part))
      request.on('end', () => {
        seen.push({ request, body })
        response.end('{}')
      })
    })
    await createHttp({ baseUrl: `${baseUrl}/matrix/` })(PUT, { signal: never(), keepalive: true })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      body: '{"typing":true}',
      request: {
        method: 'PUT',
        url: '/matrix/rooms/!r%3Ax/typing/%40me%3Ax?a=b%2Fc',
        headers: { authorization: 'Bearer syt_secret', 'content-type': 'application/json' },
      },
    })
  })

  it.each([true, false])('passes keepalive %s on', async (keepalive) => {
    const { requests, fetch } = stubFetch()
    await createHttp({ baseUrl: 'https://example.org', fetch })(PUT, { signal: never(), keepalive })
    expect(requests.map((request) => request.keepalive)).toEqual([keepalive])
  })

  it('keeps cookies, referrers, caches and redirects out of it', async () => {
    const { requests, fetch } = stubFetch()
    await createHttp({ baseUrl: 'https://example.org', fetch })(GET, { signal: never(), keepalive: false })
    expect(requests[0]).toMatchObject({
      url: 'https://example.org/x',
      method: 'GET',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
    })
  })

  it('takes cookies along where that is asked for, to its own origin only', async () => {
    const { requests, fetch } = stubFetch()
    await createHttp({ baseUrl: 'https://example.org', fetch, cookies: true })(GET, {
      signal: never(),
      keepalive: false,
    })
    expect(requests.map((request) => request.credentials)).toEqual(['same-origin'])
  })

  it('goes to the page that it is on, where its base is a path; without a page it does not leave', async () => {
    const { requests, fetch } = stubFetch()
    const io = createHttp({ baseUrl: '/zulip', ofPage: true, fetch })
    expect(await io(GET, { signal: never(), keepalive: false })).toMatchObject({ type: 'failed', reason: 'unsent' })
    vi.stubGlobal('location', { origin: 'https://page.example' })
    await io(GET, { signal: never(), keepalive: false })
    expect(requests.map((request) => request.url)).toEqual(['https://page.example/zulip/x'])
  })

  it('leaves before the task ends: a page that is being left has no other', async () => {
    const { requests, fetch } = stubFetch()
    void createHttp({ baseUrl: 'https://example.org', fetch })(PUT, { signal: never(), keepalive: true })
    await Promise.resolve()
    expect(requests).toHaveLength(1)
  })

  it('uses a fetch that was put in place later', async () => {
    const io = createHttp({ baseUrl: 'https://example.org' })
    const { requests, fetch } = stubFetch()
    vi.stubGlobal('fetch', fetch)
    await io(GET, { signal: never(), keepalive: false })
    expect(requests).toHaveLength(1)
  })
})

describe('an answer', () => {
  it('has a status, a text, its bytes, and the wait it states', async () => {
    const reply = await get((_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{"ä":"😀"}'))
    expect(reply).toEqual({ type: 'answer', status: 429, body: '{"ä":"😀"}', bytes: 13, retryAfterMs: 7_000 })
  })

  it('has no wait where none is stated, and may be empty', async () => {
    const reply = await get((_, response) => response.writeHead(204).end())
    expect(reply).toEqual({ type: 'answer', status: 204, body: '', bytes: 0, retryAfterMs: undefined })
  })

  it.each([400, 401, 404, 408, 413, 429, 500, 502, 503, 504])(
    'of %i is an answer, and asked for once',
    async (status) => {
      let asked = 0
      const reply = await get((_, response) => {
        asked += 1
        response.writeHead(status, { 'retry-after': '0' }).end('<html>')
      })
      expect(reply).toMatchObject({ type: 'answer', status, body: '<html>' })
      expect(asked).toBe(1)
    },
  )

  it('is whole where a character comes in two parts, and bears bytes that are no UTF-8', async () => {
    const bytes = Buffer.from('"😀"')
    const { fetch } = stubFetch(() => {
      const parts = new ReadableStream<Uint8Array>({
        start: (stream) => {
          stream.enqueue(bytes.subarray(0, 3))
          stream.enqueue(bytes.subarray(3))
          stream.close()
        },
      })
      return new Response(parts)
    })
    const split = await createHttp({ baseUrl: 'https://example.org', fetch })(GET, {
      signal: never(),
      keepalive: false,
    })
    expect(split).toMatchObject({ body: '"😀"', bytes: 6 })
    expect(await get((_, response) => response.end(Buffer.from([0x22, 0xff, 0x22])))).toMatchObject({
      body: '"\ufffd"',
    })
  })

  it('S14 may have as many bytes as were allowed', async () => {
    expect(await get((_, response) => response.end('ä'.repeat(500)))).toMatchObject({ type: 'answer', bytes: 1_000 })
    expect(await get((_, response) => response.end('ä'.repeat(500)), { maxBytes: 999 })).toMatchObject({
      type: 'failed',
      reason: 'too-large',
    })
  })

  it('S14 without an end is given up, and its connection with it', async () => {
    const closed = deferred()
    const reply = await get((_, response) => {
      const part = 'x'.repeat(400)
      const more = (): void => void (response.destroyed || response.write(part, more))
      response.on('close', closed.resolve)
      more()
    })
    expect(reply).toMatchObject({ type: 'failed', reason: 'too-large' })
    await closed.promise
  })

  it('is read by text where the platform has no streams', async () => {
    const { fetch } = stubFetch(() => Object.defineProperty(new Response('{"ä":1}'), 'body', { value: undefined }))
    const io = createHttp({ baseUrl: 'https://example.org', fetch })
    expect(await io(GET, { signal: never(), keepalive: false })).toMatchObject({ body: '{"ä":1}', bytes: 8 })
    expect(await io({ ...GET, maxBytes: 7 }, { signal: never(), keepalive: false })).toMatchObject({
      reason: 'too-large',
    })
  })
})

describe('no answer', () => {
  it.each<[string, RequestListener]>([
    ['a connection that is reset', (_, response) => response.socket?.resetAndDestroy()],
    ['a connection that is closed', (_, response) => response.destroy()],
    ['something that is not HTTP', (_, response) => response.socket?.end('hello\r\n\r\n')],
    [
      'a body that breaks off',
      (_, response) => response.writeHead(200, { 'content-length': '10' }).write('{"a"', () => response.destroy()),
    ],
    ['a chunked body that breaks off', (_, response) => response.write('{"a"', () => response.destroy())],
  ])('comes of %s', async (_, listener) => {
    const reply = await get(listener)
    expect(reply).toMatchObject({ type: 'failed', reason: 'network' })
    expect(reply).toHaveProperty('cause.message', expect.stringMatching(/^TypeError/))
  })

  it('comes of a port where nobody listens', async () => {
    const baseUrl = await serve(() => undefined)
    const server = servers.pop()
    await new Promise((resolve) => server?.close(resolve))
    const reply = await createHttp({ baseUrl })(GET, { signal: never(), keepalive: false })
    expect(reply).toMatchObject({ type: 'failed', reason: 'network' })
  })

  it.each([301, 302, 303, 307, 308])('comes of a redirect by %i, which is not followed', async (status) => {
    const paths: (string | undefined)[] = []
    const reply = await get((request, response) => {
      paths.push(request.url)
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    expect(reply).toMatchObject({ type: 'failed', reason: 'network' })
    expect(paths).toEqual(['/x'])
  })

  it.each([
    ['while the server thinks', undefined],
    ['while the body drips', '{"a"'],
  ])('comes of an abort %s', async (_, begin) => {
    const arrived = deferred()
    const closed = deferred()
    const baseUrl = await serve((__, response) => {
      response.on('close', closed.resolve)
      if (begin === undefined) arrived.resolve()
      else response.write(begin, arrived.resolve)
    })
    const controller = new AbortController()
    const reply = createHttp({ baseUrl })(GET, { signal: controller.signal, keepalive: false })
    await arrived.promise
    controller.abort(new Error('enough'))
    expect(await reply).toMatchObject({ type: 'failed', reason: 'network', cause: { message: 'Error' } })
    await closed.promise
  })

  it('comes of an abort at once, even of a fetch that does not know the signal', async () => {
    const controller = new AbortController()
    const fetch = vi.fn(() => new Promise<Response>(() => undefined))
    const reply = createHttp({ baseUrl: 'https://example.org', fetch })(GET, {
      signal: controller.signal,
      keepalive: false,
    })
    await Promise.resolve()
    controller.abort()
    expect(await reply).toMatchObject({ type: 'failed', reason: 'network' })
    expect(fetch).toHaveBeenCalledOnce()
  })

  it('ends the body of a fetch that does not know the signal with its next part', async () => {
    const controller = new AbortController()
    const cancelled = deferred()
    let source: ReadableStreamDefaultController<Uint8Array> | undefined
    const pulled = deferred()
    const body = new ReadableStream<Uint8Array>(
      {
        start: (stream) => void (source = stream),
        pull: pulled.resolve,
        cancel: cancelled.resolve,
      },
      { highWaterMark: 0 },
    )
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body))
    const reply = createHttp({ baseUrl: 'https://example.org', fetch })(GET, {
      signal: controller.signal,
      keepalive: false,
    })
    await pulled.promise
    controller.abort()
    expect(await reply).toMatchObject({ type: 'failed', reason: 'network' })
    source?.enqueue(new Uint8Array(1))
    await cancelled.promise
  })
})

describe('a request that never left', () => {
  const cases: readonly [string, (io: { fetch: typeof fetch }) => Promise<WireReply>][] = [
    [
      'was aborted before',
      ({ fetch }) =>
        createHttp({ baseUrl: 'https://example.org', fetch })(GET, { signal: AbortSignal.abort(), keepalive: false }),
    ],
    [
      'was aborted in the same task',
      ({ fetch }) => {
        const controller = new AbortController()
        const { signal } = controller
        const reply = createHttp({ baseUrl: 'https://example.org', fetch })(GET, { signal, keepalive: false })
        controller.abort()
        return reply
      },
    ],
    [
      'would have left its base',
      ({ fetch }) =>
        createHttp({ baseUrl: 'https://example.org/matrix', fetch })(
          { ...GET, path: '/rooms/../typing' },
          { signal: never(), keepalive: false },
        ),
    ],
    [
      'has a header that cannot be',
      ({ fetch }) =>
        createHttp({ baseUrl: 'https://example.org', fetch })(
          { ...GET, headers: { authorization: 'Bearer syt_secret\nx' } },
          { signal: never(), keepalive: false },
        ),
    ],
  ]

  it.each(cases)('%s: it is unsent, and fetch was not called', async (_, make) => {
    const { requests, fetch } = stubFetch()
    const reply = await make({ fetch })
    expect(reply).toMatchObject({ type: 'failed', reason: 'unsent' })
    expect(requests).toEqual([])
    expect(JSON.stringify(reply) + String(reply.type === 'failed' && reply.cause)).not.toContain('syt_secret')
  })

  it('is one whose fetch threw at once, or is missing', async () => {
    const cause = new TypeError('no network here')
    const fetch = (): never => {
      throw cause
    }
    const throwing = createHttp({ baseUrl: 'https://example.org', fetch })
    expect(await throwing(GET, { signal: never(), keepalive: false })).toEqual({
      type: 'failed',
      reason: 'unsent',
      // Of what is not ours only the kind is passed on: it may hold the request, and so the token.
      cause: new Error('TypeError'),
    })
    const io = createHttp({ baseUrl: 'https://example.org' })
    vi.stubGlobal('fetch', undefined)
    expect(await io(GET, { signal: never(), keepalive: false })).toMatchObject({ type: 'failed', reason: 'unsent' })
  })

  it('is none whose fetch rejected: that may have been applied', async () => {
    const fetch = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'))
    const reply = await createHttp({ baseUrl: 'https://example.org', fetch })(GET, {
      signal: never(),
      keepalive: false,
    })
    expect(reply).toMatchObject({ type: 'failed', reason: 'network', cause: { message: 'TypeError' } })
  })
})

it('S16 leaves no listener on the signal, however it ends', async () => {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  const endings = [
    () => Promise.resolve(new Response('{}')),
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => {
      throw new TypeError('no')
    },
  ]
  const replies = endings.map((fetch) =>
    createHttp({ baseUrl: 'https://x.org', fetch })(GET, { signal, keepalive: false }),
  )
  await Promise.all(replies)
  expect(added).toHaveBeenCalledTimes(3)
  expect(removed).toHaveBeenCalledTimes(3)
  expect(new Set(removed.mock.calls.map((call) => call[1]))).toEqual(new Set(added.mock.calls.map((call) => call[1])))
})

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

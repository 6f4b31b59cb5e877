import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { Fetch } from '../protocol/platform.ts'
import { createPlainGet } from './plain-get.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const options = (signal = new AbortController().signal): Parameters<ReturnType<typeof createPlainGet>>[1] => ({
  headers: { 'x-auth-token': 'secret' },
  maxBytes: 100,
  signal,
})

describe('a plain question', () => {
  test('brings the text of a success, below the path of the base', async () => {
    const asked: (string | undefined)[] = []
    const baseUrl = await serve((request, response) => {
      asked.push(request.url, request.headers['x-auth-token']?.toString())
      response.end('{"version":"8.8"}')
    })
    await expect(createPlainGet({ baseUrl: `${baseUrl}/chat/` })('/api/info', options())).resolves.toBe('{"version":"8.8"}')
    expect(asked).toEqual(['/chat/api/info', 'secret'])
  })

  test.each<[name: string, listener: RequestListener]>([
    ['a refusal', (_, response) => void response.writeHead(401).end('{}')],
    ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['an answer that is too long', (_, response) => void response.end('x'.repeat(101))],
    ['an answer that breaks off', (_, response) => void response.writeHead(200, { 'content-length': '50' }).write('x', () => response.destroy())],
  ])('brings nothing for %s', async (_, listener) => {
    await expect(createPlainGet({ baseUrl: await serve(listener) })('/api/info', options())).resolves.toBeUndefined()
  })

  test('brings nothing where the platform throws, where it was taken back, and where the path is another', async () => {
    const throwing: Fetch = () => {
      throw new TypeError('secret')
    }
    await expect(createPlainGet({ baseUrl: 'http://localhost', fetch: throwing })('/api/info', options())).resolves.toBeUndefined()
    const baseUrl = await serve(() => {})
    const controller = new AbortController()
    const asked = createPlainGet({ baseUrl })('/api/info', options(controller.signal))
    controller.abort()
    await expect(asked).resolves.toBeUndefined()
    await expect(createPlainGet({ baseUrl })('/../x', options())).resolves.toBeUndefined()
  })

  test('carries no cookies and no referrer, and is not cached', async () => {
    const asked: RequestInit[] = []
    const fetch: Fetch = (_, init) => {
      asked.push(init ?? {})
      return Promise.resolve(new Response('x'))
    }
    await createPlainGet({ baseUrl: 'https://chat.example.org', fetch })('/api/info', options())
    expect(asked).toMatchObject([{ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' }])
  })
})

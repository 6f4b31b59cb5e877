import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { callMatrix, dig, GENERAL, type MatrixUser, matrixUser, rawRequest } from '../../test/matrix-user.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { type MockServer, startMockServer } from '../start.ts'

let server: MockServer
let alice: MatrixUser
let host: string

beforeEach(async () => {
  server = await startMockServer({ maxConnections: 8 })
  alice = matrixUser(server, 'alice')
  host = new URL(server.url).host
})
afterEach(() => server.close())

const WHOAMI = '/matrix/_matrix/client/v3/account/whoami'

/** Opens a bare connection; resolves with all it ever received, once the server has closed it. */
function talk(text: string): { readonly socket: Socket; readonly heard: Promise<string> } {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  let received = ''
  const heard = new Promise<string>((resolve) => {
    socket.on('data', (chunk: Uint8Array) => {
      received += Buffer.from(chunk).toString()
    })
    socket.on('error', () => resolve(received))
    socket.on('close', () => resolve(received))
  })
  socket.write(text)
  return { socket, heard }
}

describe('CORS is what Synapse sends', () => {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': 'X-Requested-With, Content-Type, Authorization, Date',
    'access-control-expose-headers': 'Synapse-Trace-Id, Server',
  }

  test('on a preflight of any path: 204, without a token, and no Max-Age', async () => {
    const path = `/matrix/_matrix/client/v3/rooms/${GENERAL}/typing/x`
    const reply = await rawRequest(server, {
      method: 'OPTIONS',
      path,
      headers: { Host: host, Origin: 'http://localhost:5173' },
    })
    expect(reply.status).toBe(204)
    expect(reply.headers).toMatchObject(headers)
    expect(reply.headers).not.toHaveProperty('access-control-max-age')
    expect(reply.headers).not.toHaveProperty('content-length')
  })

  test('on answers and errors alike, a limit and its unreadable Retry-After too', async () => {
    server.control.setRateLimit('typing', { perSecond: 0.001, burst: 1 })
    const replies = [
      await alice.type(true),
      await alice.type(true),
      await callMatrix(server, 'GET', '/nowhere'),
      await callMatrix(server, 'GET', '/sync'),
    ]
    expect(replies.map(({ status }) => status)).toEqual([200, 429, 404, 401])
    for (const reply of replies) expect(Object.fromEntries(reply.headers)).toMatchObject(headers)
  })
})

describe('who may come in', () => {
  const ask = async (headers: Record<string, string>, path = WHOAMI): Promise<number> =>
    (await rawRequest(server, { path, headers: { Host: host, Authorization: `Bearer ${alice.token}`, ...headers } }))
      .status

  test('a client without an Origin, and a page of this machine', async () => {
    expect(await ask({})).toBe(200)
    expect(await ask({ Origin: 'http://alice.localhost:5173' })).toBe(200)
    expect(await ask({ Host: `bob.localhost:${new URL(server.url).port}` })).toBe(200)
  })

  test('no other page, and none without an origin of its own; neither is told more', async () => {
    for (const origin of ['https://evil.test', 'null']) {
      const reply = await rawRequest(server, { path: WHOAMI, headers: { Host: host, Origin: origin } })
      expect(reply.status).toBe(403)
      expect(reply.headers).not.toHaveProperty('access-control-allow-origin')
      expect(
        (await rawRequest(server, { method: 'OPTIONS', path: WHOAMI, headers: { Host: host, Origin: origin } })).status,
      ).toBe(403)
    }
  })

  test('no name that was pointed at this machine', async () => {
    expect(await ask({ Host: 'evil.test' })).toBe(403)
    expect(await ask({ Host: `evil.test:${new URL(server.url).port}` })).toBe(403)
  })

  test('listed origins take the place of the default', async () => {
    await server.close()
    server = await startMockServer({ origins: ['https://app.test'] })
    alice = matrixUser(server, 'alice')
    host = new URL(server.url).host
    expect(await ask({ Origin: 'https://app.test' })).toBe(200)
    expect(await ask({ Origin: 'http://localhost:5173' })).toBe(403)
    await expect(startMockServer({ origins: ['app.test'] })).rejects.toThrow('no origin')
  })

  test('nobody who looks for anything else', async () => {
    expect(await ask({}, '/')).toBe(404)
    expect(await ask({}, '/matrixx/_matrix/client/versions')).toBe(404)
    expect(await ask({}, '/../../etc/passwd')).toBe(404)
  })
})

describe('limits', () => {
  test('a body over 64 KiB is 413 M_TOO_LARGE, one of exactly 64 KiB is read', async () => {
    const path = `/rooms/${GENERAL}/send/m.room.message`
    const padded = (bytes: number): string => `{"body":"${'x'.repeat(bytes - 11)}"}`
    expect((await alice.call('PUT', `${path}/1`, { body: padded(MAX_BODY_BYTES) })).status).toBe(200)
    const { status, body } = await alice.call('PUT', `${path}/2`, { body: padded(MAX_BODY_BYTES + 1) })
    expect([status, dig(body, 'errcode')]).toEqual([413, 'M_TOO_LARGE'])
  })

  test('a body that does not say how large it is, is cut off as soon as it is too large', async () => {
    const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`
    const { socket, heard } = talk(
      `PUT ${WHOAMI} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(9)}`,
    )
    expect(await heard).toContain('HTTP/1.1 413 ')
    socket.destroy()
  })

  test('headers over 16 KiB are refused', async () => {
    const { heard } = talk(`GET ${WHOAMI} HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await heard).toContain('HTTP/1.1 431 ')
  })

  test('connections beyond the limit are closed, those within it live on', async () => {
    const open = Array.from({ length: 8 }, () => talk(''))
    await vi.waitFor(() => expect(server.control.state().connections).toBe(8))
    expect(await talk('').heard).toBe('')
    expect(server.control.state().connections).toBe(8)
    for (const { socket } of open) socket.destroy()
    await vi.waitFor(() => expect(server.control.state().connections).toBe(0))
    expect((await alice.type(true)).status).toBe(200)
  })

  test('a request that is not HTTP is 400 and touches nothing', async () => {
    expect(await talk('hello\r\n\r\n').heard).toContain('HTTP/1.1 400 ')
    expect((await alice.type(true)).status).toBe(200)
  })
})

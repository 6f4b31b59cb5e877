import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createListener, type Listener } from './listener.ts'

// A real clock: Node has no other for connections.
let listener: Listener

beforeEach(async () => {
  const patience = { headersMs: 20, requestMs: 40, lookMs: 10 }
  const onRequest: Parameters<typeof createListener>[0] = (request, response) => {
    request.resume()
    request.on('end', () => response.end('whole'))
    request.on('error', () => undefined)
  }
  listener = createListener(onRequest, 8, undefined, patience)
  await listener.listen(0)
})
afterEach(() => listener.close())

/** All that is heard on a connection until the server ends it. */
function heardAfter(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: listener.port() })
    let heard = ''
    socket.on('data', (chunk: Uint8Array) => {
      heard += Buffer.from(chunk).toString()
    })
    socket.on('error', () => resolve(heard))
    socket.on('close', () => resolve(heard))
    socket.write(text)
  })
}

describe('whoever takes too long is sent away', () => {
  test.each([
    ['nothing but a beginning', 'GET / HT'],
    ['headers that never end', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    ['a body that never comes', 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n'],
    ['a body that never ends', 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'],
  ])('%s', async (_name, text) => {
    expect(await heardAfter(text)).toMatch(/^HTTP\/1\.1 408 /)
    expect(listener.connections()).toBe(0)
  })

  test('and whoever says all of it is not', async () => {
    expect(await heardAfter('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('whole')
  })
})

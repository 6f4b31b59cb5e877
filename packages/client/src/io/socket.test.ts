import { createServer, type Server, type Socket as NetSocket } from 'node:net'
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { nodeWebSocket } from '../../test/support/node-websocket.ts'
import { startEchoServer, type EchoServer } from '../../test/support/echo-server.ts'
import type { WebSocketClass, WebSocketLike } from '../protocol/platform.ts'
import type { Socket } from '../protocol/socket.ts'
import { createSockets } from './socket.ts'

const WebSocket = nodeWebSocket()

let server: EchoServer | undefined
let raw: Server | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
  raw?.close()
  raw = undefined
})

/** What one socket told, in order, and ways to wait for it. */
function listen(url: string, Platform: WebSocketClass | undefined = WebSocket): { socket: Socket; told: string[]; until: (what: string) => Promise<void> } {
  const told: string[] = []
  const waiting = new Map<string, () => void>()
  const tell = (what: string): void => {
    told.push(what)
    waiting.get(what)?.()
  }
  const socket = createSockets({ url, WebSocket: Platform })({
    opened: () => tell('opened'),
    text: (text) => tell(text),
    closed: () => tell('closed'),
  })
  const until = (what: string): Promise<void> =>
    told.includes(what) ? Promise.resolve() : new Promise((resolve) => void waiting.set(what, resolve))
  return { socket, told, until }
}

/** Lets everything that is under way on this machine arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => {
      setTimeout(() => setImmediate(resolve), 0)
    })
  }
}

/** A stand-in that does nothing by itself. */
function standIn(): { Platform: WebSocketClass; made: StandIn[] } {
  const made: StandIn[] = []
  class Platform extends StandIn {
    constructor() {
      super()
      made.push(this)
    }
  }
  return { Platform, made }
}

class StandIn implements WebSocketLike {
  readyState = 0
  onopen: ((event: object) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: object) => void) | null = null
  onerror: ((event: object) => void) | null = null
  readonly calls: string[] = []
  send(data: string): void {
    this.calls.push(`send ${data}`)
  }
  close(): void {
    this.calls.push('close')
  }
}

describe('a socket', () => {
  test('opens, carries texts both ways, and tells that the other side closed it, once', async () => {
    server = await startEchoServer()
    const { socket, told, until } = listen(server.url)
    await until('opened')
    expect(socket.send('hello')).toBe(true)
    await until('hello')
    server.drop(1001)
    await until('closed')
    await settle()
    expect(told).toEqual(['opened', 'hello', 'closed'])
    expect(server.connections()).toBe(1)
  })

  test('frames that are no text are left out', async () => {
    server = await startEchoServer()
    const { socket, told, until } = listen(server.url)
    await until('opened')
    server.sendBinary()
    socket.send('after it')
    await until('after it')
    expect(told).toEqual(['opened', 'after it'])
  })

  test('what is sent before it opened, or after it closed, is dropped, and that is said', async () => {
    server = await startEchoServer()
    const { socket, told, until } = listen(server.url)
    expect(socket.send('too early')).toBe(false)
    await until('opened')
    socket.send('in time')
    await until('in time')
    socket.close()
    expect(socket.send('too late')).toBe(false)
    await settle()
    expect(told).toEqual(['opened', 'in time'])
    expect(server.heard()).toEqual(['in time'])
  })

  test('one that was closed tells nothing any more, and leaves nothing open', async () => {
    server = await startEchoServer()
    const { socket, told, until } = listen(server.url)
    await until('opened')
    socket.send('an echo that nobody hears')
    socket.close()
    await server.untilGone()
    await settle()
    expect(told).toEqual(['opened'])
  })

  test('one that was closed before it was made is never made', async () => {
    server = await startEchoServer()
    const { socket, told } = listen(server.url)
    socket.close()
    await settle()
    expect(server.connections()).toBe(0)
    expect(told).toEqual([])
  })

  test('one that was closed while it was opening throws nothing that nobody hears', async () => {
    const accepted: NetSocket[] = []
    raw = createServer((socket) => accepted.push(socket))
    const port = await new Promise<number>((resolve) => {
      raw?.listen(0, '127.0.0.1', () => {
        const address = raw?.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const unheard = vi.fn()
    process.on('uncaughtException', unheard)
    const { socket, told } = listen(`ws://127.0.0.1:${port}`)
    await settle()
    socket.close()
    await settle()
    process.off('uncaughtException', unheard)
    for (const one of accepted) one.destroy()
    expect(unheard).not.toHaveBeenCalled()
    expect(told).toEqual([])
  })

  test('a refused connection is told as one end, and is not tried again', async () => {
    server = await startEchoServer()
    const { url } = server
    await server.close()
    const { told, until } = listen(url)
    await until('closed')
    await settle()
    expect(told).toEqual(['closed'])
  })

  test('a server that is no WebSocket is told as one end', async () => {
    raw = createServer((socket) => void socket.end('HTTP/1.1 404 Not Found\r\n\r\n'))
    await new Promise<void>((resolve) => {
      raw?.listen(0, '127.0.0.1', () => resolve())
    })
    const address = raw.address()
    const { told, until } = listen(`ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
    await until('closed')
    expect(told).toEqual(['closed'])
  })
})

describe('the WebSocket that is used', () => {
  test('a class whose constructor throws ends the attempt', async () => {
    class Throwing extends StandIn {
      constructor() {
        super()
        throw new SyntaxError('no such address')
      }
    }
    const { told, until } = listen('ws://127.0.0.1', Throwing)
    await until('closed')
    expect(told).toEqual(['closed'])
  })

  test('a stand-in needs only what WebSocketLike has', async () => {
    const { Platform, made } = standIn()
    const { socket, told } = listen('ws://127.0.0.1', Platform)
    await settle()
    const there = made[0] ?? expect.fail('none was made')
    there.readyState = 1
    there.onopen?.({})
    there.onmessage?.({ data: 'hello' })
    there.onmessage?.({ data: new Uint8Array(1) })
    expect(socket.send('there')).toBe(true)
    there.onerror?.({})
    there.onclose?.({ code: 1000 })
    expect(told).toEqual(['opened', 'hello', 'closed'])
    expect(there.calls[0]).toBe('send there')
    await settle()
    expect(made).toHaveLength(1)
  })

  test('a stand-in that throws where it should drop is one that dropped', async () => {
    const { Platform, made } = standIn()
    const { socket } = listen('ws://127.0.0.1', Platform)
    await settle()
    const there = made[0] ?? expect.fail('none was made')
    there.readyState = 1
    there.onopen?.({})
    there.send = () => {
      throw new Error('not now')
    }
    expect(socket.send('text')).toBe(false)
  })

  test('the platform’s own is looked up when it is needed; where there is none, that is said', async () => {
    const sockets = createSockets({ url: 'ws://127.0.0.1' })
    const open = (): Socket => sockets({ opened: () => {}, text: () => {}, closed: () => {} })
    vi.stubGlobal('WebSocket', undefined)
    expect(open).toThrow(expect.objectContaining({ name: 'TypingError', code: 'unsupported' }))
    const { Platform, made } = standIn()
    vi.stubGlobal('WebSocket', Platform)
    open()
    await settle()
    expect(made).toHaveLength(1)
  })

  test('the browser’s fits the type of the option', () => {
    expectTypeOf<typeof globalThis.WebSocket>().toExtend<WebSocketClass>()
  })
})

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'

/** A WebSocket server of a few lines, that says back what it is told. */
export interface EchoServer {
  readonly url: string
  /** Texts that came, oldest first. */
  readonly heard: () => readonly string[]
  /** How many connections there have been. */
  readonly connections: () => number
  /** Closes every connection with that code. */
  readonly drop: (code: number) => void
  readonly sendBinary: () => void
  /** Waits until no connection is left. */
  readonly untilGone: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Of RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TEXT = 1
const BINARY = 2
const CLOSE = 8

/** A frame of less than 126 bytes, without a mask, as servers send it. */
const frame = (kind: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([0x80 | kind, payload.length]), payload])

/** Reads whole short frames with a mask, as clients send them; what is left is the beginning of the next. */
function readFrames(bytes: Buffer): { readonly frames: readonly (readonly [kind: number, payload: Buffer])[]; readonly rest: Buffer } {
  const frames: [number, Buffer][] = []
  let rest = bytes
  for (;;) {
    const length = (rest[1] ?? 0) & 0x7f
    if (rest.length < 2 || rest.length < 6 + length) return { frames, rest }
    const mask = rest.subarray(2, 6)
    const payload = Buffer.from(rest.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
    frames.push([(rest[0] ?? 0) & 0x0f, payload])
    rest = rest.subarray(6 + length)
  }
}

/** Starts one on a free port of 127.0.0.1. */
export async function startEchoServer(): Promise<EchoServer> {
  const heard: string[] = []
  const open = new Set<Duplex>()
  let connections = 0
  let gone: (() => void) | undefined

  const http = createServer()
  http.on('upgrade', (request, socket) => {
    connections += 1
    open.add(socket)
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    let pending: Buffer = Buffer.alloc(0)
    socket.on('data', (bytes: Buffer) => {
      const { frames, rest } = readFrames(Buffer.concat([pending, bytes]))
      pending = Buffer.from(rest)
      for (const [kind, payload] of frames) {
        if (kind === CLOSE) socket.end(frame(CLOSE, payload))
        if (kind !== TEXT) continue
        heard.push(payload.toString())
        socket.write(frame(TEXT, payload))
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) gone?.()
    })
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    url: `ws://127.0.0.1:${port}`,
    heard: () => [...heard],
    connections: () => connections,
    drop: (code) => {
      for (const socket of open) socket.write(frame(CLOSE, Buffer.from([code >> 8, code & 0xff])))
    },
    sendBinary: () => {
      for (const socket of open) socket.write(frame(BINARY, Buffer.from([1, 2, 3])))
    },
    untilGone: () =>
      new Promise((resolve) => {
        gone = resolve
        if (open.size === 0) resolve()
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        http.close(() => resolve())
      }),
  }
}

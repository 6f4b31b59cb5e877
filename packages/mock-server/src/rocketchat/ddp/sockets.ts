import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { randomBytes } from 'node:crypto'
import { type WebSocket, WebSocketServer } from 'ws'
import { endConnection } from '../../http/delivery.ts'
import type { ExchangeNote } from '../../http/exchange.ts'
import { describeFrame, foreseeFrame } from '../foresee.ts'
import type { RocketChatParts } from '../parts.ts'
import { CLOSE, type Close } from './close-codes.ts'
import type { CallRecord } from './call-record.ts'
import { DdpConnection } from './connection.ts'

/** Largest frame the server reads, in bytes; a larger one ends the socket with 1009. */
export const MAX_FRAME_BYTES = 65_536

/** What may wait to be sent on one socket (ee/apps/ddp-streamer constants.ts), in bytes. */
export const MAX_SEND_BUFFER_BYTES: number = 4 * 1_024 * 1_024

/** The server's end of a socket, whatever carries it. */
export interface SocketEnd {
  /** Nothing happens where the socket is not open any more. */
  readonly send: (frame: string) => void
  readonly close: (close: Close) => void
  /** Cuts it without a close frame. */
  readonly terminate: () => void
  /** Sends the text as a binary frame, where the carrier knows such. */
  readonly sendBinary?: (frame: string) => void
  /** Ends the connection below: resets it, or closes it without a close frame. */
  readonly end?: (how: 'reset' | 'fin') => void
}

/** The session on a socket. */
export interface SocketSession {
  readonly receive: (text: string) => void
  /** The socket has gone. */
  readonly end: () => void
  /** Who is logged in. */
  readonly user: () => string | undefined
  /** What a frame of the client is about, before any of it is done. */
  readonly foresee: (text: string) => ExchangeNote
  /** What a frame of the server is about. */
  readonly describe: (text: string) => ExchangeNote
}

/** Begins a session on a socket. */
export type OpenSocket = (socket: SocketEnd) => SocketSession

/** The DDP sockets that are open. */
export class DdpSockets {
  readonly #parts: RocketChatParts
  readonly #record: (record: CallRecord) => void
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  readonly #open = new Map<DdpConnection, SocketEnd>()
  readonly #enter: OpenSocket

  /** `around` stands between the sockets that come over HTTP and their sessions. */
  constructor(parts: RocketChatParts, record: (record: CallRecord) => void, around?: (open: OpenSocket) => OpenSocket) {
    this.#parts = parts
    this.#record = record
    const open: OpenSocket = (socket) => this.open(socket)
    this.#enter = around?.(open) ?? open
  }

  /** Sockets that are open. */
  get size(): number {
    return this.#open.size
  }

  /** Subscriptions of them all. */
  get subscriptions(): number {
    let sum = 0
    for (const connection of this.#open.keys()) sum += connection.subscriptions
    return sum
  }

  /** Takes a connection over from HTTP. */
  accept(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    this.#server.handleUpgrade(request, socket, Buffer.from(head), (webSocket) => this.#begin(webSocket, socket))
  }

  /** Cuts the sockets of a user, or all, without a close frame or with one; returns how many there were. */
  drop(user?: string, close?: Close): number {
    const dropped = this.#of(user)
    for (const [connection, socket] of dropped) {
      if (close !== undefined) connection.close(close)
      else {
        socket.terminate()
        this.#end(connection)
      }
    }
    return dropped.length
  }

  /** Stops answering on the sockets of a user, or all, and keeps them; returns how many there were. */
  stall(user?: string): number {
    const stalled = this.#of(user)
    for (const [connection] of stalled) connection.stall()
    return stalled.length
  }

  /** Begins a session on a socket. */
  open(socket: SocketEnd): SocketSession {
    const id = randomBytes(12).toString('base64url')
    const connection = new DdpConnection(id, this.#parts, { send: socket.send, close: socket.close }, this.#record)
    this.#open.set(connection, socket)
    return {
      receive: (text) => {
        try {
          connection.receive(text)
        } catch {
          // Nothing a client says may end the process of a test.
          connection.close(CLOSE.broken)
        }
      },
      end: () => this.#end(connection),
      user: () => connection.user,
      foresee: (text) => foreseeFrame(this.#parts, connection.user, text),
      describe: (text) => describeFrame(this.#parts, connection.user, text),
    }
  }

  #of(user: string | undefined): readonly (readonly [DdpConnection, SocketEnd])[] {
    return [...this.#open].filter(([connection]) => user === undefined || connection.user === user)
  }

  #begin(socket: WebSocket, carrier: Duplex): void {
    const close = ({ code, reason }: Close): void => socket.close(code, reason)
    const session = this.#enter({
      send: (frame) => {
        if (socket.readyState !== socket.OPEN) return
        if (socket.bufferedAmount > MAX_SEND_BUFFER_BYTES) close(CLOSE.slow)
        else socket.send(frame)
      },
      close,
      terminate: () => socket.terminate(),
      sendBinary: (frame) => socket.send(Buffer.from(frame)),
      end: (how) => endConnection(carrier, how),
    })
    socket.on('message', (data, isBinary) => {
      if (isBinary) close(CLOSE.unsupported)
      // What comes in one piece is one buffer: `ws` puts fragments together.
      else if (Buffer.isBuffer(data)) session.receive(data.toString('utf8'))
    })
    // A broken socket closes next; nobody is left to be told.
    socket.on('error', () => socket.terminate())
    socket.on('close', session.end)
  }

  #end(connection: DdpConnection): void {
    this.#open.delete(connection)
    connection.end()
  }
}

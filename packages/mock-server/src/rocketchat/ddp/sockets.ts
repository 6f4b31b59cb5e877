import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { randomBytes } from 'node:crypto'
import { type WebSocket, WebSocketServer } from 'ws'
import type { RocketChatParts } from '../parts.ts'
import { CLOSE, type Close } from './close-codes.ts'
import type { CallRecord } from './call-record.ts'
import { DdpConnection } from './connection.ts'

/** Largest frame the server reads, in bytes; a larger one ends the socket with 1009. */
export const MAX_FRAME_BYTES = 65_536

/** What may wait to be sent on one socket (ee/apps/ddp-streamer constants.ts), in bytes. */
export const MAX_SEND_BUFFER_BYTES: number = 4 * 1_024 * 1_024

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
  readonly #open = new Map<DdpConnection, WebSocket>()

  constructor(parts: RocketChatParts, record: (record: CallRecord) => void) {
    this.#parts = parts
    this.#record = record
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
    this.#server.handleUpgrade(request, socket, Buffer.from(head), (webSocket) => this.#begin(webSocket))
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

  #of(user: string | undefined): readonly (readonly [DdpConnection, WebSocket])[] {
    return [...this.#open].filter(([connection]) => user === undefined || connection.user === user)
  }

  #begin(socket: WebSocket): void {
    const connection = new DdpConnection(
      randomBytes(12).toString('base64url'),
      this.#parts,
      {
        send: (frame) => {
          if (socket.readyState !== socket.OPEN) return
          if (socket.bufferedAmount > MAX_SEND_BUFFER_BYTES) socket.close(CLOSE.slow.code, CLOSE.slow.reason)
          else socket.send(frame)
        },
        close: ({ code, reason }) => socket.close(code, reason),
      },
      this.#record,
    )
    this.#open.set(connection, socket)
    socket.on('message', (data, isBinary) => {
      if (isBinary) return connection.close(CLOSE.unsupported)
      // What comes in one piece is one buffer: `ws` puts fragments together.
      if (Buffer.isBuffer(data)) connection.receive(data.toString('utf8'))
    })
    // A broken socket closes next; nobody is left to be told.
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#end(connection))
  }

  #end(connection: DdpConnection): void {
    this.#open.delete(connection)
    connection.end()
  }
}

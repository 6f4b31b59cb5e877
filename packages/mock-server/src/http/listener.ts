import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

/** The only address this server ever listens on. */
export const LOOPBACK = '127.0.0.1'

/** Open connections a listener bears by default. */
export const DEFAULT_MAX_CONNECTIONS = 256

/** A port that can be closed with everything on it, and opened again. */
export interface Listener {
  /** Port it listens on, or listened on last; 0 before the first time. */
  readonly port: () => number
  /** Open connections. */
  readonly connections: () => number
  /** Listens on that port of 127.0.0.1; 0 for any free one. */
  readonly listen: (port: number) => Promise<void>
  /** Destroys every connection, with what is in flight on it, and frees the port. */
  readonly close: () => Promise<void>
}

/** Hears of a request to switch protocols; the connection is its own from then on. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Uint8Array) => void

/** How long a connection may take for what it says, in milliseconds. */
export interface Patience {
  readonly headersMs: number
  /** Until the request is whole; an answer may be held for as long as a poll asks. */
  readonly requestMs: number
  /** How often connections are looked at. */
  readonly lookMs: number
}

const PATIENCE: Patience = { headersMs: 5_000, requestMs: 10_000, lookMs: 1_000 }

/** A plain `node:http` server with limits fit for a test double. Without `onUpgrade` it speaks nothing but HTTP. */
export function createListener(
  onRequest: RequestListener,
  maxConnections: number,
  onUpgrade?: UpgradeListener,
  { headersMs, requestMs, lookMs }: Patience = PATIENCE,
): Listener {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0

  function create(): Server {
    const created = createServer(
      {
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        connectionsCheckingInterval: lookMs,
        keepAliveTimeout: 5_000,
        maxHeaderSize: 16_384,
      },
      onRequest,
    )
    created.maxConnections = maxConnections
    if (onUpgrade !== undefined) created.on('upgrade', onUpgrade)
    created.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    return created
  }

  return {
    port: () => port,
    connections: () => sockets.size,
    listen: (wanted) =>
      new Promise((resolve, reject) => {
        const opened = create()
        opened.once('error', reject)
        opened.listen(wanted, LOOPBACK, () => {
          opened.off('error', reject)
          const address = opened.address()
          port = typeof address === 'object' && address !== null ? address.port : wanted
          server = opened
          resolve()
        })
      }),
    close: async () => {
      const closing = server
      server = undefined
      if (closing === undefined) return
      await new Promise<void>((resolve) => {
        closing.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
      // A client in this same process sees the end of its connection two turns later, and would till then send
      // its next request on it.
      await turn()
      await turn()
      await turn()
    },
  }
}

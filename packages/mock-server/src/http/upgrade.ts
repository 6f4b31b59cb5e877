import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes connections over from HTTP at one path. */
export interface UpgradeService {
  readonly path: string
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Uint8Array) => void
}

/** Answers a request to switch protocols with a refusal, and ends the connection. */
export function refuseUpgrade(socket: Duplex, status: 403 | 404): void {
  const reason = status === 403 ? 'Forbidden' : 'Not Found'
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

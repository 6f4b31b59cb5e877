import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../hub/clock.ts'
import type { Answer, Delivery } from './exchange.ts'

/** Writes an answer, unless nobody is left to read it. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed || response.writableEnded) return
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, { ...headers, ...length })
  response.end(body)
}

/** Ends a connection the way a fault wants it. */
export function endConnection(socket: Duplex | null, how: 'cut' | 'reset' | 'fin'): void {
  if (socket === null) return
  if (how === 'fin') socket.end()
  else if (how === 'reset' && socket instanceof Socket) socket.resetAndDestroy()
  else socket.destroy()
}

function truncate(response: ServerResponse, answer: Answer, { bytes, mode }: Delivery & { kind: 'truncate' }): void {
  const whole = Buffer.from(answer.body)
  const part = whole.subarray(0, bytes)
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': mode === 'valid' ? part.length : whole.length + 1 })
  if (mode === 'valid') response.end(part)
  else {
    response.flushHeaders()
    // Written first, so that what was to be read is read before the end.
    response.write(part.length > 0 ? part : '', () => mode === 'broken' && response.socket?.destroy())
  }
}

function drip(response: ServerResponse, answer: Answer, { chunk, ms }: Delivery & { kind: 'drip' }, clock: Clock): void {
  const whole = Buffer.from(answer.body)
  let at = 0
  let timer: unknown
  function next(): void {
    const piece = whole.subarray(at, at + chunk)
    at += chunk
    if (at >= whole.length) response.end(piece)
    else {
      response.write(piece)
      timer = clock.setTimer(next, ms)
    }
  }
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': whole.length })
  response.once('close', () => clock.clearTimer(timer))
  response.flushHeaders()
  timer = clock.setTimer(next, ms)
}

/** Brings an answer to its client. */
export function deliver(response: ServerResponse, answer: Answer, delivery: Delivery | undefined, clock: Clock): void {
  if (response.destroyed || response.writableEnded) return
  switch (delivery?.kind) {
    case undefined:
      return send(response, answer)
    case 'cut':
    case 'reset':
    case 'fin':
      return endConnection(response.socket, delivery.kind)
    case 'truncate':
      return truncate(response, answer, delivery)
    case 'drip':
      return drip(response, answer, delivery, clock)
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../hub/clock.ts'
import { readBody } from './body.ts'
import { deliver, send } from './delivery.ts'
import type { Answer, Exchange, Face, FaceReply } from './exchange.ts'
import { hostAllowed, originAllowed } from './guard.ts'
import { jsonAnswer } from './json.ts'
import { createListener, type Listener } from './listener.ts'
import { refuseUpgrade, type UpgradeService } from './upgrade.ts'

/** What the public port serves, and how. */
export interface ServiceOptions {
  readonly faces: readonly Face[]
  /** What may be spoken here beside HTTP. */
  readonly upgrades?: readonly UpgradeService[]
  readonly clock: Clock
  readonly origins: readonly string[]
  readonly maxConnections: number
  readonly onExchange: (exchange: Exchange) => void
}

/** Where a request wants to go: path and query, whatever form its target had. */
export function targetOf(request: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  return { path, query: new URLSearchParams(rest.join('?')) }
}

/** The public port: who may come in at all, then the face their path belongs to. */
export function createService(options: ServiceOptions): Listener {
  const { faces, upgrades = [], clock, origins, maxConnections, onExchange } = options

  function isAllowed({ headers: { host, origin } }: IncomingMessage): boolean {
    return hostAllowed(host, listener.port()) && (origin === undefined || originAllowed(origin, origins))
  }

  async function converse(face: Face, request: IncomingMessage, response: ServerResponse): Promise<FaceReply | 'gone'> {
    const body = await readBody(request)
    if (body.kind === 'gone') return 'gone'
    if (body.kind === 'too-large') {
      // The rest of the body is never read, so the connection cannot serve another request.
      response.setHeader('Connection', 'close')
      response.once('finish', () => request.destroy())
      return face.tooLarge()
    }
    const { path, query } = targetOf(request)
    return face.handle({
      method: request.method ?? 'GET',
      path: path.slice(face.basePath.length),
      query,
      authorization: request.headers.authorization,
      header: (name) => [request.headers[name]].flat()[0],
      body: body.bytes,
      onGone: (listener) => {
        response.once('close', listener)
        return () => response.off('close', listener)
      },
    })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = targetOf(request)
    const face = faces.find(({ basePath }) => path.startsWith(`${basePath}/`))
    const refuse = face?.refuse ?? ((error: string): Answer => jsonAnswer(403, { error }))
    const { host, origin } = request.headers
    if (!hostAllowed(host, listener.port())) return send(response, refuse('This host is not served here'))
    if (origin !== undefined && !originAllowed(origin, origins)) {
      return send(response, refuse('This origin is not allowed'))
    }
    if (face === undefined) return send(response, jsonAnswer(404, { error: 'No protocol is served under this path' }))
    const atMs = clock.now()
    const reply = await converse(face, request, response)
    if (reply === 'gone') return
    const status = response.destroyed ? 0 : reply.answer.status
    // First the journal: who reads an answer finds the request there already.
    onExchange({
      protocol: face.protocol,
      method: request.method ?? 'GET',
      note: reply.note,
      status,
      atMs,
      doneAtMs: clock.now(),
      ...(reply.faults && { faults: reply.faults }),
    })
    deliver(response, reply.answer, reply.delivery, clock)
  }

  const listener = createListener((request, response) => {
    // A connection may break at any moment; nobody is left to be told.
    response.on('error', () => response.destroy())
    answer(request, response).catch(() => send(response, jsonAnswer(500, { error: 'Internal server error' })))
  }, maxConnections, (request, socket, head) => {
    const { path } = targetOf(request)
    const upgrade = upgrades.find((known) => known.path === path)
    if (!isAllowed(request)) refuseUpgrade(socket, 403)
    else if (upgrade === undefined) refuseUpgrade(socket, 404)
    else upgrade.accept(request, socket, head)
  })
  return listener
}

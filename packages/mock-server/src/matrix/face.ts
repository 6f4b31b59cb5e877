import type { Answer, ExchangeNote, Face, FaceReply, FaceRequest } from '../http/exchange.ts'
import { jsonAnswer } from '../http/json.ts'
import { MATRIX_HEADERS } from './cors.ts'
import { internalError, MatrixError, unknownToken } from './errors.ts'
import { foresee } from './foresee.ts'
import { parseRoomId } from './ids.ts'
import type { MatrixParts } from './parts.ts'
import type { Call, Route, RouteResult } from './route.ts'
import { createRouter } from './router.ts'
import type { Session } from './sessions.ts'

/** Where the Matrix face is served. */
export const MATRIX_BASE_PATH = '/matrix'

function errorAnswer({ status, errcode, message, details, headers }: MatrixError): Answer {
  return jsonAnswer(status, { errcode, error: message, ...details }, { ...MATRIX_HEADERS, ...headers })
}

function sessionOf({ sessions }: MatrixParts, authorization: string | undefined): Session {
  const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length).trim() : ''
  if (token === '') throw new MatrixError(401, 'M_MISSING_TOKEN', 'Missing access token')
  const admission = sessions.admit(token)
  switch (admission.kind) {
    case 'known':
      return admission.session
    case 'expired':
      throw unknownToken('Access token has expired', true)
    case 'unknown':
      throw unknownToken('Invalid access token passed.', false)
  }
}

/** The Matrix client-server API over a hub, as Synapse answers it. */
export function createMatrixFace(parts: MatrixParts): Face {
  const lookUp = createRouter(parts.options.versions)

  async function run(route: Route, call: Call): Promise<RouteResult> {
    if (route.access === 'anybody') return route.handle(call)
    const session = sessionOf(parts, call.request.authorization)
    call.note({ user: session.user })
    return route.handle({ ...call, session })
  }

  async function handle(request: FaceRequest): Promise<FaceReply> {
    let note: ExchangeNote = { route: '*', op: 'unknown' }
    if (request.method === 'OPTIONS') {
      return { answer: { status: 204, headers: MATRIX_HEADERS, body: '' }, note: { ...note, op: 'preflight' } }
    }
    try {
      const match = lookUp(request.method, request.path)
      if (match.kind !== 'found') {
        throw new MatrixError(match.kind === 'unknown' ? 404 : 405, 'M_UNRECOGNIZED', 'Unrecognized request')
      }
      const { route, pattern, param } = match
      note = { route: pattern, op: route.op, room: parts.hub.room(parseRoomId(param('roomId')) ?? '')?.id }
      const call: Call = { ...parts, request, param, note: (more) => void (note = { ...note, ...more }) }
      const { status = 200, body } = await run(route, call)
      return { answer: jsonAnswer(status, body, MATRIX_HEADERS), note }
    } catch (error) {
      return { answer: errorAnswer(error instanceof MatrixError ? error : internalError()), note }
    }
  }

  return {
    protocol: 'matrix',
    basePath: MATRIX_BASE_PATH,
    handle,
    foresee: (request) => Promise.resolve(foresee(parts, lookUp(request.method, request.path), request)),
    // Without the CORS headers: the page that is refused is not told why either.
    refuse: (reason) => jsonAnswer(403, { errcode: 'M_FORBIDDEN', error: reason }),
    tooLarge: () => ({
      answer: errorAnswer(new MatrixError(413, 'M_TOO_LARGE', 'The body is too large')),
      note: { route: '*', op: 'too-large' },
    }),
  }
}

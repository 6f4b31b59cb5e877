import type { Answer, ExchangeNote, Face, FaceReply, FaceRequest } from '../http/exchange.ts'
import { isJsonObject, jsonAnswer, parseJson } from '../http/json.ts'
import { ROCKETCHAT_CORS_HEADERS } from './cors.ts'
import { MeteorError } from './errors.ts'
import { foreseeRequest } from './foresee.ts'
import { userIdOf } from './ids.ts'
import type { RocketChatParts } from './parts.ts'
import { accountRoutes, getInfo, methodRoute } from './rest/account-routes.ts'
import { memberRoutes } from './rest/member-routes.ts'
import { roomRoutes } from './rest/room-routes.ts'
import { type RestCall, RestError, type RestRoute } from './rest/route.ts'
import { isAtLeast } from './version.ts'

/** Where the Rocket.Chat face is served. */
export const ROCKETCHAT_BASE_PATH = '/rocketchat'

/** Where its WebSockets are, below the base path. */
export const ROCKETCHAT_SOCKET_PATH: string = `${ROCKETCHAT_BASE_PATH}/websocket`

const V1 = '/api/v1'

const ROUTES: ReadonlyMap<string, RestRoute> = new Map(
  [...accountRoutes, ...roomRoutes, ...memberRoutes].map((route) => [`${route.method} ${V1}${route.path}`, route]),
)

const INFO: RestRoute = { method: 'GET', path: '/api/info', op: 'info', access: 'anybody', handle: getInfo }

function routeOf({ settings }: RocketChatParts, method: string, path: string): RestRoute | undefined {
  if (method === 'GET' && path === INFO.path) return INFO
  const byName = method === 'POST' && path.startsWith(V1) ? methodRoute(path.slice(V1.length)) : undefined
  const route = byName ?? ROUTES.get(`${method} ${path}`)
  return route?.since !== undefined && !isAtLeast(settings.version, route.since) ? undefined : route
}

function noteOf(route: RestRoute, user: string | undefined): ExchangeNote {
  return { route: route === INFO ? INFO.path : `${V1}${route.path}`, op: route.op, user }
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof RestError) return jsonAnswer(error.status, error.body)
  if (!(error instanceof MeteorError)) return jsonAnswer(500, { success: false, error: 'Internal server error' })
  const { message, details } = error
  const errorType = error.error === 400 ? 'invalid-params' : String(error.error)
  return jsonAnswer(400, { success: false, error: message, errorType, ...(details && { details }) })
}

// Both headers, and they must belong together.
function whoAsks({ logins }: RocketChatParts, { header }: FaceRequest): Pick<RestCall, 'user' | 'token'> {
  const admission = logins.admit(header('x-auth-token') ?? '')
  const login = admission.kind === 'known' ? admission.login : undefined
  const isTheirs = login !== undefined && header('x-user-id') === userIdOf(login.user)
  return isTheirs ? { user: login.user, token: login.token } : { user: undefined, token: undefined }
}

/** The REST half of Rocket.Chat over a hub. */
export function createRocketChatFace(parts: RocketChatParts): Face {
  function answer(route: RestRoute, call: RestCall, body: Uint8Array): Answer {
    try {
      const parsed = body.byteLength === 0 ? ({ ok: true, value: {} } as const) : parseJson(body)
      if (!parsed.ok || !isJsonObject(parsed.value)) throw new MeteorError('invalid-params', 'Invalid body')
      return jsonAnswer(200, { success: true, ...route.handle({ ...call, body: parsed.value }) })
    } catch (error) {
      return errorAnswer(error)
    }
  }

  function reply(request: FaceRequest): FaceReply {
    const { method, path, query } = request
    if (method === 'OPTIONS') {
      const note = { route: '*', op: 'preflight' }
      if (parts.settings.cors) return { answer: { status: 200, headers: {}, body: '' }, note }
      const text = 'CORS not enabled. Go to "Admin > General > REST Api" to enable it.'
      return { answer: { status: 405, headers: { 'Content-Type': 'text/plain' }, body: text }, note }
    }
    const route = routeOf(parts, method, path)
    if (route === undefined) {
      const nothing = jsonAnswer(404, { success: false, error: 'Nothing was found' })
      return { answer: nothing, note: { route: '*', op: 'unknown' } }
    }
    const asks = whoAsks(parts, request)
    let note = noteOf(route, asks.user)
    if (route.access === 'user' && asks.user === undefined) {
      const refusal = { status: 'error', message: 'You must be logged in to do this.' }
      return { answer: jsonAnswer(401, refusal), note }
    }
    const call = { ...parts, ...asks, body: {}, query, note: (more: object) => void (note = { ...note, ...more }) }
    const answered = answer(route, call, request.body)
    return { answer: answered, note }
  }

  function foresee(request: FaceRequest): ExchangeNote {
    const { method, path, body, query } = request
    if (method === 'OPTIONS') return { route: '*', op: 'preflight' }
    const route = routeOf(parts, method, path)
    if (route === undefined) return { route: '*', op: 'unknown' }
    return foreseeRequest(parts, noteOf(route, whoAsks(parts, request).user), body, query)
  }

  function withCors({ answer: { headers, ...rest }, note }: FaceReply): FaceReply {
    const cors = parts.settings.cors ? ROCKETCHAT_CORS_HEADERS : {}
    return { answer: { ...rest, headers: { ...headers, ...cors } }, note }
  }

  return {
    protocol: 'rocketchat',
    basePath: ROCKETCHAT_BASE_PATH,
    handle: (request) => Promise.resolve(withCors(reply(request))),
    foresee: (request) => Promise.resolve(foresee(request)),
    // Without the CORS headers: the page that is refused is not told why either.
    refuse: (reason) => jsonAnswer(403, { success: false, error: reason }),
    tooLarge: () => {
      const error = jsonAnswer(413, { success: false, error: 'The body is too large' })
      return withCors({ answer: error, note: { route: '*', op: 'too-large' } })
    },
  }
}

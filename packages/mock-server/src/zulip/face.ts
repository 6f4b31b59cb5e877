import type { Answer, ExchangeNote, Face, FaceReply, FaceRequest } from '../http/exchange.ts'
import { jsonAnswer } from '../http/json.ts'
import { ZULIP_HEADERS } from './cors.ts'
import { internalError, ZulipError } from './errors.ts'
import { LEVEL } from './features.ts'
import { foresee } from './foresee.ts'
import { readForm } from './form.ts'
import { Params } from './params.ts'
import type { ZulipParts } from './parts.ts'
import type { Call, Route } from './route.ts'
import { createRouter, type Match } from './router.ts'

/** Where the realm is; the API is below it. */
export const ZULIP_BASE_PATH = '/zulip'

function errorAnswer({ status, code, message, details, headers }: ZulipError): Answer {
  const body = { result: 'error', msg: message, ...(code !== undefined && { code }), ...details }
  return jsonAnswer(status, body, { ...ZULIP_HEADERS, ...headers })
}

/** The Zulip API over a hub. */
export function createZulipFace(parts: ZulipParts): Face {
  const lookUp = createRouter()
  const look = ({ method, path }: FaceRequest): Match => lookUp(method, path, parts.configuration.current.featureLevel)

  async function run(route: Route, call: Call): Promise<object> {
    if (route.access === 'anybody') return route.handle(call)
    const me = parts.accounts.admit(call.request.authorization)
    call.note({ user: me.user.name })
    parts.limit.check(me.user.name)
    return route.handle({ ...call, me })
  }

  async function handle(request: FaceRequest): Promise<FaceReply> {
    let note: ExchangeNote = { route: '*', op: 'unknown' }
    if (request.method === 'OPTIONS') {
      return { answer: { status: 204, headers: ZULIP_HEADERS, body: '' }, note: { ...note, op: 'preflight' } }
    }
    try {
      const level = parts.configuration.current.featureLevel
      const match = look(request)
      if (match.kind === 'unknown') throw new ZulipError(404, undefined, 'API endpoint does not exist')
      if (match.kind === 'wrong-method') {
        throw new ZulipError(405, 'METHOD_NOT_ALLOWED', 'Method Not Allowed', { allowed_methods: match.allowed })
      }
      const { route, pattern, pathPart } = match
      note = { route: pattern, op: route.op }
      const params = new Params(await readForm(request))
      const call: Call = { ...parts, request, params, pathPart, note: (more) => void (note = { ...note, ...more }) }
      const body = { result: 'success', msg: '', ...(await run(route, call)) }
      const ignored = level >= LEVEL.ignoredParameters ? params.ignored() : []
      const told = ignored.length > 0 ? { ...body, ignored_parameters_unsupported: ignored } : body
      return { answer: jsonAnswer(200, told, ZULIP_HEADERS), note }
    } catch (error) {
      return { answer: errorAnswer(error instanceof ZulipError ? error : internalError()), note }
    }
  }

  return {
    protocol: 'zulip',
    basePath: ZULIP_BASE_PATH,
    handle,
    foresee: (request) => foresee(parts, look(request), request),
    // Without the CORS headers: the page that is refused is not told why either.
    refuse: (reason) => jsonAnswer(403, { result: 'error', msg: reason, code: 'BAD_REQUEST' }),
    tooLarge: () => ({
      answer: errorAnswer(new ZulipError(413, undefined, 'Payload too large')),
      note: { route: '*', op: 'too-large' },
    }),
  }
}

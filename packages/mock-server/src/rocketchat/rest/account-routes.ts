import { fromEntries, isJsonObject, member, parseJson, stringMember } from '../../http/json.ts'
import { ownDocument } from '../documents/user.ts'
import { toEjson } from '../ejson.ts'
import { formatError, MeteorError } from '../errors.ts'
import { userIdOf } from '../ids.ts'
import { runMethod } from '../methods/registry.ts'
import { logIn } from '../methods/session.ts'
import { publicSettings } from '../methods/settings.ts'
import { publicVersionOf } from '../version.ts'
import { countOf, methodCall, type RestCall, RestError, type RestRoute } from './route.ts'

/** What the server says of itself to anybody; also outside `/v1`. */
export function getInfo({ settings }: RestCall): object {
  return { version: publicVersionOf(settings.version) }
}

// By token, or by name or address; the body names them more freely than the method does.
function loginRequest(body: object): object {
  const resume = stringMember(body, 'resume')
  if (resume !== undefined) return { resume }
  const user = member(body, 'user')
  const name = typeof user === 'string' ? user : stringMember(body, 'username')
  const email = stringMember(body, 'email') ?? (name?.includes('@') === true ? name : undefined)
  const selector = isJsonObject(user) ? user : email === undefined ? { username: name } : { email }
  return { user: selector, password: member(body, 'password') }
}

function postLogin(call: RestCall): object {
  try {
    const { login } = logIn(call, loginRequest(call.body))
    call.note({ user: login.user })
    const data = { userId: userIdOf(login.user), authToken: login.token, me: ownDocument(call, login.user) }
    return { status: 'success', data }
  } catch (error) {
    if (!(error instanceof MeteorError)) throw error
    throw new RestError(401, { status: 'error', error: 'Unauthorized', message: 'Unauthorized' })
  }
}

function postLogout({ logins, token }: RestCall): object {
  if (token !== undefined) logins.close(token)
  return { status: 'success', data: { message: "You've been logged out!" } }
}

function getSettings(call: RestCall): object {
  const wanted = call.query.get('_id')?.split(',')
  const all = publicSettings(call).filter(({ _id }) => wanted?.includes(_id) ?? true)
  const [offset, count] = [countOf(call, 'offset', 0), countOf(call, 'count', 50)]
  const settings = all.slice(offset, offset + count)
  return { settings, count: settings.length, offset, total: all.length }
}

function postOwnBasicInfo({ body, user = '', hub, ...parts }: RestCall): object {
  const name = stringMember(member(body, 'data'), 'name')
  if (name !== undefined) hub.rename(user, name)
  return { user: ownDocument({ ...parts, hub }, user) }
}

// A method over REST: its frame goes in as text, and so does the one that answers it.
function postMethod(call: RestCall, name: string): object {
  const parsed = parseJson(stringMember(call.body, 'message') ?? '')
  const frame = parsed.ok ? parsed.value : undefined
  const params = member(frame, 'params') ?? []
  if (!isJsonObject(frame) || !Array.isArray(params)) throw new MeteorError('invalid-params', 'Invalid body')
  const outcome = runMethod(methodCall(call, params), name, () => undefined)
  const end = outcome.ok ? { result: toEjson(outcome.result) } : { error: formatError(outcome.error) }
  return { message: JSON.stringify({ msg: 'result', id: member(frame, 'id'), ...end }), success: outcome.ok }
}

/** The path before the name of a method. */
const METHOD_PATHS = ['/method.call/', '/method.callAnon/'] as const

/** The route for a method by its name; undefined for any other path. */
export function methodRoute(path: string): RestRoute | undefined {
  const prefix = METHOD_PATHS.find((known) => path.startsWith(known))
  if (prefix === undefined) return undefined
  const name = decodeName(path.slice(prefix.length))
  const access = prefix === '/method.call/' ? 'user' : 'anybody'
  return { method: 'POST', path: prefix, op: 'method', access, handle: (call) => postMethod(call, name) }
}

function decodeName(text: string): string {
  try {
    // A slash in a name is a colon in its path, as in `rooms:get`.
    return decodeURIComponent(text).replace(':', '/')
  } catch {
    return ''
  }
}

/** Who somebody is, and what the server is like. */
export const accountRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/info', op: 'info', access: 'anybody', handle: getInfo },
  { method: 'POST', path: '/login', op: 'login', access: 'anybody', handle: postLogin },
  { method: 'POST', path: '/logout', op: 'logout', access: 'user', handle: postLogout },
  {
    method: 'GET',
    path: '/me',
    op: 'me',
    access: 'user',
    handle: (call) => fromEntries(Object.entries(ownDocument(call, call.user ?? ''))),
  },
  { method: 'GET', path: '/settings.public', op: 'settings', access: 'anybody', handle: getSettings },
  { method: 'POST', path: '/users.updateOwnBasicInfo', op: 'rename', access: 'user', handle: postOwnBasicInfo },
]

import { randomUUID } from 'node:crypto'
import { isUserName } from '../../hub/users.ts'
import { isJsonObject, member, stringMember } from '../../http/json.ts'
import { badRequest, forbidden, MatrixError, unknownToken } from '../errors.ts'
import { parseUserId, SERVER_NAME, userIdOf } from '../ids.ts'
import { type Call, jsonBody, optionalJsonBody, type Route, type RouteResult, type UserCall } from '../route.ts'
import type { Session } from '../sessions.ts'

/** Longest device id a client may choose, in UTF-16 code units (Synapse: 512). */
const MAX_DEVICE_LENGTH = 512

function loginBody({ sessions }: Call, session: Session): object {
  const expiresInMs = sessions.remainingMs(session)
  return {
    user_id: userIdOf(session.user),
    access_token: session.accessToken,
    home_server: SERVER_NAME,
    device_id: session.device,
    ...(session.refreshToken !== undefined && { refresh_token: session.refreshToken }),
    ...(expiresInMs !== undefined && { expires_in_ms: expiresInMs }),
  }
}

function deviceOf(body: object): string | undefined {
  const device = stringMember(body, 'device_id')
  if (device !== undefined && device.length > MAX_DEVICE_LENGTH) {
    throw badRequest('M_INVALID_PARAM', 'device_id is too long')
  }
  return device === '' ? undefined : device
}

function wantsRefreshToken(body: object): boolean {
  const wanted = member(body, 'refresh_token') ?? false
  if (typeof wanted !== 'boolean') throw badRequest('M_UNKNOWN', '`refresh_token` should be true or false.')
  return wanted
}

// The user a log-in names: by the `user` of older clients, or by identifier.
function nameOf(body: object): string {
  const identifier = stringMember(body, 'user') ? { type: 'm.id.user', user: member(body, 'user') } : member(body, 'identifier')
  if (!isJsonObject(identifier) || Object.keys(identifier).length === 0) {
    throw badRequest('M_INVALID_PARAM', 'Invalid login submission')
  }
  const type = member(identifier, 'type')
  if (type === undefined) throw badRequest('M_MISSING_PARAM', "'identifier' dict has no key 'type'")
  if (type !== 'm.id.user') throw badRequest('M_UNKNOWN', 'Unknown login identifier type')
  const user = stringMember(identifier, 'user')
  if (!user) throw badRequest('M_UNKNOWN', "User identifier is missing 'user' key")
  const parsed = parseUserId(user)
  return parsed.kind === 'local' ? parsed.name : user
}

function postLogin(call: Call): RouteResult {
  const { hub, sessions, limits, note } = call
  const body = jsonBody(call)
  const type = member(body, 'type')
  if (type === undefined) throw badRequest('M_UNKNOWN', 'Missing JSON keys.')
  if (typeof type !== 'string') throw badRequest('M_INVALID_PARAM', 'Bad parameter: type')
  const refreshable = wantsRefreshToken(body)
  const password = stringMember(body, 'password')
  const isPassword = type === 'm.login.password'
  if (isPassword && password === undefined) throw badRequest('M_INVALID_PARAM', 'Bad parameter: password')
  const name = nameOf(body)
  if (!isPassword) throw badRequest('M_UNKNOWN', 'Unknown login type')
  limits.check('login', name)
  const user = hub.users.get(name)
  if (user === undefined || user.password !== password) throw forbidden('Invalid username or password')
  note({ user: user.name })
  return { body: loginBody(call, sessions.open({ user: user.name, device: deviceOf(body), refreshable })) }
}

function postRegister(call: Call): RouteResult {
  const { hub, sessions, request, note } = call
  const body = jsonBody(call)
  if ((request.query.get('kind') ?? 'user') !== 'user') {
    throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'Guest access is disabled')
  }
  const name = stringMember(body, 'username') ?? `u${randomUUID().slice(0, 8)}`
  if (!isUserName(name)) throw badRequest('M_INVALID_USERNAME', 'User ID can only contain characters a-z, 0-9, or ._-')
  if (hub.users.get(name) !== undefined) throw badRequest('M_USER_IN_USE', 'User ID already taken.')
  if (stringMember(member(body, 'auth'), 'type') !== 'm.login.dummy') {
    const flows = [{ stages: ['m.login.dummy'] }]
    return { status: 401, body: { session: randomUUID(), flows, params: {} } }
  }
  const password = stringMember(body, 'password')
  if (password === undefined) throw badRequest('M_MISSING_PARAM', 'Missing params: password')
  if (!hub.users.add({ name, password, displayName: name })) throw forbidden('Registration is full')
  note({ user: name })
  if (member(body, 'inhibit_login') === true) return { body: { user_id: userIdOf(name), home_server: SERVER_NAME } }
  return {
    body: loginBody(call, sessions.open({ user: name, device: deviceOf(body), refreshable: wantsRefreshToken(body) })),
  }
}

function postRefresh(call: Call): RouteResult {
  const token = stringMember(jsonBody(call), 'refresh_token')
  if (token === undefined) throw badRequest('M_MISSING_PARAM', 'Missing params: refresh_token')
  const refreshed = call.sessions.refresh(token)
  if (refreshed.kind === 'unknown') throw unknownToken('refresh token does not exist', false)
  if (refreshed.kind !== 'fresh') throw forbidden("refresh token isn't valid anymore")
  const { session } = refreshed
  call.note({ user: session.user })
  const expiresInMs = call.sessions.remainingMs(session)
  return {
    body: {
      access_token: session.accessToken,
      refresh_token: session.refreshToken,
      ...(expiresInMs !== undefined && { expires_in_ms: expiresInMs }),
    },
  }
}

function postLogout(call: UserCall): RouteResult {
  optionalJsonBody(call)
  call.sessions.close(call.session)
  return { body: {} }
}

function postLogoutAll(call: UserCall): RouteResult {
  optionalJsonBody(call)
  call.sessions.closeAll(call.session.user)
  return { body: {} }
}

function getWhoami({ session }: UserCall): RouteResult {
  return { body: { user_id: userIdOf(session.user), is_guest: false, device_id: session.device } }
}

const getFlows = (): RouteResult => ({ body: { flows: [{ type: 'm.login.password' }] } })

/** Coming and going. */
export const sessionRoutes: readonly Route[] = [
  { method: 'GET', path: '/login', op: 'login:flows', access: 'anybody', handle: getFlows },
  { method: 'POST', path: '/login', op: 'login', access: 'anybody', handle: postLogin },
  { method: 'POST', path: '/register', op: 'register', access: 'anybody', handle: postRegister },
  { method: 'POST', path: '/refresh', op: 'refresh', access: 'anybody', handle: postRefresh },
  { method: 'POST', path: '/logout', op: 'logout', access: 'user', handle: postLogout },
  { method: 'POST', path: '/logout/all', op: 'logout:all', access: 'user', handle: postLogoutAll },
  { method: 'GET', path: '/account/whoami', op: 'whoami', access: 'user', handle: getWhoami },
]

import { createHash, timingSafeEqual } from 'node:crypto'
import { isJsonObject, member, stringMember } from '../../http/json.ts'
import type { User } from '../../hub/users.ts'
import { MeteorError } from '../errors.ts'
import { emailOf, userIdOf } from '../ids.ts'
import type { LoginToken } from '../login-tokens.ts'
import type { RocketChatParts } from '../parts.ts'
import type { Method, MethodCall } from './method.ts'

function refused(reason: string): MeteorError {
  return new MeteorError(403, reason)
}

function resume({ logins }: RocketChatParts, token: string): LoginToken {
  const admission = logins.admit(token)
  switch (admission.kind) {
    case 'known':
      return admission.login
    case 'expired':
      throw refused('Your session has expired. Please log in again.')
    case 'unknown':
      throw refused("You've been logged out by the server. Please log in again.")
  }
}

function userNamed({ hub }: RocketChatParts, selector: unknown): User | undefined {
  const username = stringMember(selector, 'username')
  const email = stringMember(selector, 'email')
  if (username !== undefined) return hub.users.get(username)
  return hub.users.all().find(({ name }) => email !== undefined && emailOf(name) === email.toLowerCase())
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isPasswordOf(user: User, given: unknown): boolean {
  const isDigest = isJsonObject(given) && member(given, 'algorithm') === 'sha-256'
  const digest = isDigest ? stringMember(given, 'digest') : typeof given === 'string' ? digestOf(given) : undefined
  const [wanted, found] = [Buffer.from(digestOf(user.password)), Buffer.from(digest ?? '')]
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** How somebody has logged in. */
export interface LoggedIn {
  readonly login: LoginToken
  readonly type: 'resume' | 'password'
}

/**
 * Logs in by token, or by name and password, in any of the forms Meteor takes.
 * @throws MeteorError 403 where that is refused, 400 where it is none of the forms.
 */
export function logIn(parts: RocketChatParts, request: unknown): LoggedIn {
  const token = stringMember(request, 'resume')
  if (token !== undefined) return { login: resume(parts, token), type: 'resume' }
  const selector = member(request, 'user')
  const password = member(request, 'password')
  if (!isJsonObject(selector) || password === undefined) {
    throw new MeteorError(400, 'Unrecognized options for login request')
  }
  const user = userNamed(parts, selector)
  if (user === undefined) throw refused('User not found')
  if (!isPasswordOf(user, password)) throw refused('Incorrect password')
  return { login: parts.logins.open(user.name, parts.settings.tokenLifetimeMs), type: 'password' }
}

function login(call: MethodCall): object {
  const { login: opened, type } = logIn(call, call.params[0])
  call.caller.logIn(opened)
  return { id: userIdOf(opened.user), token: opened.token, tokenExpires: new Date(opened.expiresAtMs), type }
}

function logout({ caller }: MethodCall): void {
  caller.logOut()
}

/** Coming and going. */
export const sessionMethods: readonly Method[] = [
  { name: 'login', op: 'login', run: login },
  { name: 'logout', op: 'logout', run: logout },
]

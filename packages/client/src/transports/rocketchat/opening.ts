import { MAX_ID_BYTES } from '../../protocol/conversation.ts'
import { TypingError } from '../../protocol/errors.ts'
import { field, isRecord, readText } from '../shared/parse.ts'
import { CONNECT, type DdpError } from './ddp.ts'
import { loggedInAs, withNames } from './identity.ts'
import { open, orient, subscribe } from './orienting.ts'
import { timeToReset } from './rocketchat-error.ts'
import type { Pending } from './session.ts'
import { callMethod, change, effect, fail, failure, lose, tellCredential, type Turn } from './turn.ts'

/** Milliseconds for the greeting, and again for the login. */
const HANDSHAKE_MS = 30_000

/** Refusals of a login that another attempt with the same credentials would meet again. */
const REFUSALS: ReadonlySet<string> = new Set(['401', '403', 'totp-required', 'totp-invalid', 'error-user-is-not-activated'])

/** Begins an attempt: socket, secret and version at once. */
export function attempt(turn: Turn): void {
  const socket = turn.session.socket + 1
  change(turn, {
    phase: 'opening',
    socket,
    tryAt: Infinity,
    deadlineAt: turn.now + HANDSHAKE_MS,
    facts: { version: 'asked', settings: 'asked', me: 'unasked', document: undefined },
  })
  effect(turn, { type: 'connect', socket })
  effect(turn, { type: 'ask-info', socket })
  if (turn.options.way.type !== 'visitor') tellCredential(turn, { type: 'needed', now: turn.now })
}

/** The socket is there: greet. */
export function greet(turn: Turn): void {
  if (turn.session.phase !== 'opening') return
  change(turn, { phase: 'greeting', heardAt: turn.now })
  effect(turn, { type: 'frame', text: CONNECT })
}

/** Greeted: log in, or wait for what that needs. */
export function enter(turn: Turn): void {
  const { way } = turn.options
  change(turn, { phase: 'entering', deadlineAt: Infinity })
  if (way.type === 'visitor') return orient(turn)
  const { credential, issued } = turn.session
  if (issued !== undefined) return logIn(turn, { resume: issued }, issued, true)
  if (credential.phase !== 'held') return needToken(turn)
  const { token } = credential
  if (way.type === 'token') return logIn(turn, { resume: token }, token, false)
  return logIn(turn, { user: way.user, password: { digest: token, algorithm: 'sha-256' } }, token, false)
}

/** The secret is asked for, or was; or, where it could not be had, is asked for when that is due again. */
function needToken(turn: Turn): void {
  tellCredential(turn, { type: 'needed', now: turn.now })
  const { credential } = turn.session
  if (credential.phase === 'none') change(turn, { deadlineAt: credential.askAt })
}

function logIn(turn: Turn, login: Readonly<Record<string, unknown>>, token: string, issued: boolean): void {
  change(turn, { deadlineAt: turn.now + HANDSHAKE_MS })
  callMethod(turn, 'login', [login], { type: 'login', token, issued })
}

/** The secret was given. */
export function onToken(turn: Turn, token: string): void {
  tellCredential(turn, { type: 'given', token })
  const { credential, phase } = turn.session
  if (credential.phase === 'refused') {
    return fail(turn, new TypingError('unauthorized', 'unable to log in; the credentials were refused and there are no others'))
  }
  const loggingIn = [...turn.session.pending.values()].some(({ type }) => type === 'login')
  if (phase === 'entering' && !loggingIn) enter(turn)
}

/** The secret cannot be had now. */
export function onNoToken(turn: Turn): void {
  if (turn.session.credential.phase !== 'asking') return
  tellCredential(turn, { type: 'withheld', now: turn.now, random: turn.random })
  if (turn.session.phase !== 'waiting') lose(turn, failure('unreachable', 'the credentials could not be had'))
}

/** What came of a login. */
export function onLogin(turn: Turn, { token, issued }: Pending & { type: 'login' }, result: unknown, error: DdpError | undefined): void {
  if (error !== undefined) return onRefusedLogin(turn, token, issued, error)
  const userId = isRecord(result) ? readText(field(result, 'id'), MAX_ID_BYTES) : undefined
  if (userId === undefined) return lose(turn, failure('bad-response', 'the login has no user id'))
  const authToken = isRecord(result) ? readText(field(result, 'token'), 4_096) : undefined
  if (!issued) tellCredential(turn, { type: 'accepted', token })
  const isPassword = turn.options.way.type === 'password'
  const { document } = turn.session.facts
  const identity = loggedInAs(turn.session.identity, userId)
  change(turn, {
    login: { userId, authToken: authToken ?? token },
    issued: isPassword ? (authToken ?? turn.session.issued) : undefined,
    identity: document?.id === userId ? withNames(identity, document) : identity,
  })
  orient(turn)
}

function onRefusedLogin(turn: Turn, token: string, issued: boolean, { code, details }: DdpError): void {
  if (!REFUSALS.has(code)) {
    const waitMs = code === 'too-many-requests' ? timeToReset(details) : undefined
    return lose(turn, failure(waitMs === undefined ? 'unreachable' : 'rate-limited', 'the login failed'), waitMs)
  }
  if (issued) {
    // The token that a password brought has ended: the password brings another.
    change(turn, { issued: undefined })
    return enter(turn)
  }
  tellCredential(turn, { type: 'refused', token })
  if (turn.session.credential.phase === 'refused') {
    return fail(turn, new TypingError('unauthorized', 'unable to log in; the server refused the credentials'))
  }
  return change(turn, { deadlineAt: Infinity })
}

/** The step under way took too long. */
export function onDeadline(turn: Turn): void {
  switch (turn.session.phase) {
    case 'entering':
      if (turn.session.credential.phase === 'none') return enter(turn)
      return lose(turn, failure('unreachable', 'the server did not answer in time'))
    case 'opening':
    case 'greeting':
      return lose(turn, failure('unreachable', 'the server did not answer in time'))
    case 'orienting':
      return subscribe(turn)
    case 'subscribing':
      return open(turn)
    case 'waiting':
    case 'open':
    case 'parting':
    case 'ended':
      return undefined
  }
}

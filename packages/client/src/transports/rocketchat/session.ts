import { NO_CREDENTIAL, type Credential } from '../../core/credential.ts'
import type { TypingActivity } from '../../protocol/conversation.ts'
import type { EventForm } from './activity.ts'
import { NOBODY_YET, type Identity, type Names } from './identity.ts'
import { lettingOutAt, NO_SUBSCRIPTIONS, type Subscriptions } from './subscriptions.ts'
import type { Place } from './target.ts'

/** How one comes in: by a token, by a password of which the token is the digest, or as a visitor of the livechat. */
export type LoginWay =
  | { readonly type: 'token' }
  | { readonly type: 'password'; readonly user: { readonly username: string } | { readonly email: string } }
  | { readonly type: 'visitor'; readonly token: string; readonly name: string }

/** What a session is made for. */
export interface SessionOptions {
  readonly way: LoginWay
  /** Whether messages of the rooms that are watched are heard too. */
  readonly messages: boolean
}

/**
 * | phase | means |
 * |---|---|
 * | `waiting` | there is no socket; the next attempt has its instant |
 * | `opening` | a socket is being opened |
 * | `greeting` | `connect` was said |
 * | `entering` | logging in, or waiting for what that needs |
 * | `orienting` | logged in; own names, setting and version are being found out |
 * | `subscribing` | what is watched was asked for, as far as the limits allow |
 * | `open` | healthy |
 * | `parting` | closed; the socket stays until the last writes are answered |
 * | `ended` | nothing is left |
 */
export type SessionPhase =
  | 'waiting'
  | 'opening'
  | 'greeting'
  | 'entering'
  | 'orienting'
  | 'subscribing'
  | 'open'
  | 'parting'
  | 'ended'

/** A method whose result is awaited. */
export type Pending =
  | { readonly type: 'login'; readonly token: string; readonly issued: boolean }
  | { readonly type: 'settings' }
  | { readonly type: 'write'; readonly send: number; readonly place: Place; readonly typing: boolean; readonly activity: TypingActivity }
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly until: number }

/** Who is logged in, with the token of that login. */
export interface LoggedIn {
  readonly userId: string
  readonly authToken: string
}

/** Something that waits for the login. */
export type Queued =
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly params: readonly unknown[]; readonly until: number }
  | { readonly type: 'session'; readonly call: number; readonly until: number }

/** What I do in one place, each until the instant at which others forget it. */
export interface OwnActivities {
  readonly place: Place
  readonly until: ReadonlyMap<TypingActivity, number>
}

/** What is found out after each login. */
export interface Facts {
  readonly version: 'asked' | 'answered'
  readonly settings: 'asked' | 'answered'
  readonly me: 'unasked' | 'asked' | 'answered'
  /** The user document of this connection: it may come before the login's result says that it is mine. */
  readonly document: (Names & { readonly id: string }) | undefined
}

/** One connection of the port, over all its sockets. Instants are monotonic milliseconds; `Infinity` means never. */
export interface Session {
  readonly phase: SessionPhase
  /** Which socket is heard; what earlier ones still say is not. */
  readonly socket: number
  readonly lastId: number
  /** When a session that waits tries again. */
  readonly tryAt: number
  /** A wait that the server stated: no attempt is made before, whoever is back (S11). */
  readonly closedUntil: number
  /** When the step under way is given up. */
  readonly deadlineAt: number
  /** When the last frame came. */
  readonly heardAt: number
  /** Since when a sign of life is waited for. */
  readonly pingedAt: number
  readonly openedAt: number
  /** Attempts in a row that did not last. */
  readonly failures: number
  readonly credential: Credential
  /** The token that the server gave for a password: it spares the password the next time. */
  readonly issued: string | undefined
  readonly login: LoggedIn | undefined
  readonly identity: Identity
  readonly form: EventForm
  readonly majorVersion: number | undefined
  readonly facts: Facts
  readonly subscriptions: Subscriptions
  readonly mine: ReadonlyMap<string, OwnActivities>
  readonly pending: ReadonlyMap<string, Pending>
  readonly queue: readonly Queued[]
  /** What was already told: once each. */
  readonly told: ReadonlySet<'malformed' | 'nameless'>
}

/** A session that was not opened. */
export const NEW_SESSION: Session = Object.freeze({
  phase: 'waiting',
  socket: 0,
  lastId: 0,
  tryAt: Infinity,
  closedUntil: -Infinity,
  deadlineAt: Infinity,
  heardAt: -Infinity,
  pingedAt: Infinity,
  openedAt: Infinity,
  failures: 0,
  credential: NO_CREDENTIAL,
  issued: undefined,
  login: undefined,
  identity: NOBODY_YET,
  form: 'user-activity',
  majorVersion: undefined,
  facts: { version: 'asked', settings: 'asked', me: 'unasked', document: undefined },
  subscriptions: NO_SUBSCRIPTIONS,
  mine: new Map(),
  pending: new Map(),
  queue: [],
  told: new Set(),
} satisfies Session)

/** A socket that was silent for so long is asked for a sign of life, and has so long to give it; milliseconds. */
export const WATCHDOG_MS = { silence: 20_000, answer: 5_000 } as const

/** Whether a socket is there on which the two have greeted each other. */
export function isConnected({ phase }: Session): boolean {
  return phase === 'entering' || phase === 'orienting' || phase === 'subscribing' || phase === 'open'
}

/** Whether methods may be called and rooms be subscribed to. */
export function isLoggedIn({ phase }: Session): boolean {
  return phase === 'orienting' || phase === 'subscribing' || phase === 'open'
}

/** When time alone changes something in a session; `Infinity` if it does not. */
export function sessionDueAt(session: Session, now: number): number {
  const { phase, tryAt, deadlineAt, heardAt, pingedAt, subscriptions, pending, queue } = session
  if (phase === 'parting' || phase === 'ended') return Infinity
  let at = phase === 'waiting' ? tryAt : deadlineAt
  if (isConnected(session)) {
    at = Math.min(at, pingedAt === Infinity ? heardAt + WATCHDOG_MS.silence : pingedAt + WATCHDOG_MS.answer)
  }
  if (phase === 'subscribing' || phase === 'open') at = Math.min(at, lettingOutAt(subscriptions, now))
  for (const waiting of pending.values()) if (waiting.type === 'call') at = Math.min(at, waiting.until)
  for (const { until } of queue) at = Math.min(at, until)
  return at
}

import { randomBytes } from 'node:crypto'
import type { Clock } from '../hub/clock.ts'

/** Most sessions of one user; the one used longest ago ends first. */
export const MAX_SESSIONS = 64

/** One access token: a device of a user, and what opens the door to it. */
export interface Session {
  readonly user: string
  readonly device: string
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** Instant from which the access token no longer opens, in milliseconds of the clock. */
  expiresAtMs: number
  /** Given out by the server at its start: it survives a reset. */
  readonly seeded: boolean
  /** Whether the access token has opened yet. */
  used: boolean
  /** What its refresh token was traded for, and what it was traded for itself. */
  next: Session | undefined
  previous: Session | undefined
}

/** What a log-in asks for. */
export interface SessionRequest {
  readonly user: string
  readonly device?: string | undefined
  readonly refreshable?: boolean
  readonly seeded?: boolean
}

/** What a refresh token turned out to be: one whose successor is in use is spent. */
export type Refreshed =
  { readonly kind: 'fresh'; readonly session: Session } | { readonly kind: 'spent' } | { readonly kind: 'unknown' }

/** What a token turned out to be. */
export type Admission = { readonly kind: 'known'; readonly session: Session } | { readonly kind: 'expired' | 'unknown' }

function secret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`
}

function newDevice(): string {
  return randomBytes(5).toString('hex').toUpperCase()
}

/** Every access and refresh token in force. Tokens are random, never derived from a name or a seed. */
export class Sessions {
  readonly #clock: Clock
  readonly #lifetimeMs: number
  readonly #byAccess = new Map<string, Session>()
  readonly #byRefresh = new Map<string, Session>()

  /** `lifetimeMs` is that of access tokens which can be refreshed; the others live on. */
  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock
    this.#lifetimeMs = lifetimeMs
  }

  /** Logs a user in. On Synapse, unlike in the specification, what the device had before lives on. */
  open({ user, device = newDevice(), refreshable = false, seeded = false }: SessionRequest): Session {
    return this.#admitNew(user, device, refreshable, seeded)
  }

  admit(accessToken: string): Admission {
    const session = this.#byAccess.get(accessToken)
    if (session === undefined) return { kind: 'unknown' }
    if (session.expiresAtMs <= this.#clock.now()) return { kind: 'expired' }
    session.used = true
    return { kind: 'known', session }
  }

  /** Who a token belongs to, expired or not; looking is no use of it. */
  ownerOf(accessToken: string): string | undefined {
    return this.#byAccess.get(accessToken)?.user
  }

  /**
   * Trades a refresh token for a new pair of the same device, as Synapse does (handlers/auth.py): again, until the
   * pair it brought has been used, for the answer may have been lost. The access token before lives to its end.
   */
  refresh(refreshToken: string): Refreshed {
    const old = this.#byRefresh.get(refreshToken)
    if (old === undefined) return { kind: 'unknown' }
    if (old.next?.used === true || old.next?.next !== undefined) return { kind: 'spent' }
    const session = this.#admitNew(old.user, old.device, true, false)
    if (old.next !== undefined) this.#close(old.next)
    // Synapse keeps the last two refresh tokens of a chain.
    if (old.previous !== undefined) this.#forgetRefresh(old.previous)
    old.next = session
    session.previous = old
    return { kind: 'fresh', session }
  }

  /** Milliseconds the access token has left; undefined where it does not end. */
  remainingMs(session: Session): number | undefined {
    return Number.isFinite(session.expiresAtMs) ? Math.max(0, session.expiresAtMs - this.#clock.now()) : undefined
  }

  /** Logs the session's device out, with every token of it. */
  close({ user, device }: Session): void {
    for (const session of this.#of(user)) if (session.device === device) this.#close(session)
  }

  closeAll(user: string): void {
    for (const session of this.#of(user)) this.#close(session)
  }

  /** Ends the user's access tokens as if their time had come; refresh tokens still work. Returns how many. */
  expire(user: string): number {
    const sessions = this.#of(user)
    for (const session of sessions) session.expiresAtMs = this.#clock.now()
    return sessions.length
  }

  /** Back to what the server gave out at its start, expired or not. */
  keepSeeded(): void {
    for (const session of this.#byAccess.values()) {
      if (session.seeded) session.expiresAtMs = Number.POSITIVE_INFINITY
      else this.#close(session)
    }
  }

  clear(): void {
    this.#byAccess.clear()
    this.#byRefresh.clear()
  }

  #admitNew(user: string, device: string, refreshable: boolean, seeded: boolean): Session {
    const session: Session = {
      user,
      device,
      accessToken: secret('syt'),
      refreshToken: refreshable ? secret('syr') : undefined,
      expiresAtMs: refreshable ? this.#clock.now() + this.#lifetimeMs : Number.POSITIVE_INFINITY,
      seeded,
      used: false,
      next: undefined,
      previous: undefined,
    }
    const oldest = this.#of(user).find((old) => !old.seeded)
    if (oldest !== undefined && this.#of(user).length >= MAX_SESSIONS) this.#close(oldest)
    this.#byAccess.set(session.accessToken, session)
    if (session.refreshToken !== undefined) this.#byRefresh.set(session.refreshToken, session)
    return session
  }

  #close(session: Session): void {
    this.#byAccess.delete(session.accessToken)
    this.#forgetRefresh(session)
  }

  #forgetRefresh(session: Session): void {
    if (session.refreshToken !== undefined) this.#byRefresh.delete(session.refreshToken)
    // Nothing may hold a chain of all the sessions there ever were.
    if (session.next !== undefined) session.next.previous = undefined
  }

  #of(user: string): readonly Session[] {
    return [...this.#byAccess.values()].filter((session) => session.user === user)
  }
}

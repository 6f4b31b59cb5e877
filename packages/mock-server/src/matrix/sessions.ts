import { randomBytes } from 'node:crypto'
import type { Clock } from '../hub/clock.ts'

/** Most sessions of one user; the one used longest ago ends first. */
export const MAX_SESSIONS = 64

/** One log-in: a device of a user, and what opens the door to it. */
export interface Session {
  readonly user: string
  readonly device: string
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** Instant from which the access token no longer opens, in milliseconds of the clock. */
  expiresAtMs: number
  /** Given out by the server at its start: it survives a reset. */
  readonly seeded: boolean
}

/** What a log-in asks for. */
export interface SessionRequest {
  readonly user: string
  readonly device?: string | undefined
  readonly refreshable?: boolean
  readonly seeded?: boolean
}

/** What a token turned out to be. */
export type Admission = { readonly kind: 'known'; readonly session: Session } | { readonly kind: 'expired' | 'unknown' }

function secret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`
}

/** Every access and refresh token in force. Tokens are random, never derived from a name or a seed. */
export class Sessions {
  readonly #clock: Clock
  readonly #lifetimeMs: number
  readonly #byAccess = new Map<string, Session>()
  readonly #byRefresh = new Map<string, Session>()

  constructor(clock: Clock, lifetimeMs: number | undefined) {
    this.#clock = clock
    this.#lifetimeMs = lifetimeMs ?? Number.POSITIVE_INFINITY
  }

  open({ user, device, refreshable = false, seeded = false }: SessionRequest): Session {
    const session: Session = {
      user,
      device: device ?? randomBytes(5).toString('hex').toUpperCase(),
      accessToken: secret('syt'),
      refreshToken: refreshable ? secret('syr') : undefined,
      expiresAtMs: seeded ? Number.POSITIVE_INFINITY : this.#clock.now() + this.#lifetimeMs,
      seeded,
    }
    // Logging in to a device again ends what was there before, as on Synapse.
    for (const old of this.#of(user)) if (old.device === session.device) this.close(old)
    const oldest = this.#of(user).find((old) => !old.seeded)
    if (oldest !== undefined && this.#of(user).length >= MAX_SESSIONS) this.close(oldest)
    this.#byAccess.set(session.accessToken, session)
    if (session.refreshToken !== undefined) this.#byRefresh.set(session.refreshToken, session)
    return session
  }

  admit(accessToken: string): Admission {
    const session = this.#byAccess.get(accessToken)
    if (session === undefined) return { kind: 'unknown' }
    return session.expiresAtMs <= this.#clock.now() ? { kind: 'expired' } : { kind: 'known', session }
  }

  /** Trades a refresh token for a new session of the same device; undefined where it is not known. */
  refresh(refreshToken: string): Session | undefined {
    const old = this.#byRefresh.get(refreshToken)
    if (old === undefined) return undefined
    return this.open({ user: old.user, device: old.device, refreshable: true })
  }

  /** Milliseconds the access token has left; undefined where it does not end. */
  remainingMs(session: Session): number | undefined {
    return Number.isFinite(session.expiresAtMs) ? Math.max(0, session.expiresAtMs - this.#clock.now()) : undefined
  }

  close(session: Session): void {
    this.#byAccess.delete(session.accessToken)
    if (session.refreshToken !== undefined) this.#byRefresh.delete(session.refreshToken)
  }

  closeAll(user: string): void {
    for (const session of this.#of(user)) this.close(session)
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
      else this.close(session)
    }
  }

  clear(): void {
    this.#byAccess.clear()
    this.#byRefresh.clear()
  }

  #of(user: string): readonly Session[] {
    return [...this.#byAccess.values()].filter((session) => session.user === user)
  }
}

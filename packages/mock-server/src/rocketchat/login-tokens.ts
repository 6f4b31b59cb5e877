import { randomBytes } from 'node:crypto'
import type { Clock } from '../hub/clock.ts'

/** Most login tokens of one user; the oldest ends first. */
const MAX_TOKENS = 64

/** A login token in force. */
export interface LoginToken {
  readonly user: string
  readonly token: string
  /** Instant from which it no longer opens, in milliseconds of the clock. */
  expiresAtMs: number
  /** Given out by the server at its start: it survives a reset. */
  readonly seeded: boolean
}

/** What a token turned out to be. */
export type TokenAdmission =
  { readonly kind: 'known'; readonly login: LoginToken } | { readonly kind: 'expired' | 'unknown' }

/** Every login token in force. Tokens are random, never derived from a name or a seed. */
export class LoginTokens {
  readonly #clock: Clock
  readonly #tokens = new Map<string, LoginToken>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  open(user: string, lifetimeMs: number, seeded = false): LoginToken {
    const login = {
      user,
      token: randomBytes(32).toString('base64url'),
      expiresAtMs: this.#clock.now() + lifetimeMs,
      seeded,
    }
    const own = [...this.#tokens.values()].filter((known) => known.user === user)
    const oldest = own.find((known) => !known.seeded)
    if (own.length >= MAX_TOKENS && oldest !== undefined) this.close(oldest.token)
    this.#tokens.set(login.token, login)
    return login
  }

  admit(token: string): TokenAdmission {
    const login = this.#tokens.get(token)
    if (login === undefined) return { kind: 'unknown' }
    return login.expiresAtMs > this.#clock.now() ? { kind: 'known', login } : { kind: 'expired' }
  }

  close(token: string): void {
    this.#tokens.delete(token)
  }

  /** Takes all tokens of a user away, or lets their time come; returns how many there were. */
  end(user: string, how: 'logged-out' | 'expired'): number {
    const own = [...this.#tokens.values()].filter((login) => login.user === user)
    for (const login of own) {
      if (how === 'expired') login.expiresAtMs = this.#clock.now()
      else this.#tokens.delete(login.token)
    }
    return own.length
  }

  clear(): void {
    this.#tokens.clear()
  }

  /** Back to what the server gave out at its start. */
  keep(seeded: readonly LoginToken[], lifetimeMs: number): void {
    this.#tokens.clear()
    for (const login of seeded) {
      login.expiresAtMs = this.#clock.now() + lifetimeMs
      this.#tokens.set(login.token, login)
    }
  }
}

import type { Clock } from '../hub/clock.ts'

/** A call that may be one too many. */
export interface LimitedCall {
  readonly type: 'method' | 'subscription'
  readonly name: string
  readonly connection: string
  readonly user: string | undefined
  /** Whether the user has the permission `send-many-messages`, which lifts some limits. */
  readonly sendsMany: boolean
}

interface Rule {
  readonly allowed: number
  readonly windowMs: number
  /** Whose calls are counted together; undefined where the rule does not concern the call. */
  readonly keyOf: (call: LimitedCall) => string | undefined
}

const isStream = ({ name }: LimitedCall): boolean => name.startsWith('stream-')

function perUser(call: LimitedCall): string | undefined {
  return call.user === undefined ? undefined : `${call.type} ${call.user}`
}

function perConnection(call: LimitedCall): string {
  return `${call.type} ${call.connection}`
}

function perMethod(keyOf: Rule['keyOf'], stream: boolean): Rule['keyOf'] {
  return (call) => {
    const key = isStream(call) === stream ? keyOf(call) : undefined
    return key === undefined ? undefined : `${key} ${call.name}`
  }
}

function ofMethod(name: string, waivable: boolean): Rule['keyOf'] {
  return (call) => {
    if (call.type !== 'method' || call.name !== name || (waivable && call.sendsMany)) return undefined
    return perUser(call)
  }
}

// Rocket.Chat settings/rate.ts and startup/rateLimiter.js: a `stream-` name has four times the count and the window.
// The limit per address spares 127.0.0.1, the only one there is here.
const RULES: readonly Rule[] = [
  { allowed: 1_200, windowMs: 60_000, keyOf: perUser },
  { allowed: 600, windowMs: 60_000, keyOf: perConnection },
  { allowed: 20, windowMs: 10_000, keyOf: perMethod(perUser, false) },
  { allowed: 10, windowMs: 10_000, keyOf: perMethod(perConnection, false) },
  { allowed: 80, windowMs: 40_000, keyOf: perMethod(perUser, true) },
  { allowed: 40, windowMs: 40_000, keyOf: perMethod(perConnection, true) },
  { allowed: 10, windowMs: 60_000, keyOf: ofMethod('getRoomById', false) },
  { allowed: 10, windowMs: 60_000, keyOf: ofMethod('createDirectMessage', true) },
  { allowed: 5, windowMs: 1_000, keyOf: ofMethod('sendMessage', true) },
]

/** Counts calls as Meteor's rate limiter does: in windows of each rule that all its keys share. */
export class CallLimits {
  readonly #clock: Clock
  #windows: { startedAtMs: number; readonly counts: Map<string, number> }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
    this.reset()
  }

  /** Counts a call; returns how many milliseconds to wait where it is one too many, else 0. A refused one counts. */
  take(call: LimitedCall): number {
    const now = this.#clock.now()
    let waitMs = 0
    for (const [index, { allowed, windowMs, keyOf }] of RULES.entries()) {
      const window = this.#windows[index]
      const key = keyOf(call)
      if (window === undefined || key === undefined) continue
      if (now - window.startedAtMs > windowMs) {
        window.startedAtMs = now
        window.counts.clear()
      }
      const count = (window.counts.get(key) ?? 0) + 1
      window.counts.set(key, count)
      if (count > allowed) waitMs = Math.max(waitMs, windowMs - (now - window.startedAtMs), 1)
    }
    return waitMs
  }

  /** New windows, from now. */
  reset(): void {
    this.#windows = RULES.map(() => ({ startedAtMs: this.#clock.now(), counts: new Map() }))
  }
}

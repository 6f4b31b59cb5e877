import type { TrustRules } from '../protocol/trust.ts'
import type { Ask } from '../protocol/wire.ts'

/** How far the lists of a connection may be believed. Instants are monotonic milliseconds. */
export interface Trust {
  /** When the last good answer came. */
  readonly answeredAt: number
  /** Whether a poll failed since. */
  readonly shaken: boolean
  /** Whether the next ask must be for everything: there is nothing to go on from. */
  readonly lacksAll: boolean
  /** Whether everything should be taken anew, where that may be. */
  readonly wantsAll: boolean
  /** Whether the first complete answer was quick and small enough to take another. */
  readonly mayRetake: boolean
  readonly retakenAt: number
  readonly lookedUpAt: number
  /** Lists that were named before this are suspects; `-Infinity` where there are none. */
  readonly suspectedAt: number
}

/** What is shown at the moment. */
export interface Shown {
  readonly any: boolean
  /** When the list that was named longest ago was named; `Infinity` where nobody is shown. */
  readonly oldestNamedAt: number
}

/** A connection that has heard nothing yet. */
export const NO_TRUST: Trust = Object.freeze({
  answeredAt: -Infinity,
  shaken: false,
  lacksAll: true,
  wantsAll: false,
  mayRetake: false,
  retakenAt: -Infinity,
  lookedUpAt: -Infinity,
  suspectedAt: -Infinity,
})

/** What to ask next, and the trust once it is asked. */
export function planAsk(trust: Trust, rules: TrustRules, shown: Shown, now: number): { trust: Trust; ask: Ask } {
  if (trust.lacksAll) return { trust, ask: { complete: true, timeoutMs: 0 } }
  const unnamedTooLong = now - shown.oldestNamedAt >= rules.retakeMs
  if ((trust.wantsAll || unnamedTooLong) && mayRetake(trust, rules, now)) {
    return { trust: { ...trust, retakenAt: now }, ask: { complete: true, timeoutMs: 0 } }
  }
  // After a failure an answer at once tells that the server is back.
  if (trust.shaken) return { trust, ask: { complete: false, timeoutMs: 0 } }
  const old = now - shown.oldestNamedAt >= rules.lookUpMs && now - trust.lookedUpAt >= rules.lookUpMs
  if (old) return { trust: { ...trust, lookedUpAt: now }, ask: { complete: false, timeoutMs: 0 } }
  return { trust, ask: { complete: false, timeoutMs: shown.any ? rules.pollShownMs : rules.pollMs } }
}

function mayRetake(trust: Trust, rules: TrustRules, now: number): boolean {
  return trust.mayRetake && now - trust.retakenAt >= rules.retakeEveryMs
}

/** The trust after a good answer. */
export function onGoodAnswer(
  trust: Trust,
  rules: TrustRules,
  answer: { readonly complete: boolean; readonly tookMs: number; readonly bytes: number },
  now: number,
): Trust {
  const first = trust.answeredAt === -Infinity
  const cheap = answer.tookMs < rules.retakeWithinMs && answer.bytes < rules.retakeBelowBytes
  const sound = { ...trust, answeredAt: now, shaken: false, mayRetake: first ? cheap : trust.mayRetake }
  if (answer.complete) return { ...sound, lacksAll: false, wantsAll: false, suspectedAt: -Infinity }
  // A poll failed and recovered: the server may have restarted, and what was shown is suspect.
  return trust.shaken ? { ...sound, wantsAll: true, suspectedAt: now } : sound
}

/** The trust after a poll that failed. */
export function onMissedAnswer(trust: Trust): Trust {
  return trust.shaken ? trust : { ...trust, shaken: true }
}

/** The trust after a gap, a new token, or too long without an answer: all that was shown has been cleared. */
export function onTrustLost(trust: Trust, nothingToGoOn: boolean): Trust {
  return { ...trust, wantsAll: true, lacksAll: trust.lacksAll || nothingToGoOn, suspectedAt: -Infinity }
}

/** When everything shown becomes stale. */
export function staleAt(trust: Trust, rules: TrustRules, shown: Shown): number {
  return shown.any ? trust.answeredAt + rules.staleMs : Infinity
}

/** When a list ends that nothing names again. */
export function listEndsAt(trust: Trust, rules: TrustRules, namedAt: number): number {
  const aged = namedAt + rules.maxListAgeMs
  return namedAt < trust.suspectedAt ? Math.min(aged, trust.suspectedAt + rules.suspectMs) : aged
}

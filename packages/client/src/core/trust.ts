import type { TrustRules } from '../protocol/trust.ts'
import type { Ask } from '../protocol/wire.ts'

/** How far the lists of a connection may be believed. Instants are monotonic milliseconds. */
export interface Trust {
  /** When the last good answer came. */
  readonly answeredAt: number
  /** Since when nothing has been missed; `-Infinity` after a gap of which nobody knows how long it was. */
  readonly heardAt: number
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
  heardAt: -Infinity,
  shaken: false,
  lacksAll: true,
  wantsAll: false,
  mayRetake: false,
  retakenAt: -Infinity,
  lookedUpAt: -Infinity,
})

/** A poll that waits at all waits so long, in milliseconds: what comes back sooner and empty is a failure (S12). */
const LEAST_WAIT_MS = 1_000

/** What to ask next, whether that takes everything anew that there was before, and the trust once it is asked. */
export interface AskPlan {
  readonly trust: Trust
  readonly ask: Ask
  readonly isRetake: boolean
}

/** Plans the next ask. */
export function planAsk(trust: Trust, rules: TrustRules, shown: Shown, now: number): AskPlan {
  const incremental = (timeoutMs: number, after = trust): AskPlan => ({
    trust: after,
    ask: { complete: false, timeoutMs },
    isRetake: false,
  })
  if (trust.lacksAll) return { trust, ask: { complete: true, timeoutMs: 0 }, isRetake: false }
  const unnamedTooLong = now - shown.oldestNamedAt >= rules.retakeMs
  if ((trust.wantsAll || unnamedTooLong) && mayRetake(trust, rules, now)) {
    return { trust, ask: { complete: true, timeoutMs: 0 }, isRetake: true }
  }
  // After a failure an answer at once tells that the server is back.
  if (trust.shaken) return incremental(0)
  const old = now - shown.oldestNamedAt >= rules.lookUpMs && now - trust.lookedUpAt >= rules.lookUpMs
  if (old) return incremental(0, { ...trust, lookedUpAt: now })
  const timeoutMs = shown.any ? rules.pollShownMs : rules.pollMs
  if (!trust.wantsAll || !trust.mayRetake) return incremental(timeoutMs)
  // No longer than until everything may be taken again: suspects are shown meanwhile (L1).
  const untilRetake = Math.max(LEAST_WAIT_MS, trust.retakenAt + rules.retakeEveryMs - now)
  return incremental(Math.min(timeoutMs, untilRetake))
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
  const sound = { ...trust, answeredAt: now, heardAt: now, shaken: false, mayRetake: first ? cheap : trust.mayRetake }
  if (answer.complete) {
    // Counted when it came: one that was lost would otherwise leave a minute without.
    return { ...sound, lacksAll: false, wantsAll: false, retakenAt: first ? trust.retakenAt : now }
  }
  // A poll failed and recovered: the server may have restarted, and what is shown is suspect.
  return trust.shaken ? { ...sound, wantsAll: true } : sound
}

/** The trust after a poll that failed. */
export function onMissedAnswer(trust: Trust): Trust {
  return trust.shaken ? trust : { ...trust, shaken: true }
}

/** The trust after a gap, a new token, or too long without an answer: all that was shown has been cleared. */
export function onTrustLost(trust: Trust, nothingToGoOn: boolean): Trust {
  return { ...trust, heardAt: -Infinity, wantsAll: true, lacksAll: trust.lacksAll || nothingToGoOn }
}

/** When everything shown becomes stale. */
export function staleAt(trust: Trust, rules: TrustRules, shown: Shown): number {
  return shown.any ? trust.answeredAt + rules.staleMs : Infinity
}

/** When a list was last named, and since when it has been suspect; `Infinity` if it never was. */
export interface ListAge {
  readonly namedAt: number
  readonly suspectedAt: number
}

/** Whether a list has not been named since it became suspect. */
export function isSuspect({ namedAt, suspectedAt }: ListAge): boolean {
  return suspectedAt !== Infinity && namedAt < suspectedAt
}

/** When a list ends that nothing names again. */
export function listEndsAt(trust: Trust, rules: TrustRules, list: ListAge): number {
  const aged = list.namedAt + rules.maxListAgeMs
  // Where everything may be taken anew, that decides over suspects.
  return trust.mayRetake || !isSuspect(list) ? aged : Math.min(aged, list.suspectedAt + rules.suspectMs)
}

import { describe, expect, test } from 'vitest'
import { TRUST as RULES } from '../../test/support/engine-harness.ts'
import type { Ask } from '../protocol/wire.ts'
import {
  listEndsAt,
  NO_TRUST,
  onGoodAnswer,
  onMissedAnswer,
  onTrustLost,
  planAsk,
  staleAt,
  type Shown,
  type Trust,
} from './trust.ts'

const NOBODY: Shown = { any: false, oldestNamedAt: Infinity }
const named = (oldestNamedAt: number): Shown => ({ any: true, oldestNamedAt })

const ALL: Ask = { complete: true, timeoutMs: 0 }
const NEWS: Ask = { complete: false, timeoutMs: 30_000 }
const SHOWN_NEWS: Ask = { complete: false, timeoutMs: 10_000 }
const AT_ONCE: Ask = { complete: false, timeoutMs: 0 }

const CHEAP = { complete: true, tookMs: 1_999, bytes: 255_999 }
const news = { complete: false, tookMs: 10_000, bytes: 100 }

/** A connection whose first answer, for everything, came at 0. */
const trusted = (first: Partial<typeof CHEAP> = {}): Trust => onGoodAnswer(NO_TRUST, RULES, { ...CHEAP, ...first }, 0)
const askOf = (trust: Trust, shown: Shown, now: number): Ask => planAsk(trust, RULES, shown, now).ask
/** The answer of an ask comes while it is asked. */
const took = (trust: Trust, shown: Shown, now: number): Trust =>
  onGoodAnswer(planAsk(trust, RULES, shown, now).trust, RULES, CHEAP, now)

describe('what is asked', () => {
  test('everything at first, then what is new: 30 s long, 10 s while somebody is shown', () => {
    expect(askOf(NO_TRUST, NOBODY, 0)).toEqual(ALL)
    expect(askOf(trusted(), NOBODY, 0)).toEqual(NEWS)
    expect(askOf(trusted(), named(0), 0)).toEqual(SHOWN_NEWS)
  })

  test('everything until an answer came', () => {
    expect(askOf(onMissedAnswer(NO_TRUST), NOBODY, 0)).toEqual(ALL)
  })

  test('after a failure something that is answered at once, until it was', () => {
    const shaken = onMissedAnswer(trusted())
    expect(askOf(shaken, NOBODY, 0)).toEqual(AT_ONCE)
    expect(askOf(onGoodAnswer(shaken, RULES, news, 5), NOBODY, 5)).not.toEqual(AT_ONCE)
    expect(onMissedAnswer(shaken)).toBe(shaken)
  })
})

describe('rule a: what ended', () => {
  test('is taken anew, by one answer for everything', () => {
    const lost = onTrustLost(trusted(), false)
    expect(askOf(lost, NOBODY, 0)).toEqual(ALL)
    expect(askOf(took(lost, NOBODY, 0), NOBODY, 0)).toEqual(NEWS)
  })

  test.each([
    ['slow', { tookMs: 2_000 }],
    ['large', { bytes: 256_000 }],
  ])('not where the first one was %s', (_, first) => {
    expect(askOf(onTrustLost(trusted(first), false), NOBODY, 0)).toEqual(NEWS)
  })

  test('a later answer does not change what the first one allowed', () => {
    const grown = onGoodAnswer(onTrustLost(trusted(), false), RULES, { ...CHEAP, bytes: 9_000_000 }, 1)
    expect(grown.mayRetake).toBe(true)
  })

  test('at most once a minute, and until then no poll lasts longer than that', () => {
    const again = onTrustLost(took(onTrustLost(trusted(), false), NOBODY, 5_000), false)
    expect(askOf(again, NOBODY, 6_000)).toEqual(NEWS)
    expect(askOf(again, NOBODY, 50_000)).toEqual({ complete: false, timeoutMs: 15_000 })
    expect(askOf(again, NOBODY, 64_999)).toEqual({ complete: false, timeoutMs: 1_000 })
    expect(askOf(again, NOBODY, 65_000)).toEqual(ALL)
  })

  test('without a position everything is asked for, whatever the limits say', () => {
    expect(askOf(onTrustLost(trusted({ tookMs: 9_000 }), true), NOBODY, 0)).toEqual(ALL)
  })

  test('S: shown without a good answer for 25 s is stale', () => {
    expect(staleAt(trusted(), RULES, named(0))).toBe(25_000)
    expect(staleAt(trusted(), RULES, NOBODY)).toBe(Infinity)
    expect(staleAt(onMissedAnswer(trusted()), RULES, named(0))).toBe(25_000)
  })
})

describe('rule b: a poll that failed and recovered', () => {
  const recovered = (first: Partial<typeof CHEAP> = {}): Trust =>
    onGoodAnswer(onMissedAnswer(trusted(first)), RULES, { ...news, tookMs: 10 }, 20_000)

  test('one answer for everything decides over the suspects', () => {
    expect(askOf(recovered(), named(0), 20_000)).toEqual(ALL)
    expect(listEndsAt(recovered(), RULES, { namedAt: 0, suspectedAt: 20_000 })).toBe(120_000)
    expect(askOf(took(recovered(), named(0), 20_000), named(20_000), 20_000)).toEqual(SHOWN_NEWS)
  })

  test('where none may be taken, what no list names within 40 s is dropped', () => {
    const trust = recovered({ tookMs: 5_000 })
    expect(askOf(trust, named(0), 20_000)).toEqual(SHOWN_NEWS)
    expect(listEndsAt(trust, RULES, { namedAt: 0, suspectedAt: 20_000 })).toBe(60_000)
    expect(listEndsAt(trust, RULES, { namedAt: 19_999, suspectedAt: 20_000 })).toBe(60_000)
    expect(listEndsAt(trust, RULES, { namedAt: 20_000, suspectedAt: 20_000 })).toBe(140_000)
    expect(listEndsAt(trust, RULES, { namedAt: 0, suspectedAt: Infinity })).toBe(120_000)
  })

  test('an answer without a failure before it wants nothing anew', () => {
    expect(onGoodAnswer(trusted(), RULES, news, 9).wantsAll).toBe(false)
  })

  test('one for everything that was lost may be asked for again at once', () => {
    const { trust, isRetake } = planAsk(recovered(), RULES, named(0), 20_000)
    expect(isRetake).toBe(true)
    expect(askOf(onMissedAnswer(trust), named(0), 20_001)).toEqual(ALL)
  })
})

describe('rule c: a shown list 35 s old', () => {
  test('is looked up by one poll that does not wait', () => {
    expect(askOf(trusted(), named(0), 34_999)).toEqual(SHOWN_NEWS)
    expect(askOf(trusted(), named(0), 35_000)).toEqual(AT_ONCE)
  })

  test('once in 35 s', () => {
    const { trust } = planAsk(trusted(), RULES, named(0), 35_000)
    expect(askOf(trust, named(0), 69_999)).toEqual(SHOWN_NEWS)
    expect(askOf(trust, named(0), 70_000)).toEqual(AT_ONCE)
  })

  test('not where nobody is shown', () => {
    expect(askOf(trusted(), NOBODY, 1_000_000)).toEqual(NEWS)
  })
})

describe('rule d: a shown list that no answer named', () => {
  const looked = (now: number): Trust => planAsk(trusted(), RULES, named(0), now).trust

  test('for 100 s is taken anew', () => {
    expect(askOf(looked(70_000), named(0), 99_999)).toEqual(SHOWN_NEWS)
    expect(askOf(looked(70_000), named(0), 100_000)).toEqual(ALL)
  })

  test('where it may not be, is hidden at 120 s', () => {
    const slow = planAsk(trusted({ tookMs: 3_000 }), RULES, named(0), 70_000).trust
    expect(askOf(slow, named(0), 100_000)).toEqual(SHOWN_NEWS)
    expect(listEndsAt(slow, RULES, { namedAt: 0, suspectedAt: Infinity })).toBe(120_000)
  })
})

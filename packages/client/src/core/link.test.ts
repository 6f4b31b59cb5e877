import { describe, expect, test } from 'vitest'
import { keysOf } from '../../test/support/keys-of.ts'
import {
  after,
  ALL,
  EVENTS,
  GIVEN,
  LINK_TABLE,
  NEWS,
  NOW,
  SITUATIONS,
  type Cell,
  type EventName,
  type Situation,
} from './link.table.ts'
import { askDeadlineMs, IDLE_LINK, isRunning, isVisible, linkDueAt, statusOf, wantsAsk, type Link } from './link.ts'
import { stepLink } from './link-step.ts'

const situations = keysOf(LINK_TABLE)
const names = keysOf(EVENTS)

/** What holds of every link. */
function checkLink(link: Link): void {
  expect(link.asking === undefined || isRunning(link)).toBe(true)
  expect(link.deadlineAt === Infinity || link.asking !== undefined).toBe(true)
  expect(link.away && isVisible(link)).toBe(false)
  expect(linkDueAt(link, NOW)).not.toBeNaN()
  if (!isRunning(link)) expect(linkDueAt(link, NOW)).toBe(Infinity)
}

describe.each(situations)('a link that is %s', (situation) => {
  const cells = names.map((name): [EventName, Cell] => [name, LINK_TABLE[situation][name]])

  test.each(cells)('on %s', (name, cell) => {
    const before = (GIVEN[name] ?? ((link) => link))(SITUATIONS[situation])
    const { link, effects } = stepLink(before, EVENTS[name], NOW, 0.5)
    checkLink(link)
    if (cell === 'same') {
      expect(link).toBe(before)
      expect(effects).toEqual([])
      return
    }
    const [phase, wanted = [], facts = {}] = cell
    expect(effects).toEqual(wanted)
    expect(link).toMatchObject({ phase, ...facts })
    // A step that asks for nothing changes something.
    if (wanted.length === 0) expect(link).not.toBe(before)
  })
})

describe('deadlines of an ask', () => {
  const missed = (times: number, ask = NEWS): Link => {
    let link = SITUATIONS.connecting
    link = after(link, [NOW, EVENTS.answered])
    for (let n = 0; n < times; n += 1) link = after(link, [NOW, { type: 'asked', ask, isRetake: false }], [NOW, EVENTS.missed])
    return link
  }

  test('an ordinary one has its wait and 5 s, doubled with each miss to 40 s', () => {
    expect([0, 1, 2, 3, 4, 9].map((times) => askDeadlineMs(missed(times), NEWS, false))).toEqual([
      35_000, 40_000, 50_000, 70_000, 70_000, 70_000,
    ])
  })

  test('a complete one has 120 s, doubled with each miss to 10 min', () => {
    expect([0, 1, 2, 3, 9].map((times) => askDeadlineMs(missed(times, ALL), ALL, false))).toEqual([
      120_000, 240_000, 480_000, 600_000, 600_000,
    ])
  })

  test('of one that takes everything anew is that of a poll: the first was quick', () => {
    expect(askDeadlineMs(SITUATIONS.open, ALL, true)).toBe(5_000)
    expect(askDeadlineMs(SITUATIONS.open, ALL, false)).toBe(120_000)
  })

  test('a lasting connection has none', () => {
    expect(askDeadlineMs(SITUATIONS.lasting, ALL, false)).toBe(Infinity)
  })

  test('a good answer brings the first ones back', () => {
    expect(askDeadlineMs(after(missed(5), [NOW, EVENTS.answered]), NEWS, false)).toBe(35_000)
  })
})

describe('asking', () => {
  test('S12 a request is asked differently at once twice, then it counts as a failure', () => {
    let link = SITUATIONS.connecting
    const askedAts: number[] = []
    for (let n = 0; n < 3; n += 1) {
      link = after(link, [NOW, { type: 'asked', ask: ALL, isRetake: false }], [NOW, EVENTS.again])
      askedAts.push(link.askAt)
    }
    expect(askedAts).toEqual([NOW, NOW, NOW + 625])
    expect(link).toMatchObject({ phase: 'waiting', failures: 1 })
  })

  test('S12 the fourth hasty answer in a row is a failure, and so is each that follows', () => {
    const polled = (link: Link, ask: typeof NEWS, tookMs: number, empty = true): Link =>
      after(link, [NOW, { type: 'asked', ask, isRetake: false }], [NOW + tookMs, { type: 'answered', empty }])
    const thrice = polled(polled(polled(SITUATIONS.open, NEWS, 0), NEWS, 100), NEWS, 249)
    expect(thrice).toMatchObject({ phase: 'open', failures: 0 })
    expect(polled(thrice, NEWS, 249)).toMatchObject({ phase: 'waiting', failures: 1 })
    expect(polled(polled(thrice, NEWS, 249), NEWS, 0).failures).toBe(2)
    // One that took its time, or told something, ends the row; one that could not wait says nothing either way.
    expect(polled(polled(thrice, NEWS, 250), NEWS, 0).failures).toBe(0)
    expect(polled(polled(thrice, NEWS, 0, false), NEWS, 0).failures).toBe(0)
    const AT_ONCE = { complete: false, timeoutMs: 0 }
    expect(polled(thrice, AT_ONCE, 0).failures).toBe(0)
    expect(polled(polled(thrice, AT_ONCE, 0), NEWS, 0).failures).toBe(1)
    expect(polled(polled(thrice, ALL, 0), NEWS, 0).failures).toBe(1)
  })

  test('is wanted only on a running link, online, in front, without another in flight, at its time', () => {
    const ready = after(SITUATIONS.open, [NOW, EVENTS.answered])
    expect(wantsAsk(ready, NOW)).toBe(true)
    expect(wantsAsk(ready, NOW - 1)).toBe(false)
    for (const name of ['idle', 'closed', 'open', 'offline', 'away', 'limited', 'lasting'] as const) {
      expect([name, wantsAsk(SITUATIONS[name], NOW)]).toEqual([name, false])
    }
    expect(wantsAsk(SITUATIONS.hidden, NOW)).toBe(false)
    expect(wantsAsk(after(SITUATIONS.hidden, [NOW, EVENTS.answered]), NOW)).toBe(true)
  })

  test('L4 a failure waits for its back-off, and no longer once the page or the network is back', () => {
    const hidden = after(SITUATIONS.waiting, [NOW, EVENTS.hidden])
    expect(wantsAsk(hidden, NOW + 100)).toBe(false)
    expect(wantsAsk(after(hidden, [NOW + 100, EVENTS.visible]), NOW + 100)).toBe(true)
    const offline = after(SITUATIONS.waiting, [NOW, EVENTS.offline])
    expect(wantsAsk(after(offline, [NOW + 100, EVENTS.online]), NOW + 100)).toBe(true)
  })

  test('S11 a stated wait is kept, whatever comes back', () => {
    const back = after(SITUATIONS.limited, [NOW, EVENTS.hidden], [NOW + 1, EVENTS.visible], [NOW + 2, EVENTS.gap])
    expect(back.askAt).toBe(NOW + 5_000)
  })

  test('a page that was hidden before connecting has 60 s of its own', () => {
    const link = after(IDLE_LINK, [0, EVENTS.hidden], [NOW, EVENTS.connect])
    expect(linkDueAt(link, NOW)).toBe(NOW + 60_000)
  })
})

describe('the status', () => {
  const of = (situation: Situation): unknown => statusOf(SITUATIONS[situation], NOW)

  test('says the phase, and why it waits', () => {
    expect(of('idle')).toEqual({ state: 'idle' })
    expect(of('connecting')).toEqual({ state: 'connecting' })
    expect(of('open')).toEqual({ state: 'open' })
    expect(of('closed')).toEqual({ state: 'closed' })
    expect(of('waiting')).toMatchObject({
      state: 'waiting',
      reason: 'backoff',
      retryInMs: 625,
      error: { code: 'unreachable' },
    })
    expect(of('limited')).toMatchObject({ reason: 'limited', retryInMs: 5_000 })
    expect(of('offline')).toEqual({ state: 'waiting', reason: 'offline' })
    expect(of('away')).toEqual({ state: 'waiting', reason: 'hidden' })
  })

  test('a refusal stays in the status of a closed link', () => {
    const failed = stepLink(SITUATIONS.open, EVENTS.fail, NOW, 0.5).link
    expect(statusOf(failed, NOW)).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
  })
})

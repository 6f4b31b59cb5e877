import { describe, expect, test } from 'vitest'
import type { RequestLimits } from '../protocol/limits.ts'
import { FRESH_OUTBOX, leave, leaveAt, pause, unpause, type Lane, type Outbox } from './outbox.ts'

const LIMITS: RequestLimits = {
  send: { capacity: 4, perSecond: 1 },
  ask: { capacity: 10, perSecond: 4 },
  conversation: { capacity: 4, perSecond: 0.5 },
  statedWaitCloses: 'send',
}
const ALL: RequestLimits = { ...LIMITS, statedWaitCloses: 'all' }

const waits = (outbox: Outbox, limits = LIMITS): Record<Lane, number> => ({
  send: leaveAt(outbox, limits, 'send', 0, 0),
  ask: leaveAt(outbox, limits, 'ask', 0, 0),
})

describe('leave', () => {
  test('lanes have a bucket each', () => {
    const spent = leave(FRESH_OUTBOX, LIMITS, 'send', 4, 0)
    expect(leaveAt(spent, LIMITS, 'send', 1, 0)).toBe(1_000)
    expect(leaveAt(spent, LIMITS, 'send', 2, 0)).toBe(2_000)
    expect(leaveAt(spent, LIMITS, 'ask', 1, 0)).toBe(0)
  })

  test('what costs nothing waits for no bucket and leaves the same outbox', () => {
    const spent = leave(FRESH_OUTBOX, LIMITS, 'send', 4, 0)
    expect(leaveAt(spent, LIMITS, 'send', 0, 0)).toBe(0)
    expect(leave(spent, LIMITS, 'send', 0, 0)).toBe(spent)
  })
})

describe('S11 stated waits', () => {
  test.each([
    [1_500, 1_500],
    [0, 250],
    [-5, 250],
    [10_000_000, 300_000],
    [Number.NaN, 1_000],
    [Infinity, 1_000],
  ])('%d ms are kept as %d', (stated, kept) => {
    expect(waits(pause(FRESH_OUTBOX, LIMITS, 'send', stated, 0)).send).toBe(kept)
  })

  test('hold back even what costs nothing', () => {
    expect(leaveAt(pause(FRESH_OUTBOX, LIMITS, 'send', 1_500, 100), LIMITS, 'send', 0, 200)).toBe(1_600)
  })

  test('without a number: 1 s, doubled with each in a row, at most 300 s', () => {
    let outbox = FRESH_OUTBOX
    let now = 0
    const kept: number[] = []
    for (let n = 0; n < 12; n += 1) {
      outbox = pause(outbox, LIMITS, 'send', undefined, now)
      kept.push(outbox.send.closedUntil - now)
      now = outbox.send.closedUntil
    }
    expect(kept.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(kept.slice(8)).toEqual([256_000, 300_000, 300_000, 300_000])
  })

  test('an answer that is no refusal starts the guess anew, and so does a stated wait', () => {
    const twice = pause(pause(FRESH_OUTBOX, LIMITS, 'ask', undefined, 0), LIMITS, 'ask', undefined, 1_000)
    expect(pause(unpause(twice, 'ask'), LIMITS, 'ask', undefined, 10_000).ask.closedUntil).toBe(11_000)
    const stated = pause(twice, LIMITS, 'ask', 500, 10_000)
    expect(pause(stated, LIMITS, 'ask', undefined, 20_000).ask.closedUntil).toBe(21_000)
    expect(unpause(FRESH_OUTBOX, 'ask')).toBe(FRESH_OUTBOX)
  })

  test('a shorter wait does not end a longer one', () => {
    const long = pause(FRESH_OUTBOX, LIMITS, 'send', 60_000, 0)
    expect(waits(pause(long, LIMITS, 'send', 1_000, 10)).send).toBe(60_000)
  })

  test('close the lane they were stated for, where the server counts apart', () => {
    expect(waits(pause(FRESH_OUTBOX, LIMITS, 'send', 5_000, 0))).toEqual({ send: 5_000, ask: 0 })
    expect(waits(pause(FRESH_OUTBOX, LIMITS, 'ask', 5_000, 0))).toEqual({ send: 0, ask: 5_000 })
  })

  test('close the whole connection, where the server counts together', () => {
    expect(waits(pause(FRESH_OUTBOX, ALL, 'send', 5_000, 0), ALL)).toEqual({ send: 5_000, ask: 5_000 })
    expect(waits(pause(FRESH_OUTBOX, ALL, 'ask', 5_000, 0), ALL)).toEqual({ send: 5_000, ask: 5_000 })
  })
})

import { describe, expect, test } from 'vitest'
import { attemptMs, NO_PACE, resendAfterMs, startRetryMs, stopRepeatMs, withSend } from './attempt.ts'

const MATRIX = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }
const withT = (expireAfterMs: number): typeof MATRIX => ({
  ...MATRIX,
  expireAfterMs,
  resendEveryMs: expireAfterMs - 5_000,
})

describe('A, the deadline of an attempt', () => {
  test('is 3 s before the first answer', () => {
    expect(attemptMs(NO_PACE)).toBe(3_000)
  })

  test.each([
    [0, 1_500],
    [749, 1_500],
    [751, 1_502],
    [2_000, 4_000],
    [2_250, 4_500],
    [60_000, 4_500],
  ])('after a send of %i ms is %i ms', (tookMs, expected) => {
    expect(attemptMs([tookMs])).toBe(expected)
  })

  test('is twice the slowest of the last three', () => {
    const pace = [900, 1_000, 800, 850].reduce(withSend, NO_PACE)
    expect(pace).toEqual([1_000, 800, 850])
    expect(attemptMs(pace)).toBe(2_000)
    expect(attemptMs(withSend(pace, 10))).toBe(1_700)
  })

  test('a clock that went back counts as no time at all', () => {
    expect(withSend(NO_PACE, -5)).toEqual([0])
  })
})

describe('R, less m', () => {
  test('is T − 5 000 without latency, and wherever 3A + 500 is at most 5 000', () => {
    expect(resendAfterMs(MATRIX, attemptMs([0]))).toBe(25_000)
    expect(resendAfterMs(MATRIX, 1_500)).toBe(25_000)
    expect(resendAfterMs(MATRIX, 1_501)).toBe(24_997)
  })

  test('at 2 s of latency m is 12 500', () => {
    expect(resendAfterMs(MATRIX, attemptMs([2_000]))).toBe(30_000 - 12_500)
  })

  test('m is at most T / 2', () => {
    expect(resendAfterMs(withT(15_000), 4_500)).toBe(7_500)
    expect(resendAfterMs(withT(45_000), 4_500)).toBe(45_000 - 14_000)
  })

  test('is never later than the timing says', () => {
    expect(resendAfterMs({ ...MATRIX, resendEveryMs: 12_000 }, 1_500)).toBe(12_000)
  })

  test('three attempts and the waits between them fit before T', () => {
    for (const tookMs of [0, 400, 1_000, 2_000, 5_000]) {
      const attempt = attemptMs([tookMs])
      expect(resendAfterMs(MATRIX, attempt) + 3 * attempt + 2 * startRetryMs(1, 1)).toBeLessThanOrEqual(30_000)
    }
  })
})

describe('waits between attempts', () => {
  test('of a start: 100 to 250 ms until three were made, then 1, 2, 4, 8 and 8 s less up to a quarter', () => {
    expect([1, 2].map((tries) => startRetryMs(tries, 0))).toEqual([100, 100])
    expect([1, 2].map((tries) => startRetryMs(tries, 1))).toEqual([250, 250])
    expect([3, 4, 5, 6, 7, 99].map((tries) => startRetryMs(tries, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ])
    expect([3, 6].map((tries) => startRetryMs(tries, 0))).toEqual([750, 6_000])
  })

  test('of a stop: 0.5, 1, 2, 4 and 8 s, then never', () => {
    expect([1, 2, 3, 4, 5, 6].map(stopRepeatMs)).toEqual([500, 1_000, 2_000, 4_000, 8_000, undefined])
  })
})

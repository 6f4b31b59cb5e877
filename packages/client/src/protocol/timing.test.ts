import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clampMs, clampTiming, DEFAULT_TIMING_BOUNDS } from './timing.ts'

const MATRIX = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }
const MATRIX_BOUNDS = { expireAfterMs: [10_000, 45_000], resendEveryMostMs: 30_000 } as const

describe('S12 durations from outside', () => {
  test.each([undefined, null, '5000', Number.NaN, Infinity, -Infinity, {}])(
    '%o is no number: the fallback',
    (value) => {
      expect(clampMs(value, [1, 10], 7)).toBe(7)
    },
  )

  test('numbers are kept between their bounds', () => {
    expect([-1, 1, 5, 10, 2 ** 31].map((value) => clampMs(value, [1, 10], 7))).toEqual([1, 1, 5, 10, 10])
  })
})

describe('the timing', () => {
  const clamp = (overrides: Parameters<typeof clampTiming>[0]): typeof MATRIX =>
    clampTiming(overrides, MATRIX, MATRIX_BOUNDS)

  test('without overrides is the default', () => {
    expect(clamp({})).toEqual(MATRIX)
    expect(clamp({ expireAfterMs: undefined, idleAfterMs: Number.NaN })).toEqual(MATRIX)
  })

  test('T is kept between the bounds of the protocol', () => {
    expect(clamp({ expireAfterMs: 1 }).expireAfterMs).toBe(10_000)
    expect(clamp({ expireAfterMs: 1e9 }).expireAfterMs).toBe(45_000)
    expect(clampTiming({ expireAfterMs: 1 }, MATRIX, DEFAULT_TIMING_BOUNDS).expireAfterMs).toBe(6_000)
    expect(clampTiming({ expireAfterMs: 1e9 }, MATRIX, DEFAULT_TIMING_BOUNDS).expireAfterMs).toBe(300_000)
  })

  test('R is kept between T / 3 and T − 5 000, and under what the protocol says', () => {
    expect(clamp({ resendEveryMs: 1 }).resendEveryMs).toBe(10_000)
    expect(clamp({ resendEveryMs: 29_000 }).resendEveryMs).toBe(25_000)
    expect(clamp({ expireAfterMs: 45_000, resendEveryMs: 44_000 }).resendEveryMs).toBe(30_000)
    expect(clamp({ expireAfterMs: 15_000 }).resendEveryMs).toBe(10_000)
  })

  test('idleAfter is kept between 1 and 30 s', () => {
    expect(clamp({ idleAfterMs: 0 }).idleAfterMs).toBe(1_000)
    expect(clamp({ idleAfterMs: 60_000 }).idleAfterMs).toBe(30_000)
  })

  test('whatever is set, it is a timing', () => {
    const any = fc.oneof(fc.constant(undefined), fc.double(), fc.integer())
    fc.assert(
      fc.property(any, any, any, (expireAfterMs, resendEveryMs, idleAfterMs) => {
        const timing = clamp({ expireAfterMs, resendEveryMs, idleAfterMs })
        expect(timing.expireAfterMs).toBeGreaterThanOrEqual(10_000)
        expect(timing.expireAfterMs).toBeLessThanOrEqual(45_000)
        expect(timing.resendEveryMs).toBeGreaterThanOrEqual(timing.expireAfterMs / 3)
        expect(timing.resendEveryMs).toBeLessThanOrEqual(timing.expireAfterMs - 5_000)
        expect(timing.idleAfterMs).toBeGreaterThanOrEqual(1_000)
        expect(timing.idleAfterMs).toBeLessThanOrEqual(30_000)
      }),
    )
  })
})

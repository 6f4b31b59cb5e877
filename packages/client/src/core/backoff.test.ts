import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

const FAILURES = [0, 1, 2, 3, 4, 5, 6, 1_000, Number.MAX_SAFE_INTEGER]

test('L4 waits at least 250 ms, whatever chance says', () => {
  for (const failures of FAILURES) expect(backoffMs(failures, 0)).toBe(250)
})

test('L4 the most doubles from 1 s to 30 s', () => {
  expect(FAILURES.map((failures) => backoffMs(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000,
  ])
})

test('is uniform between the two', () => {
  expect(backoffMs(0, 0.5)).toBe(625)
  expect(backoffMs(9, 0.5)).toBe(15_125)
})

import { describe, expect, test } from 'vitest'
import { isLate, watchClocks, type ClockWatch } from './gap.ts'

const WALL = 1_700_000_000_000

function seen(...readings: readonly (readonly [now: number, wall: number])[]): boolean[] {
  let watch: ClockWatch | undefined
  return readings.map(([now, wall]) => {
    const seeing = watchClocks(watch, now, WALL + wall)
    ;({ watch } = seeing)
    return seeing.gap
  })
}

describe('S13 the two clocks', () => {
  test('the first look finds no gap', () => {
    expect(seen([5, 99_999])).toEqual([false])
  })

  test('a wall clock more than 15 s ahead of the other is a gap, once', () => {
    expect(seen([0, 0], [100, 15_100], [200, 15_200])).toEqual([false, false, false])
    expect(seen([0, 0], [100, 15_101], [200, 15_201])).toEqual([false, true, false])
  })

  test('a step back changes nothing', () => {
    expect(seen([0, 0], [100, -3_600_000], [200, -3_599_900])).toEqual([false, false, false])
  })

  test('drift is no gap, however long', () => {
    expect(seen([0, 0], [1, 10_001], [2, 20_002], [3, 30_003])).toEqual([false, false, false, false])
  })

  test('two clocks that go together leave the same watch', () => {
    const { watch } = watchClocks(undefined, 0, WALL)
    expect(watchClocks(watch, 500, WALL + 500).watch).toBe(watch)
  })
})

describe('S13 a timer', () => {
  test('more than 15 s late is a gap on a page that is seen, and none on a hidden one', () => {
    expect(isLate(1_000, 16_000, true)).toBe(false)
    expect(isLate(1_000, 16_001, true)).toBe(true)
    expect(isLate(1_000, 61_000, false)).toBe(false)
  })

  test('that is not set is not late', () => {
    expect(isLate(Infinity, 1_000_000, true)).toBe(false)
  })
})

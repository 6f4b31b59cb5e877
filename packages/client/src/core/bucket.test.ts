import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readyAt, take, type Bucket } from './bucket.ts'

const SIZE = { capacity: 4, perSecond: 0.5 }

test('is full at first, and full again in time', () => {
  expect(readyAt(undefined, SIZE, 4, 10)).toBe(10)
  const empty = take(undefined, SIZE, 4, 10)
  expect(readyAt(empty, SIZE, 4, 10)).toBe(8_010)
  expect(readyAt(empty, SIZE, 4, 9_000)).toBe(9_000)
})

test('says when what is missing will be there', () => {
  const empty = take(undefined, SIZE, 4, 0)
  expect(readyAt(empty, SIZE, 1, 0)).toBe(2_000)
  expect(readyAt(empty, SIZE, 2, 0)).toBe(4_000)
  expect(readyAt(empty, SIZE, 2, 3_000)).toBe(4_000)
  expect(readyAt(empty, SIZE, 2, 4_000)).toBe(4_000)
})

test('never holds more than its capacity', () => {
  const used = take(undefined, SIZE, 1, 0)
  expect(readyAt(take(used, SIZE, 4, 1_000_000), SIZE, 1, 1_000_000)).toBe(1_002_000)
})

test('taking nothing leaves the same bucket', () => {
  const bucket = take(undefined, SIZE, 1, 0)
  expect(take(bucket, SIZE, 0, 5_000)).toBe(bucket)
  expect(take(undefined, SIZE, 0, 5_000)).toBeUndefined()
})

test('a clock that goes back gives nothing', () => {
  expect(readyAt(take(undefined, SIZE, 4, 1_000), SIZE, 1, 0)).toBe(2_000)
})

test('S7 in any t at most capacity + refill × t, whoever asks as soon as it may', () => {
  const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 2 })), {
    minLength: 1,
    maxLength: 60,
  })
  const size = fc.record({ capacity: fc.integer({ min: 2, max: 20 }), perSecond: fc.constantFrom(0.4, 0.5, 1, 4) })
  fc.assert(
    fc.property(asks, size, (wanted, limits) => {
      let bucket: Bucket | undefined
      let now = 0
      const taken: [at: number, tokens: number][] = []
      for (const [wait, tokens] of wanted) {
        now = readyAt(bucket, limits, tokens, now + wait)
        bucket = take(bucket, limits, tokens, now)
        taken.push([now, tokens])
      }
      for (const [from, [start]] of taken.entries()) {
        let sum = 0
        for (const [at, tokens] of taken.slice(from)) {
          sum += tokens
          expect(sum).toBeLessThanOrEqual(limits.capacity + (limits.perSecond * (at - start)) / 1_000 + 1e-6)
        }
      }
    }),
    { numRuns: 200 },
  )
})

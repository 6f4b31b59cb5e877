import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyLife, heal, live, ROOMS } from './support/any-life.ts'
import { createEngineHarness, ME, type EngineHarness } from './support/engine-harness.ts'

/** After a silence that ends by itself and the longest back-off, a client works again, whatever was before. */
const SURELY_HEALED_MS = 400_000

/** Less than the least idle time. */
const KEY_EVERY_MS = 900

function isOnThroughout(harness: EngineHarness, room: string, forMs: number): boolean {
  for (let passed = 0; passed < forMs; passed += KEY_EVERY_MS) {
    harness.key(room)
    harness.advance(KEY_EVERY_MS)
    if (!harness.server.isOn(room, ME)) return false
  }
  return true
}

describe('whatever happens', () => {
  test('S2–S17 hold after every step', () => {
    fc.assert(
      fc.property(anyLife, (life) => void live(life)),
      { numRuns: 500 },
    )
  })

  test('L1 once faults end and input rests, everything comes to rest, and no timer outlives a close (S15)', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const harness = live(life)
        heal(harness)
        for (const room of ROOMS) harness.others(room, [])
        harness.advance(75_000)
        for (const room of ROOMS) {
          expect(harness.ids(room)).toEqual([])
          expect(harness.isTyping(room)).toBe(false)
          expect(harness.server.isOn(room, ME)).toBe(false)
        }
        const before = harness.sent.length
        harness.advance(SURELY_HEALED_MS)
        expect(harness.sent).toHaveLength(before)
        harness.close()
        harness.advance(0)
        expect(harness.engine.dueAt()).toBe(Infinity)
      }),
      { numRuns: 200 },
    )
  })

  test('L1 once faults end, a wish that stands is shown to the others and stays shown, and they are shown to me', () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        const harness = live(life)
        heal(harness)
        harness.advance(SURELY_HEALED_MS)
        // A list that stood all the time may be hidden by its age: it is named anew.
        harness.others('b', [])
        harness.advance(1_000)
        harness.others('b', ['ann'])
        harness.advance(1_000)
        expect(harness.ids('b')).toEqual(['ann'])
        expect(isOnThroughout(harness, 'a', 65_000)).toBe(true)
        harness.stop('a')
        harness.advance(0)
        expect(harness.server.isOn('a', ME)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

describe('S20 the instants of requests', () => {
  /** Instants of keys with no pause of the idle time between them; the first and the last are given. */
  const burst = (lastAt: number): fc.Arbitrary<readonly number[]> =>
    fc.array(fc.integer({ min: 1, max: lastAt - 1 }), { maxLength: 40 }).map((between) => {
      const grid = Array.from({ length: Math.ceil(lastAt / 5_000) }, (_, index) => index * 5_000)
      return [...new Set([0, ...between, ...grid, lastAt])].toSorted((a, b) => a - b)
    })

  const sentFor = (keys: readonly number[], latencyMs: number): readonly unknown[] => {
    const harness = createEngineHarness({ fate: () => ({ type: 'answered', upMs: latencyMs, downMs: latencyMs }) })
    harness.connect()
    harness.advance(5_000)
    for (const at of keys) harness.at(5_000 + at, () => harness.key('a'))
    harness.advance(150_000)
    return harness.sent
  }

  test('tell nothing of the keys between the first and the last of a burst', () => {
    const bursts = fc.integer({ min: 2, max: 90_000 }).chain((lastAt) => fc.tuple(burst(lastAt), burst(lastAt)))
    fc.assert(
      fc.property(bursts, fc.constantFrom(0, 30, 400), ([some, others], latencyMs) => {
        expect(sentFor(some, latencyMs)).toEqual(sentFor(others, latencyMs))
      }),
      { numRuns: 100 },
    )
  })
})

import { describe, expect, test } from 'vitest'
import { createEngineHarness } from './support/engine-harness.ts'
import type { Fate } from './support/engine-harness.ts'

const takes = (ms: number): Fate => ({ type: 'answered', upMs: ms, downMs: ms })
const lost = (errorAfterMs: number | undefined): Fate => ({ type: 'lost', appliedAfterMs: undefined, errorAfterMs })

type Harness = ReturnType<typeof createEngineHarness>

/** Somebody types on and on; how long they are not shown, in milliseconds of so many. */
function darkMs(harness: Harness, ofMs: number, stepMs = 500): number {
  let dark = 0
  for (let passed = 0; passed < ofMs; passed += stepMs) {
    harness.advance(stepMs)
    if (harness.ids('a').length === 0) dark += stepMs
  }
  return dark
}

function watching(): Harness {
  const harness = createEngineHarness()
  harness.connect()
  harness.advance(0)
  harness.others('a', ['bob'])
  harness.advance(1)
  return harness
}

/** Numbers in [0, 1), the same on each run. */
function numbers(): () => number {
  let state = 1
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('L2 whoever types on stays shown', () => {
  test('though one look for everything is lost', () => {
    const harness = watching()
    let asked = 0
    harness.setFate((request) => {
      const first = request.kind === 'ask' && request.ask.complete && asked++ === 0
      return first ? lost(50) : takes(50)
    })
    expect(darkMs(harness, 300_000)).toBe(0)
  })

  test.each([
    ['fail', 0.05, 200, 0.9995],
    ['fail', 0.1, 200, 0.999],
    ['fail', 0.2, 200, 0.997],
  ])('where requests %s with p = %d: for 20 hours', (_, p, errorAfterMs, least) => {
    const harness = watching()
    const random = numbers()
    harness.setFate(() => (random() < p ? lost(errorAfterMs) : takes(100)))
    const hours = 20 * 3_600_000
    expect(1 - darkMs(harness, hours, 1_000) / hours).toBeGreaterThanOrEqual(least)
  })

  test('after a sleep whose first poll fails', () => {
    const harness = watching()
    harness.advance(90_000)
    let asked = 0
    harness.setFate((request) => (request.kind === 'ask' && asked++ === 0 ? lost(5) : takes(20)))
    harness.sleep(3_600_000)
    harness.advance(40_000)
    expect(harness.ids('a')).toEqual(['bob'])
  })

  test('when a page comes back from the back-forward cache, which Chrome says twice', () => {
    const harness = watching()
    harness.advance(90_000)
    harness.setFate(() => takes(50))
    harness.environment('pagehide')
    harness.advance(1_000)
    const before = harness.asked.length
    harness.environment('pageshow')
    harness.advance(5)
    harness.environment('pageshow')
    harness.advance(5_000)
    expect(harness.ids('a')).toEqual(['bob'])
    expect(harness.asked.slice(before).filter(({ complete }) => complete)).toHaveLength(1)
  })
})

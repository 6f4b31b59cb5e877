import { createTestTyping } from '@nowtyping/client/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** When requests leave for a burst of keys at these instants, in milliseconds. */
function instants(keys: readonly number[]): readonly number[] {
  const { client, clock, sent } = createTestTyping()
  void client.connect()
  const { keystroke } = client.conversation('general')
  for (const at of keys) clock.setTimer(keystroke, at)
  clock.advance(200_000)
  return sent.map(({ atMs }) => atMs)
}

/** Keys from 0 to the last, never further apart than somebody who is still typing. */
const burst = (last: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.integer({ min: 1, max: 5_900 }), { minLength: 200, maxLength: 200 }).map((gaps) => {
    const keys = [0]
    for (const gap of gaps) {
      const next = (keys.at(-1) ?? 0) + gap
      if (next >= last) break
      keys.push(next)
    }
    return [...keys, last]
  })

test('S20 when requests leave tells the first key and the last one, and nothing of those between', () => {
  const twoOfOneLength = fc
    .integer({ min: 1, max: 100_000 })
    .chain((last) => fc.tuple(burst(last), burst(last)))
    // 200 gaps may end before the last key by more than an idle end: that is another burst.
    .filter((bursts) => bursts.every((keys) => (keys.at(-1) ?? 0) - (keys.at(-2) ?? 0) < 6_000))
  fc.assert(
    fc.property(twoOfOneLength, ([one, other]) => {
      expect(instants(one)).toEqual(instants(other))
    }),
  )
})

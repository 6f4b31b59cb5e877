import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_TYPISTS, stepTypists, typistsDueAt, type TypistsEvent } from './typists.ts'

const id = fc.constantFrom('me', 'ann', 'bob', 'cleo', '__proto__', 'constructor')
const users = fc.array(fc.record({ id }), { maxLength: 6 })
const event: fc.Arbitrary<TypistsEvent> = fc.oneof(
  fc.record({ type: fc.constant('snapshot' as const), users }),
  fc.record({
    type: fc.constant('started' as const),
    user: fc.record({ id }),
    expireInMs: fc.oneof(fc.double(), fc.integer({ min: -1, max: 40_000 })),
  }),
  fc.record({ type: fc.constantFrom('stopped' as const, 'message' as const), userId: id }),
  fc.record({ type: fc.constantFrom('cleared' as const, 'due' as const, 'filter' as const) }),
)
const life = fc.array(fc.tuple(fc.constantFrom(0, 1, 2_000, 15_000, 60_000), event, fc.subarray(['ann', 'bob'])), {
  maxLength: 60,
})

test('S2, S3, S12, S14 and S17 hold after every step, whatever is heard', () => {
  fc.assert(
    fc.property(life, (happened) => {
      let typists = NO_TYPISTS
      let now = 0
      for (const [pause, heard, ignored] of happened) {
        now += pause
        const before = typists
        const input = { now, self: new Set(['me']), ignored: new Set(ignored) }
        typists = stepTypists(before, heard, input)
        const shown = typists.view.map((user) => user.id)
        expect(shown).not.toContain('me')
        expect(shown).toEqual(typists.all.map((typist) => typist.user.id).filter((who) => !ignored.includes(who)))
        expect(new Set(shown).size).toBe(shown.length)
        if (heard.type === 'snapshot') {
          const listed = new Set(heard.users.map((user) => user.id).filter((who) => who !== 'me'))
          expect(new Set(typists.all.map((typist) => typist.user.id))).toEqual(listed)
        }
        if (heard.type === 'due') expect(typistsDueAt(typists)).toBeGreaterThan(now)
        expect(typistsDueAt(typists)).not.toBeNaN()
        const same =
          before.view.length === shown.length && before.view.every((user, index) => user === typists.view[index])
        expect(typists.view === before.view).toBe(same)
        // The same event at the same instant is nothing.
        if (heard.type !== 'started') expect(stepTypists(typists, heard, input)).toBe(typists)
      }
    }),
    { numRuns: 300 },
  )
})

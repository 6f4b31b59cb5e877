import { isSuspect } from '../../src/core/trust.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { MAX_TYPISTS } from '../../src/protocol/conversation.ts'
import type { Findings } from './findings.ts'

interface Before {
  readonly suspect: boolean
  readonly count: number
  readonly namedAt: number
}

const NOTHING: Before = { suspect: false, count: 0, namedAt: -Infinity }

/** Age at which the Matrix transport hides a list that nothing names, in milliseconds. */
const HIDDEN_AGE_MS = 120_000

/** Looks into an engine after each step, only to know that the simulator got somewhere (D2); nothing is judged by it. */
export function watchForSometimes(engine: Engine, { sometimes }: Findings): (now: number) => void {
  const before = new Map<string, Before>()
  const aged = new Set<string>()
  return (now) => {
    const { world } = engine
    if (world.trust.lookedUpAt === now) sometimes('an old list was looked up')
    for (const [key, { typists, suspectedAt }] of world.conversations) {
      const { suspect, count, namedAt } = before.get(key) ?? NOTHING
      const after: Before = {
        // What is heard as single starts is in no list.
        suspect: typists.namedAt !== -Infinity && isSuspect({ namedAt: typists.namedAt, suspectedAt }) && typists.all.length > 0,
        count: typists.all.length,
        namedAt: typists.namedAt,
      }
      before.set(key, after)
      if (suspect && after.count === 0) sometimes('a suspect was dropped')
      if (suspect && after.count > 0 && !after.suspect) sometimes('a suspect was listed again')
      if (after.count === MAX_TYPISTS) sometimes('a list was cut at the cap')
      if (count > 0 && after.count === 0 && namedAt !== -Infinity && now - namedAt >= HIDDEN_AGE_MS) {
        sometimes('a list was hidden by its age')
        aged.add(key)
      } else if (after.count > 0 && aged.delete(key)) {
        sometimes('a list hidden by its age was shown again')
      }
    }
  }
}

import { describe, expect, test } from 'vitest'
import { SOMETIMES } from './findings.ts'
import type { ProtocolName } from './setting.ts'
import { runSuite, worldsOf } from './suite.ts'
import { runWorld } from './world.ts'

/** On the machines of a busy day. */
const SLOW_MS = 300_000

/** How many hours of each mode are simulated. */
export interface Hours {
  readonly usual: number
  readonly hostile: number
  readonly calm: number
  /** Hours for each share of requests that is lost, and what is seen at least of one who types on (L2). */
  readonly loss?: { readonly hours: number; readonly seen: readonly (readonly [share: number, least: number])[] }
}

/** The tests that every protocol passes. */
export function describeSimulated(protocol: ProtocolName, { usual, hostile, calm, loss }: Hours): void {
  describe(`${protocol}, simulated`, () => {
    test(
      `S1–S19, L1 and L3 hold in ${usual} hours of what happens to people, and in ${hostile} of worse`,
      { timeout: SLOW_MS },
      async () => {
        const asUsual = await runSuite(worldsOf({ protocol }, usual), runWorld)
        const worse = await runSuite(worldsOf({ protocol, mode: 'hostile' }, hostile), runWorld)
        expect([...asUsual.failures, ...worse.failures]).toEqual([])
        // D2: a simulator that never gets there proves nothing.
        const unseen = SOMETIMES[protocol].filter((what) => !asUsual.seen.has(what) && !worse.seen.has(what))
        expect(unseen).toEqual([])
      },
    )

    test(
      `D3, L3 and S19: on a good network nothing fails, all is seen and nobody lingers, for ${calm} hours`,
      { timeout: SLOW_MS },
      async () => {
        const { failures } = await runSuite(worldsOf({ protocol, mode: 'calm' }, calm), runWorld)
        expect(failures).toEqual([])
      },
    )

    if (loss === undefined) return
    test.each(loss.seen)(
      `L2: whoever types on is seen, where %d of the requests are lost, %d of the time: for ${loss.hours} hours`,
      { timeout: SLOW_MS },
      async (share, least) => {
        const world = { protocol, mode: 'loss', loss: share, minutes: 600 } as const
        const { failures, figures } = await runSuite(worldsOf(world, loss.hours / 10), runWorld)
        expect(failures).toEqual([])
        expect(figures.watchedMs).toBeGreaterThan(loss.hours * 3_000_000)
        expect(figures.visibleMs / figures.watchedMs).toBeGreaterThanOrEqual(least)
      },
    )
  })
}

import { describe, expect, test } from 'vitest'
import { SOMETIMES, type Sometimes } from './findings.ts'
import { runSuite, worldsOf } from './suite.ts'
import { runWorld } from './world.ts'

/** On the machines of a busy day. */
const SLOW_MS = 300_000

/** What only other protocols know. */
const OF_OTHERS: ReadonlySet<Sometimes> = new Set<Sometimes>(['a queue had gone', 'a socket was open and silent'])

describe('Matrix, simulated', () => {
  test('S1–S19, L1 and L3 hold in 60 hours of what happens to people, and in 12 of worse', { timeout: SLOW_MS }, async () => {
    const usual = await runSuite(worldsOf({ protocol: 'matrix' }, 60), runWorld)
    const hostile = await runSuite(worldsOf({ protocol: 'matrix', mode: 'hostile' }, 12), runWorld)
    expect([...usual.failures, ...hostile.failures]).toEqual([])
    // D2: a simulator that never gets there proves nothing.
    const seen = new Set([...usual.seen, ...hostile.seen, ...OF_OTHERS])
    expect(SOMETIMES.filter((what) => !seen.has(what))).toEqual([])
  })

  test('D3, L3 and S19: on a good network nothing fails, all is seen and nobody lingers, for 20 hours', { timeout: SLOW_MS }, async () => {
    const { failures } = await runSuite(worldsOf({ protocol: 'matrix', mode: 'calm' }, 20), runWorld)
    expect(failures).toEqual([])
  })
})

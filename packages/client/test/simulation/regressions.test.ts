import { describe, expect, test } from 'vitest'
import type { PlanOptions } from './plan.ts'
import { describeFailure } from './shrink.ts'
import { runWorld } from './world.ts'

/** Worlds that once failed, by what had been overlooked: in the client, the server or the simulator itself. */
const WORLDS: readonly (readonly [what: string, world: PlanOptions])[] = [
  [
    'S1: the answer to a lost poll does not come back from the server two minutes old',
    { seed: 14, protocol: 'matrix', mode: 'hostile', minutes: 12 },
  ],
  [
    'a page that thaws while its machine sleeps is told that it is back',
    { seed: 58, protocol: 'matrix', hosts: 2, faults: [54, 56] },
  ],
  [
    'who is refused twice in a row logs in again, and is heard again',
    { seed: 10, protocol: 'matrix', mode: 'hostile', hosts: 3 },
  ],
  [
    'a poll of a connection that broke on one side only ends by itself',
    { seed: 10, protocol: 'matrix', mode: 'hostile', hosts: 3, faults: [413] },
  ],
  [
    'what was sent into a partition is not heard by a server that gave the socket up',
    { seed: 2, protocol: 'rocketchat', mode: 'hostile', minutes: 32, faults: [181] },
  ],
  [
    'a socket that fell silent before anything was said on it is not kept',
    { seed: 7, protocol: 'rocketchat', mode: 'hostile', hosts: 2, faults: [337, 339] },
  ],
]

describe('worlds that once failed', () => {
  test.each(WORLDS)('%s', { timeout: 60_000 }, async (_what, world) => {
    const { failure } = await runWorld(world)
    expect(failure && describeFailure(world, failure)).toBeUndefined()
  })
})

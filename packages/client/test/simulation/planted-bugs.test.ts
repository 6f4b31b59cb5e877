import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Failure } from './findings.ts'
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts'
import type * as worlds from './world.ts'

const SLOW_MS = 300_000

/** Within so many worlds each must be found (D4). */
const MOST_SEEDS = 100

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

/** The first failure that worlds come to with the bug in them, and the seed. */
async function hunt({ path, overrides, world }: PlantedBug): Promise<(Failure & { readonly seed: number }) | undefined> {
  vi.resetModules()
  vi.doMock(path, async (importOriginal) => {
    // Of whichever module the bug is in.
    const original = await importOriginal<object>()
    // oxlint-disable-next-line no-unsafe-type-assertion -- the table pairs each path with the type of its module
    return { ...original, ...overrides(original as never) }
  })
  const { runWorld } = await vi.importActual<typeof worlds>('./world.ts')
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { failure } = await runWorld({ ...world, seed })
    await turn()
    if (failure !== undefined) return { ...failure, seed }
  }
  return undefined
}

describe('D4 planted bugs are caught', () => {
  afterEach(() => {
    for (const { path } of PLANTED_BUGS) vi.doUnmock(path)
  })

  const titled = PLANTED_BUGS.map((bug) => [bug.caughtBy.join(' or '), bug.name, bug] as const)
  test.each(titled)('by %s: %s', { timeout: SLOW_MS }, async (_by, _name, bug) => {
    const caught = await hunt(bug)
    expect(bug.caughtBy).toContain(caught?.invariant)
  })
})

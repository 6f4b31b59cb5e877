import { describe, expect, test } from 'vitest'
import { noFigures } from './findings.ts'
import { createPlan } from './plan.ts'
import { describeFailure, shrink, type Run } from './shrink.ts'
import { runWorld } from './world.ts'

const SLOW_MS = 60_000

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

describe('the simulator', () => {
  test('D1: the same seed is the same world, another one another', { timeout: SLOW_MS }, async () => {
    const options = { seed: 7, protocol: 'matrix', mode: 'hostile', minutes: 10 } as const
    const [first, second, other] = [await runWorld(options), await runWorld(options), await runWorld({ ...options, seed: 8 })]
    expect(second.hash).toBe(first.hash)
    expect(second.figures).toEqual(first.figures)
    expect(other.hash).not.toBe(first.hash)
  })

  test('D1: no promise is left over between two events: whole turns of the event loop change nothing', { timeout: SLOW_MS }, async () => {
    const options = { seed: 11, protocol: 'matrix', mode: 'hostile', minutes: 5 } as const
    const turned = await runWorld(options, { settle: turn })
    expect((await runWorld(options)).hash).toBe(turned.hash)
  })

  test('a plan with fewer hosts and faults is a part of the whole one', () => {
    const options = { seed: 5, protocol: 'matrix', mode: 'hostile' } as const
    const whole = createPlan(options)
    const some = whole.faults.slice(0, 9).map(({ index }) => index)
    const part = createPlan({ ...options, hosts: 2, faults: some, minutes: 20 })
    expect(part.hosts).toEqual(whole.hosts.slice(0, 2))
    expect(part.faults.length).toBeGreaterThan(0)
    for (const fault of part.faults) expect(whole.faults).toContainEqual(fault)
    for (const act of part.acts) expect(whole.acts).toContainEqual(act)
  })

  test('a failure is shrunk to what it needs, and comes with the command that runs it again', async () => {
    const options = { seed: 5, protocol: 'matrix', mode: 'hostile' } as const
    const culprit = createPlan(options).faults.find(({ kind }) => kind === 'restart')
    const run: Run = (tried) => {
      const plan = createPlan(tried)
      const isThere = plan.faults.some(({ index }) => index === culprit?.index)
      const failure = isThere ? { invariant: 'S1', message: 'S1: planted', atMs: culprit?.at ?? 0 } : undefined
      return Promise.resolve({ plan, failure, hash: 0, figures: noFigures(), seen: new Set() })
    }
    const failure = { invariant: 'S1', message: 'S1: planted', atMs: culprit?.at ?? 0 }
    const smallest = await shrink(options, run, failure)
    expect(createPlan(smallest).faults).toEqual([culprit])
    expect(smallest.hosts).toBe(2)
    const minutes = Math.ceil(failure.atMs / 60_000)
    expect(describeFailure(smallest, failure)).toContain(
      `npm run soak -- --seed 5 --protocol matrix --mode hostile --minutes ${minutes} --hosts 2 --faults ${culprit?.index}`,
    )
  })
})

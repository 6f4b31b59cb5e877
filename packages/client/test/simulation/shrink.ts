import type { Failure } from './findings.ts'
import { createPlan, type PlanOptions } from './plan.ts'
import type { Outcome } from './simulate.ts'

/** Runs a world and says what became of it. */
export type Run = (options: PlanOptions) => Promise<Outcome>

/** Most worlds that are tried for one failure. */
const MOST_RUNS = 80

/** The command that runs this very world again. */
export function replayCommand({ seed, protocol, mode, minutes, loss, hosts, faults }: PlanOptions): string {
  const parts = [`npm run soak -- --seed ${seed} --protocol ${protocol}`]
  if (mode !== undefined) parts.push(`--mode ${mode}`)
  if (minutes !== undefined) parts.push(`--minutes ${minutes}`)
  if (loss !== undefined && loss > 0) parts.push(`--loss ${loss}`)
  if (hosts !== undefined) parts.push(`--hosts ${hosts}`)
  if (faults !== undefined) parts.push(`--faults ${faults.length === 0 ? 'none' : faults.join()}`)
  return parts.join(' ')
}

/** What one reads about a failure. */
export function describeFailure(options: PlanOptions, { message, atMs }: Failure): string {
  return `${message} (${atMs} ms after the start)\n  ${replayCommand(options)}`
}

/** The smallest world found that fails by the same invariant: fewer hosts, a shorter time, fewer faults. */
export async function shrink(first: PlanOptions, run: Run, found: Failure): Promise<PlanOptions> {
  let best = first
  let runs = 0

  async function fails(options: PlanOptions): Promise<boolean> {
    runs += 1
    if (runs > MOST_RUNS) return false
    const { failure } = await run(options)
    if (failure?.invariant !== found.invariant) return false
    best = options
    return true
  }

  const hostCount = createPlan(first).hosts.length
  for (let hosts = 2; hosts < hostCount; hosts += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the smallest first
    if (await fails({ ...best, hosts })) break
  }
  const failedAt = (await run(best)).failure?.atMs ?? found.atMs
  const minutes = Math.ceil(failedAt / 60_000)
  if (minutes < (best.minutes ?? 60)) await fails({ ...best, minutes })
  // Parts of the list are left out, ever smaller ones, as long as it still fails without them.
  let kept = createPlan(best).faults.map(({ index }) => index)
  for (let size = kept.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)]
      // oxlint-disable-next-line no-await-in-loop -- each one begins with what the last one left
      if (await fails({ ...best, faults: without })) kept = without
      else from += size
    }
  }
  return best
}

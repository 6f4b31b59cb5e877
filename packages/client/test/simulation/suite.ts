import { addFigures, noFigures, type Figures, type Sometimes } from './findings.ts'
import type { PlanOptions } from './plan.ts'
import { describeFailure, shrink, type Run } from './shrink.ts'

/** What many worlds came to. */
export interface SuiteOutcome {
  readonly figures: Figures
  readonly seen: ReadonlySet<Sometimes>
  /** Each with the command that runs it again, as small as it could be made. */
  readonly failures: readonly string[]
}

/** So many failures are enough to look at. */
const MOST_FAILURES = 3

/** Lets the event loop turn, so that whoever watches the process hears of it. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

/** Runs the worlds one after the other. */
export async function runSuite(worlds: Iterable<PlanOptions>, run: Run): Promise<SuiteOutcome> {
  let figures = noFigures()
  const seen = new Set<Sometimes>()
  const failures: string[] = []
  for (const options of worlds) {
    // oxlint-disable no-await-in-loop -- one process, one world at a time
    const outcome = await run(options)
    await turn()
    figures = addFigures(figures, outcome.figures)
    for (const what of outcome.seen) seen.add(what)
    if (outcome.failure === undefined) continue
    const smallest = await shrink(options, run, outcome.failure)
    const { failure = outcome.failure } = await run(smallest)
    // oxlint-enable no-await-in-loop
    failures.push(describeFailure(smallest, failure))
    if (failures.length === MOST_FAILURES) break
  }
  return { figures, seen, failures }
}

/** Worlds of seeds that follow each other. */
export function* worldsOf(options: Omit<PlanOptions, 'seed'>, count: number, from = 1): Generator<PlanOptions> {
  for (let seed = from; seed < from + count; seed += 1) yield { ...options, seed }
}

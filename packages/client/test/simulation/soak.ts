// Started by scripts/soak.mjs: many hours of worlds over all protocols and cores, or one world again.
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { parseArgs } from 'node:util'
import { addFigures, noFigures, type Figures } from './findings.ts'
import type { PlanOptions } from './plan.ts'
import { MODES, PROTOCOLS, type Mode, type ProtocolName } from './setting.ts'
import { describeFailure, shrink } from './shrink.ts'
import { soakTable, type SoakRow } from './soak-table.ts'
import { runWorld } from './world.ts'

/** Part of the hours of a protocol that goes to each kind of world, and the share of requests that is lost there. */
const SHARES: readonly { readonly mode: Mode; readonly loss?: number; readonly share: number }[] = [
  { mode: 'usual', share: 0.6 },
  { mode: 'hostile', share: 0.1 },
  { mode: 'calm', share: 0.06 },
  { mode: 'loss', loss: 0, share: 0.03 },
  { mode: 'loss', loss: 0.05, share: 0.05 },
  { mode: 'loss', loss: 0.1, share: 0.05 },
  { mode: 'loss', loss: 0.2, share: 0.05 },
  { mode: 'void', loss: 0.05, share: 0.02 },
  { mode: 'void', loss: 0.1, share: 0.02 },
  { mode: 'void', loss: 0.2, share: 0.02 },
]

const DEFAULT_HOURS = 20_000

/** Worlds that a worker is given at once. */
const BATCH = 20

interface Batch {
  readonly options: Omit<PlanOptions, 'seed'>
  readonly from: number
  readonly count: number
}

interface Told {
  readonly options: Omit<PlanOptions, 'seed'>
  readonly figures: Figures
  readonly failures: readonly string[]
}

const isProtocol = (text: unknown): text is ProtocolName => PROTOCOLS.some((name) => name === text)
const isMode = (text: unknown): text is Mode => MODES.some((name) => name === text)

async function runBatch({ options, from, count }: Batch): Promise<Told> {
  let figures = noFigures()
  const failures: string[] = []
  for (let seed = from; seed < from + count; seed += 1) {
    const world = { ...options, seed }
    // oxlint-disable no-await-in-loop -- one core, one world at a time
    const outcome = await runWorld(world)
    figures = addFigures(figures, outcome.figures)
    if (outcome.failure === undefined) continue
    const smallest = await shrink(world, runWorld, outcome.failure)
    const { failure = outcome.failure } = await runWorld(smallest)
    // oxlint-enable no-await-in-loop
    failures.push(describeFailure(smallest, failure))
  }
  return { options, figures, failures }
}

function batchesOf(hours: number, protocols: readonly ProtocolName[], from: number): readonly Batch[] {
  const batches: Batch[] = []
  for (const protocol of protocols) {
    for (const { mode, loss = 0, share } of SHARES) {
      const count = Math.ceil((hours / protocols.length) * share)
      for (let done = 0; done < count; done += BATCH) {
        batches.push({ options: { protocol, mode, loss }, from: from + done, count: Math.min(BATCH, count - done) })
      }
    }
  }
  return batches
}

/** Lets workers take one batch after the other. */
async function runAll(batches: readonly Batch[], jobs: number, hear: (told: Told) => void): Promise<void> {
  const waiting = [...batches]
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: 'world', argv: [] })
      const next = (): void => {
        const batch = waiting.shift()
        if (batch === undefined) {
          void worker.terminate()
          resolve()
        } else {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
          worker.postMessage(batch)
        }
      }
      worker.on('error', reject)
      worker.on('message', (told: Told) => {
        hear(told)
        next()
      })
      next()
    })
  await Promise.all(Array.from({ length: jobs }, work))
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function replay(options: PlanOptions, isTraced: boolean): Promise<number> {
  const onTrace = isTraced ? say : undefined
  const { failure, figures, hash, plan } = await runWorld(options, { onTrace })
  for (const [index, host] of plan.hosts.entries()) say(`host ${index}: ${JSON.stringify(host)}`)
  if (options.faults !== undefined) for (const fault of plan.faults) say(JSON.stringify(fault))
  say(`trace ${hash.toString(16)} ${JSON.stringify(figures)}`)
  say(failure === undefined ? 'every invariant holds' : describeFailure(options, failure))
  return failure === undefined ? 0 : 1
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string' },
      protocol: { type: 'string' },
      mode: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      minutes: { type: 'string' },
      loss: { type: 'string' },
      hosts: { type: 'string' },
      faults: { type: 'string' },
      jobs: { type: 'string' },
      trace: { type: 'boolean' },
    },
  })
  const { protocol, mode } = values
  if ((protocol !== undefined && !isProtocol(protocol)) || (mode !== undefined && !isMode(mode))) {
    say(`unable to soak; there is ${PROTOCOLS.join(', ')} and ${MODES.join(', ')}`)
    return 1
  }
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
  if (values.seed !== undefined) {
    const faults = values.faults === 'none' ? [] : values.faults?.split(',').map(Number)
    const given = { minutes: number(values.minutes), loss: number(values.loss), hosts: number(values.hosts), mode, faults }
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    return replay({ seed: Number(values.seed), protocol: protocol ?? 'matrix', ...options }, values.trace === true)
  }
  const hours = number(values.hours) ?? DEFAULT_HOURS
  const jobs = number(values.jobs) ?? availableParallelism()
  const rows: SoakRow[] = []
  const failures: string[] = []
  let done = 0
  let saidAt = 0
  await runAll(batchesOf(hours, protocol === undefined ? PROTOCOLS : [protocol], number(values.from) ?? 1), jobs, (told) => {
    done += told.figures.hours
    failures.push(...told.failures)
    for (const failure of told.failures) say(failure)
    rows.push({ protocol: told.options.protocol, mode: told.options.mode ?? 'usual', loss: told.options.loss ?? 0, figures: told.figures })
    if (done < saidAt + hours / 20) return
    saidAt = done
    say(`${Math.round(done)} of ${hours} hours`)
  })
  say(`\n${soakTable(rows)}\n`)
  say(failures.length === 0 ? `every invariant held for ${Math.round(done)} hours` : `${failures.length} worlds failed`)
  return failures.length === 0 ? 0 : 1
}

if (isMainThread) {
  process.exitCode = await main()
} else if (workerData === 'world') {
  parentPort?.on('message', (batch: Batch) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    void runBatch(batch).then((told) => parentPort?.postMessage(told))
  })
}

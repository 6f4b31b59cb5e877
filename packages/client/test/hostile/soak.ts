/**
 * A program of its own, bundled and started by scripts/hostile.mjs: any answers and frames by the hundred thousand.
 * `--inputs=1000000` how many, over all protocols; `--seed=1` where chance begins; `--moves=300` how long a life is.
 */
import { parseArgs } from 'node:util'
import * as fc from 'fast-check'
import { MATRIX, ROCKETCHAT, ZULIP } from './good-servers.ts'
import type { Template } from './json-text.ts'
import { anyLife, live, type Happening } from './lives.ts'
import type { GoodServer } from './stage.ts'
import { MATRIX_TEMPLATES, ROCKETCHAT_TEMPLATES, ZULIP_TEMPLATES } from './templates.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    moves: { type: 'string', default: '300' },
  },
})
const [inputs, seed, moves] = [Number(values.inputs), Number(values.seed), Number(values.moves)]

/** Lives between two looks at how many inputs there were. */
const BATCH = 20

const uncaught: unknown[] = []
process.on('unhandledRejection', (cause) => void uncaught.push(cause))
process.on('uncaughtException', (cause) => void uncaught.push(cause))

/** Lives on until there were so many inputs; false if something did not hold. */
async function soak<Target>(name: string, server: GoodServer<Target>, templates: readonly Template[], least: number): Promise<boolean> {
  const happened = new Map<Happening, number>()
  const count = (what: Happening): void => void happened.set(what, (happened.get(what) ?? 0) + 1)
  const property = fc.asyncProperty(anyLife(templates, server.hasSockets, moves), async (life) => {
    await live(server, life, count)
    if (uncaught.length > 0) throw new Error('nobody caught it', { cause: uncaught.splice(0)[0] })
  })
  for (let batch = 0; (happened.get('input') ?? 0) < least; batch += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other, or there is no end to see
    const result = await fc.check(property, { numRuns: BATCH, seed: seed + batch })
    if (result.failed) {
      process.stderr.write(`${name}: again with --seed=${seed + batch} --moves=${moves}\n${String(result.errorInstance)}\n${fc.defaultReportMessage(result)}\n`)
      return false
    }
  }
  process.stdout.write(`${name.padEnd(12)} ${[...happened].map(([what, times]) => `${what} ${times}`).join(', ')}\n`)
  return true
}

process.stdout.write(`seed ${seed}, node ${process.version} ${process.execArgv.join(' ')}\n`)
const each = Math.ceil(inputs / 3)
const held = [
  await soak('matrix', MATRIX, MATRIX_TEMPLATES, each),
  await soak('zulip', ZULIP, ZULIP_TEMPLATES, each),
  await soak('rocketchat', ROCKETCHAT, ROCKETCHAT_TEMPLATES, each),
]
// What the library of sockets waits for without end must not keep this one from ending.
process.exit(held.every(Boolean) ? 0 : 1)

// `npm run test:synapse`: the conformance cases against a real homeserver; `npm test` runs the same ones on the mock.
// With `--table` it runs both, and writes what it saw into docs/transports/matrix.md.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { guard, isStopping } from './child.mjs'
import { report } from './summary.mjs'
import { writeTable } from './synapse/conformance-table.mjs'
import { IndexUnreachable, prepareSynapse } from './synapse/environment.mjs'
import { runner } from './test.mjs'

/** @param {readonly string[]} args */
export async function main(args) {
  /** @type {Awaited<ReturnType<typeof prepareSynapse>>} */
  let prepared
  try {
    prepared = await prepareSynapse()
  } catch (error) {
    if (!(error instanceof IndexUnreachable)) throw error
    console.log('synapse: not run (package index unreachable)')
    return 0
  }
  if (isStopping()) return process.exitCode

  /** @type {{ mock?: unknown, synapse?: unknown }} */
  const reports = {}
  const results = [await onSynapse(prepared.python, (told) => void (reports.synapse = told))]
  if (args.includes('--table') && !isStopping()) {
    const only = 'packages/client/test/conformance/mock.test.ts'
    results.push(await runner('node', { only, onReport: (told) => void (reports.mock = told) }).run())
    writeTable(prepared.version, reports)
  }
  if (isStopping()) return process.exitCode
  return report(results, `Synapse ${prepared.version}`)
}

/**
 * Everything a Synapse writes is below one folder: whoever is ended in the middle cannot clear up after himself.
 *
 * @param {string} python
 * @param {(told: unknown) => void} onReport
 */
async function onSynapse(python, onReport) {
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-conformance-'))
  try {
    const env = { ...process.env, TMPDIR: place, NOWTYPING_SYNAPSE_PYTHON: python }
    return await runner('synapse', { env, onReport }).run()
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  guard()
  process.exitCode = await main(process.argv.slice(2))
}

// The packed packages in the hands of their users: `npm run test:consumers`. `npm run consumers:lock` renews
// test/consumers/pnpm-lock.yaml.
import { pathToFileURL } from 'node:url'
import { guard, isStopping } from './child.mjs'
import { consumerCases } from './publish/cases.mjs'
import { installTarballs } from './publish/installed.mjs'
import { gateResult, report } from './summary.mjs'

/** @typedef {import('./publish/cases.mjs').Case} Case */

/** Compilers and small programs: one on each core. What keeps both busy by itself is run alone. */
const AT_ONCE = 2

/**
 * @param {readonly string[]} names parts of the names of the cases to run; all of them if there is none
 */
export async function main(names) {
  if (names.includes('--lock')) {
    const { remove } = await installTarballs({ locks: true })
    remove()
    return 0
  }
  const start = performance.now()
  /** @type {import('./summary.mjs').Result[]} */
  const results = []
  const installed = await installTarballs().catch((error) => {
    results.push(
      gateResult('build, pack and install', {
        code: 1,
        seconds: 0,
        note: error instanceof Error ? error.message : String(error),
      }),
    )
    return undefined
  })
  try {
    if (installed) {
      results.push(gateResult('build, pack and install', { code: 0, seconds: (performance.now() - start) / 1000 }))
      const wanted = consumerCases(installed).filter(
        ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
      )
      results.push(
        ...(await inTurns(
          wanted.filter(({ alone }) => alone !== true),
          AT_ONCE,
        )),
      )
      results.push(
        ...(await inTurns(
          wanted.filter(({ alone }) => alone === true),
          1,
        )),
      )
    }
  } finally {
    installed?.remove()
  }
  if (isStopping()) return process.exitCode
  return report(results)
}

/**
 * @param {readonly Case[]} cases
 * @param {number} atOnce
 */
async function inTurns(cases, atOnce) {
  /** @type {import('./summary.mjs').Result[]} */
  const results = []
  const queue = [...cases]
  const work = async () => {
    for (let next = queue.shift(); next && !isStopping(); next = queue.shift()) {
      const start = performance.now()
      const {
        code,
        note = '',
        text = '',
      } = await next.run().catch((error) => ({ code: 1, note: '', text: String(error) }))
      if (code !== 0) console.log(`\n── ${next.name}\n${text.trim()}`)
      results.push(gateResult(next.name, { code, note, seconds: (performance.now() - start) / 1000 }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  guard()
  process.exitCode = await main(process.argv.slice(2))
}

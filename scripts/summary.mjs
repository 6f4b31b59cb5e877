// What ran, as numbers. The only place that writes the line `N passed, N failed`. By itself, with the name of a file,
// it reports the runs that were noted there, as one: `node scripts/summary.mjs noted.jsonl`.
import { appendFileSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * One gate or one runner. A gate counts as one; a runner counts its tests.
 *
 * @typedef {{ name: string, seconds: number, passed: number, failed: number, note?: string }} Result
 */

/**
 * A gate passes when its tool ends with 0.
 *
 * @param {string} name
 * @param {{ code: number, seconds: number, note?: string }} ended
 * @returns {Result}
 */
export const gateResult = (name, { code, seconds, note = '' }) => ({
  name,
  seconds,
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  note,
})

/**
 * What Vitest's JSON report says. A test that was skipped, or is still to be written, has failed to
 * show anything; so has a file that could not be loaded and a runner that found no test.
 *
 * @param {string} name
 * @param {{ code: number, seconds: number, note?: string }} ended
 * @param {unknown} told
 * @returns {Result}
 */
export function runnerResult(name, { code, seconds, note = '' }, told) {
  let passed = 0
  let failed = 0
  const notes = note === '' ? [] : [note]
  for (const file of listIn(told, 'testResults')) {
    const tests = listIn(file, 'assertionResults').map((test) => fieldOf(test, 'status'))
    const bad = tests.filter((status) => status !== 'passed')
    passed += tests.length - bad.length
    failed += bad.length
    const silent = bad.filter((status) => status !== 'failed')
    if (silent.length > 0) notes.push(`${silent.length} skipped or to do`)
    if (bad.length === 0 && fieldOf(file, 'status') === 'failed') {
      failed += 1
      notes.push(`not loaded: ${String(fieldOf(file, 'name'))}`)
    }
  }
  if (passed + failed === 0) notes.push('no test ran')
  else if (failed === 0 && code !== 0) notes.push(`ended with ${code}`)
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1
  return { name, seconds, passed, failed, note: notes.join('; ') }
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown}
 */
const fieldOf = (value, key) =>
  typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value)[key] : undefined

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown[]}
 */
function listIn(value, key) {
  const list = fieldOf(value, key)
  return Array.isArray(list) ? list : []
}

/** @param {readonly Result[]} results */
export function table(results) {
  const width = Math.max(0, ...results.map(({ name }) => name.length))
  return results.map(({ name, seconds, passed, failed, note }) => {
    const mark = failed === 0 ? 'ok  ' : 'FAIL'
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`
    return `${mark}  ${name.padEnd(width)} ${counts} ${seconds.toFixed(1).padStart(7)} s${note ? `  ${note}` : ''}`
  })
}

/** @param {readonly Result[]} results */
export const sum = (results) => ({
  passed: results.reduce((total, { passed }) => total + passed, 0),
  failed: results.reduce((total, { failed }) => total + failed, 0),
})

/** The last line of every run. @param {readonly Result[]} results */
export function totalLine(results) {
  const { passed, failed } = sum(results)
  return `${passed} passed, ${failed} failed`
}

/**
 * Says what ran, and notes it for whoever sums up several runs; gives the exit code.
 *
 * @param {readonly Result[]} results
 * @param {string} [title]
 */
export function report(results, title = '') {
  const noted = process.env['NOWTYPING_RESULTS']
  if (noted) appendFileSync(noted, results.map((result) => `${JSON.stringify(result)}\n`).join(''))
  console.log(`\n${[title, ...table(results)].filter(Boolean).join('\n')}\n\n${totalLine(results)}`)
  return sum(results).failed === 0 ? 0 : 1
}

/** @param {string} text @returns {Result[]} */
export const readNoted = (text) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const results = readNoted(readFileSync(process.argv[2] ?? '', 'utf8'))
  process.exitCode = report(results.length > 0 ? results : [gateResult('anything', { code: 1, seconds: 0, note: 'nothing ran' })])
}

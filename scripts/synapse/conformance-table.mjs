// The section of docs/transports/matrix.md that lays the mock and Synapse side by side, from the two reports.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TOP } from '../install.mjs'

const DOCUMENT = join(TOP, 'docs', 'transports', 'matrix.md')
const BEGIN = '<!-- conformance: written by `npm run test:synapse -- --table` -->'
const END = '<!-- end of conformance -->'

/**
 * Each case's name and how it ended, from Vitest's JSON report.
 *
 * @param {unknown} report
 */
export function outcomes(report) {
  const { testResults = [] } = /** @type {{ testResults?: { assertionResults: { title: string, status: string }[] }[] }} */ (
    report ?? {}
  )
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  return new Map(tests.map(({ title, status }) => [title, status]))
}

/**
 * @param {string} version
 * @param {{ mock?: unknown, synapse?: unknown }} reports
 */
export function tableOf(version, reports) {
  const mock = outcomes(reports.mock)
  const synapse = outcomes(reports.synapse)
  const names = [...new Set([...mock.keys(), ...synapse.keys()])]
  const cell = (/** @type {string | undefined} */ status) => (status === 'passed' ? 'yes' : (status ?? 'not run'))
  const rows = names.map((name) => `| ${name.replaceAll('|', '\\|')} | ${cell(mock.get(name))} | ${cell(synapse.get(name))} |`)
  return [`| Case | Mock | Synapse ${version} |`, '|---|---|---|', ...rows].join('\n')
}

/**
 * @param {string} version
 * @param {{ mock?: unknown, synapse?: unknown }} reports
 */
export function writeTable(version, reports) {
  const text = readFileSync(DOCUMENT, 'utf8')
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error('unable to write the table; the document has no place for it')
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${tableOf(version, reports)}\n\n${END}${after}`)
}

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CASES } from './cases.ts'

const DOCUMENT = new URL('../../../../docs/transports/matrix.md', import.meta.url)

test('the document shows every case, and none that is no more', () => {
  const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split('<!-- conformance')
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Case '))
  const shown = rows.map((row) => row.slice(2, row.indexOf(' | ')))
  expect(shown.toSorted()).toEqual(CASES.map(({ name }) => name).toSorted())
})

test('every case has a name of its own', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
})

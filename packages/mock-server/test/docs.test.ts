import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { PLAIN_FAULTS } from '../src/faults/fault.ts'
import { parseFaultPlan } from '../src/faults/parse-plan.ts'

const page = await readFile(new URL('../../../docs/mock-server.md', import.meta.url), 'utf8')
const plans = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)

test('docs/mock-server.md holds plans', () => {
  expect(plans.length).toBeGreaterThanOrEqual(6)
})

test.each(plans)('this plan of docs/mock-server.md is one: %s', (text) => {
  const plan: unknown = JSON.parse(text)
  expect(parseFaultPlan(plan)).toMatchObject({ ok: true })
})

test('every kind of fault is in its table', () => {
  const wrong = parseFaultPlan({ rules: [{ fault: { kind: '' } }] })
  const kinds = wrong.ok ? [] : wrong.mistake.replace(/^.* one of /, '').split(', ')
  expect(kinds.length).toBeGreaterThan(PLAIN_FAULTS.length)
  expect(kinds.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([])
})

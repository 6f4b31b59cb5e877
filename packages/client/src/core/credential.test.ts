import { describe, expect, test } from 'vitest'
import { CREDENTIAL_TABLE, EVENTS, NOW, SITUATIONS, type Cell, type EventName, type Situation } from './credential.table.ts'
import { stepCredential } from './credential.ts'

// Object.entries forgets the keys' type; these are the tables' own.
const situations = Object.keys(CREDENTIAL_TABLE) as Situation[]
const names = Object.keys(EVENTS) as EventName[]

describe.each(situations)('credentials: %s', (situation) => {
  const cells = names.map((name): [EventName, Cell] => [name, CREDENTIAL_TABLE[situation][name]])

  test.each(cells)('on %s', (name, cell) => {
    const before = SITUATIONS[situation]
    const { credential, ask } = stepCredential(before, EVENTS[name])
    if (cell === 'same') {
      expect(credential).toBe(before)
      expect(ask).toBe(false)
      return
    }
    expect(credential).toEqual(cell.to)
    expect(ask).toBe(cell.ask)
  })
})

test('a callback that failed is asked again when its wait is over, and not before', () => {
  const vain = SITUATIONS['none, asked in vain']
  expect(stepCredential(vain, { type: 'needed', now: NOW }).ask).toBe(false)
  expect(stepCredential(vain, { type: 'needed', now: NOW + 1 }).ask).toBe(true)
})

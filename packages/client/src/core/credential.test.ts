import { describe, expect, test } from 'vitest'
import { keysOf } from '../../test/support/keys-of.ts'
import { CREDENTIAL_TABLE, EVENTS, NOW, SITUATIONS, type Cell, type EventName } from './credential.table.ts'
import { stepCredential } from './credential.ts'

const situations = keysOf(CREDENTIAL_TABLE)
const names = keysOf(EVENTS)

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

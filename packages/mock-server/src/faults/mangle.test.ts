import { expect, test } from 'vitest'
import type { Fault } from './fault.ts'
import { mangled } from './mangle.ts'

const SYNC = JSON.stringify({
  next_batch: 's1',
  count: 2,
  flag: true,
  rooms: { join: { '!a:b': { ephemeral: { events: [{ type: 'm.typing', content: { user_ids: ['@a:b', '@b:b'] } }] } } } },
})

const change = (fault: Fault, text = SYNC): unknown => JSON.parse(mangled(text, fault))

test('bad JSON is none', () => {
  for (const text of [SYNC, '{}', '']) expect(() => change({ kind: 'badJson' }, text)).toThrow(SyntaxError)
})

test('wrong types keep every name and no type', () => {
  expect(change({ kind: 'wrongTypes' })).toEqual({
    next_batch: 17,
    count: '2',
    flag: [true],
    rooms: { join: { '!a:b': { ephemeral: { events: { 0: null } } } } },
  })
})

test('a huge list is the innermost one, and its texts stay different', () => {
  const text = mangled(SYNC, { kind: 'hugeList', n: 5_000 })
  const ids = [...text.matchAll(/"@[ab]:b\d*"/g)].map(([id]) => id)
  expect([ids.length, new Set(ids).size]).toEqual([5_000, 5_000])
  expect(change({ kind: 'hugeList' }, '{"events":[]}')).toEqual({ events: [] })
})

test('deep JSON is JSON, and deep', () => {
  const text = mangled(SYNC, { kind: 'deepJson', depth: 1_000 })
  expect(text).toContain('['.repeat(1_000))
  expect(JSON.parse(text)).toMatchObject({ next_batch: 's1' })
  expect(change({ kind: 'deepJson', depth: 2 }, '{}')).toEqual({ deep: [[]] })
})

test('dangerous keys are members of every object, and of no prototype', () => {
  const value = change({ kind: 'protoKeys' })
  const text = JSON.stringify(value)
  expect(text.match(/"__proto__":\{"polluted":true/g)?.length).toBe(7)
  expect(text).toContain('"constructor":{"prototype":{"polluted":true')
  expect('polluted' in {}).toBe(false)
})

test('any other fault leaves the text alone, and no text is too odd', () => {
  expect(mangled(SYNC, { kind: 'reset' })).toBe(SYNC)
  expect(mangled('<html>', { kind: 'wrongTypes' })).toBe('<html>')
})

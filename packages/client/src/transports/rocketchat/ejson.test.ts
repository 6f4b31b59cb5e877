import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromEjson, toEjson } from './ejson.ts'

/** As it would travel. */
const travelled = (value: unknown): unknown => JSON.parse(JSON.stringify(toEjson(value)))

describe('EJSON', () => {
  test.each<[name: string, wire: unknown, meant: unknown]>([
    ['a date', { $date: 1_480_377_601_000 }, new Date('2016-11-29T00:00:01.000Z')],
    ['dates deep inside', { update: [{ ts: { $date: 0 } }] }, { update: [{ ts: new Date(0) }] }],
    ['what is escaped, as it was', { $escape: { $date: { $date: 5 } } }, { $date: new Date(5) }],
    ['a date of no number, as it came', { $date: 'x' }, { $date: 'x' }],
    ['an object with more than a date, as it came', { $date: 1, a: 2 }, { $date: 1, a: 2 }],
    ['binary, as it came', { $binary: 'AAE=' }, { $binary: 'AAE=' }],
    ['nothing', null, null],
  ])('reads %s', (_, wire, meant) => {
    expect(fromEjson(wire)).toEqual(meant)
  })

  test.each<[name: string, value: unknown, wire: unknown]>([
    ['a date', [new Date(7)], [{ $date: 7 }]],
    ['what looks like a type', { $date: 7 }, { $escape: { $date: 7 } }],
    ['what looks like a custom type', { $type: 'a', $value: 1 }, { $escape: { $type: 'a', $value: 1 } }],
    ['an object', { rid: 'a', setting: undefined }, { rid: 'a' }],
  ])('writes %s', (_, value, wire) => {
    expect(travelled(value)).toEqual(wire)
  })

  test('S18 what was written is read back, dates and odd names included, and no prototype is touched', () => {
    const value = fc.object({
      key: fc.oneof(fc.string(), fc.constantFrom('$date', '$escape', '$type', '__proto__', 'constructor')),
      values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: true })],
    })
    fc.assert(
      fc.property(value, (one) => {
        expect(fromEjson(travelled(one))).toEqual(one)
      }),
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('S18 a tower of brackets does not use up the stack', () => {
    const tower: unknown = JSON.parse('['.repeat(300_000) + ']'.repeat(300_000))
    expect(() => fromEjson(tower)).not.toThrow()
    expect(() => toEjson(tower)).toThrow(RangeError)
  })
})

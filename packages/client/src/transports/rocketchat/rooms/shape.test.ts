import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { date } from './date.ts'
import { readMessage } from './message.ts'
import { readCreatedRoom, readRoom } from './room.ts'
import { count, flag, listOf, name, shape, text } from './shape.ts'
import { readSubscription } from './subscription.ts'
import { readMember, readUser } from './user.ts'

const READERS = { text, name, flag, count, date, readUser, readMember, readMessage, readRoom, readCreatedRoom, readSubscription }

/** Anything at all, JSON or not; often with the keys that are read. */
const anything = (): fc.Arbitrary<unknown> => {
  const keys = fc.constantFrom('_id', 'rid', 't', 'u', 'username', 'name', 'msg', 'ts', 'lm', 'lastMessage', '__proto__', '$date')
  return fc.oneof(fc.anything({ withDate: true, withNullPrototype: true }), fc.dictionary(keys, fc.anything({ withDate: true })))
}

describe.each(Object.entries(READERS))('%s', (_, reader) => {
  test('takes anything and never throws, and reads what it read as the same', () => {
    fc.assert(
      fc.property(anything(), (value) => {
        const read = reader(value)
        if (read !== undefined) expect(reader(read)).toEqual(read)
      }),
    )
  })
})

describe('date', () => {
  const DAY = new Date('2026-03-04T05:06:07.890Z')

  test.each([
    ['a date', DAY],
    ['EJSON', { $date: DAY.getTime() }],
    ['what REST writes', DAY.toISOString()],
    ['another zone', '2026-03-04T06:06:07.890+01:00'],
  ])('%s', (_, value) => {
    expect(date(value)).toEqual(DAY)
  })

  test.each([
    ['no date', new Date(Number.NaN)],
    ['too far', { $date: 9e15 }],
    ['infinity', { $date: Infinity }],
    ['a text in EJSON', { $date: '2026' }],
    ['a number', 1_700_000_000_000],
    ['a day', '2026-03-04'],
    ['no day', '2026-13-45T05:06:07Z'],
    ['words', 'yesterday'],
    ['nothing', null],
  ])('%s is none', (_, value) => {
    expect(date(value)).toBeUndefined()
  })

  test('any date reads back, from either form', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') }), (day) => {
        expect(date({ $date: day.getTime() })).toEqual(day)
        expect(date(day.toISOString())).toEqual(day)
      }),
    )
  })
})

describe('shape', () => {
  const read = shape<{ readonly a: string; readonly b?: number }>({ a: text }, { b: count })

  test.each([
    ['all of it', { a: 'x', b: 1 }, { a: 'x', b: 1 }],
    ['without what may be missing', { a: 'x' }, { a: 'x' }],
    ['null is nothing', { a: 'x', b: null }, { a: 'x' }],
    ['what is malformed is left out alone', { a: 'x', b: 'y' }, { a: 'x' }],
    ['what else there is is left out', { a: 'x', c: 1 }, { a: 'x' }],
    ['an empty text is a text', { a: '' }, { a: '' }],
  ])('%s', (_, value, expected) => {
    expect(read(value)).toStrictEqual(expected)
  })

  test.each([
    ['without what it needs', { b: 1 }],
    ['with what it needs malformed', { a: 1 }],
    ['a list', [{ a: 'x' }]],
    ['an inherited field', Object.create({ a: 'x' })],
    ['nothing', undefined],
  ])('%s is none', (_, value) => {
    expect(read(value)).toBeUndefined()
  })
})

describe('listOf', () => {
  test('an item that is none is left out alone', () => {
    expect(listOf(text)(['a', 1, 'b', null])).toEqual(['a', 'b'])
  })

  test('no more than it may hold', () => {
    expect(listOf(text, 2)(['a', 'b', 'c'])).toEqual(['a', 'b'])
  })

  test('what is no list is none', () => {
    expect(listOf(text)({ 0: 'a', length: 1 })).toBeUndefined()
  })
})

describe('text and count', () => {
  test('a text of 256 KiB is kept, a longer one is not, nor one with half a character', () => {
    expect(text('a'.repeat(262_144))).toBeDefined()
    expect(text('a'.repeat(262_145))).toBeUndefined()
    expect(text('a\ud800')).toBeUndefined()
  })

  test('a name is not empty', () => {
    expect(name('')).toBeUndefined()
  })

  test.each([-1, Number.NaN, Infinity, '1', null])('%s is no count', (value) => {
    expect(count(value)).toBeUndefined()
  })
})

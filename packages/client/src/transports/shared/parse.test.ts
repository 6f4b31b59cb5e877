import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  field,
  hasControl,
  isRecord,
  isWellFormed,
  parseJson,
  readList,
  readText,
  utf8Length,
} from './parse.ts'

describe('parseJson', () => {
  it('reads JSON and makes undefined of anything else', () => {
    expect(parseJson('{"a":[1]}')).toEqual({ a: [1] })
    for (const text of ['', 'undefined', '{', '<html>', '{"a":1}x', '\u0000']) expect(parseJson(text)).toBeUndefined()
  })

  it('survives a million nested arrays', () => {
    expect(() => parseJson('['.repeat(1_000_000) + ']'.repeat(1_000_000))).not.toThrow()
  })
})

describe('isRecord and field', () => {
  it('take objects only, and only what they own', () => {
    for (const value of [null, undefined, 1, 'a', [], () => 1]) expect(isRecord(value)).toBe(false)
    const record = parseJson('{"a":1,"__proto__":{"b":2}}')
    if (!isRecord(record)) throw new Error('no record')
    expect(field(record, 'a')).toBe(1)
    expect(field(record, '__proto__')).toEqual({ b: 2 })
    expect(field(record, 'b')).toBeUndefined()
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) expect(field(record, name)).toBeUndefined()
    expect(field({}, '__proto__')).toBeUndefined()
  })
})

describe('readList', () => {
  const list = [1, 2, 3]

  it.each([
    [4, 'first', [1, 2, 3], 0],
    [3, 'last', [1, 2, 3], 0],
    [2, 'first', [1, 2], 1],
    [2, 'last', [2, 3], 1],
    [0, 'last', [], 3],
  ] as const)('keeps %i of the %s and counts the rest', (most, end, items, cut) => {
    expect(readList(list, most, end)).toEqual({ items, cut })
  })

  it('takes nothing that only looks like an array', () => {
    for (const value of [undefined, null, 'abc', { length: 1, 0: 'a' }]) expect(readList(value, 9)).toBeUndefined()
  })
})

describe('readText', () => {
  it('counts bytes, not characters', () => {
    expect(readText('äö', 4)).toBe('äö')
    expect(readText('äöx', 4)).toBeUndefined()
    expect(readText('', 0)).toBe('')
  })

  it('refuses lone surrogates and whatever is no text', () => {
    for (const value of ['\ud800', 'a\udc00', '\udc00\ud800', 1, null, ['a']]) {
      expect(readText(value, 9)).toBeUndefined()
    }
  })
})

describe('isWellFormed', () => {
  it('agrees with encodeURIComponent, which throws on what is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).map(cutSomewhere), (text) => {
        let encodes = true
        try {
          encodeURIComponent(text)
        } catch {
          encodes = false
        }
        expect(isWellFormed(text)).toBe(encodes)
      }),
      { examples: [['\ud83d\ude00'], ['\ud83d'], ['\ude00\ud83d'], ['a\ud83d\ud83d\ude00']] },
    )
  })
})

describe('utf8Length', () => {
  it('is the length that TextEncoder makes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).map(cutSomewhere), (text) => {
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
      }),
      { examples: [['aä€😀'], ['\u007f\u0080\u07ff\u0800\uffff'], ['\ud83d'], ['\ud83da'], ['\ude00']] },
    )
  })
})

describe('hasControl', () => {
  it.each(['\u0000', 'a\n', '\u007f', '\u0085', '\u009f'])('finds %j', (text) => {
    expect(hasControl(text)).toBe(true)
  })

  it.each(['', ' ', 'a~', '\u00a0', 'ü😀'])('passes %j', (text) => {
    expect(hasControl(text)).toBe(false)
  })
})

/** Without its first code unit a text may begin with half a pair. */
function cutSomewhere(text: string): string {
  return text.slice(text.length % 2)
}

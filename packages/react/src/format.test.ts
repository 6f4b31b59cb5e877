import { describe, expect, it, vi } from 'vitest'
import type { TypingUser } from '@nowtyping/client'
import { formatTyping, formatTypingToParts } from './format.ts'
import type { TypingMessages } from './format.ts'

const people = (...ids: string[]): readonly TypingUser[] => ids.map((id) => ({ id }))
const plain = (text: string): string => text.replace(/[\u2068\u2069]/gu, '')

const name = (user: TypingUser, nameOf?: (user: TypingUser) => string | undefined): string =>
  plain(formatTyping([user], { nameOf })).replace(/ is typing$/, '')

const every = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('')

const GERMAN: TypingMessages = {
  typing: { one: '{names} schreibt', other: '{names} schreiben' },
  others: { other: '{count} weitere' },
}

describe('the line', () => {
  it.each([
    [[], ''],
    [['ann'], 'ann is typing'],
    [['ann', 'bob'], 'ann and bob are typing'],
    [['ann', 'bob', 'cy'], 'ann, bob, and cy are typing'],
    [['ann', 'bob', 'cy', 'dan'], 'ann, bob, cy, and 1 other are typing'],
    [['ann', 'bob', 'cy', 'dan', 'eve'], 'ann, bob, cy, and 2 others are typing'],
  ])('says of %j: %j', (ids, line) => {
    expect(plain(formatTyping(people(...ids), { locale: 'en-US' }))).toBe(line)
  })

  it('isolates each name, and nothing else', () => {
    expect(formatTyping(people('bob', 'eve'))).toBe('\u2068bob\u2069 and \u2068eve\u2069 are typing')
  })

  it.each([
    [1, 'a and 3 others are typing'],
    [1.9, 'a and 3 others are typing'],
    [0, '4 others are typing'],
    [-1, '4 others are typing'],
    [Number.NaN, 'a, b, c, and 1 other are typing'],
    [Number.POSITIVE_INFINITY, 'a, b, c, and d are typing'],
  ])('takes %d as the most names', (maxNames, line) => {
    expect(plain(formatTyping(people('a', 'b', 'c', 'd'), { maxNames, locale: 'en-US' }))).toBe(line)
  })
})

describe('languages', () => {
  it('takes words as data, and the words of a list and the plural from the locale', () => {
    const options = { locale: 'de', messages: GERMAN }
    expect(plain(formatTyping(people('Ann'), options))).toBe('Ann schreibt')
    expect(plain(formatTyping(people('Ann', 'Bob'), options))).toBe('Ann und Bob schreiben')
    expect(plain(formatTyping(people('Ann', 'Bob', 'Cy', 'Di', 'Ed'), options))).toBe('Ann, Bob, Cy und 2 weitere schreiben')
  })

  it('looks at the name as it is written to join it, as Spanish does', () => {
    expect(plain(formatTyping(people('Ana', 'Irene'), { locale: 'es' }))).toContain('Ana e Irene')
  })

  it('chooses among the plural categories of the locale, and falls back to other', () => {
    const messages: TypingMessages = { typing: { few: '{names} píšou', other: '{names} píše' }, others: { other: '+{count}' } }
    expect(plain(formatTyping(people('a', 'b'), { locale: 'cs', messages }))).toMatch(/píšou$/)
    expect(plain(formatTyping(people('a'), { locale: 'cs', messages }))).toBe('a píše')
  })

  it('does not mix English words with a list of another language unless told to', () => {
    vi.spyOn(Intl, 'ListFormat')
    formatTyping(people('a', 'b'))
    expect(Intl.ListFormat).toHaveBeenLastCalledWith('en', expect.anything())
    formatTyping(people('a', 'b'), { messages: GERMAN })
    expect(Intl.ListFormat).toHaveBeenLastCalledWith(undefined, expect.anything())
  })

  it('puts the names wherever the words want them', () => {
    const messages: TypingMessages = { typing: { other: 'Typing: {names}.' }, others: { other: '{count}/{count} $&' } }
    expect(plain(formatTyping(people('a', 'b'), { messages, maxNames: 0, locale: 'en' }))).toBe('Typing: 2/2 $&.')
    expect(formatTyping(people('a'), { messages: { ...messages, typing: { other: 'Somebody types' } } })).toBe('Somebody types')
  })
})

describe('a runtime without all of Intl', () => {
  it('joins with commas and counts as English does', () => {
    vi.stubGlobal('Intl', {})
    expect(plain(formatTyping(people('ann')))).toBe('ann is typing')
    expect(plain(formatTyping(people('ann', 'bob', 'cy', 'dan')))).toBe('ann, bob, cy, 1 other are typing')
    vi.stubGlobal('Intl', undefined)
    expect(plain(formatTyping(people('ann', 'bob')))).toBe('ann, bob are typing')
  })

  it('bears a locale that is none', () => {
    expect(plain(formatTyping(people('ann', 'bob'), { locale: 'en_US' }))).toBe('ann, bob are typing')
    expect(plain(formatTyping(people('ann'), { locale: '' }))).toBe('ann is typing')
  })
})

describe('names', () => {
  it('come from nameOf, else from the wire, else from the id', () => {
    const user = { id: '@bob:x', name: 'Bob' }
    expect(name(user, () => 'Robert')).toBe('Robert')
    expect(name(user, () => undefined)).toBe('Bob')
    expect(name(user, () => '')).toBe('Bob')
    expect(name(user, () => ' \u200b\ufeff')).toBe('Bob')
    expect(name(user)).toBe('Bob')
    expect(name({ id: '@bob:x', name: ' ' })).toBe('@bob:x')
    expect(name({ id: '\u202e' })).toBe('?')
  })

  it('survive a nameOf that throws or breaks its word', () => {
    const user = { id: '@bob:x', name: 'Bob' }
    expect(name(user, () => { throw new Error('not loaded') })).toBe('Bob')
    // @ts-expect-error a number is no name
    expect(name(user, () => 7)).toBe('Bob')
  })

  it('lose controls and all that directs bidirectional text', () => {
    const hostile = [every(0, 0x1f), every(0x7f, 0x9f), every(0x202a, 0x202e), every(0x2066, 0x2069), '\u200e\u200f\u061c\u2028\u2029'].join('')
    expect(formatTyping([{ id: `A${hostile}nn${hostile}` }])).toBe('\u2068Ann\u2069 is typing')
  })

  it('keep what other scripts and emoji need', () => {
    for (const kept of ['علی‌رضا', 'שרה', '👩‍👩‍👧', 'D’Arc Ünal-Ωmega']) expect(name({ id: kept })).toBe(kept)
  })

  it('end after 64 code points, with an ellipsis', () => {
    expect(name({ id: 'x'.repeat(64) })).toBe('x'.repeat(64))
    expect(name({ id: 'x'.repeat(65) })).toBe(`${'x'.repeat(63)}…`)
    expect(name({ id: '😀'.repeat(1_000) })).toBe(`${'😀'.repeat(63)}…`)
    expect(Array.from(name({ id: `Z${'\u0301'.repeat(5_000)}` }))).toHaveLength(64)
  })
})

describe('parts', () => {
  it('tell names, which are not isolated yet, from the text around them', () => {
    const users = people('ann', 'bob', 'cy')
    expect(formatTypingToParts(users, { maxNames: 2, locale: 'en-US' })).toEqual([
      { type: 'name', value: 'ann', user: users[0] },
      { type: 'text', value: ', ' },
      { type: 'name', value: 'bob', user: users[1] },
      { type: 'text', value: ', and 1 other are typing' },
    ])
    expect(formatTypingToParts([])).toEqual([])
  })

  it('keep a name that looks like a placeholder as it is', () => {
    expect(formatTypingToParts(people('{names}', '{count}'), { locale: 'en' })).toMatchObject([
      { type: 'name', value: '{names}' },
      { type: 'text', value: ' and ' },
      { type: 'name', value: '{count}' },
      { type: 'text', value: ' are typing' },
    ])
  })
})

import { describe, expect, it, vi } from 'vitest'
import type { TypingUser } from '@nowtyping/client'
import { formatTyping, formatTypingToParts } from './format.ts'
import type { TypingMessages } from './format.ts'
import { ru } from './messages/ru.ts'

const people = (...ids: string[]): readonly TypingUser[] => ids.map((id) => ({ id }))
const plain = (text: string): string => text.replace(/[\u2068\u2069]/gu, '')

const name = (user: TypingUser, nameOf?: (user: TypingUser) => string | undefined): string =>
  plain(formatTyping([user], { nameOf })).replace(/ is typing$/, '')

const every = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('')

const doing = (id: string, activity?: TypingUser['activity']): TypingUser => (activity === undefined ? { id } : { id, activity })

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
    formatTyping(people('a', 'b'), { messages: { ...GERMAN, locale: 'de' } })
    expect(Intl.ListFormat).toHaveBeenLastCalledWith('de', expect.anything())
    formatTyping(people('a', 'b'), { messages: { ...GERMAN, locale: 'de' }, locale: 'de-AT' })
    expect(Intl.ListFormat).toHaveBeenLastCalledWith('de-AT', expect.anything())
  })

  it('never has a list of names do something in the singular, though 21 people are one in Russian', () => {
    const crowd = Array.from({ length: 21 }, (_, index) => ({ id: `n${index}` }))
    expect(plain(formatTyping(crowd, { messages: ru }))).toBe('n0, n1, n2 и ещё 18 человек печатают')
    expect(plain(formatTyping(crowd, { messages: ru, maxNames: 0 }))).toBe('ещё 21 человек печатает')
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

  it('end after 128 code points, with an ellipsis', () => {
    expect(name({ id: 'x'.repeat(128) })).toBe('x'.repeat(128))
    expect(name({ id: 'x'.repeat(129) })).toBe(`${'x'.repeat(127)}…`)
    expect(name({ id: '😀'.repeat(1_000) })).toBe(`${'😀'.repeat(127)}…`)
    expect(Array.from(name({ id: `Z${'\u0301'.repeat(5_000)}` }))).toHaveLength(128)
  })

  it('are cut between what is seen as one character, where the runtime can tell', () => {
    const family = '👩‍👩‍👧'
    const long = { id: `${'x'.repeat(125)}${family}${'x'.repeat(100)}` }
    expect(name(long)).toBe(`${'x'.repeat(125)}…`)
    vi.stubGlobal('Intl', undefined)
    expect(name(long)).toBe(`${'x'.repeat(125)}👩‍…`)
  })
})

describe('activities', () => {
  const users = [doing('ann'), doing('bob', 'playing'), doing('cy', 'recording'), doing('di', 'uploading'), doing('ed')]

  it('are a sentence each: recording, uploading, typing, playing', () => {
    expect(plain(formatTyping(users, { maxNames: 9 }))).toBe('cy is recording a message, di is uploading a file, ann and ed are typing, bob is playing a recording')
  })

  it('share the places for names, and each counts those of its own who find none', () => {
    const many = [...users, doing('flo', 'recording'), doing('gus', 'playing')]
    expect(plain(formatTyping(many))).toBe(
      'cy and flo are recording a message, di is uploading a file, 2 others are typing, 2 others are playing a recording',
    )
    expect(plain(formatTyping(many, { maxNames: 4 }))).toBe(
      'cy and flo are recording a message, di is uploading a file, ann and 1 other are typing, 2 others are playing a recording',
    )
  })

  it('name one person once, with what comes first', () => {
    expect(plain(formatTyping([doing('ann'), doing('ann', 'uploading'), doing('ann', 'playing'), doing('bob'), doing('bob')]))).toBe(
      'ann is uploading a file, bob is typing',
    )
  })

  it('are typing where the words have nothing else, or this version does not know them', () => {
    expect(plain(formatTyping([doing('Ann', 'recording')], { locale: 'de', messages: GERMAN }))).toBe('Ann schreibt')
    // @ts-expect-error a newer client may know more
    expect(plain(formatTyping([doing('ann', 'dancing'), doing('bob')]))).toBe('ann and bob are typing')
  })

  it('are set apart as the language does it', () => {
    const messages: TypingMessages = { ...GERMAN, uploading: { other: '{names} lädt hoch' }, between: ' · ' }
    expect(plain(formatTyping([doing('Ann'), doing('Bob', 'uploading')], { messages }))).toBe('Bob lädt hoch · Ann schreibt')
  })
})

describe('parts', () => {
  it('tell names and the number of others from the text around them', () => {
    const users = people('ann', 'bob', 'cy', 'di')
    expect(formatTypingToParts(users, { maxNames: 2, locale: 'en-US' })).toEqual([
      { type: 'name', value: '\u2068ann\u2069', user: users[0] },
      { type: 'literal', value: ', ' },
      { type: 'name', value: '\u2068bob\u2069', user: users[1] },
      { type: 'literal', value: ', and ' },
      { type: 'others', value: '2 others', users: users.slice(2) },
      { type: 'literal', value: ' are typing' },
    ])
    expect(formatTypingToParts([])).toEqual([])
  })

  it('put together are the line', () => {
    const users = [doing('ann'), doing('bob', 'playing'), doing('cy', 'recording'), doing('di'), doing('ed')]
    const parts = formatTypingToParts(users, { maxNames: 2, messages: ru })
    expect(parts.map((part) => part.value).join('')).toBe(formatTyping(users, { maxNames: 2, messages: ru }))
  })

  it('keep a name that looks like a placeholder as it is', () => {
    expect(formatTypingToParts(people('{names}', '{count}'), { locale: 'en' })).toMatchObject([
      { type: 'name', value: '\u2068{names}\u2069' },
      { type: 'literal', value: ' and ' },
      { type: 'name', value: '\u2068{count}\u2069' },
      { type: 'literal', value: ' are typing' },
    ])
  })
})

import { describe, expect, test } from 'vitest'
import { MAX_TYPISTS, NOBODY, type TypingUser } from '../protocol/conversation.ts'
import { NO_TYPISTS, stepTypists, typistsDueAt, type Typists, type TypistsEvent } from './typists.ts'

interface Settings {
  readonly self?: readonly string[]
  readonly ignored?: readonly string[]
}

type Happened = readonly [now: number, event: TypistsEvent, settings?: Settings]

function step(typists: Typists, [now, event, { self = ['me'], ignored = [] } = {}]: Happened): Typists {
  return stepTypists(typists, event, { now, self: new Set(self), ignored: new Set(ignored) })
}

const story = (...happened: readonly Happened[]): Typists => happened.reduce(step, NO_TYPISTS)
const ids = (typists: Typists): string[] => typists.view.map((user) => user.id)
const list = (...listed: readonly string[]): TypistsEvent => ({ type: 'snapshot', users: listed.map((id) => ({ id })) })
const start = (id: string, expireInMs: number = 15_000, name?: string): TypistsEvent => ({
  type: 'started',
  user: name === undefined ? { id } : { id, name },
  expireInMs,
})
const stop = (userId: string): TypistsEvent => ({ type: 'stopped', userId })
const message = (userId: string): TypistsEvent => ({ type: 'message', userId })
const DUE: TypistsEvent = { type: 'due' }
const FILTER: TypistsEvent = { type: 'filter' }
const CLEARED: TypistsEvent = { type: 'cleared' }

describe('order', () => {
  test('the longest typing come first, and who types at once is ordered by id', () => {
    expect(ids(story([1, list('zoe')], [2, list('bob', 'zoe', 'ann')]))).toEqual(['zoe', 'ann', 'bob'])
  })

  test('is stable across refreshes, in whatever order a list names them', () => {
    const before = story([1, list('ann')], [2, list('bob', 'ann')])
    expect(step(before, [3, list('bob', 'ann')]).view).toBe(before.view)
    expect(step(before, [3, list('ann', 'bob')]).view).toBe(before.view)
  })

  test('who left and came back has typed since then', () => {
    expect(ids(story([1, list('ann', 'bob')], [2, list('bob')], [3, list('ann', 'bob')]))).toEqual(['bob', 'ann'])
  })

  test('a start that is repeated keeps its place', () => {
    expect(ids(story([1, start('zoe')], [2, start('ann')], [3, start('zoe')]))).toEqual(['zoe', 'ann'])
  })
})

describe('S2 self', () => {
  test('I am in no view, by list or by start', () => {
    expect(ids(story([1, list('me', 'ann')]))).toEqual(['ann'])
    const before = story([1, list('ann')])
    expect(step(before, [1, start('me')])).toBe(before)
  })

  test('learning who I am takes me out', () => {
    const stranger = story([1, list('ann', 'me'), { self: [] }])
    expect(ids(stranger)).toEqual(['ann', 'me'])
    expect(ids(step(stranger, [2, FILTER]))).toEqual(['ann'])
  })
})

describe('S3 replacement', () => {
  test('a list says who types, and nobody else does', () => {
    expect(ids(story([1, list('ann', 'bob')], [2, list('bob', 'cleo')]))).toEqual(['bob', 'cleo'])
  })

  test('an empty list is nobody: the one empty array', () => {
    expect(story([1, list('ann')], [2, list()]).view).toBe(NOBODY)
  })

  test('a list that names somebody twice shows them once', () => {
    expect(ids(story([1, list('ann', 'ann')]))).toEqual(['ann'])
  })

  test('another name is taken over', () => {
    const named = (name: string): TypistsEvent => ({ type: 'snapshot', users: [{ id: 'ann', name }] })
    const before = story([1, named('Ann')])
    expect(step(before, [2, named('Anna')]).view).toEqual([{ id: 'ann', name: 'Anna' }])
    expect(step(before, [2, named('Ann')]).view).toBe(before.view)
  })

  test('remembers when it was named last, and forgets it when it is cleared', () => {
    const before = story([1, list('ann')], [9, list('ann')])
    expect(before.namedAt).toBe(9)
    expect(step(before, [10, CLEARED]).namedAt).toBe(-Infinity)
  })
})

describe('starts', () => {
  test('each expires alone', () => {
    const both = story([0, start('ann', 10_000)], [1_000, start('bob', 10_000)])
    expect(typistsDueAt(both)).toBe(10_000)
    const one = step(both, [10_000, DUE])
    expect(ids(one)).toEqual(['bob'])
    expect(typistsDueAt(one)).toBe(11_000)
    expect(step(one, [11_000, DUE]).view).toBe(NOBODY)
  })

  test('a repeat puts the end off, and the view stays the same array', () => {
    const before = story([0, start('ann', 10_000)])
    const later = step(before, [5_000, start('ann', 10_000)])
    expect(typistsDueAt(later)).toBe(15_000)
    expect(later.view).toBe(before.view)
  })

  test('a stop ends them, and one of somebody else is nothing', () => {
    const before = story([0, start('ann')])
    expect(step(before, [1, stop('bob')])).toBe(before)
    expect(step(before, [1, stop('ann')]).view).toBe(NOBODY)
  })

  test('what has already ended is no start', () => {
    expect(story([0, start('ann', 0)])).toBe(NO_TYPISTS)
    expect(story([0, start('ann', -1)])).toBe(NO_TYPISTS)
  })

  test.each([
    [1, 2_000],
    [1e12, 300_000],
    [Number.NaN, 15_000],
    [Infinity, 15_000],
  ])('S12 an expiry of %d ms counts as %d', (said, meant) => {
    expect(typistsDueAt(story([0, start('ann', said)]))).toBe(meant)
  })

  test('another name is taken over at once, at the same place', () => {
    const renamed = story([0, start('ann', 9_000, 'Ann')], [0, start('bob', 9_000)], [1, start('ann', 9_000, 'Anna')])
    expect(renamed.view).toEqual([{ id: 'ann', name: 'Anna' }, { id: 'bob' }])
  })
})

describe('messages', () => {
  test('hide their author until a list names them', () => {
    const quiet = story([1, list('ann', 'bob')], [2, message('ann')])
    expect(ids(quiet)).toEqual(['bob'])
    expect(ids(step(quiet, [3, DUE]))).toEqual(['bob'])
    expect(ids(step(quiet, [3, list('ann', 'bob')]))).toEqual(['bob', 'ann'])
  })

  test('hide their author until they start again', () => {
    expect(ids(story([0, start('ann')], [1, message('ann')], [2, start('ann')]))).toEqual(['ann'])
  })

  test('of somebody who does not type are nothing', () => {
    const before = story([1, list('ann')])
    expect(step(before, [2, message('bob')])).toBe(before)
  })
})

describe('ignored users', () => {
  test('are not shown, but kept: back at once, at their place', () => {
    const all = story([1, list('ann')], [2, list('ann', 'bob')])
    const without = step(all, [3, FILTER, { ignored: ['ann'] }])
    expect(ids(without)).toEqual(['bob'])
    expect(ids(step(without, [4, FILTER]))).toEqual(['ann', 'bob'])
  })

  test('that come and go make no new view', () => {
    const before = story([1, list('ann')])
    expect(step(before, [2, list('ann', 'bob'), { ignored: ['bob'] }]).view).toBe(before.view)
  })
})

describe('S14 caps', () => {
  const many = Array.from({ length: MAX_TYPISTS + 50 }, (_, index) => `u${String(index).padStart(4, '0')}`)

  test('of a list keep 256, and the longest typing', () => {
    const early = story([1, list('zoe')], [2, list(...many, 'zoe')])
    expect(early.view).toHaveLength(MAX_TYPISTS)
    expect(ids(early).slice(0, 2)).toEqual(['zoe', 'u0000'])
  })

  test('of starts keep the first 256, and one more changes nothing', () => {
    const full = story(...many.slice(0, MAX_TYPISTS).map((id, index): Happened => [index, start(id, 300_000)]))
    expect(full.view).toHaveLength(MAX_TYPISTS)
    expect(step(full, [1_000, start('late')])).toBe(full)
  })

  test('a list that is still too long makes no new view', () => {
    const before = story([1, list(...many)])
    expect(step(before, [2, list(...many)]).view).toBe(before.view)
  })
})

describe('S17 what changes nothing leaves the same object', () => {
  const ann: readonly TypingUser[] = [{ id: 'ann' }]
  const NOTHINGS: readonly [string, Happened][] = [
    ['the same list at the same instant', [1, { type: 'snapshot', users: ann }]],
    ['a filter', [2, FILTER]],
    ['time', [2, DUE]],
    ['a stop of nobody', [2, stop('bob')]],
    ['a start of mine', [2, start('me')]],
  ]

  test.each(NOTHINGS)('%s', (_, nothing) => {
    const before = story([1, { type: 'snapshot', users: ann }])
    expect(step(before, nothing)).toBe(before)
  })

  test('clearing nobody', () => {
    expect(step(NO_TYPISTS, [1, CLEARED])).toBe(NO_TYPISTS)
    expect(typistsDueAt(NO_TYPISTS)).toBe(Infinity)
  })
})

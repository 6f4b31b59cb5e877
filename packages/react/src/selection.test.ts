import { describe, expect, it, vi } from 'vitest'
import { createSelection, isShallowEqual } from './selection.ts'

describe('shallow equality', () => {
  it.each([
    [1, 1],
    [Number.NaN, Number.NaN],
    [[], []],
    [[1, 'a'], [1, 'a']],
    [{}, {}],
    [{ a: 1, b: undefined }, { b: undefined, a: 1 }],
    [Object.create(null), {}],
  ])('takes %j and %j for the same', (a, b) => {
    expect(isShallowEqual(a, b)).toBe(true)
  })

  it.each([
    [0, -0],
    [1, '1'],
    [[1], [1, 2]],
    [[{}], [{}]],
    [{ a: 1 }, { a: 2 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [[], {}],
    [null, {}],
    [new Set([1]), new Set([1])],
    [new Date(0), new Date(0)],
  ])('tells %j from %j', (a, b) => {
    expect(isShallowEqual(a, b)).toBe(false)
  })

  it('looks at own members only', () => {
    expect(isShallowEqual({ constructor: Object }, { other: 1 })).toBe(false)
  })
})

describe('a selection', () => {
  it('gives the former result while the new one equals it', () => {
    const selection = createSelection<readonly number[], readonly number[]>()
    const odd = (numbers: readonly number[]): readonly number[] => numbers.filter((number) => number % 2 === 1)

    const first = selection([1, 2, 3], odd)
    expect(selection([1, 3, 4], odd)).toBe(first)
    expect(selection([1, 4], odd)).toEqual([1])
  })

  it('asks once for the same source and selector', () => {
    const selection = createSelection<readonly number[], number>()
    const select = vi.fn<(numbers: readonly number[]) => number>((numbers) => numbers.length)
    const source = [1]

    selection(source, select)
    selection(source, select)
    expect(select).toHaveBeenCalledTimes(1)
    expect(selection(source, () => 7)).toBe(7)
  })
})

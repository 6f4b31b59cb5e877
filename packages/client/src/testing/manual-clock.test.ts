import { describe, expect, test } from 'vitest'
import { createManualClock } from './manual-clock.ts'

describe('a manual clock', () => {
  test('stands until it is moved, and begins where it is told to', () => {
    expect(createManualClock().now()).toBe(0)
    const clock = createManualClock(500)
    expect(clock.now()).toBe(500)
    clock.advance(20)
    expect(clock.now()).toBe(520)
  })

  test('moves both times together, so that it never looks as if one had slept', () => {
    const clock = createManualClock(100)
    const offset = clock.wall() - clock.now()
    clock.advance(3_600_000)
    expect(clock.wall() - clock.now()).toBe(offset)
  })

  test('fires what falls due in order of its instant, each at its instant', () => {
    const clock = createManualClock()
    const fired: [string, number][] = []
    const set = (name: string, ms: number): unknown => clock.setTimer(() => fired.push([name, clock.now()]), ms)
    set('late', 30)
    set('early', 10)
    set('beyond', 101)
    clock.advance(100)
    expect(fired).toEqual([
      ['early', 10],
      ['late', 30],
    ])
    expect(clock.now()).toBe(100)
    expect(clock.pending()).toBe(1)
    clock.advance(1)
    expect(fired.at(-1)).toEqual(['beyond', 101])
  })

  test('fires in the order they were set what falls due at one instant', () => {
    const clock = createManualClock()
    const fired: string[] = []
    clock.setTimer(() => fired.push('first'), 10)
    clock.setTimer(() => fired.push('second'), 10)
    clock.advance(10)
    expect(fired).toEqual(['first', 'second'])
  })

  test('fires what is set while it moves, if it falls due on the way', () => {
    const clock = createManualClock()
    const fired: number[] = []
    const again = (): void => {
      fired.push(clock.now())
      if (fired.length < 5) clock.setTimer(again, 10)
    }
    clock.setTimer(again, 10)
    clock.advance(35)
    expect(fired).toEqual([10, 20, 30])
    expect(clock.pending()).toBe(1)
  })

  test('fires once, and not what was cleared, not even on the way', () => {
    const clock = createManualClock()
    const fired: string[] = []
    const cleared = clock.setTimer(() => fired.push('cleared'), 20)
    clock.setTimer(() => clock.clearTimer(cleared), 10)
    clock.setTimer(() => fired.push('kept'), 20)
    clock.advance(100)
    clock.advance(100)
    expect(fired).toEqual(['kept'])
    expect(clock.pending()).toBe(0)
  })

  test('a delay below zero is none; to advance by nothing fires what is due now', () => {
    const clock = createManualClock()
    const fired: number[] = []
    clock.setTimer(() => fired.push(clock.now()), -50)
    expect(fired).toEqual([])
    clock.advance(0)
    expect(fired).toEqual([0])
  })

  test('two clocks know nothing of each other', () => {
    const one = createManualClock()
    const other = createManualClock()
    one.setTimer(() => {}, 10)
    one.advance(5)
    expect([other.now(), other.pending()]).toEqual([0, 0])
  })
})

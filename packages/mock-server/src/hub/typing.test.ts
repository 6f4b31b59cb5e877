import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { FORGET_MS, Typing } from './typing.ts'

function setUp(sweepMs = 5_000, startMs = 0): { clock: ManualClock; typing: Typing; changes: string[] } {
  const clock = manualClock(startMs)
  const changes: string[] = []
  const typing = new Typing({
    clock,
    sweepMs,
    onChange: (room) => changes.push(`${clock.now()} ${room}: ${typing.typists(room).join(' ')}`),
  })
  return { clock, typing, changes }
}

describe('typing, as Synapse keeps it', () => {
  test('a start while typing moves the deadline and is no change', () => {
    const { clock, typing, changes } = setUp(0)
    typing.start('general', 'alice', 10_000)
    clock.advance(8_000)
    typing.start('general', 'alice', 10_000)
    clock.advance(9_999)
    expect(changes).toEqual(['0 general: alice'])
    clock.advance(1)
    expect(changes).toEqual(['0 general: alice', '18000 general: '])
  })

  test('a start with a shorter timeout moves the deadline nearer', () => {
    const { clock, typing, changes } = setUp(0)
    typing.start('general', 'alice', 60_000)
    typing.start('general', 'alice', 1_000)
    clock.advance(60_000)
    expect(changes).toEqual(['0 general: alice', '1000 general: '])
  })

  test('a stop by somebody who does not type is no change', () => {
    const { typing, changes } = setUp()
    typing.stop('general', 'alice')
    typing.start('general', 'bob', 1_000)
    typing.stop('general', 'alice')
    typing.stop('general', 'bob')
    typing.stop('general', 'bob')
    expect(changes).toEqual(['0 general: bob', '0 general: '])
    expect(typing.serial).toBe(2)
  })

  test('an overdue start ends between 0 and 10 s late, and no earlier', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(20_000), fc.nat(120_000), (bornAt, startAfter, timeoutMs) => {
        const { clock, typing, changes } = setUp(5_000, bornAt)
        clock.advance(startAfter)
        typing.start('general', 'alice', timeoutMs)
        clock.advance(timeoutMs + 10_000)
        const lateMs = Number(changes[1]?.split(' ')[0]) - bornAt - startAfter - timeoutMs
        expect(lateMs).toBeGreaterThanOrEqual(0)
        expect(lateMs).toBeLessThanOrEqual(10_000)
      }),
    )
  })

  test('the sweep is late at all: both ends of 0 to 10 s are reached', () => {
    const lateness = Array.from({ length: 200 }, (_, index) => {
      const { clock, typing, changes } = setUp(5_000, (index * 761) % 5_000)
      clock.advance((index * 337) % 5_000)
      const startedAt = clock.now()
      typing.start('general', 'alice', 7_000)
      clock.advance(20_000)
      return Number(changes[1]?.split(' ')[0]) - startedAt - 7_000
    })
    expect(Math.min(...lateness)).toBeLessThan(1_000)
    expect(Math.max(...lateness)).toBeGreaterThan(9_000)
  })

  test('a timeout below zero or none at all is taken, and ends with the next sweeps', () => {
    for (const timeoutMs of [-1e300, Number.NEGATIVE_INFINITY, -1, 0]) {
      const { clock, typing, changes } = setUp()
      typing.start('general', 'alice', timeoutMs)
      clock.advance(10_000)
      expect(changes).toHaveLength(2)
    }
  })

  test('a room without a change for 10 to 20 minutes is forgotten without a word', () => {
    const { clock, typing, changes } = setUp()
    clock.advance(60_000)
    typing.start('general', 'alice', 1_000)
    clock.advance(10_000)
    expect(changes).toHaveLength(2)
    expect(typing.changedSince('general', 0)).toBe(true)
    clock.advance(FORGET_MS)
    expect(typing.changedSince('general', 0)).toBe(true)
    clock.advance(FORGET_MS)
    expect(typing.changedSince('general', 0)).toBe(false)
    expect(changes).toHaveLength(2)
  })

  test('whoever types in a room that is forgotten is forgotten with it, and their next start is a change', () => {
    const { clock, typing, changes } = setUp()
    typing.start('general', 'alice', 120_000)
    for (let minute = 0; minute < 21; minute += 1) {
      clock.advance(60_000)
      typing.start('general', 'alice', 120_000)
    }
    expect(changes).toEqual(['0 general: alice', `${2 * FORGET_MS} general: alice`])
  })

  test('S15 a timer is set only while somebody types or a room is remembered', () => {
    const { clock, typing } = setUp()
    expect(clock.pending()).toBe(0)
    typing.start('general', 'alice', 1_000)
    expect(clock.pending()).toBe(2)
    clock.advance(10_000)
    expect(clock.pending()).toBe(1)
    clock.advance(2 * FORGET_MS)
    expect(clock.pending()).toBe(0)
  })

  test('a restart forgets who types, without a word, and counts from 0 again', () => {
    const { clock, typing, changes } = setUp()
    typing.start('general', 'alice', 1_000)
    typing.reset()
    expect(typing.serial).toBe(0)
    expect(typing.typists('general')).toEqual([])
    expect(clock.pending()).toBe(0)
    clock.advance(60_000)
    expect(changes).toHaveLength(1)
  })

  test('rooms do not touch each other', () => {
    const { typing } = setUp()
    typing.start('general', 'alice', 1_000)
    typing.start('random', 'alice', 1_000)
    typing.stop('general', 'alice')
    expect(typing.snapshot()).toEqual([['random', ['alice']]])
  })
})

describe('who types by two protocols', () => {
  test('is one typist, until the last of them ends', () => {
    const { clock, typing, changes } = setUp(0)
    typing.start('general', 'alice', 60_000, 'matrix')
    const { serial } = typing
    typing.start('general', 'alice', 15_000, 'rocketchat')
    expect(typing.originsOf('general', 'alice')).toEqual(['matrix', 'rocketchat'])
    typing.stop('general', 'alice', 'matrix')
    expect([typing.typists('general'), typing.serial]).toEqual([['alice'], serial])
    clock.advance(15_000)
    expect(typing.originsOf('general', 'alice')).toEqual([])
    expect(changes.at(-1)).toBe('15000 general: ')
    expect(typing.serial).toBe(serial + 1)
  })

  test('only Matrix typing waits for the sweep', () => {
    const { clock, typing } = setUp(5_000)
    typing.start('general', 'alice', 1_000, 'matrix')
    typing.start('general', 'bob', 1_000, 'rocketchat')
    clock.advance(1_000)
    expect(typing.typists('general')).toEqual(['alice'])
    clock.advance(9_000)
    expect(typing.typists('general')).toEqual([])
  })

  test('a stop by one that they do not type by is no change, a stop without one ends all', () => {
    const { typing, changes } = setUp(0)
    typing.start('general', 'alice', 1_000, 'zulip')
    typing.stop('general', 'alice', 'rocketchat')
    expect(changes).toHaveLength(1)
    typing.start('general', 'alice', 1_000, 'rocketchat')
    typing.stop('general', 'alice')
    expect(typing.typists('general')).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { FaultMatch, FaultPlan, FaultRule } from './fault.ts'
import type { Occasion } from './occasion.ts'
import { Schedule } from './schedule.ts'

const START: Occasion = {
  place: 'request',
  protocol: 'matrix',
  route: '/_matrix/client/v3/rooms/:roomId/typing/:userId',
  op: 'typing:start',
  user: 'alice',
  room: 'general',
}
const plan = (match: FaultMatch, more: Omit<FaultRule, 'fault' | 'match'> = {}, seed = 1): FaultPlan => ({
  seed,
  rules: [{ match, fault: { kind: 'dropBefore' }, ...more }],
})

/** Which of so many like occasions are hit, from 1. */
function hitsOf(schedule: Schedule, count: number, occasion: Occasion = START, nowMs = 0): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter(() => schedule.hits(occasion, nowMs).length > 0)
}

describe('a rule is about what matches all it names', () => {
  test.each<FaultMatch>([
    {},
    { protocol: 'matrix' },
    { protocol: ['zulip', 'matrix'] },
    { route: '/_matrix/client/v3/rooms/:roomId/typing/:userId' },
    { route: '/_matrix/*' },
    { op: 'typing:*' },
    { op: ['sync', 'typing:start'] },
    { user: 'alice', room: 'general' },
  ])('%j is about a start of Alice', (match) => {
    expect(hitsOf(new Schedule(plan(match), 0), 1)).toEqual([1])
  })

  test.each<FaultMatch>([
    { protocol: 'zulip' },
    { route: '/_matrix' },
    { op: 'typing' },
    { op: 'typing:stop' },
    { user: 'bob' },
    { user: 'alice', room: 'random' },
  ])('%j is not', (match) => {
    expect(hitsOf(new Schedule(plan(match), 0), 1)).toEqual([])
  })

  test('and not about a request that names nobody, where it names somebody', () => {
    const { user: _user, ...nobody } = START
    expect(hitsOf(new Schedule(plan({ user: '*' }), 0), 1, nobody)).toEqual([])
  })

  test('a preflight is hit only by name', () => {
    const preflight: Occasion = { place: 'request', protocol: 'matrix', route: '*', op: 'preflight' }
    expect(hitsOf(new Schedule(plan({}), 0), 1, preflight)).toEqual([])
    expect(hitsOf(new Schedule(plan({ op: 'preflight' }), 0), 1, preflight)).toEqual([1])
  })
})

describe('when', () => {
  test('nth counts what matches, and nothing else', () => {
    const schedule = new Schedule(plan({ nth: [2, 5], user: 'alice' }), 0)
    schedule.hits({ ...START, user: 'bob' }, 0)
    expect(hitsOf(schedule, 6)).toEqual([2, 5])
  })

  test('every third', () => expect(hitsOf(new Schedule(plan({ every: 3 }), 0), 9)).toEqual([3, 6, 9]))

  test('count ends it', () => expect(hitsOf(new Schedule(plan({ every: 2 }, { count: 2 }), 0), 10)).toEqual([2, 4]))

  test('between counts from when the plan came into force, its end not included', () => {
    const schedule = new Schedule(plan({ between: [100, 200] }), 1_000)
    expect([1_099, 1_100, 1_199, 1_200].map((nowMs) => hitsOf(schedule, 1, START, nowMs).length)).toEqual([0, 1, 1, 0])
  })

  test('probability hits about as often as it says', () => {
    expect([0, 0.25, 1].map((probability) => hitsOf(new Schedule(plan({ probability }), 0), 1_000).length)).toEqual([
      0,
      expect.toSatisfy((hits: number) => hits > 200 && hits < 300),
      1_000,
    ])
  })
})

describe('the same seed, the same faults', () => {
  const half = (seed: number): FaultPlan => plan({ probability: 0.5 }, {}, seed)

  test('twice over, and others with another seed', () => {
    const first = hitsOf(new Schedule(half(1), 0), 64)
    expect(hitsOf(new Schedule(half(1), 0), 64)).toEqual(first)
    expect(hitsOf(new Schedule(half(2), 0), 64)).not.toEqual(first)
  })

  test('whatever happens in between that the rule is not about', () => {
    const schedule = new Schedule({ seed: 1, rules: [{ match: { probability: 0.5, user: 'alice' }, fault: { kind: 'dropBefore' } }] }, 0)
    const alone = hitsOf(new Schedule(half(1), 0), 32)
    const hits = Array.from({ length: 32 }, (_, index) => index + 1).filter(() => {
      schedule.hits({ ...START, user: 'bob' }, 0)
      return schedule.hits(START, 0).length > 0
    })
    expect(hits).toEqual(alone)
  })

  test('each rule has chance of its own', () => {
    const { rules } = half(1)
    const schedule = new Schedule({ seed: 1, rules: [...rules, ...rules] }, 0)
    const numbers = Array.from({ length: 64 }, () => schedule.hits(START, 0).length)
    expect(new Set(numbers)).toEqual(new Set([0, 1, 2]))
  })
})

test('the tallies say how often each rule was met, and came to pass', () => {
  const schedule = new Schedule({ rules: [{ match: { every: 2 }, fault: { kind: 'reset' } }, { fault: { kind: 'noPong' } }] }, 0)
  hitsOf(schedule, 5)
  expect(schedule.tallies()).toEqual([
    { fault: 'reset', matched: 5, applied: 2 },
    { fault: 'noPong', matched: 0, applied: 0 },
  ])
})

describe('a fault counts only where it can come to pass', () => {
  test.each([
    ['queueExpire', START, 0],
    ['queueExpire', { ...START, protocol: 'zulip' }, 1],
    ['slowPoll', START, 0],
    ['slowPoll', { ...START, op: 'sync' }, 1],
    ['wsClose', START, 0],
    ['wsClose', { ...START, place: 'client-frame' }, 1],
    ['wsBinary', { ...START, place: 'client-frame' }, 0],
    ['noPong', { ...START, place: 'client-frame', op: 'pong' }, 0],
    ['heartbeatStop', { ...START, place: 'server-frame', op: 'frame:changed' }, 0],
    ['heartbeatStop', { ...START, place: 'server-frame', op: 'frame:ping' }, 1],
  ] as const)('%s at %j: %i', (kind, occasion, matched) => {
    const schedule = new Schedule({ rules: [{ fault: { kind } }] }, 0)
    schedule.hits(occasion, 0)
    expect(schedule.tallies()).toMatchObject([{ matched }])
  })
})

test('a partition cuts off who it names, in its time and its protocol', () => {
  const rules: FaultRule[] = [{ match: { protocol: 'zulip', between: [10, 20] }, fault: { kind: 'partition', users: ['bob'] } }]
  const schedule = new Schedule({ rules }, 0)
  expect(schedule.cutsOff('zulip', 'bob', 10)).toBe(true)
  expect(schedule.cutsOff('zulip', 'bob', 20)).toBe(false)
  expect(schedule.cutsOff('zulip', 'alice', 10)).toBe(false)
  expect(schedule.cutsOff('matrix', 'bob', 10)).toBe(false)
  expect(schedule.cutsOff('zulip', undefined, 10)).toBe(false)
  expect(schedule.tallies()).toEqual([{ fault: 'partition', matched: 1, applied: 1 }])
})

import { describe, expect, test } from 'vitest'
import { seededRandom } from '../hub/random.ts'
import { parseFaultPlan, planOf } from './parse-plan.ts'

const rule = (fault: unknown, more: object = {}): unknown => ({ rules: [{ fault, ...more }] })

describe('a plan that is right is read as it is', () => {
  test.each([
    { seed: 7, rules: [] },
    rule({ kind: 'latency', min: 10, mean: 2.5, tail: 3_000 }, { count: 3 }),
    rule({ kind: 'hang', applied: true }),
    rule({ kind: 'truncate', bytes: 0, mode: 'stall' }),
    rule({ kind: 'drip', chunk: 1, ms: 50 }),
    rule({ kind: 'status', code: 504 }),
    rule({ kind: 'retryAfter', header: -1, date: 30, body: 500, absurd: 'huge' }),
    rule({ kind: 'hugeList', n: 1_000_000 }),
    rule({ kind: 'deepJson', depth: 1_000 }),
    rule({ kind: 'reorder', ms: 1 }),
    rule({ kind: 'slowPoll' }),
    rule({ kind: 'wsClose', code: 4_999 }),
    rule({ kind: 'restart', keepState: false, downMs: 100 }),
    rule({ kind: 'protoKeys' }),
    { rules: [{ match: { protocol: ['zulip'], between: [0, 1_000] }, fault: { kind: 'partition', users: ['alice'] } }] },
    {
      rules: [
        {
          match: {
            protocol: ['matrix'],
            route: ['/_matrix/*'],
            op: ['typing:*', 'sync'],
            user: ['alice'],
            room: ['general'],
            nth: [1, 3],
            every: 2,
            probability: 0.5,
            between: [0, 0],
          },
          fault: { kind: 'dropAfter' },
        },
      ],
    },
  ])('%j', (plan) => {
    const read = parseFaultPlan(plan)
    expect(read).toEqual({ ok: true, plan })
  })

  test('and one text is a list of one', () => {
    const listed = { rules: [{ match: { op: ['sync'], nth: [2] }, fault: { kind: 'fin' } }] }
    expect(parseFaultPlan({ rules: [{ match: { op: 'sync', nth: 2 }, fault: { kind: 'fin' } }] })).toEqual({ ok: true, plan: listed })
  })
})

describe('a plan that is wrong is told where', () => {
  test.each([
    [null, 'the plan is to be an object'],
    [[], 'the plan is to be an object'],
    [{}, 'rules is missing'],
    [{ rules: {} }, 'rules is to be a list of up to 100'],
    [{ rules: Array.from({ length: 101 }, () => ({})) }, 'rules is to be a list of up to 100'],
    [{ rules: [], sed: 1 }, 'sed is not known'],
    [{ rules: [], seed: 1.5 }, 'seed is to be a whole number from 0 to 4294967295'],
    [{ rules: [1] }, 'rules[0] is to be an object'],
    [{ rules: [{}] }, 'rules[0].fault is missing'],
    [{ rules: [{ fault: 'hang' }] }, 'rules[0].fault is to be an object'],
    [rule({}), 'rules[0].fault.kind is missing'],
    [rule({ kind: 'explode' }), /^rules\[0\]\.fault\.kind is to be one of dropBefore, /],
    [rule({ kind: 'reset', ms: 1 }), 'rules[0].fault.ms is not known'],
    [rule({ kind: 'latency', min: -1 }), 'rules[0].fault.min is to be a number from 0 to 600000'],
    [rule({ kind: 'latency', min: '1' }), 'rules[0].fault.min is to be a number from 0 to 600000'],
    [rule({ kind: 'latency', min: Number.NaN }), 'rules[0].fault.min is to be a number from 0 to 600000'],
    [rule({ kind: 'hang', applied: 1 }), 'rules[0].fault.applied is to be true or false'],
    [rule({ kind: 'truncate', mode: 'half' }), 'rules[0].fault.mode is to be one of valid, broken, stall'],
    [rule({ kind: 'drip', chunk: 0 }), 'rules[0].fault.chunk is to be a whole number from 1 to 1000000'],
    [rule({ kind: 'status' }), 'rules[0].fault.code is missing'],
    [rule({ kind: 'status', code: 418 }), 'rules[0].fault.code is to be one of 401, 403, 404, 408, 429, 500, 502, 503, 504'],
    [rule({ kind: 'wsClose', code: 1_006 }), 'rules[0].fault.code is to be a close code that a server may send'],
    [rule({ kind: 'partition' }), 'rules[0].fault.users is missing'],
    [rule({ kind: 'partition', users: [7] }), 'rules[0].fault.users[0] is to be a text of 1 to 1000 characters'],
    [rule({ kind: 'partition', users: 'bob' }, { match: { nth: 1 } }), 'rules[0].match.nth has no meaning for a partition'],
    [rule({ kind: 'partition', users: 'bob' }, { count: 1 }), 'rules[0].count has no meaning for a partition'],
    [rule({ kind: 'fin' }, { count: 0 }), 'rules[0].count is to be a whole number from 1 to 1000000'],
    [rule({ kind: 'fin' }, { match: { protocol: 'irc' } }), 'rules[0].match.protocol is to be one of matrix, zulip, rocketchat'],
    [rule({ kind: 'fin' }, { match: { op: [''] } }), 'rules[0].match.op[0] is to be a text of 1 to 1000 characters'],
    [rule({ kind: 'fin' }, { match: { between: [2, 1] } }), 'rules[0].match.between is to be [from, to]'],
    [rule({ kind: 'fin' }, { match: { probability: 2 } }), 'rules[0].match.probability is to be a number from 0 to 1'],
    [rule({ kind: 'fin' }, { match: { nht: 2 } }), 'rules[0].match.nht is not known'],
  ])('%#: %j', (plan, mistake) => {
    const read = parseFaultPlan(plan)
    expect(read.ok ? 'read' : read.mistake).toEqual(typeof mistake === 'string' ? mistake : expect.stringMatching(mistake))
  })
})

const NAMES = ['rules', 'seed', 'match', 'fault', 'count', 'kind', 'op', 'nth', 'users', '__proto__', 'x'] as const
const LEAVES = [null, true, -1, 0, 1, 1.5, Number.POSITIVE_INFINITY, '', 'hang', 'partition', 'latency', 'alice'] as const

/** Some value that is like a plan, or not. */
function anyValue(random: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const many = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 4) }, make)
  const kind = depth > 4 ? 0 : random()
  if (kind < 0.4) return pick(LEAVES)
  if (kind < 0.6) return many(() => anyValue(random, depth + 1))
  return Object.fromEntries(many(() => [pick(NAMES), anyValue(random, depth + 1)]))
}

test('anything at all is read or told, and never throws', () => {
  const random = seededRandom(1)
  for (let times = 0; times < 5_000; times += 1) {
    const fault = { kind: 'hang', ...Object.fromEntries([['applied', anyValue(random, 4)]]) }
    for (const value of [anyValue(random), { rules: [{ fault, match: anyValue(random, 3) }] }]) {
      const read = parseFaultPlan(value)
      if (read.ok) expect(parseFaultPlan(read.plan)).toEqual(read)
      else expect(read.mistake).toMatch(/ is (?:to be|not known|missing)| has no meaning/)
    }
  }
})

test('a name like those every object has is not known either', () => {
  expect(parseFaultPlan(JSON.parse('{"rules":[],"__proto__":{"seed":2}}'))).toEqual({ ok: false, mistake: '__proto__ is not known' })
  expect(() => planOf({ rules: [], seed: -1 })).toThrow(new TypeError('unable to use the faults; seed is to be a whole number from 0 to 4294967295'))
})

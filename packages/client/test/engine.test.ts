import { describe, expect, test } from 'vitest'
import {
  createEngineHarness,
  HEALTHY,
  ME,
  TRUST,
  type EngineHarness,
  type Fate,
  type HarnessOptions,
} from './support/engine-harness.ts'
import { toldReply, type ReadRequest } from './support/scripted-codec.ts'

/** Limits of the Matrix transport. */
const MATRIX_LIMITS = {
  send: { capacity: 4, perSecond: 1 },
  ask: { capacity: 10, perSecond: 4 },
  conversation: { capacity: 4, perSecond: 0.5 },
  statedWaitCloses: 'send',
} as const

function connected(options: HarnessOptions = {}): EngineHarness {
  const harness = createEngineHarness({ limits: MATRIX_LIMITS, ...options })
  harness.connect()
  harness.advance(0)
  return harness
}

/** Sends fare as they are told to, one after the other; asks, and further sends, work. */
function sends(...fates: readonly Fate[]): (request: ReadRequest) => Fate {
  const left = [...fates]
  return (request) => (request.kind === 'send' ? (left.shift() ?? HEALTHY) : HEALTHY)
}

/** Asks fare as they are told to, one after the other; sends, and further asks, work. */
function asks(...fates: readonly Fate[]): (request: ReadRequest) => Fate {
  const left = [...fates]
  return (request) => (request.kind === 'ask' ? (left.shift() ?? HEALTHY) : HEALTHY)
}

const takes = (upMs: number, downMs: number = upMs): Fate => ({ type: 'answered', upMs, downMs })
const LOST: Fate = { type: 'lost', appliedAfterMs: undefined, errorAfterMs: undefined }
const refused = (status: number, retryAfterMs?: number, afterMs = 0): Fate => ({
  type: 'refused',
  status,
  afterMs,
  retryAfterMs,
})
const writes = (harness: EngineHarness): (readonly [number, string])[] =>
  harness.sent.map(({ at, typing }) => [at, typing ? 'start' : 'stop'])
const statuses = (harness: EngineHarness): unknown[] =>
  harness.effects.flatMap((effect) => (effect.type === 'status' ? [effect.status] : []))
const errors = (harness: EngineHarness): unknown[] =>
  harness.effects.flatMap((effect) => (effect.type === 'error' ? [effect.error.code] : []))
const typeSteadily = (harness: EngineHarness, room: string, forMs: number): void => {
  for (let at = 0; at < forMs; at += 500) harness.at(harness.now() + at, () => harness.key(room))
}

describe('a person who types', () => {
  test('is started by the first key, kept by the clock and stopped 6 s after the last key', () => {
    const harness = connected()
    typeSteadily(harness, 'a', 60_500)
    harness.advance(100_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [25_000, 'start'],
      [50_000, 'start'],
      [66_000, 'stop'],
    ])
  })

  test('S4 a stop waits for the start in flight, and the latest wish wins', () => {
    const harness = connected({ fate: sends(takes(100)) })
    harness.key('a')
    harness.advance(50)
    harness.stop('a')
    harness.advance(10)
    expect(writes(harness)).toEqual([[0, 'start']])
    harness.advance(1_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [200, 'stop'],
    ])
  })

  test('S4 a key that comes while a start that was stopped is in flight costs nothing', () => {
    const harness = connected({ fate: sends(takes(100)) })
    harness.key('a')
    harness.stop('a')
    harness.key('a')
    harness.advance(1_000)
    expect(writes(harness)).toEqual([[0, 'start']])
    expect(harness.server.isOn('a', ME)).toBe(true)
  })

  test('S4 page hide cancels the start in flight; the stop leaves at once, with keepalive', () => {
    const harness = connected({ fate: sends(takes(5_000)) })
    harness.key('a')
    harness.advance(50)
    harness.environment('pagehide')
    expect(harness.effects.some((effect) => effect.type === 'cancel')).toBe(true)
    expect(harness.sent.at(-1)).toMatchObject({ at: 50, typing: false, keepalive: true })
  })

  test('S5 a start that failed is not sent again once a stop was decided', () => {
    const harness = connected({ fate: sends(LOST, LOST) })
    harness.key('a')
    harness.advance(3_050)
    harness.stop('a')
    harness.advance(60_000)
    expect(writes(harness).filter(([, what]) => what === 'start')).toHaveLength(1)
  })

  test('S5 after a sleep the answer that comes before the timer starts nothing', () => {
    const harness = createEngineHarness()
    harness.connect()
    harness.key('a')
    harness.sleep(3_600_000, true)
    harness.advance(60_000)
    expect(harness.sent).toEqual([])
  })

  test('S5 a page that stood for some seconds starts nothing for a wish that has ended meanwhile', () => {
    const harness = createEngineHarness()
    harness.connect()
    harness.key('a')
    harness.sleep(10_000, true)
    harness.advance(60_000)
    expect(harness.sent).toEqual([])
  })

  test('S6 without consent nothing leaves but the one stop, and with it nothing by itself', () => {
    const harness = connected()
    harness.key('a')
    harness.advance(100)
    harness.run({ type: 'sharing', sharing: false })
    harness.key('a')
    harness.key('b')
    harness.advance(60_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [100, 'stop'],
    ])
    harness.run({ type: 'sharing', sharing: true })
    harness.advance(60_000)
    expect(harness.sent).toHaveLength(2)
  })

  test('S8 a start without an answer has its stop confirmed 3 s after the ack', () => {
    const harness = connected({ fate: sends({ ...LOST, appliedAfterMs: 10_000 }) })
    harness.key('a')
    harness.advance(3_050)
    harness.stop('a')
    harness.advance(100_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [3_050, 'stop'],
      [6_050, 'stop'],
    ])
  })

  test('S10 a stop that cannot be told is given up, T after the last start', () => {
    const harness = connected()
    harness.key('a')
    harness.advance(100)
    harness.setFate((request) => (request.kind === 'send' ? refused(429, 5_000) : HEALTHY))
    harness.stop('a')
    harness.advance(200_000)
    expect(harness.sent.at(-1)?.at).toBeLessThanOrEqual(30_000)
    expect(harness.sent.length).toBeGreaterThan(5)
  })

  test('S11 a stated wait is kept by starts, stops and page hide', () => {
    const harness = connected({ fate: sends(HEALTHY, refused(429, 10_000)) })
    harness.key('a')
    harness.advance(100)
    harness.key('b')
    harness.advance(100)
    harness.stop('a')
    harness.advance(5_000)
    expect(harness.sent).toHaveLength(2)
    harness.environment('pagehide')
    harness.advance(100_000)
    expect(harness.sent).toHaveLength(2)
  })

  test('S19 a stop by another device of mine darkens me for a second', () => {
    const harness = connected()
    typeSteadily(harness, 'a', 20_000)
    harness.advance(10_000)
    harness.at(10_100, () => harness.server.set('a', ME, undefined))
    harness.at(10_101, () => harness.others('b', []))
    harness.advance(1_200)
    expect(writes(harness).at(-1)).toEqual([11_101, 'start'])
    expect(harness.server.isOn('a', ME)).toBe(true)
  })

  test('hidden stops it, and what is typed meanwhile is not told until the page is seen', () => {
    const harness = connected()
    harness.key('a')
    harness.advance(1_000)
    harness.environment('hidden')
    harness.advance(1_000)
    harness.key('a')
    harness.advance(2_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [1_000, 'stop'],
    ])
    harness.environment('visible')
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [1_000, 'stop'],
      [4_000, 'start'],
    ])
  })

  test('offline nothing is sent, and on return a wish that stands is told once', () => {
    const harness = connected()
    harness.environment('offline')
    typeSteadily(harness, 'a', 20_000)
    harness.advance(19_000)
    expect(harness.sent).toEqual([])
    harness.environment('online')
    harness.advance(500)
    expect(writes(harness)).toEqual([[19_000, 'start']])
  })

  test('a refused conversation is silent for 5 min, told once; the others go on', () => {
    const harness = connected({ fate: sends(refused(403), HEALTHY, HEALTHY, refused(403)) })
    harness.key('a')
    harness.advance(0)
    harness.key('a')
    harness.key('b')
    harness.advance(299_999)
    expect(harness.sent.map((sent) => sent.conversation)).toEqual(['a', 'b', 'b'])
    harness.advance(1)
    harness.key('a')
    harness.advance(0)
    expect(harness.sent.at(-1)).toMatchObject({ at: 300_000, conversation: 'a' })
    expect(errors(harness)).toEqual(['forbidden'])
  })
})

describe('leave', () => {
  test('L5 a dear want is not starved by cheap ones that came after it', () => {
    const limits = {
      ...MATRIX_LIMITS,
      send: { capacity: 4, perSecond: 0.1 },
      conversation: { capacity: 40, perSecond: 1 },
    }
    const fails = (request: ReadRequest): Fate =>
      request.kind === 'send' && request.conversation === 'a' ? refused(500) : HEALTHY
    const harness = connected({ limits, fate: fails })
    // Two starts empty the bucket. The start of c needs two tokens, and each repeat of a's only one.
    for (const room of ['a', 'b', 'c']) typeSteadily(harness, room, 60_000)
    harness.advance(24_000)
    expect(harness.sent.map(({ at, conversation }) => [at, conversation])).toEqual([
      [0, 'a'],
      [0, 'b'],
      [20_000, 'c'],
    ])
  })

  test('S7 a stop never waits for a bucket', () => {
    const harness = connected({ limits: { ...MATRIX_LIMITS, send: { capacity: 4, perSecond: 0.01 } } })
    harness.key('a')
    harness.key('b')
    harness.advance(1_000)
    harness.stop('a')
    harness.stop('b')
    expect(harness.sent.map(({ at, typing }) => [at, typing])).toEqual([
      [0, true],
      [0, true],
      [1_000, false],
      [1_000, false],
    ])
  })

  test('one busy conversation does not hold back the others', () => {
    const harness = connected({ limits: { ...MATRIX_LIMITS, send: { capacity: 100, perSecond: 1 } } })
    for (let n = 0; n < 3; n += 1) {
      harness.key('a')
      harness.advance(10)
      harness.stop('a')
      harness.advance(10)
    }
    harness.key('b')
    expect(harness.sent.at(-1)).toMatchObject({ conversation: 'b', typing: true, at: 60 })
  })
})

describe('credentials', () => {
  test('a refused token is exchanged once for another, and the work goes on', () => {
    const harness = connected({ fate: sends(refused(401)), tokenFate: () => 'fresh' })
    harness.key('a')
    harness.advance(1_000)
    expect(harness.server.isOn('a', ME)).toBe(true)
    expect(harness.effects.filter((effect) => effect.type === 'token')).toHaveLength(2)
    expect(errors(harness)).toEqual([])
  })

  test('S9 the same token again ends the connection: nothing is sent until connect()', () => {
    const harness = connected({ fate: sends(refused(401)) })
    harness.key('a')
    harness.advance(0)
    const { length } = harness.sent
    harness.key('a')
    harness.advance(600_000)
    expect(harness.sent).toHaveLength(length)
    expect(statuses(harness).at(-1)).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    expect(errors(harness)).toEqual(['unauthorized'])
    expect(harness.engine.dueAt()).toBe(Infinity)
    harness.connect()
    harness.advance(0)
    harness.key('a')
    harness.advance(0)
    expect(harness.server.isOn('a', ME)).toBe(true)
  })

  test('S9 another token that comes after the close is of no interest', () => {
    const harness = connected({ fate: sends(refused(401, undefined, 10)) })
    harness.key('a')
    harness.at(10, harness.close)
    harness.advance(60_000)
    expect(harness.effects.filter((effect) => effect.type === 'token')).toHaveLength(2)
    expect(errors(harness)).toEqual([])
    expect(statuses(harness).at(-1)).toEqual({ state: 'closed' })
  })

  test('S9 a stop that a closed client has refused asks for no other token', () => {
    const harness = connected({ fate: sends(HEALTHY, refused(401)) })
    harness.key('a')
    harness.advance(10)
    harness.close()
    harness.advance(60_000)
    expect(harness.effects.filter((effect) => effect.type === 'token')).toHaveLength(1)
  })
})

describe('close', () => {
  test('S9, S15 one stop, with keepalive; then it is settled and no timer is left', () => {
    const harness = connected({ fate: sends(HEALTHY, HEALTHY, HEALTHY, takes(200)) })
    harness.key('a')
    harness.key('b')
    harness.advance(50)
    harness.stop('b')
    harness.advance(50)
    harness.close()
    expect(harness.engine.dueAt()).toBe(100 + 1_500)
    harness.advance(10_000)
    expect(harness.sent.filter((sent) => sent.at === 100)).toEqual([
      { at: 100, conversation: 'a', typing: false, keepalive: true },
    ])
    expect(harness.effects.at(-1)).toEqual({ type: 'settled' })
    expect(harness.engine.dueAt()).toBe(Infinity)
  })

  test('S15 a silence does not outlive it', () => {
    const harness = connected({ fate: sends(refused(403)) })
    harness.key('a')
    harness.advance(0)
    harness.close()
    expect(harness.engine.dueAt()).toBe(Infinity)
  })

  test('S8 the stop in flight is acknowledged though another connection has begun', () => {
    const harness = connected({ fate: sends(HEALTHY, takes(50)) })
    harness.key('a')
    harness.advance(10)
    harness.close()
    harness.connect()
    harness.advance(60_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [10, 'stop'],
    ])
  })

  test('what was shown is cleared, and a late answer is not heard', () => {
    const harness = connected()
    harness.others('a', ['ann'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['ann'])
    harness.others('b', ['ann'])
    harness.close()
    harness.advance(1_000)
    expect([...harness.ids('a'), ...harness.ids('b')]).toEqual([])
  })
})

describe('lists', () => {
  test('S2, S17 one answer is one notification each, and I am in none', () => {
    const harness = connected()
    harness.server.set('a', ME, Infinity)
    harness.server.setOthers('a', ['ann', 'bob'])
    harness.others('b', ['cleo'])
    harness.advance(0)
    const notified = harness.effects.flatMap((effect) =>
      effect.type === 'notify' ? [[effect.conversation, effect.users.length]] : [],
    )
    expect(notified).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(harness.ids('a')).toEqual(['ann', 'bob'])
  })

  test('S3 a list replaces what was shown; rooms that are not named keep theirs', () => {
    const harness = connected()
    harness.others('a', ['ann'])
    harness.others('b', ['bob'])
    harness.advance(0)
    harness.others('a', ['cleo'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['cleo'])
    expect(harness.ids('b')).toEqual(['bob'])
  })

  test('an answer for everything empties the rooms it does not name', () => {
    const harness = connected()
    harness.others('a', ['ann'])
    harness.advance(0)
    harness.server.forget()
    harness.sleep(20_000)
    harness.advance(0)
    harness.environment('online')
    harness.advance(100)
    expect(harness.ids('a')).toEqual([])
  })

  test('S17 what changes and changes back within one answer is no notification, and the same array', () => {
    const harness = connected()
    harness.others('a', ['ann'])
    harness.advance(0)
    const before = harness.engine.users('a')
    const ask = harness.effects.findLast((effect) => effect.type === 'request')
    const comes = { type: 'started', conversation: 'a', user: { id: 'bob' }, expireInMs: 9_000 } as const
    const goes = { type: 'stopped', conversation: 'a', userId: 'bob' } as const
    const { length } = harness.effects
    harness.run({ type: 'reply', id: ask?.id ?? 0, reply: toldReply({ signals: [comes, goes], position: 9 }) })
    expect(harness.effects.slice(length).map((effect) => effect.type)).not.toContain('notify')
    expect(harness.engine.users('a')).toBe(before)
  })

  test('S17 ignored users are filtered when read, and are back at once', () => {
    const harness = connected()
    harness.others('a', ['ann', 'bob'])
    harness.advance(0)
    harness.run({ type: 'ignored', userIds: new Set(['ann']) })
    expect(harness.ids('a')).toEqual(['bob'])
    harness.run({ type: 'ignored', userIds: new Set() })
    expect(harness.ids('a')).toEqual(['ann', 'bob'])
  })

  test('a message hides its author until a list names them again', () => {
    const harness = connected()
    harness.others('a', ['ann', 'bob'])
    harness.advance(0)
    harness.run({ type: 'message', conversation: 'a', userId: 'ann' })
    expect(harness.ids('a')).toEqual(['bob'])
    harness.advance(10)
    harness.others('a', ['ann', 'bob', 'cleo'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['bob', 'ann', 'cleo'])
  })
})

describe('trust', () => {
  const shown = (fate: (request: ReadRequest) => Fate = () => HEALTHY): EngineHarness => {
    const harness = connected({ fate })
    harness.others('a', ['ann'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['ann'])
    return harness
  }
  const askedAt = (harness: EngineHarness): unknown[] =>
    harness.asked.map(({ at, complete, timeoutMs }) => [at, complete ? 'all' : timeoutMs])

  test('S13 after a sleep nothing that was shown holds; the poll is abandoned and everything is asked for at once', () => {
    const harness = shown()
    harness.advance(1_000)
    harness.sleep(15_001)
    harness.key('z')
    expect(harness.ids('a')).toEqual([])
    expect(askedAt(harness).at(-1)).toEqual([1_000, 'all'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['ann'])
  })

  test('S13 wishes end with their one stop', () => {
    const harness = shown()
    harness.key('a')
    harness.advance(1_000)
    harness.sleep(3_600_000)
    harness.advance(60_000)
    expect(writes(harness).map(([, what]) => what)).toEqual(['start', 'stop'])
    expect(harness.isTyping('a')).toBe(false)
  })

  test('S13 what comes before the late timer tells of the sleep as well', () => {
    const harness = shown()
    // The idle end is due after 6 s; what is shown would be stale after 25 s only.
    harness.key('c')
    harness.advance(0)
    harness.sleep(22_000, true)
    harness.run({ type: 'message', conversation: 'b', userId: 'bob' })
    expect(harness.ids('a')).toEqual([])
  })

  test('S13 a clock that is set back changes nothing', () => {
    const harness = shown()
    harness.setWallBack(3_600_000)
    const { length } = harness.effects
    harness.run({ type: 'wake' })
    expect(harness.effects).toHaveLength(length)
    expect(harness.ids('a')).toEqual(['ann'])
  })

  test('a: without an answer for 25 s what is shown is cleared', () => {
    const harness = shown()
    harness.setFate(() => LOST)
    harness.advance(34_999)
    expect(harness.ids('a')).toEqual(['ann'])
    harness.advance(1)
    expect(harness.ids('a')).toEqual([])
  })

  test('a: a refused position clears what is shown, and everything is asked for', () => {
    const harness = shown()
    harness.setFate(asks(refused(400)))
    harness.advance(9_999)
    expect(harness.ids('a')).toEqual(['ann'])
    harness.advance(1)
    expect(askedAt(harness).slice(-2)).toEqual([
      [10_000, 'all'],
      [10_000, 10_000],
    ])
    const shownThen = harness.effects.flatMap((effect) => (effect.type === 'notify' ? [effect.users.length] : []))
    expect(shownThen).toEqual([1, 0, 1])
  })

  test('b: after a poll that failed, one answer for everything decides; a restart is not shown on', () => {
    const harness = shown()
    harness.setFate(asks(refused(500)))
    harness.advance(9_000)
    harness.server.forget()
    harness.advance(5_000)
    expect(askedAt(harness).slice(-3)).toEqual([
      [10_625, 0],
      [10_625, 'all'],
      [10_625, 30_000],
    ])
    expect(harness.ids('a')).toEqual([])
  })

  test('b: where none may be taken, what no list names within 40 s is dropped', () => {
    const harness = connected({ fate: asks(takes(0, 3_000), HEALTHY, refused(500)) })
    harness.advance(3_000)
    harness.others('a', ['ann'])
    harness.advance(15_000)
    const suspectedAt = harness.asked.find(({ complete, timeoutMs }) => !complete && timeoutMs === 0)?.at ?? Number.NaN
    harness.advance(suspectedAt + 39_999 - harness.now())
    expect(harness.ids('a')).toEqual(['ann'])
    harness.advance(1)
    expect(harness.ids('a')).toEqual([])
  })

  test('c: a list 35 s old is looked up once in 35 s by a poll that does not wait', () => {
    const harness = shown()
    harness.advance(95_000)
    const lookedUp = harness.asked.filter(({ complete, timeoutMs }) => !complete && timeoutMs === 0)
    expect(lookedUp.map(({ at }) => at)).toEqual([40_000, 80_000])
  })

  test('d: a list that no answer named for 100 s is taken anew, which counts as naming', () => {
    const harness = shown()
    harness.advance(500_000)
    const retaken = harness.asked.filter(({ complete }) => complete).map(({ at }) => at)
    expect(retaken).toEqual([0, 100_000, 200_000, 300_000, 400_000, 500_000])
    expect(harness.ids('a')).toEqual(['ann'])
  })

  test('d: where it may not be taken anew, it is hidden at 120 s until it is named again', () => {
    const harness = connected({ fate: asks(takes(0, 3_000)) })
    harness.advance(3_000)
    harness.others('a', ['ann'])
    harness.advance(119_999)
    expect(harness.ids('a')).toEqual(['ann'])
    harness.advance(1)
    expect(harness.ids('a')).toEqual([])
    harness.others('a', ['ann', 'bob'])
    harness.advance(0)
    expect(harness.ids('a')).toEqual(['ann', 'bob'])
  })
})

describe('the link', () => {
  test('S12 a server that answers at once and says nothing is asked ever more seldom', () => {
    const harness = createEngineHarness({ limits: MATRIX_LIMITS, trust: { ...TRUST, pollMs: 100 } })
    harness.connect()
    harness.advance(60_000)
    expect(harness.asked.length).toBeLessThan(20)
  })

  test('L4 failures wait longer and longer, and not at all once the network is back', () => {
    const harness = connected({ fate: () => refused(500) })
    harness.advance(60_000)
    const { length } = harness.asked
    expect(length).toBeLessThan(15)
    harness.environment('offline')
    harness.advance(5_000)
    harness.setFate(() => HEALTHY)
    harness.environment('online')
    harness.advance(0)
    expect(harness.asked[length]?.at).toBe(65_000)
    expect(errors(harness)).toEqual(['unreachable'])
  })

  test('hidden for 60 s it asks no more, and shows nobody; seen again it asks at once', () => {
    const harness = connected()
    harness.others('a', ['ann'])
    harness.environment('hidden')
    harness.advance(59_999)
    expect(harness.ids('a')).toEqual(['ann'])
    harness.advance(1)
    expect(harness.ids('a')).toEqual([])
    const { length } = harness.asked
    harness.advance(600_000)
    expect(harness.asked).toHaveLength(length)
    harness.environment('visible')
    harness.advance(0)
    expect(harness.asked.length).toBeGreaterThan(length)
    expect(harness.ids('a')).toEqual(['ann'])
  })

  test('S15 a client that was never connected has no timer, and a key there is nothing', () => {
    const harness = createEngineHarness()
    harness.key('a')
    harness.environment('hidden')
    expect(harness.engine.dueAt()).toBe(Infinity)
    expect(harness.effects).toEqual([])
  })
})

describe('S12 what the server advertises', () => {
  test('is clamped like everything from outside', () => {
    const harness = connected()
    const timing = { expireAfterMs: 1, resendEveryMs: 0, idleAfterMs: Number.NaN }
    harness.run({ type: 'signal', signal: { type: 'timing', timing } })
    typeSteadily(harness, 'a', 12_000)
    harness.advance(60_000)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [3_334, 'start'],
      [6_668, 'start'],
      [10_002, 'start'],
      [13_336, 'start'],
      [16_670, 'start'],
      [17_500, 'stop'],
    ])
  })

  test('S13 a shorter R in the middle of a burst is no sleep', () => {
    const harness = connected()
    typeSteadily(harness, 'a', 30_000)
    harness.others('b', ['ann'])
    harness.advance(22_000)
    const timing = { expireAfterMs: 10_000, resendEveryMs: 4_000, idleAfterMs: 6_000 }
    harness.run({ type: 'signal', signal: { type: 'timing', timing } })
    harness.advance(0)
    expect(writes(harness)).toEqual([
      [0, 'start'],
      [22_000, 'start'],
    ])
    expect(harness.ids('b')).toEqual(['ann'])
  })
})

import { describe, expect, test } from 'vitest'
import type { Effect } from '../src/core/effect.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import type { EngineInput } from '../src/engine/input.ts'
import { MAX_CONVERSATIONS } from '../src/protocol/conversation.ts'
import { TypingError } from '../src/protocol/errors.ts'
import { DEFAULT_LIMITS } from '../src/protocol/limits.ts'
import type { SendOutcome } from '../src/protocol/outcome.ts'
import type { TransportSignal } from '../src/protocol/signal.ts'
import { BOUNDS, TIMING } from './support/engine-harness.ts'
import { createInvariants } from './support/invariants.ts'

const FAILURE = new TypingError('unreachable', 'unable to talk; the line is dead')
const OPENED: TransportSignal = { type: 'opened' }
const LOST: TransportSignal = { type: 'lost', error: FAILURE, retryInMs: 1_000 }

interface Wired {
  readonly engine: Engine
  readonly run: (input: EngineInput) => readonly Effect[]
  readonly signal: (signal: TransportSignal) => readonly Effect[]
  readonly advance: (ms: number) => readonly Effect[]
  readonly all: Effect[]
  readonly ids: (conversation: string) => readonly string[]
}

/** An engine over a transport with a connection of its own, which this test is. Every step is checked. */
function wired(checked: boolean = true): Wired {
  const engine = createEngine({
    wire: { kind: 'connection' },
    timing: TIMING,
    overrides: {},
    bounds: BOUNDS,
    limits: DEFAULT_LIMITS,
    random: () => 0.5,
  })
  const invariants = createInvariants({ engine, limits: DEFAULT_LIMITS, self: new Set(), timing: TIMING })
  const all: Effect[] = []
  let now = 0
  const run = (input: EngineInput): readonly Effect[] => {
    const dueBefore = engine.dueAt()
    const effects = engine.step(input, now, now)
    if (checked) invariants.afterStep({ input, now, wall: now, effects, dueBefore })
    all.push(...effects)
    return effects
  }
  return {
    engine,
    run,
    all,
    signal: (signal) => run({ type: 'signal', signal }),
    advance(ms) {
      const until = now + ms
      const { length } = all
      for (let wakes = 0; engine.dueAt() <= until; wakes += 1) {
        if (wakes > 1_000) throw new Error(`S12: the timer spins at ${now}`)
        now = Math.max(now, Math.ceil(engine.dueAt()))
        run({ type: 'wake' })
      }
      now = until
      return all.slice(length)
    },
    ids: (conversation) => engine.users(conversation).map((user) => user.id),
  }
}

function opened(): Wired {
  const client = wired()
  client.run({ type: 'connect' })
  client.signal(OPENED)
  return client
}

const types = (effects: readonly Effect[]): string[] => effects.map((effect) => effect.type)
const watch = (conversation: string): EngineInput => ({ type: 'watch', conversation })
const unwatch = (conversation: string): EngineInput => ({ type: 'unwatch', conversation })
const started = (id: string, expireInMs: number = 15_000): TransportSignal => ({
  type: 'started',
  conversation: 'a',
  user: { id },
  expireInMs,
})

function outcome(client: Wired, answer: SendOutcome): void {
  const write = client.all.findLast((effect) => effect.type === 'write')
  if (write?.type !== 'write') throw new Error('nothing was written')
  client.run({ type: 'outcome', id: write.id, outcome: answer })
}

describe('a connection of the transport’s own', () => {
  test('is opened by connect, told nothing before it is open, and closed by close', () => {
    const client = wired()
    expect(types(client.run({ type: 'connect' }))).toEqual(['open', 'status'])
    expect(types(client.run({ type: 'key', conversation: 'a' }))).toEqual(['typing'])
    expect(types(client.signal(OPENED))).toEqual(['write', 'status'])
    outcome(client, { type: 'ok' })
    expect(types(client.run({ type: 'close' }))).toEqual(['typing', 'write', 'close', 'status'])
  })

  test('S15 that is open and at rest has no timer', () => {
    expect(opened().engine.dueAt()).toBe(Infinity)
  })

  test('that failed for good ends the client, told once', () => {
    const client = opened()
    expect(types(client.signal({ type: 'failed', error: FAILURE }))).toEqual(['close', 'error', 'status'])
    expect(client.engine.dueAt()).toBe(Infinity)
  })

  test('that outlived the time offline is open again', () => {
    const client = opened()
    client.run({ type: 'environment', event: 'offline' })
    const effects = client.run({ type: 'environment', event: 'online' })
    expect(types(effects)).toEqual(['nudge', 'status'])
    expect(effects.at(-1)).toMatchObject({ status: { state: 'open' } })
  })

  test('that is lost for 25 s takes what it showed along; a shorter loss darkens nobody', () => {
    const client = opened()
    client.signal({ type: 'snapshot', conversation: 'a', users: [{ id: 'ann' }] })
    client.signal(LOST)
    client.advance(24_999)
    expect(client.ids('a')).toEqual(['ann'])
    client.signal(OPENED)
    client.advance(60_000)
    expect(client.ids('a')).toEqual(['ann'])
    client.signal(LOST)
    client.advance(25_000)
    expect(client.ids('a')).toEqual([])
  })

  test('that was lost for long shows who it hears of, though it is not open again yet', () => {
    const client = opened()
    client.signal(LOST)
    client.advance(60_000)
    client.signal(started('ann'))
    expect(client.ids('a')).toEqual(['ann'])
    client.signal(OPENED)
    client.advance(14_999)
    expect(client.ids('a')).toEqual(['ann'])
  })

  test('that is lost sends nothing; when it is back a wish that stands is told', () => {
    const client = opened()
    client.signal(LOST)
    client.run({ type: 'key', conversation: 'a' })
    expect(types(client.all)).not.toContain('write')
    expect(types(client.signal(OPENED))).toContain('write')
  })

  test('that says again that it is open is told what it could not send', () => {
    const client = opened()
    client.run({ type: 'key', conversation: 'a' })
    outcome(client, { type: 'unsent', error: FAILURE })
    expect(types(client.advance(1_000))).toEqual([])
    expect(types(client.signal(OPENED))).toEqual(['write'])
  })

  test('S14 forgets no conversation in which somebody goes on without keys, though the page is not seen', () => {
    const client = wired(false)
    client.run({ type: 'connect' })
    client.signal(OPENED)
    client.run({ type: 'hold', conversation: 'a', until: 600_000 })
    outcome(client, { type: 'ok' })
    client.run({ type: 'environment', event: 'hidden' })
    outcome(client, { type: 'ok' })
    expect(client.engine.isOn('a')).toBe(true)
    for (let count = 0; count < MAX_CONVERSATIONS; count += 1) client.engine.lastKey(`other ${count}`)
    expect(types(client.run({ type: 'environment', event: 'visible' }))).toContain('write')
  })

  test('each typist expires alone (by what was said of each)', () => {
    const client = opened()
    client.signal(started('ann', 5_000))
    client.signal(started('bob', 9_000))
    client.advance(5_000)
    expect(client.ids('a')).toEqual(['bob'])
    client.advance(4_000)
    expect(client.ids('a')).toEqual([])
    expect(client.engine.dueAt()).toBe(Infinity)
  })

  test('S2 what is said of me before I am known is taken back', () => {
    const client = opened()
    client.signal(started('ann'))
    client.signal({ type: 'self', userIds: ['ann'] })
    expect(client.ids('a')).toEqual([])
  })
})

describe('watching', () => {
  test('asks the server once for many readers, and gives it back 5 s after the last one left', () => {
    const client = opened()
    expect(types(client.run(watch('a')))).toEqual(['watch'])
    expect(client.run(watch('a'))).toEqual([])
    client.run(unwatch('a'))
    expect(client.engine.dueAt()).toBe(Infinity)
    client.run(unwatch('a'))
    expect(client.advance(4_999)).toEqual([])
    expect(types(client.advance(1))).toEqual(['unwatch'])
  })

  test('a reader who comes back in time costs nothing', () => {
    const client = opened()
    client.run(watch('a'))
    client.run(unwatch('a'))
    client.advance(4_999)
    expect(client.run(watch('a'))).toEqual([])
    expect(client.advance(60_000)).toEqual([])
  })

  test('everything read is asked for again with each new connection', () => {
    const client = wired()
    client.run(watch('a'))
    client.run({ type: 'connect' })
    expect(types(client.signal(OPENED))).toEqual(['watch', 'status'])
    client.signal(LOST)
    expect(types(client.signal(OPENED))).toEqual(['watch', 'status'])
  })

  test('a connection that was closed took the lingering ones along: a reader who comes back asks anew', () => {
    const client = opened()
    client.run(watch('a'))
    client.run(unwatch('a'))
    client.run({ type: 'environment', event: 'pagehide' })
    client.run({ type: 'environment', event: 'pageshow' })
    client.signal(OPENED)
    expect(types(client.run(watch('a')))).toEqual(['watch'])
  })

  test('S15 no timer of theirs outlives a close', () => {
    const client = opened()
    client.run(watch('a'))
    client.run(unwatch('a'))
    client.run({ type: 'close' })
    expect(client.engine.dueAt()).toBe(Infinity)
  })

  test('what nobody reads any more is given back though the connection was lost meanwhile', () => {
    const client = opened()
    client.run(watch('a'))
    client.signal(LOST)
    client.run(unwatch('a'))
    expect(types(client.advance(5_000))).toContain('unwatch')
  })
})

describe('instants that a transport asks for', () => {
  test('are told once, at their time; the last one counts and Infinity takes it back', () => {
    const client = opened()
    client.run({ type: 'wake-at', at: 300 })
    client.run({ type: 'wake-at', at: 500 })
    expect(client.advance(499)).toEqual([])
    expect(types(client.advance(1))).toEqual(['due'])
    client.run({ type: 'wake-at', at: 900 })
    client.run({ type: 'wake-at', at: Infinity })
    expect(client.advance(10_000)).toEqual([])
  })

  test('S12 what is no instant is none', () => {
    const client = opened()
    client.run({ type: 'wake-at', at: Number.NaN })
    expect(client.engine.dueAt()).toBe(Infinity)
  })

  test('S13 one that has passed is told at once and is no sleep', () => {
    const client = opened()
    client.advance(100_000)
    client.signal({ type: 'snapshot', conversation: 'a', users: [{ id: 'ann' }] })
    client.run({ type: 'wake-at', at: 0 })
    expect(types(client.advance(0))).toEqual(['due'])
    expect(client.ids('a')).toEqual(['ann'])
  })
})

describe('S14 bounds', () => {
  test('of 2 000 conversations none that is on or read is forgotten, and the others make room', () => {
    const client = wired(false)
    client.run({ type: 'connect' })
    client.signal(OPENED)
    client.run({ type: 'key', conversation: 'mine' })
    outcome(client, { type: 'ok' })
    client.run(watch('read'))
    client.signal({ type: 'snapshot', conversation: 'read', users: [{ id: 'ann' }] })
    for (let n = 0; n < MAX_CONVERSATIONS + 10; n += 1) {
      client.signal({ type: 'snapshot', conversation: `room ${n}`, users: [{ id: 'ann' }] })
    }
    const shown = Array.from({ length: MAX_CONVERSATIONS + 10 }, (_, n) => client.ids(`room ${n}`).length)
    expect(shown.reduce((sum, one) => sum + one)).toBe(MAX_CONVERSATIONS - 2)
    expect(shown.slice(0, 12).every((one) => one === 0)).toBe(true)
    expect(client.ids('read')).toEqual(['ann'])
    expect(types(client.run({ type: 'stop', conversation: 'mine' }))).toContain('write')
  })

  test('a conversation that was forgotten tells its readers that nobody is shown', () => {
    const client = wired(false)
    client.run({ type: 'connect' })
    client.signal(OPENED)
    for (let n = 0; n <= MAX_CONVERSATIONS; n += 1) {
      client.signal({ type: 'snapshot', conversation: `room ${n}`, users: [{ id: 'ann' }] })
    }
    const told = client.all.filter((effect) => effect.type === 'notify' && effect.conversation === 'room 0')
    expect(told).toMatchObject([{ users: [{ id: 'ann' }] }, { users: [] }])
  })
})

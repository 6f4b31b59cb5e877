import * as fc from 'fast-check'
import type { EnvironmentEvent } from '../../src/protocol/environment.ts'
import { createEngineHarness, HEALTHY, ME, type EngineHarness, type Fate, type TokenFate } from './engine-harness.ts'

/** One thing that a person, a page, a server or another device does. */
export type Act =
  | { readonly type: 'key' | 'stop' | 'burst'; readonly room: string }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'environment'; readonly event: EnvironmentEvent }
  | { readonly type: 'others'; readonly room: string; readonly ids: readonly string[] }
  | { readonly type: 'message'; readonly room: string; readonly id: string }
  | { readonly type: 'ignored'; readonly ids: readonly string[] }
  | { readonly type: 'sharing'; readonly sharing: boolean }
  | { readonly type: 'connect' | 'close' | 'restart' }
  /** Another tab or device of mine ends my typing there. */
  | { readonly type: 'elsewhere'; readonly room: string }
  | { readonly type: 'sleep'; readonly ms: number; readonly monotonic: boolean }
  | { readonly type: 'wall-back'; readonly ms: number }
  | {
      readonly type: 'timing'
      readonly idleAfterMs: number
      readonly resendEveryMs: number
      readonly expireAfterMs: number
    }

/** A life: what is done, and what becomes of each request in turn. */
export interface Life {
  readonly acts: readonly Act[]
  readonly sendFates: readonly Fate[]
  readonly askFates: readonly Fate[]
  readonly tokenFates: readonly TokenFate[]
  readonly chances: readonly number[]
}

/** The rooms of a life. */
export const ROOMS = ['a', 'b', 'c'] as const
const PEOPLE = ['ann', 'bob', 'cleo'] as const

const room = fc.constantFrom(...ROOMS)
const people = fc.subarray([...PEOPLE])
const latency = fc.constantFrom(0, 20, 100, 400, 2_000, 6_000)
const wait = fc.constantFrom(
  0,
  1,
  50,
  250,
  900,
  1_000,
  3_000,
  5_999,
  6_000,
  6_001,
  12_000,
  24_999,
  25_000,
  31_000,
  70_000,
)

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constantFrom('key' as const, 'burst' as const), room }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('stop' as const), room }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: wait }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('environment' as const),
      event: fc.constantFrom<EnvironmentEvent>('online', 'offline', 'visible', 'hidden', 'pagehide', 'pageshow'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('others' as const), room, ids: people }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('message' as const), room, id: fc.constantFrom(...PEOPLE, ME) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ignored' as const), ids: people }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('sharing' as const), sharing: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('connect' as const, 'close' as const, 'restart' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('elsewhere' as const), room }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('sleep' as const),
      ms: fc.constantFrom(1_000, 15_001, 3_600_000),
      monotonic: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('wall-back' as const), ms: fc.constantFrom(1_000, 3_600_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('timing' as const),
      idleAfterMs: fc.constantFrom(1_000, 6_000, 30_000, Number.NaN),
      resendEveryMs: fc.constantFrom(0, 5_000, 20_000, Infinity),
      expireAfterMs: fc.constantFrom(1, 10_000, 30_000, 45_000),
    }),
  },
)

const answered = fc.record({ type: fc.constant('answered' as const), upMs: latency, downMs: latency })
const lost = fc.record({
  type: fc.constant('lost' as const),
  appliedAfterMs: fc.constantFrom(undefined, 10, 5_000, 20_000),
  errorAfterMs: fc.constantFrom(undefined, 5, 700, 20_000),
})
const refused = (statuses: readonly number[]): fc.Arbitrary<Fate> =>
  fc.record({
    type: fc.constant('refused' as const),
    status: fc.constantFrom(...statuses),
    afterMs: latency,
    retryAfterMs: fc.constantFrom(undefined, 0, 1_500, 28_000, Number.NaN, Infinity, -1),
  })
const sendFate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: answered },
  { weight: 3, arbitrary: lost },
  { weight: 3, arbitrary: refused([401, 403, 429, 429, 500]) },
  { weight: 1, arbitrary: fc.constant<Fate>({ type: 'unsent' }) },
)
const askFate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: answered },
  { weight: 2, arbitrary: lost },
  { weight: 2, arbitrary: refused([400, 401, 429, 500, 500]) },
)

/** Any life at all. */
export const anyLife: fc.Arbitrary<Life> = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 60, size: 'max' }),
  sendFates: fc.array(sendFate, { minLength: 1, maxLength: 12 }),
  askFates: fc.array(askFate, { minLength: 1, maxLength: 12 }),
  tokenFates: fc.array(fc.constantFrom<TokenFate>('same', 'same', 'fresh', 'withheld'), { minLength: 1, maxLength: 4 }),
  chances: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 6 }),
})

/** Gives out a list over and over. */
function inTurn<T>(items: readonly T[], fallback: T): () => T {
  let next = 0
  return () => items[next++ % items.length] ?? fallback
}

/** Does one act. */
export function perform(harness: EngineHarness, doing: Act): void {
  switch (doing.type) {
    case 'key':
      return harness.key(doing.room)
    case 'burst':
      for (let n = 0; n < 20; n += 1) {
        harness.key(doing.room)
        harness.advance(180)
      }
      return undefined
    case 'stop':
      return harness.stop(doing.room)
    case 'wait':
      return harness.advance(doing.ms)
    case 'environment':
      return harness.environment(doing.event)
    case 'others':
      return harness.others(doing.room, doing.ids)
    case 'message':
      return harness.run({ type: 'message', conversation: doing.room, userId: doing.id })
    case 'ignored':
      return harness.run({ type: 'ignored', userIds: new Set(doing.ids) })
    case 'sharing':
      return harness.run({ type: 'sharing', sharing: doing.sharing })
    case 'connect':
      return harness.connect()
    case 'close':
      return harness.close()
    case 'restart':
      return harness.restart()
    case 'elsewhere':
      harness.server.set(doing.room, ME, undefined)
      return harness.advance(0)
    case 'sleep':
      return harness.sleep(doing.ms, doing.monotonic)
    case 'wall-back':
      return harness.setWallBack(doing.ms)
    case 'timing':
      return harness.run({ type: 'signal', signal: { type: 'timing', timing: doing } })
  }
}

/** Lives it, with every step checked; returns the harness as it is then. */
export function live(life: Life): EngineHarness {
  const nextSend = inTurn(life.sendFates, HEALTHY)
  const nextAsk = inTurn(life.askFates, HEALTHY)
  const harness = createEngineHarness({
    fate: (request) => (request.kind === 'send' ? nextSend() : nextAsk()),
    tokenFate: inTurn(life.tokenFates, 'same'),
    random: inTurn(life.chances, 0.5),
  })
  harness.connect()
  for (const doing of life.acts) perform(harness, doing)
  return harness
}

/** Faults end: everything works from now on, and the page is seen. */
export function heal(harness: EngineHarness): void {
  harness.setFate(() => HEALTHY)
  harness.setTokenFate(() => 'fresh')
  harness.run({ type: 'sharing', sharing: true })
  harness.run({ type: 'ignored', userIds: new Set() })
  harness.environment('online')
  // What is in flight may have been lost, and have minutes yet: the page goes and comes back.
  harness.environment('pagehide')
  harness.environment('pageshow')
  harness.connect()
}

import { describe, expect, test } from 'vitest'
import type { Effect } from '../src/core/effect.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import type { EngineInput } from '../src/engine/input.ts'
import { TypingError } from '../src/protocol/errors.ts'
import { DEFAULT_LIMITS } from '../src/protocol/limits.ts'
import type { PresenceSignal } from '../src/protocol/signal.ts'
import type { TrustRules } from '../src/protocol/trust.ts'
import type { AskReading, CodecState, WireReply, WireRequest } from '../src/protocol/wire.ts'
import { BOUNDS, TIMING } from './support/engine-harness.ts'

const FAILURE = new TypingError('unreachable', 'unable to talk; the line is dead')
const ROOM = 'room'
const NEVER: TrustRules = {
  pollMs: 90_000,
  pollShownMs: 90_000,
  staleMs: 100_000,
  suspectMs: Infinity,
  lookUpMs: Infinity,
  retakeMs: Infinity,
  maxListAgeMs: Infinity,
  retakeWithinMs: 0,
  retakeBelowBytes: 0,
  retakeEveryMs: Infinity,
}

/** What the codec of this test knows, and what its answers mean. */
interface Queue {
  readonly holdsMs?: number
  /** Which addresses may be told anything, once there is a queue. */
  mayTell: boolean
  /** Which addresses are refused without a request. */
  readonly refused: Set<string>
}

const request = (path: string): WireRequest => ({ method: 'GET', path, headers: {}, body: undefined, maxBytes: 1_000 })
const meanings = new WeakMap<WireReply, AskReading['outcome'] | readonly PresenceSignal[]>()

function reply(meaning: AskReading['outcome'] | readonly PresenceSignal[]): WireReply {
  const made: WireReply = { type: 'answer', status: 200, body: '', bytes: 0, retryAfterMs: undefined }
  meanings.set(made, meaning)
  return made
}

/** A protocol like that of Zulip: two steps to a queue, starts that expire, a queue that is given back. */
function stateOf(queue: Queue, step: 0 | 1 | 2): CodecState {
  const state: CodecState = {
    holdsMs: queue.holdsMs,
    ask: ({ timeoutMs }) => request(step === 2 ? `/poll/${timeoutMs}` : `/step/${step}`),
    answered(answer) {
      const meaning = meanings.get(answer)
      const rest = { signals: [], complete: false, dropped: 0 }
      if (meaning === undefined) return { ...rest, state, outcome: { type: 'unknown', error: FAILURE } }
      if ('type' in meaning) return { ...rest, state: stateOf(queue, meaning.type === 'next' ? 1 : 0), outcome: meaning }
      return { ...rest, state: stateOf(queue, 2), outcome: { type: 'ok', empty: false }, signals: meaning }
    },
    maySend: () => step === 2 && queue.mayTell,
    send: (address, typing) =>
      queue.refused.has(address) ? { type: 'gone', error: FAILURE } : request(`/${typing ? 'start' : 'stop'}/${address}`),
    sent: () => ({ state, outcome: { type: 'ok' } }),
    farewell: () => (step === 2 ? { state: stateOf(queue, 0), request: request('/farewell') } : undefined),
  }
  return state
}

interface Rig {
  readonly engine: Engine
  readonly queue: Queue
  readonly run: (input: EngineInput, ms?: number) => readonly Effect[]
  /** Requests that are awaited, by path. */
  readonly awaited: () => readonly string[]
  readonly answer: (path: string, meaning?: AskReading['outcome'] | readonly PresenceSignal[]) => readonly Effect[]
  readonly advance: (ms: number) => void
  readonly sleep: (ms: number) => void
  readonly ids: (conversation?: string) => readonly string[]
}

function rig(holdsMs?: number): Rig {
  const queue: Queue = { ...(holdsMs === undefined ? {} : { holdsMs }), mayTell: true, refused: new Set() }
  const engine = createEngine({
    wire: { kind: 'codec', codec: { begin: () => stateOf(queue, 0) }, self: [], trust: NEVER },
    timing: TIMING,
    overrides: {},
    bounds: BOUNDS,
    limits: DEFAULT_LIMITS,
    random: () => 0,
  })
  const awaited = new Map<number, string>()
  let now = 0
  let wall = 0
  function run(input: EngineInput): readonly Effect[] {
    const effects = engine.step(input, now, wall)
    for (const effect of effects) {
      if (effect.type === 'request') awaited.set(effect.id, effect.request.path)
      if (effect.type === 'cancel') awaited.delete(effect.id)
      if (effect.type === 'token') run({ type: 'given', id: effect.id, token: 'key' })
    }
    return effects
  }
  function answer(path: string, meaning: AskReading['outcome'] | readonly PresenceSignal[] = []): readonly Effect[] {
    const found = [...awaited].find(([, at]) => at === path)
    if (found === undefined) throw new Error(`nobody waits for ${path}, but for ${[...awaited.values()].join(' ')}`)
    awaited.delete(found[0])
    return run({ type: 'reply', id: found[0], reply: reply(meaning) })
  }
  return {
    engine,
    queue,
    run,
    awaited: () => [...awaited.values()],
    answer,
    advance(ms) {
      const until = now + ms
      while (engine.dueAt() <= until) {
        wall += Math.max(0, engine.dueAt() - now)
        now = Math.max(now, engine.dueAt())
        run({ type: 'wake' })
      }
      wall += until - now
      now = until
    },
    sleep(ms) {
      wall += ms
    },
    ids: (conversation = ROOM) => engine.users(conversation).map(({ id }) => id),
  }
}

/** A rig with a queue and one poll that waits. */
function open(holdsMs?: number): Rig {
  const made = rig(holdsMs)
  made.run({ type: 'connect' })
  made.answer('/step/0', { type: 'next' })
  made.answer('/step/1', [{ type: 'self', userIds: ['me'] }])
  return made
}

const started = (id: string, expireInMs = 45_000): PresenceSignal => ({
  type: 'started',
  conversation: ROOM,
  user: { id },
  expireInMs,
})

describe('the way to a first answer', () => {
  test('may take steps: each is asked at once, and only the last one opens', () => {
    const { run, answer, awaited } = rig()
    run({ type: 'connect' })
    expect(awaited()).toEqual(['/step/0'])
    expect(answer('/step/0', { type: 'next' }).some(({ type }) => type === 'status')).toBe(false)
    expect(awaited()).toEqual(['/step/1'])
    expect(answer('/step/1')).toContainEqual({ type: 'status', status: { state: 'open' } })
    expect(awaited()).toEqual(['/poll/90000'])
  })

  test('comes before anything is sent where the codec has to learn how; a wish waits for it', () => {
    const { run, answer, awaited } = rig()
    run({ type: 'connect' })
    run({ type: 'key', conversation: ROOM })
    answer('/step/0', { type: 'next' })
    expect(awaited()).toEqual(['/step/1'])
    answer('/step/1')
    expect(awaited()).toContain('/start/room')
  })

  test('once there, what failed is no reason to send nothing', () => {
    const { run, advance, awaited, engine } = open()
    advance(95_000)
    expect(awaited()).toEqual([])
    run({ type: 'key', conversation: ROOM })
    expect(awaited()).toEqual(['/start/room'])
    expect(engine.isOn(ROOM)).toBe(true)
  })
})

describe('a poll', () => {
  test('is given up 5 s after the server would have ended it, and the next one does not wait', () => {
    const { advance, awaited } = open(40_000)
    expect(awaited()).toEqual(['/poll/40000'])
    advance(44_999)
    expect(awaited()).toEqual(['/poll/40000'])
    advance(1 + 250)
    expect(awaited()).toEqual(['/poll/0'])
  })

  test.each([
    [1_000, 10_000],
    [10_000_000, 300_000],
    [Number.NaN, 90_000],
  ])('S12 that a server says it holds for %d ms is expected back after %d', (said, held) => {
    expect(open(said).awaited()).toEqual([`/poll/${held}`])
  })
})

describe('a start that expires by itself', () => {
  test('S1 is as old as the time in which nobody asked, and not as old as the poll that waited for it', () => {
    const { answer, advance, ids } = open()
    advance(80_000)
    answer('/poll/90000', [started('bob')])
    advance(44_999)
    expect(ids()).toEqual(['bob'])
    advance(1)
    expect(ids()).toEqual([])
  })

  test('S1 is shown for what is left of it after a poll that was lost, and not at all where nothing is', () => {
    const late = open()
    late.advance(95_000 + 250)
    // 95.25 s after the last answer: whoever started then is long gone.
    late.answer('/poll/0', [started('bob')])
    expect(late.ids()).toEqual([])
    late.answer('/poll/90000', [started('bob')])
    expect(late.ids()).toEqual(['bob'])
  })

  test('S13 that was waiting for the end of a sleep is of unknown age, and not shown', () => {
    const { answer, sleep, run, awaited, ids } = open()
    answer('/poll/90000', [started('bob')])
    sleep(300_000)
    run({ type: 'wake' })
    expect(ids()).toEqual([])
    expect(awaited()).toEqual(['/poll/0'])
    answer('/poll/0', [started('bob'), started('eve')])
    expect(ids()).toEqual([])
    answer('/poll/90000', [started('eve')])
    expect(ids()).toEqual(['eve'])
  })

  test('S1 each of two who vanish goes alone', () => {
    const { answer, advance, ids } = open()
    answer('/poll/90000', [started('ann')])
    advance(5_000)
    answer('/poll/90000', [started('bob')])
    expect(ids()).toEqual(['ann', 'bob'])
    advance(40_000)
    expect(ids()).toEqual(['bob'])
    advance(5_000)
    expect(ids()).toEqual([])
  })

  test('S2, S19 of mine is in no view; a stop of mine from elsewhere is answered by a start after a second', () => {
    const { answer, advance, run, awaited, ids } = open()
    run({ type: 'key', conversation: ROOM })
    answer('/start/room')
    answer('/poll/90000', [started('me'), { type: 'stopped', conversation: ROOM, userId: 'me' }])
    expect(ids()).toEqual([])
    advance(999)
    expect(awaited()).not.toContain('/start/room')
    advance(1)
    expect(awaited()).toContain('/start/room')
  })
})

describe('a queue that is lost', () => {
  test('is asked for anew at once, and nobody is shown meanwhile', () => {
    const { answer, awaited, ids } = open()
    answer('/poll/90000', [started('bob')])
    answer('/poll/90000', { type: 'again', error: FAILURE })
    expect(ids()).toEqual([])
    expect(awaited()).toEqual(['/step/0'])
  })

  test('is given back at close, after the last stop, and waited for', () => {
    const { run, answer, awaited, engine } = open()
    run({ type: 'key', conversation: ROOM })
    answer('/start/room')
    const effects = run({ type: 'close' })
    const left = effects.flatMap((effect) => (effect.type === 'request' ? [effect.request.path, effect.keepalive] : []))
    expect(left).toEqual(['/stop/room', true, '/farewell', true])
    answer('/stop/room')
    expect(answer('/farewell')).toContainEqual({ type: 'settled' })
    expect({ awaited: awaited(), dueAt: engine.dueAt() }).toEqual({ awaited: [], dueAt: Infinity })
  })

  test('S15 whose server is silent is let go, so that a close ends', () => {
    const { run, advance, awaited, engine } = open()
    run({ type: 'close' })
    expect(awaited()).toEqual(['/farewell'])
    advance(5_000)
    expect({ awaited: awaited(), dueAt: engine.dueAt() }).toEqual({ awaited: [], dueAt: Infinity })
  })

  test('is given back when the page is put away; one that returns begins anew', () => {
    const { run, awaited } = open()
    run({ type: 'environment', event: 'pagehide' })
    expect(awaited()).toEqual(['/farewell'])
    run({ type: 'environment', event: 'pageshow' })
    expect(awaited()).toEqual(['/farewell', '/step/0'])
  })

  test('S9 is not given back where the credentials were refused', () => {
    const { answer, run, awaited } = open()
    answer('/poll/90000', { type: 'auth', error: FAILURE })
    run({ type: 'close' })
    expect(awaited()).toEqual([])
  })
})

describe('what the codec holds back', () => {
  test('S6 is neither started nor stopped, and is started once it may be and I still wish it', () => {
    const { run, queue, answer, advance, awaited } = open()
    queue.mayTell = false
    run({ type: 'key', conversation: ROOM })
    run({ type: 'stop', conversation: ROOM })
    run({ type: 'key', conversation: ROOM })
    expect(awaited()).toEqual(['/poll/90000'])
    queue.mayTell = true
    answer('/poll/90000')
    expect(awaited()).toContain('/start/room')
    answer('/start/room')
    queue.mayTell = false
    run({ type: 'stop', conversation: ROOM })
    advance(30_000)
    expect(awaited()).toEqual(['/poll/90000'])
  })

  test('S6 is not stopped at page hide either', () => {
    const { run, queue, answer, awaited } = open()
    run({ type: 'key', conversation: ROOM })
    answer('/start/room')
    queue.mayTell = false
    run({ type: 'environment', event: 'pagehide' })
    expect(awaited()).toEqual(['/farewell'])
  })

  test('or refuses makes no request; it is told once, and the conversation goes quiet', () => {
    const { run, queue, awaited } = open()
    queue.refused.add(ROOM)
    const effects = run({ type: 'key', conversation: ROOM })
    expect(effects).toContainEqual({ type: 'error', error: FAILURE })
    run({ type: 'stop', conversation: ROOM })
    expect(run({ type: 'key', conversation: ROOM })).not.toContainEqual({ type: 'error', error: FAILURE })
    expect(awaited()).toEqual(['/poll/90000'])
  })
})

test('the server is told of a conversation as it was first addressed while I was on', () => {
  const { run, answer, awaited } = open()
  run({ type: 'key', conversation: ROOM, address: 'Room' })
  answer('/start/Room')
  run({ type: 'stop', conversation: ROOM })
  answer('/stop/Room')
  run({ type: 'key', conversation: ROOM, address: 'ROOM' })
  expect(awaited()).toContain('/start/ROOM')
})

import { describe, expect, test } from 'vitest'
import { keysOf } from '../../test/support/keys-of.ts'
import { checkSenderStep } from '../../test/support/sender-invariants.ts'
import {
  EVENTS,
  GIVEN,
  INPUT,
  NOW,
  SENDER_TABLE,
  SITUATIONS,
  TIMING,
  type Cell,
  type EffectName,
  type EventName,
} from './sender.table.ts'
import {
  isAtRest,
  QUIET,
  senderDueAt,
  wantOf,
  type Sender,
  type SenderEvent,
  type SenderInput,
  type SenderStep,
} from './sender.ts'
import { stepSender } from './sender-step.ts'

const situations = keysOf(SENDER_TABLE)
const names = keysOf(EVENTS)

const wordsOf = (step: SenderStep): EffectName[] =>
  step.effects.map((effect) => (effect.type === 'attempt' ? (effect.typing ? 'start' : 'stop') : effect.type))

function run(sender: Sender, event: SenderEvent, input: Partial<SenderInput> = {}): SenderStep {
  const given = { ...INPUT, ...input }
  const step = stepSender(sender, event, given)
  checkSenderStep(sender, event, step, given.now)
  return step
}

describe.each(situations)('a sender that is %s', (situation) => {
  const cells = names.map((name): [EventName, Cell] => [name, SENDER_TABLE[situation][name]])

  test.each(cells)('on %s', (name, cell) => {
    const before = (GIVEN[name] ?? ((sender) => sender))(SITUATIONS[situation])
    const timing = name === 'timing: shorter' ? { ...TIMING, resendEveryMs: 10_000 } : TIMING
    const step = run(before, EVENTS[name], { timing })
    if (cell === 'same') {
      expect(step.sender).toBe(before)
      expect(step.effects).toEqual([])
      return
    }
    const [phase, effects = [], facts = {}] = cell
    expect(step.sender).not.toBe(before)
    expect(wordsOf(step)).toEqual(effects)
    expect(step.sender).toMatchObject({ phase, ...facts })
  })
})

/** A story: events at instants, with what is asked for along the way. */
function story(...events: readonly (readonly [at: number, event: SenderEvent, input?: Partial<SenderInput>])[]): {
  readonly sender: Sender
  readonly words: readonly (readonly [at: number, word: EffectName])[]
} {
  let sender = QUIET
  const words: [number, EffectName][] = []
  for (const [now, event, input] of events) {
    const step = run(sender, event, { now, ...input })
    sender = step.sender
    for (const word of wordsOf(step)) words.push([now, word])
  }
  return { sender, words }
}

const due = (lastKeyAt: number): SenderEvent => ({ type: 'due', lastKeyAt })
const { key, stop, leave, ok, unknown, cut } = EVENTS

describe('prices', () => {
  test('a first start pays for its stop, a renewal for itself, the stop nothing, its repeat for itself (S7)', () => {
    const wanting = SITUATIONS.wanting
    expect(wantOf(wanting, NOW)).toMatchObject({ typing: true, tokens: 2 })
    expect(wantOf(SITUATIONS.renewing, NOW)).toMatchObject({ typing: true, tokens: 1 })
    expect(wantOf(SITUATIONS.ending, NOW)).toMatchObject({ typing: false, tokens: 0 })
    const repeat = run(SITUATIONS.stopping, unknown).sender
    expect(wantOf(repeat, NOW + 500)).toMatchObject({ typing: false, tokens: 1 })
    const again = run(SITUATIONS.returning, ok).sender
    expect(wantOf(again, NOW)).toMatchObject({ typing: true, tokens: 2 })
  })

  test('a start that is sent again pays for itself alone', () => {
    const retry = run(SITUATIONS.starting, unknown).sender
    expect(wantOf(retry, NOW + 174)).toBeUndefined()
    expect(wantOf(retry, NOW + 175)).toMatchObject({ typing: true, tokens: 1 })
  })

  test('S5 nothing is wanted for a wish whose idle end has come, before it was looked at', () => {
    expect(wantOf(SITUATIONS.wanting, NOW + 5_999)).toBeDefined()
    expect(wantOf(SITUATIONS.wanting, NOW + 6_000)).toBeUndefined()
  })

  test('S10 nothing is wanted once T is over', () => {
    expect(wantOf(SITUATIONS.ending, NOW + 29_999)).toBeDefined()
    expect(wantOf(SITUATIONS.ending, NOW + 30_000)).toBeUndefined()
    expect(wantOf(SITUATIONS.confirming, NOW + 30_000)).toBeUndefined()
  })
})

describe('starts without an answer', () => {
  test('are sent again after 100 to 250 ms, three before T, then after 1, 2, 4, 8 and 8 s', () => {
    let sender = SITUATIONS.wanting
    let now = NOW
    const waits: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const left = run({ ...sender, idleAt: now + 6_000 }, leave, { now, random: 1 }).sender
      sender = run(left, unknown, { now, random: 1 }).sender
      waits.push(sender.askAt - now)
      now = sender.askAt
    }
    expect(waits).toEqual([250, 250, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  test('keep one deadline for a cycle, whatever the pace says meanwhile', () => {
    const retry = run(SITUATIONS.starting, unknown).sender
    const second = run(retry, leave, { now: NOW + 175, pace: [2_200] }).sender
    expect(second.deadlineAt).toBe(NOW + 175 + 3_000)
    const last = run({ ...run(second, unknown, { now: NOW + 200 }).sender, tries: 3, askAt: NOW + 300 }, leave, {
      now: NOW + 300,
      pace: [2_200],
    }).sender
    expect(last.deadlineAt).toBe(NOW + 300 + 4_400)
  })

  test('R counts from the moment the start left, not from its answer', () => {
    const { sender } = story([0, key], [0, leave], [2_000, ok, { pace: [2_000] }])
    expect(sender.renewAt).toBe(17_500)
    expect(sender.expiresAt).toBe(32_000)
  })

  test('S13 an answer later than R falls due now, never in the past', () => {
    const { sender } = story([0, key], [0, leave], [4_000, ok, { timing: { ...TIMING, resendEveryMs: 3_500 } }])
    expect(sender.renewAt).toBe(4_000)
  })
})

describe('stops without an answer', () => {
  test('are repeated after 0.5, 1, 2, 4 and 8 s, and then no more', () => {
    let sender = SITUATIONS.ending
    let now = NOW
    const waits: number[] = []
    while (!isAtRest(sender)) {
      sender = run(run(sender, leave, { now }).sender, unknown, { now }).sender
      if (isAtRest(sender)) break
      waits.push(sender.askAt - now)
      now = sender.askAt
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000])
  })

  test('S10 are not repeated later than T after the last start ended', () => {
    const late = { ...SITUATIONS.stopping, expiresAt: NOW + 499 }
    expect(isAtRest(run(late, unknown).sender)).toBe(true)
    expect(isAtRest(run({ ...late, expiresAt: NOW + 500 }, unknown).sender)).toBe(false)
  })
})

describe('S8 the stop that confirms another', () => {
  const unanswered = [
    [0, key],
    [0, leave],
    [3_000, due(0)],
  ] as const

  test('comes 3 s after the ack, once', () => {
    const { sender, words } = story(...unanswered, [3_010, stop], [3_010, leave], [3_050, ok])
    expect(sender).toMatchObject({ phase: 'quiet', askAt: 6_050 })
    expect(words).toEqual([
      [0, 'start'],
      [3_000, 'cancel'],
      [3_010, 'stop'],
    ])
    const confirmed = run(run(sender, leave, { now: 6_050 }).sender, ok, { now: 6_060 }).sender
    expect(isAtRest(confirmed)).toBe(true)
  })

  test('still comes after another burst, if a key came before it could', () => {
    const { words } = story(
      ...unanswered,
      [3_010, stop],
      [3_010, leave],
      [3_050, ok],
      [4_000, key],
      [4_000, leave],
      [4_050, ok],
      [5_000, stop],
      [5_000, leave],
      [5_050, ok],
      [8_050, leave],
    )
    expect(words.slice(2)).toEqual([
      [3_010, 'stop'],
      [4_000, 'start'],
      [5_000, 'stop'],
      [8_050, 'stop'],
    ])
  })

  test('S10 does not come after T', () => {
    const { sender } = story(...unanswered, [3_010, stop], [30_000, leave], [30_001, ok])
    expect(isAtRest(sender)).toBe(true)
  })

  test('does not come where every start was answered', () => {
    expect(isAtRest(run(SITUATIONS.stopping, ok).sender)).toBe(true)
  })

  test('S10 is given up when T ends before it may leave', () => {
    const { sender } = story(...unanswered, [3_010, stop], [3_010, leave], [3_050, ok])
    expect(senderDueAt(sender, 7_000)).toBe(33_000)
    expect(isAtRest(run(sender, due(0), { now: 33_000 }).sender)).toBe(true)
  })
})

describe('own echo', () => {
  const echo = (typing: boolean): SenderEvent => ({ type: 'echo', typing })

  test('S19 a word that I do not type is answered after it stood 1 s', () => {
    const heard = run(SITUATIONS.typing, echo(false)).sender
    expect(senderDueAt(heard, NOW)).toBe(NOW + 1_000)
    expect(run(heard, due(NOW), { now: NOW + 999 }).sender.phase).toBe('typing')
    expect(run(heard, due(NOW), { now: NOW + 1_000 }).sender.phase).toBe('wanting')
  })

  test('a word that I type takes it back, and repeating it does not put it off', () => {
    const heard = run(SITUATIONS.typing, echo(false)).sender
    expect(run(heard, echo(false), { now: NOW + 500 }).sender).toBe(heard)
    expect(run(heard, echo(true), { now: NOW + 500 }).sender.echoOffAt).toBe(Infinity)
  })

  test('is answered at most once in 5 s', () => {
    const recently = { ...SITUATIONS.typing, reassertedAt: NOW - 2_000 }
    const heard = run(recently, echo(false)).sender
    expect(senderDueAt(heard, NOW)).toBe(NOW + 3_000)
  })

  test('is not heard while a request is in flight', () => {
    expect(run(SITUATIONS.starting, echo(false)).sender).toBe(SITUATIONS.starting)
  })
})

describe('silence', () => {
  test('a second refusal is not told again, but after a reset it is', () => {
    const wishing = { ...SITUATIONS.silenced, idleAt: Infinity }
    const later = run(wishing, due(NOW), { now: NOW + 300_000 }).sender
    const refused = (sender: Sender): SenderStep =>
      run(run(run(sender, key, { now: NOW + 300_000 }).sender, leave, { now: NOW + 300_000 }).sender, EVENTS.gone, {
        now: NOW + 300_000,
      })
    expect(refused(later).effects).toEqual([])
    expect(refused(run(wishing, EVENTS.reset).sender).effects).toHaveLength(1)
  })
})

describe('page hide and close', () => {
  test('S10 no stop leaves for what has ended by itself', () => {
    const step = run({ ...SITUATIONS.ending, expiresAt: NOW }, cut)
    expect(step.effects).toEqual([])
    expect(isAtRest(step.sender)).toBe(true)
  })
})

describe('a changed profile', () => {
  test('moves a running renewal to the earlier of its old time and lastStart + R', () => {
    const shorter = run(SITUATIONS.typing, EVENTS['timing: shorter'], {
      timing: { ...TIMING, resendEveryMs: 10_000 },
    }).sender
    expect(shorter.renewAt).toBe(NOW + 10_000)
    expect(run(shorter, EVENTS['timing: shorter']).sender).toBe(shorter)
  })

  test('S13 never to the past, where it would look like a timer that slept', () => {
    const moved = run(SITUATIONS.typing, EVENTS['timing: shorter'], {
      now: NOW + 18_000,
      timing: { ...TIMING, resendEveryMs: 2_000 },
    }).sender
    expect(moved.renewAt).toBe(NOW + 18_000)
  })
})

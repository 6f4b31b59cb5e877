import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionEffect, SessionInput } from './exchange.ts'
import { NEW_SESSION, sessionDueAt, type LoginWay, type Session } from './session.ts'
import { stepSession } from './session-step.ts'
import { placeOf } from './target.ts'

const places = [placeOf('room', undefined), placeOf('room', 'thread'), placeOf('other', undefined)]
const place = fc.constantFrom(...places)
const activity = fc.constantFrom('typing', 'recording', 'uploading', 'playing')
const id = fc.integer({ min: 1, max: 40 }).map(String)

const error = fc.record({
  error: fc.constantFrom<unknown>(403, 404, 500, 'not-allowed', 'too-many-requests', null, {}, 400),
  details: fc.constantFrom<unknown>(undefined, { timeToReset: 5_000 }, { timeToReset: NaN }, 'x'),
})
const user = fc.record({ username: fc.constantFrom<unknown>('ann', 'bob', '', 7), name: fc.constantFrom<unknown>('Ann', undefined) })
const login = fc.record({ id: fc.constantFrom<unknown>('me', 'another', 7), token: fc.constantFrom<unknown>('T', undefined, 7) })

/** An event of a stream, with arguments as they should be or any at all. */
const streamed = (collection: string, events: readonly string[], args: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.record({
    msg: fc.constant('changed'),
    collection: fc.constant(collection),
    id: fc.constant('id'),
    fields: fc.record({
      eventName: fc.constantFrom(...events),
      args: fc.oneof(fc.constantFrom(...args), fc.constantFrom(...args), fc.array(fc.jsonValue())),
    }),
  })

/** Frames as a server might write them, right and wrong. */
const frame: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant({ msg: 'connected', session: 's' }),
  fc.constant({ msg: 'failed', version: '2' }),
  fc.record({ msg: fc.constantFrom('ping', 'pong'), id: fc.option(id, { nil: undefined }) }),
  fc.record({ msg: fc.constant('result'), id, result: fc.oneof(login, fc.jsonValue()), error: fc.option(error, { nil: undefined }) }),
  fc.record({ msg: fc.constant('result'), id, result: login }),
  fc.record({ msg: fc.constant('result'), id, result: fc.constant([{ _id: 'UI_Use_Real_Name', value: true }]) }),
  fc.record({ msg: fc.constant('ready'), subs: fc.array(id) }),
  fc.record({ msg: fc.constant('nosub'), id, error: fc.option(error, { nil: undefined }) }),
  fc.record({ msg: fc.constant('added'), collection: fc.constant('users'), id: fc.constantFrom('me', 'another'), fields: user }),
  streamed('stream-notify-room', ['room/user-activity', 'room/typing', 'other/user-activity', '__proto__/user-activity'], [
    ['bob', ['user-typing'], {}],
    ['bob', []],
    ['bob', ['user-recording'], { tmid: 'thread' }],
    ['bob', true],
  ]),
  streamed('stream-room-messages', ['room', 'other'], [[{ u: { username: 'bob' }, ts: { $date: 1 }, _updatedAt: { $date: 2 } }]]),
  streamed('stream-notify-all', ['public-settings-changed'], [['updated', { _id: 'UI_Use_Real_Name', value: true }]]),
  streamed('stream-notify-logged', ['Users:NameChanged'], [[{ _id: 'me', name: 'Ann Second', username: 'ann2' }]]),
  fc.jsonValue(),
)

const socket = fc.integer({ min: 1, max: 3 })
const text = fc.oneof(frame.map((value) => JSON.stringify(value)), fc.string())

type Move =
  | { readonly kind: 'input'; readonly input: SessionInput }
  | { readonly kind: 'pass'; readonly ms: number }
  /** The server, or the platform, answers what was asked first, as it should. */
  | { readonly kind: 'answer' }
  /** The server refuses what was asked first. */
  | { readonly kind: 'refuse'; readonly error: unknown }
  /** The server says something on the socket there is. */
  | { readonly kind: 'news'; readonly frame: unknown }

/** What a good server, and a good platform, make of an effect; or a server that refuses it with an error. */
function answerTo(effect: SessionEffect, at: number, refusal?: unknown): SessionInput | undefined {
  const said = (of: object): SessionInput => ({ type: 'frame', socket: at, text: JSON.stringify(of) })
  switch (effect.type) {
    case 'connect':
      return { type: 'socket-opened', socket: effect.socket }
    case 'ask-token':
      return { type: 'token', token: 'T' }
    case 'ask-info':
      return { type: 'info', socket: effect.socket, text: '{"version":"8.8"}' }
    case 'ask-me':
      return { type: 'me', socket: effect.socket, text: '{"username":"ann","name":"Ann"}' }
    case 'frame': {
      const asked: unknown = JSON.parse(effect.text)
      const { msg, id: of, method } = Object.assign({ msg: '', id: '', method: '' }, asked)
      if (msg === 'connect') return said({ msg: 'connected', session: 's' })
      if (msg === 'ping') return said({ msg: 'pong', id: of })
      if (refusal !== undefined && msg === 'sub') return said({ msg: 'nosub', id: of, error: refusal })
      if (refusal !== undefined && msg === 'method') return said({ msg: 'result', id: of, error: refusal })
      if (msg === 'sub') return said({ msg: 'ready', subs: [of] })
      if (msg === 'method') return said({ msg: 'result', id: of, ...(method === 'login' ? { result: { id: 'me', token: 'T' } } : {}) })
      return undefined
    }
    case 'disconnect':
    case 'emit':
    case 'sent':
    case 'called':
    case 'logged-in':
    case 'refused':
      return undefined
  }
}

const input: fc.Arbitrary<SessionInput> = fc.oneof(
  fc.record({ type: fc.constant('socket-opened'), socket }),
  fc.record({ type: fc.constant('frame'), socket, text }),
  fc.record({ type: fc.constant('frame'), socket, text }),
  fc.record({ type: fc.constant('frame'), socket, text }),
  fc.record({ type: fc.constant('socket-closed'), socket }),
  fc.record({ type: fc.constant('token'), token: fc.constantFrom('T', 'T2', '') }),
  fc.constant({ type: 'no-token' } as const),
  fc.record({ type: fc.constant('info'), socket, text: fc.constantFrom('{"version":"3.1.0"}', '{"version":"8.8"}', 'x', undefined) }),
  fc.record({ type: fc.constant('me'), socket, text: fc.constantFrom('{"username":"ann","name":"Ann"}', '[]', undefined) }),
  fc.record({ type: fc.constant('send'), send: fc.integer({ min: 1, max: 1_000_000 }), place, typing: fc.boolean(), activity }),
  fc.record({ type: fc.constantFrom('watch', 'unwatch'), place }),
  fc.record({ type: fc.constant('call'), call: fc.integer({ min: 1, max: 1_000_000 }), method: fc.constant('m'), params: fc.constant([]) }),
  fc.record({ type: fc.constant('session'), call: fc.integer({ min: 1, max: 1_000_000 }) }),
  fc.record({ type: fc.constantFrom('wake', 'due', 'due', 'due') }),
)
const move: fc.Arbitrary<Move> = fc.oneof(
  input.map((one): Move => ({ kind: 'input', input: one })),
  fc.integer({ min: 0, max: 31_000 }).map((ms): Move => ({ kind: 'pass', ms })),
  fc.constant<Move>({ kind: 'answer' }),
  fc.constant<Move>({ kind: 'answer' }),
  error.map((one): Move => ({ kind: 'refuse', error: one })),
  frame.map((one): Move => ({ kind: 'news', frame: one })),
)

/** Some lives begin well. */
const beginning = fc
  .tuple(fc.subarray(places), fc.integer({ min: 0, max: 12 }))
  .map(([watched, answers]) => [
    ...watched.map((one): Move => ({ kind: 'input', input: { type: 'watch', place: one } })),
    ...Array.from({ length: answers }, (): Move => ({ kind: 'answer' })),
  ])

const ways: readonly LoginWay[] = [
  { type: 'token' },
  { type: 'password', user: { username: 'ann' } },
  { type: 'visitor', token: 'visitor-token', name: 'guest' },
]

/** What must hold after each step, and at the end of all; says what happened on the way. */
function play(way: LoginWay, messages: boolean, moves: readonly Move[], random: number): ReadonlySet<string> {
  const happened = new Set<string>()
  const asked: SessionEffect[] = []
  let session: Session = NEW_SESSION
  let now = 1_000
  let socketIsThere = false
  let isOpen = false
  let knowsMe = false
  const waiting = new Set<string>()
  const used = new Set<number>()

  function check(effect: SessionEffect): void {
    switch (effect.type) {
      case 'connect':
        expect(socketIsThere).toBe(false)
        socketIsThere = true
        return
      case 'disconnect':
        socketIsThere = false
        return
      case 'frame':
        expect(socketIsThere).toBe(true)
        return
      case 'sent':
        expect(waiting.delete(`send ${effect.send}`)).toBe(true)
        return
      case 'called':
      case 'logged-in':
      case 'refused':
        expect(waiting.delete(`call ${effect.call}`)).toBe(true)
        return
      case 'emit': {
        const { signal } = effect
        happened.add(signal.type)
        if (signal.type === 'self') knowsMe = true
        if (signal.type === 'opened') isOpen = true
        if (signal.type === 'lost' || signal.type === 'failed') isOpen = false
        if (signal.type === 'lost') expect(signal.retryInMs).toBeGreaterThanOrEqual(250)
        if (signal.type === 'started') expect(knowsMe || way.type !== 'visitor').toBe(true)
        expect(JSON.stringify(signal)).not.toContain('visitor-token')
        return
      }
      case 'ask-token':
      case 'ask-info':
      case 'ask-me':
        return
    }
  }

  function take(one: SessionInput): void {
    if (one.type === 'send' || one.type === 'call' || one.type === 'session') {
      const number = one.type === 'send' ? one.send : one.call
      if (used.has(number)) return
      used.add(number)
      waiting.add(one.type === 'send' ? `send ${number}` : `call ${number}`)
    }
    const step = stepSession(session, one, { options: { way, messages }, now, random })
    session = step.session
    for (const effect of step.effects) {
      if (effect.type === 'disconnect') asked.length = 0
      if (answerTo(effect, session.socket) !== undefined) asked.push(effect)
      if (effect.type === 'sent') happened.add(`sent ${effect.outcome.type}`)
      check(effect)
    }
    happened.add(session.phase)
    expect(isOpen).toBe(session.phase === 'open' || (isOpen && session.phase === 'parting') || (isOpen && session.phase === 'ended'))
    const dueAt = sessionDueAt(session, now)
    expect(Number.isNaN(dueAt)).toBe(false)
  }

  take({ type: 'open' })
  for (const one of moves) {
    if (one.kind === 'input') take(one.input)
    else if (one.kind === 'pass') now += one.ms
    else if (one.kind === 'news') take({ type: 'frame', socket: session.socket, text: JSON.stringify(one.frame) })
    else {
      const effect = asked.shift()
      const answer = effect === undefined ? undefined : answerTo(effect, session.socket, one.kind === 'refuse' ? one.error : undefined)
      if (answer !== undefined) take(answer)
    }
  }
  // S12: what is due is dealt with: one step makes time go on.
  take({ type: 'due' })
  expect(sessionDueAt(session, now)).toBeGreaterThan(now)
  take({ type: 'close' })
  for (const send of waiting) if (send.startsWith('send')) take({ type: 'abandon', send: Number(send.slice(5)) })
  expect(session.phase).toBe('ended')
  expect(socketIsThere).toBe(false)
  expect([...waiting]).toEqual([])
  expect(sessionDueAt(session, now)).toBe(Infinity)
  return happened
}

/** What must occur somewhere over all lives, or they show nothing (D2). */
const SOMETIMES = ['open', 'parting', 'opened', 'lost', 'failed', 'started', 'stopped', 'message', 'error', 'sent ok', 'sent unsent', 'sent unknown', 'sent limited', 'sent auth', 'sent gone', 'sent server']

describe('a session of Rocket.Chat', () => {
  test('S12 S18 bears any life: each send and call is settled once, nothing is said without a socket, and it ends', () => {
    const life = fc.tuple(fc.constantFrom(...ways), fc.boolean(), fc.tuple(beginning, fc.array(move, { maxLength: 60, size: 'max' })), fc.double({ min: 0, max: 0.999, noNaN: true }))
    const happened = new Set<string>()
    fc.assert(
      fc.property(life, ([way, messages, [begin, moves], random]) => {
        for (const what of play(way, messages, [...begin, ...moves], random)) happened.add(what)
      }),
      { numRuns: 400, seed: 1 },
    )
    expect(SOMETIMES.filter((what) => !happened.has(what))).toEqual([])
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

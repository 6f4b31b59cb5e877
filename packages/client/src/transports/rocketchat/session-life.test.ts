import { describe, expect, test } from 'vitest'
import type { TypingActivity } from '../../protocol/conversation.ts'
import type { TransportSignal } from '../../protocol/signal.ts'
import type { SessionEffect, SessionInput } from './exchange.ts'
import { NEW_SESSION, sessionDueAt, type LoginWay, type Session } from './session.ts'
import { stepSession } from './session-step.ts'
import { placeOf } from './target.ts'

const ROOM = placeOf('room', undefined)
const THREAD = placeOf('room', 'thread')
const REAL_NAMES = [{ _id: 'UI_Use_Real_Name', value: true }]

interface Sent {
  readonly msg: string
  readonly id: string
  readonly method: string
  readonly name: string
  readonly params: readonly unknown[]
}

function frameOf(text: string): Sent {
  const frame: unknown = JSON.parse(text)
  return Object.assign({ msg: '', id: '', method: '', name: '', params: [] }, frame)
}

interface LifeOptions {
  readonly way?: LoginWay
  readonly messages?: boolean
  /** What the server says of its settings. */
  readonly settings?: unknown
  /** The user document that comes with the login. */
  readonly document?: object | null
}

/** A session, and a server that answers the ordinary way unless it is told otherwise. */
function live({ way = { type: 'token' }, messages = false, settings = [], document = { username: 'ann', name: 'Ann' } }: LifeOptions = {}) {
  let session: Session = NEW_SESSION
  let now = 0
  let effects: SessionEffect[] = []

  function take(...inputs: readonly SessionInput[]): void {
    for (const input of inputs) {
      const step = stepSession(session, input, { options: { way, messages }, now, random: 0 })
      session = step.session
      effects.push(...step.effects)
    }
  }
  const say = (frame: object): void => take({ type: 'frame', socket: session.socket, text: JSON.stringify(frame) })
  const sent = (): readonly Sent[] => effects.flatMap((effect) => (effect.type === 'frame' ? [frameOf(effect.text)] : []))
  const methods = (name: string): readonly Sent[] => sent().filter(({ method }) => method === name)
  const subs = (name: string): readonly Sent[] => sent().filter((frame) => frame.msg === 'sub' && frame.name === name)
  const signals = (): readonly TransportSignal[] => effects.flatMap((effect) => (effect.type === 'emit' ? [effect.signal] : []))
  const last = (frames: readonly Sent[]): string => frames.at(-1)?.id ?? expect.fail('nothing of that kind was sent')

  return {
    take,
    say,
    methods,
    subs,
    signals,
    session: () => session,
    effects: () => effects,
    writes: () => methods('stream-notify-room').map(({ params }) => params),
    forget: () => {
      effects = []
    },
    pass: (ms: number) => {
      now += ms
      take({ type: 'due' })
    },
    dueInMs: () => sessionDueAt(session, now) - now,
    greet: () => {
      take({ type: 'socket-opened', socket: session.socket })
      say({ msg: 'connected', session: 's' })
    },
    logIn: (result: object = { result: { id: 'me', token: 'T' } }) => {
      if (document !== null) say({ msg: 'added', collection: 'users', id: 'me', fields: document })
      say({ msg: 'result', id: last(methods('login')), ...result })
    },
    orient: () => {
      take({ type: 'info', socket: session.socket, text: '{"version":"8.8"}' })
      say({ msg: 'result', id: last(methods('public-settings/get')), result: settings })
    },
    answerSubs: () => say({ msg: 'ready', subs: sent().filter(({ msg }) => msg === 'sub').map(({ id }) => id) }),
    resultOf: (method: string, answer: object) => say({ msg: 'result', id: last(methods(method)), ...answer }),
    outcomes: () => effects.flatMap((effect) => (effect.type === 'sent' ? [`${effect.send} ${effect.outcome.type}`] : [])),
  }
}

type Life = ReturnType<typeof live>

function open(options: LifeOptions = {}, ...before: readonly SessionInput[]): Life {
  const life = live(options)
  life.take({ type: 'open' }, ...before, { type: 'token', token: 'T' })
  life.greet()
  life.logIn()
  life.orient()
  if (before.some(({ type }) => type === 'watch')) life.answerSubs()
  expect(life.session().phase).toBe('open')
  return life
}

const send = (id: number, typing = true, activity: TypingActivity = 'typing', place = ROOM): SessionInput => ({
  type: 'send',
  send: id,
  place,
  typing,
  activity,
})

describe('credentials', () => {
  test('a secret that cannot be had is asked for again when that is due, though somebody woke the session before', () => {
    const life = live()
    life.take({ type: 'open' }, { type: 'no-token' })
    expect(life.signals().map(({ type }) => type)).toEqual(['cleared', 'lost'])
    life.take({ type: 'wake' })
    life.greet()
    life.forget()
    life.pass(250)
    expect(life.effects()).toContainEqual({ type: 'ask-token' })
    life.take({ type: 'token', token: 'T' })
    expect(life.methods('login')).toHaveLength(1)
  })

  test('a refused token is exchanged once; who waits for it has no deadline but keeps the socket alive', () => {
    const life = live()
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn({ error: { error: 403, reason: 'logged out' } })
    expect(life.effects().filter(({ type }) => type === 'ask-token')).toHaveLength(2)
    expect(life.dueInMs()).toBe(20_000)
    life.take({ type: 'token', token: 'T2' })
    expect(life.methods('login').map(({ params }) => params)).toEqual([[{ resume: 'T' }], [{ resume: 'T2' }]])
    life.logIn({ error: { error: 403 } })
    expect(life.signals().at(-1)).toMatchObject({ type: 'failed', error: { code: 'unauthorized' } })
  })

  test('S11 a login that is one too many is not tried again before, whoever is back', () => {
    const life = live()
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn({ error: { error: 'too-many-requests', details: { timeToReset: 40_000 } } })
    expect(life.signals().at(-1)).toMatchObject({ type: 'lost', retryInMs: 40_000, error: { code: 'rate-limited' } })
    life.forget()
    life.take({ type: 'wake' })
    life.pass(39_999)
    expect(life.effects()).toEqual([])
    life.pass(1)
    expect(life.effects()[0]).toMatchObject({ type: 'connect' })
  })

  test('the token that a password brought has ended: the password brings another, on the same socket', () => {
    const life = open({ way: { type: 'password', user: { username: 'ann' } } })
    life.take({ type: 'socket-closed', socket: life.session().socket }, { type: 'wake' })
    life.forget()
    life.greet()
    expect(life.methods('login')[0]?.params).toEqual([{ resume: 'T' }])
    life.logIn({ error: { error: 403 } })
    expect(life.methods('login')[1]?.params).toEqual([{ user: { username: 'ann' }, password: { digest: 'T', algorithm: 'sha-256' } }])
    expect(life.effects().filter(({ type }) => type === 'connect' || type === 'ask-token')).toEqual([])
  })

  test('a login that says nothing of who I am is no login', () => {
    const life = live()
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn({ result: {} })
    expect(life.signals().at(-1)).toMatchObject({ type: 'lost', error: { code: 'bad-response' } })
  })
})

describe('who I am', () => {
  test('where no document tells it, the REST API does', () => {
    const life = live({ document: null, settings: REAL_NAMES })
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn()
    life.orient()
    expect(life.effects()).toContainEqual({ type: 'ask-me', socket: 1, userId: 'me', authToken: 'T' })
    life.take({ type: 'me', socket: 1, text: '{"username":"ann","name":"Ann"}' })
    expect(life.signals()).toEqual([{ type: 'self', userIds: ['ann', 'Ann'] }, { type: 'opened' }])
  })

  test('a name that nobody tells: open, said once, and typing is not sent', () => {
    const life = live({ document: { username: 'ann' }, settings: REAL_NAMES })
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn()
    life.orient()
    life.take({ type: 'me', socket: 1, text: undefined })
    expect(life.session().phase).toBe('open')
    expect(life.signals().at(-1)).toMatchObject({ type: 'error', error: { code: 'bad-response' } })
    life.take(send(1))
    expect(life.outcomes()).toEqual(['1 unsent'])
    expect(life.writes()).toEqual([])
  })

  test('what takes too long is done without: the setting, the version and the names', () => {
    const life = live({ document: { username: 'ann' } })
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn()
    life.pass(4_999)
    expect(life.session().phase).toBe('orienting')
    life.pass(1)
    expect(life.session()).toMatchObject({ phase: 'open', form: 'user-activity' })
    expect(life.signals()[0]).toEqual({ type: 'self', userIds: ['ann'] })
  })

  test('a name that is heard of after it was open lets what waited for it be sent', () => {
    const life = live({ document: null })
    life.take({ type: 'open' }, { type: 'token', token: 'T' })
    life.greet()
    life.logIn()
    life.orient()
    life.pass(5_000)
    life.take(send(1))
    expect({ outcomes: life.outcomes(), writes: life.writes() }).toEqual({ outcomes: ['1 unsent'], writes: [] })
    life.forget()
    life.take({ type: 'me', socket: 1, text: '{"username":"ann"}' })
    expect(life.signals().map(({ type }) => type)).toEqual(['self', 'opened'])
  })

  test('real names from now on, and mine is not known: it is asked for, and typing goes on under it', () => {
    const life = open({ document: { username: 'ann' } })
    life.take(send(1))
    life.forget()
    life.say({ msg: 'changed', collection: 'stream-notify-all', id: 'id', fields: { eventName: 'public-settings-changed', args: ['updated', REAL_NAMES[0]] } })
    expect(life.effects().map(({ type }) => type)).toEqual(['ask-me'])
    life.take({ type: 'me', socket: 1, text: '{"username":"ann","name":"Ann"}' })
    expect(life.signals()).toEqual([{ type: 'self', userIds: ['ann', 'Ann'] }, { type: 'opened' }])
    expect(life.writes()).toEqual([['room/user-activity', 'Ann', ['user-typing'], {}]])
  })

  test('a new name is told once for each place where I type, none where others have forgotten me', () => {
    const life = open({ settings: REAL_NAMES })
    life.take(send(1), send(2, true, 'typing', THREAD))
    life.pass(10_000)
    life.take(send(3))
    life.pass(5_000)
    life.forget()
    life.say({ msg: 'changed', collection: 'stream-notify-logged', id: 'id', fields: { eventName: 'Users:NameChanged', args: [{ _id: 'me', name: 'Ann Second' }] } })
    expect(life.signals()).toEqual([{ type: 'self', userIds: ['ann', 'Ann Second'] }])
    expect(life.writes()).toEqual([['room/user-activity', 'Ann Second', ['user-typing'], {}]])
  })

  test('S14 names without end, none of them answered, are waited for by nobody', () => {
    const life = open()
    life.take(send(1))
    const waiting = life.session().pending.size
    for (let n = 0; n < 1_000; n += 1) {
      life.say({ msg: 'changed', collection: 'stream-notify-logged', id: 'id', fields: { eventName: 'Users:NameChanged', args: [{ _id: 'me', username: `ann${n}` }] } })
    }
    expect(life.writes()).toHaveLength(1_001)
    expect(life.session().pending.size).toBe(waiting)
  })

  test('a new name of somebody else, or the same again, is nothing', () => {
    const life = open({ settings: REAL_NAMES })
    life.forget()
    const told = (user: object): void =>
      life.say({ msg: 'changed', collection: 'stream-notify-logged', id: 'id', fields: { eventName: 'Users:NameChanged', args: [user] } })
    told({ _id: 'another', name: 'Ann Second' })
    told({ _id: 'me', name: 'Ann' })
    expect(life.effects()).toEqual([])
  })

  test('another account has other names', () => {
    const life = open()
    life.take({ type: 'socket-closed', socket: 1 }, { type: 'wake' })
    life.forget()
    life.greet()
    life.say({ msg: 'result', id: life.methods('login')[0]?.id, result: { id: 'another' } })
    life.orient()
    expect(life.effects()).toContainEqual({ type: 'ask-me', socket: 2, userId: 'another', authToken: 'T' })
    life.take({ type: 'me', socket: 2, text: undefined })
    expect(life.signals().some(({ type }) => type === 'self')).toBe(false)
  })
})

describe('what I tell', () => {
  test('each write has the whole set of what I do there, and a stop is the set without it', () => {
    const life = open()
    life.take(send(1), send(2, true, 'recording'), send(3, false), send(4, false, 'recording'), send(5, true, 'typing', THREAD))
    expect(life.writes().map(([, , activities, extras]) => [activities, extras])).toEqual([
      [['user-typing'], {}],
      [['user-typing', 'user-recording'], {}],
      [['user-recording'], {}],
      [[], {}],
      [['user-typing'], { tmid: 'thread' }],
    ])
  })

  test('what others have forgotten by now is in no set', () => {
    const life = open()
    life.take(send(1))
    life.pass(15_000)
    life.take(send(2, true, 'recording'))
    expect(life.writes().at(-1)?.[2]).toEqual(['user-recording'])
  })

  test('what I go on with outlives a lost socket, what I stopped meanwhile does not', () => {
    const life = open()
    life.take(send(1), send(2, true, 'recording'), { type: 'socket-closed', socket: 1 }, send(3, false), { type: 'wake' })
    life.greet()
    life.logIn()
    life.orient()
    life.take(send(4, true, 'playing'))
    expect(life.outcomes()).toEqual(['1 unknown', '2 unknown', '3 unsent'])
    expect(life.writes().at(-1)?.[2]).toEqual(['user-recording', 'user-playing'])
  })

  test('a start that was refused is in no set', () => {
    const life = open()
    life.take(send(1))
    life.resultOf('stream-notify-room', { error: { error: 'too-many-requests', details: { timeToReset: 7_000 } } })
    life.take(send(2, true, 'recording'))
    expect(life.writes().at(-1)?.[2]).toEqual(['user-recording'])
    expect(life.effects()).toContainEqual({
      type: 'sent',
      send: 1,
      outcome: { type: 'limited', retryInMs: 7_000, error: expect.objectContaining({ code: 'rate-limited', conversation: 'room', retryAfterMs: 7_000 }) },
    })
  })

  test.each<[error: unknown, outcome: string]>([
    [undefined, '1 ok'],
    ['too-many-requests', '1 limited'],
    ['not-allowed', '1 gone'],
    [400, '1 gone'],
    [404, '1 gone'],
    [500, '1 server'],
    [403, '1 auth'],
  ])('an answer of %s', (code, outcome) => {
    const life = open()
    life.take(send(1))
    life.resultOf('stream-notify-room', code === undefined ? {} : { error: { error: code } })
    expect(life.outcomes()).toEqual([outcome])
    expect(life.session().phase).toBe(outcome === '1 auth' ? 'waiting' : 'open')
  })

  test('a session that ended is lost before the write hears of it, so that nothing goes into it again', () => {
    const life = open()
    life.take(send(1))
    life.forget()
    life.say({ msg: 'result', id: String(life.session().lastId), error: { error: 403 } })
    expect(life.effects().map((effect) => (effect.type === 'emit' ? effect.signal.type : effect.type))).toEqual(['disconnect', 'cleared', 'lost', 'sent'])
  })

  test('a close that waits for a write ends with it, though the answer is that the session has ended', () => {
    const life = open()
    life.take(send(1), { type: 'close' })
    life.resultOf('stream-notify-room', { error: { error: 403 } })
    expect({ phase: life.session().phase, dueInMs: life.dueInMs() }).toEqual({ phase: 'ended', dueInMs: Infinity })
    expect(life.outcomes()).toEqual(['1 auth'])
  })

  test('a close waits for the last answers, and for nothing else', () => {
    const life = open()
    life.take(send(1), send(2, false), { type: 'close' })
    expect(life.session().phase).toBe('parting')
    life.forget()
    life.take({ type: 'abandon', send: 1 })
    expect(life.session().phase).toBe('parting')
    life.say({ msg: 'ping', id: 'x' })
    life.say({ msg: 'result', id: String(life.session().lastId) })
    expect(life.outcomes()).toEqual(['1 unknown', '2 ok'])
    expect(life.effects().at(-1)).toEqual({ type: 'disconnect' })
    expect(life.session().phase).toBe('ended')
  })
})

describe('what I hear', () => {
  const watch = (place = ROOM): SessionInput => ({ type: 'watch', place })
  const activity = (...args: readonly unknown[]): object => ({
    msg: 'changed',
    collection: 'stream-notify-room',
    id: 'id',
    fields: { eventName: 'room/user-activity', args },
  })

  test('a thread shares the subscription of its room, and hears its own events alone', () => {
    const life = open({}, watch(THREAD))
    life.take(watch())
    life.take({ type: 'unwatch', place: ROOM })
    life.forget()
    life.say(activity('bob', ['user-typing'], {}))
    life.say(activity('bob', ['user-recording'], { tmid: 'thread' }))
    expect(life.signals()).toEqual([{ type: 'started', conversation: 'room/thread', user: { id: 'bob', activity: 'recording' }, expireInMs: 15_000 }])
    life.take({ type: 'unwatch', place: THREAD })
    expect(life.effects().filter(({ type }) => type === 'frame')).toHaveLength(1)
  })

  test('S7 38 in 40 s: 18 at once and then one in two seconds, each room once', () => {
    const life = open()
    for (let room = 0; room < 60; room += 1) life.take(watch(placeOf(`room${room}`, undefined)))
    expect(life.subs('stream-notify-room')).toHaveLength(18)
    life.pass(1_999)
    expect(life.subs('stream-notify-room')).toHaveLength(18)
    for (let at = 0; at < 41; at += 1) {
      life.pass(at === 0 ? 1 : 2_000)
      life.answerSubs()
    }
    expect(life.subs('stream-notify-room')).toHaveLength(59)
    life.pass(2_000)
    expect(new Set(life.subs('stream-notify-room').map(({ params }) => params[0])).size).toBe(60)
  })

  test('a subscription that is one too many is asked for again after the wait, and no other before', () => {
    const life = open({}, watch())
    life.forget()
    life.say({ msg: 'nosub', id: '5', error: { error: 'too-many-requests', details: { timeToReset: 30_000 } } })
    life.take(watch(placeOf('other', undefined)))
    life.pass(19_000)
    life.say({ msg: 'ping' })
    life.pass(10_999)
    expect(life.subs('stream-notify-room')).toEqual([])
    life.pass(1)
    expect(life.subs('stream-notify-room').map(({ params }) => params[0])).toEqual(['room/user-activity', 'other/user-activity'])
    expect(life.signals()).toEqual([])
  })

  test('a room that is refused is told to each of its readers, and asked for again with the next login', () => {
    const life = open({}, watch())
    life.take(watch(THREAD))
    life.forget()
    life.say({ msg: 'nosub', id: '5', error: { error: 'not-allowed' } })
    const told = (): readonly unknown[] =>
      life.signals().flatMap((signal) => (signal.type === 'error' ? [[signal.error.code, signal.error.conversation]] : []))
    expect(told()).toEqual([
      ['forbidden', 'room'],
      ['forbidden', 'room/thread'],
    ])
    // Said again, it is no news.
    life.say({ msg: 'nosub', id: '5', error: { error: 'not-allowed' } })
    life.say({ msg: 'nosub', id: '5' })
    expect(told()).toHaveLength(2)
    life.take({ type: 'unwatch', place: THREAD }, watch(THREAD))
    expect(told()).toHaveLength(3)
    life.take({ type: 'socket-closed', socket: 1 }, { type: 'wake' })
    life.greet()
    life.logIn()
    life.orient()
    expect(life.session().phase).toBe('subscribing')
    life.answerSubs()
    expect(life.signals().at(-1)).toEqual({ type: 'opened' })
  })

  test('messages are heard of where that is wanted, by the name that is shown', () => {
    const life = open({ messages: true, settings: REAL_NAMES }, watch())
    expect(life.subs('stream-room-messages').map(({ params }) => params[0])).toEqual(['room'])
    life.forget()
    life.say({ msg: 'changed', collection: 'stream-room-messages', id: 'id', fields: { eventName: 'room', args: [{ u: { username: 'bob', name: 'Bob' } }] } })
    expect(life.signals()).toEqual([{ type: 'message', conversation: 'room', userId: 'Bob' }])
  })

  test('nonsense is said once, and what follows is heard', () => {
    const life = open({}, watch())
    life.forget()
    for (const text of ['{', 'null', '{"msg":"result"}']) life.take({ type: 'frame', socket: 1, text })
    life.say(activity('bob', ['user-typing']))
    expect(life.signals().map(({ type }) => type)).toEqual(['error', 'started'])
  })

  test('the waits grow with each socket that is soon lost, and begin anew after one that was open for 5 s', () => {
    const life = open()
    const again = (): void => {
      life.take({ type: 'wake' })
      life.greet()
      life.logIn()
      life.orient()
    }
    const failures = (afterMs: number): number => {
      life.pass(afterMs)
      life.take({ type: 'socket-closed', socket: life.session().socket })
      return life.session().failures
    }
    expect(failures(0)).toBe(1)
    again()
    expect(failures(4_999)).toBe(2)
    again()
    expect(failures(5_000)).toBe(1)
  })
})

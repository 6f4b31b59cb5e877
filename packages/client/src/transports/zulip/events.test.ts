import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_EVENTS, readEvents } from './events.ts'
import { readRegister } from './register.ts'
import type { Server } from './register.ts'

const ME = 8
const ANN = 10
const BEN = 12

const SERVER: Server = serverOf({})
const SILENT: Server = { ...SERVER, settings: { ...SERVER.settings, receives: false } }

function serverOf(fields: object): Server {
  const answer = readRegister(
    JSON.stringify({
      queue_id: 'q',
      last_event_id: -1,
      zulip_feature_level: 400,
      server_typing_started_expiry_period_milliseconds: 45_000,
      realm_empty_topic_display_name: 'General Chat',
      ...fields,
    }),
  )
  if (answer === undefined) throw new Error('no answer of register')
  return answer.server
}

const person = (id: unknown): unknown => ({ user_id: id, email: `u${String(id)}@example.org` })
const direct = (op: unknown, sender: unknown, ...recipients: readonly unknown[]): object => ({
  type: 'typing',
  op,
  message_type: 'direct',
  sender: person(sender),
  recipients: recipients.map(person),
})
const channel = (op: unknown, sender: unknown, stream_id: unknown, topic: unknown): object => ({
  type: 'typing',
  op,
  message_type: 'stream',
  sender: person(sender),
  stream_id,
  topic,
})
const edit = (op: unknown, sender_id: unknown, message_id: unknown): object => ({
  type: 'typing_edit_message',
  op,
  sender_id,
  message_id,
  recipient: { type: 'channel', channel_id: 7, topic: 'lunch' },
})
const setting = (property: unknown, value: unknown): object => ({
  type: 'user_settings',
  op: 'update',
  property,
  value,
})
const started = (conversation: string, id: number): object => ({
  type: 'started',
  conversation,
  user: { id: String(id) },
  expireInMs: 45_000,
})
const stopped = (conversation: string, id: number): object => ({ type: 'stopped', conversation, userId: String(id) })

/** Events numbered from 0 on, read by somebody who has read none. */
const read = (events: readonly object[], server = SERVER): NonNullable<ReturnType<typeof readEvents>> => {
  const body = JSON.stringify({ result: 'success', events: events.map((event, id) => ({ id, ...event })) })
  const answer = readEvents(body, -1, ME, server)
  if (answer === undefined) throw new Error('no answer of events')
  return answer
}

describe('an answer', () => {
  it.each(['', '<html>', '[]', '{}', '{"events":{}}', '{"events":null}', '"events"'])(
    'is none that reads %j',
    (body) => {
      expect(readEvents(body, -1, ME, SERVER)).toBeUndefined()
    },
  )

  it('of nothing, or of heartbeats alone, is empty', () => {
    expect(read([])).toMatchObject({ empty: true, lastEventId: -1 })
    expect(read([{ type: 'heartbeat' }, { type: 'heartbeat' }])).toMatchObject({
      empty: true,
      lastEventId: 1,
      signals: [],
      dropped: 0,
    })
    expect(read([{ type: 'heartbeat' }, direct('start', ANN, ME, ANN)]).empty).toBe(false)
    expect(read([{ type: 'web_reload_client' }])).toMatchObject({ empty: false, dropped: 0 })
    expect(read([{ type: 'heartbeat', id: 'x' }])).toMatchObject({ empty: false, dropped: 1 })
  })

  it('may have gaps in its ids, and repeat what was read before', () => {
    const body = JSON.stringify({
      events: [
        { id: 4, ...direct('start', ANN, ME, ANN) },
        { id: 5, ...direct('stop', ANN, ME, ANN) },
        { id: 9, ...direct('start', BEN, ME, BEN) },
        { id: 9, ...direct('stop', BEN, ME, BEN) },
        { id: 7, ...direct('stop', BEN, ME, BEN) },
      ],
    })
    expect(readEvents(body, 4, ME, SERVER)).toMatchObject({
      lastEventId: 9,
      signals: [stopped('direct:10', ANN), started('direct:12', BEN)],
      dropped: 0,
    })
    expect(readEvents(body, 9, ME, SERVER)).toMatchObject({ lastEventId: 9, signals: [], empty: true })
  })

  it.each([['0'], [-1], [1.5], [null], [1e300], [{}]])('drops an event with the id %j, alone', (id) => {
    const events = [
      { id: 0, ...direct('start', ANN, ME, ANN) },
      { ...direct('start', BEN, ME, BEN), id },
    ]
    const answer = readEvents(JSON.stringify({ events: [...events, 'x', null, []] }), -1, ME, SERVER)
    expect(answer).toMatchObject({ signals: [started('direct:10', ANN)], dropped: 4, lastEventId: 0 })
  })

  it('S14 is read as far as so many events, and asked for again from there', () => {
    const events = Array.from({ length: MAX_EVENTS + 3 }, () => ({ type: 'heartbeat' }))
    expect(read(events)).toMatchObject({ lastEventId: MAX_EVENTS - 1, dropped: 0 })
  })
})

describe('typing', () => {
  it.each<[string, object, readonly object[]]>([
    ['to me', direct('start', ANN, ME, ANN), [started('direct:10', ANN)]],
    ['to me, by e-mail in any order', direct('stop', ANN, ANN, ME), [stopped('direct:10', ANN)]],
    ['in a group', direct('start', ANN, BEN, 9, ME, ANN), [started('direct:9,10,12', ANN)]],
    ['to a repeated recipient', direct('start', ANN, ME, ME, ANN, ANN), [started('direct:10', ANN)]],
    ['by me, in another tab', direct('start', ME, ANN, ME), [started('direct:10', ME)]],
    [
      'before feature level 215',
      { ...direct('start', ANN, ME, ANN), message_type: 'private' },
      [started('direct:10', ANN)],
    ],
    [
      'before feature level 58',
      { ...direct('start', ANN, ME, ANN), message_type: undefined },
      [started('direct:10', ANN)],
    ],
    ['in a channel', channel('start', ANN, 7, 'Lunch: Where?'), [started('channel:7:lunch: where?', ANN)]],
    [
      'in a channel, said otherwise',
      { ...channel('stop', ANN, 7, 'lunch'), message_type: 'channel' },
      [stopped('channel:7:lunch', ANN)],
    ],
    ['in a message that is edited', edit('start', ANN, 31), [started('message:31', ANN)]],
    ['no longer in one', edit('stop', ANN, 31), [stopped('message:31', ANN)]],
    ['by me to myself', direct('start', ME, ME), []],
  ])('%s is told', (_, event, signals) => {
    expect(read([event])).toMatchObject({ signals, dropped: 0, empty: false })
    expect(read([event]).signals).toHaveLength(signals.length)
  })

  it.each([
    ['nothing', ''],
    ['(no topic)', '(no topic)'],
    ['the name that the organisation shows', 'General chat'],
  ])('in a topic called %s is told for both of its keys', (_, topic) => {
    const both = [started('channel:7:', ANN), started('channel:7:general chat', ANN)]
    expect(read([channel('start', ANN, 7, topic)]).signals).toEqual(both)
  })

  it('in a topic without a name has one key where the organisation shows no other', () => {
    const server = serverOf({ realm_empty_topic_display_name: undefined })
    expect(read([channel('start', ANN, 7, '')], server).signals).toEqual([started('channel:7:', ANN)])
    expect(read([channel('start', ANN, 7, 'General chat')], server).signals).toEqual([
      started('channel:7:general chat', ANN),
    ])
  })

  it('goes by the id of the sender, never by their address', () => {
    const event = { ...direct('start', ANN, ME, ANN), sender: { user_id: ANN, email: 'me@example.org', id: ME } }
    expect(read([event]).signals).toEqual([started('direct:10', ANN)])
  })

  it('is told in the order in which it happened', () => {
    const events = [direct('start', ANN, ME, ANN), direct('stop', ANN, ME, ANN), direct('start', ANN, ME, ANN)]
    expect(read(events).signals.map(({ type }) => type)).toEqual(['started', 'stopped', 'started'])
  })

  it.each<[string, object]>([
    ['an op that is none', direct('pause', ANN, ME, ANN)],
    ['no op', direct(undefined, ANN, ME, ANN)],
    ['a sender without an id', { ...direct('start', ANN, ME), sender: { email: 'x' } }],
    ['no sender', { ...direct('start', ANN, ME), sender: undefined }],
    ['a sender whose id is a text', direct('start', '10', ME, ANN)],
    ['a recipient that is none', { ...direct('start', ANN, ME), recipients: [person(ME), 10] }],
    ['recipients that are no list', { ...direct('start', ANN), recipients: {} }],
    ['a type of message that is none', { ...direct('start', ANN, ME, ANN), message_type: 'huddle' }],
    ['more recipients than a conversation has', direct('start', ANN, ...Array.from({ length: 300 }, (_, n) => n + 10))],
    ['no channel', channel('start', ANN, undefined, 'lunch')],
    ['a channel that is a text', channel('start', ANN, '7', 'lunch')],
    ['no topic', channel('start', ANN, 7, undefined)],
    ['a topic with a control character', channel('start', ANN, 7, 'a\u0000')],
    ['a topic too long', channel('start', ANN, 7, 'x'.repeat(2_000))],
    ['an edit of no message', edit('start', ANN, 0)],
    ['an edit by nobody', edit('start', null, 31)],
    ['a type that is no text', { type: ['typing'] }],
  ])('with %s is dropped alone, and read past', (_, event) => {
    const answer = read([direct('start', BEN, ME, BEN), event])
    expect(answer).toMatchObject({ signals: [started('direct:12', BEN)], dropped: 1, lastEventId: 1 })
  })
})

describe('settings', () => {
  it('change live, and others are no concern', () => {
    const { server, signals } = read([
      setting('send_private_typing_notifications', false),
      setting('emojiset', 'google'),
      setting('send_stream_typing_notifications', 'no'),
      setting('__proto__', true),
    ])
    expect(server.settings).toEqual({ sendsDirect: false, sendsChannel: true, receives: true })
    expect(signals).toEqual([])
    expect(read([setting('send_stream_typing_notifications', false)]).server.settings.sendsChannel).toBe(false)
  })

  it('clear everything once where I no longer want to see others, and tell nothing until I do', () => {
    const { server, signals } = read([
      direct('start', ANN, ME, ANN),
      setting('receives_typing_notifications', false),
      setting('receives_typing_notifications', false),
      direct('start', ANN, ME, ANN),
      edit('start', ANN, 31),
    ])
    expect(signals).toEqual([started('direct:10', ANN), { type: 'cleared' }])
    expect(read([direct('start', BEN, ME, BEN)], server).signals).toEqual([])
    const back = read([setting('receives_typing_notifications', true), direct('start', BEN, ME, BEN)], SILENT)
    expect(back.signals).toEqual([started('direct:12', BEN)])
  })

  it('are the same object while they stay the same', () => {
    expect(read([setting('receives_typing_notifications', true), { type: 'heartbeat' }]).server).toBe(SERVER)
  })
})

it('hears that the server was started anew, and speaks its language from then on', () => {
  expect(read([{ type: 'heartbeat' }]).restarted).toBe(false)
  expect(read([{ type: 'restart', zulip_feature_level: 420 }])).toMatchObject({
    restarted: true,
    server: { featureLevel: 420 },
  })
  expect(read([{ type: 'restart' }])).toMatchObject({ restarted: true, server: { featureLevel: 400 } })
})

it('S18 bears any text and any JSON: nothing thrown, no prototype touched, every signal well-formed', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearlyEvents), (body) => {
      const answer = readEvents(body, 3, ME, SERVER)
      for (const signal of answer?.signals ?? []) {
        if (signal.type === 'cleared') continue
        if (signal.type !== 'started' && signal.type !== 'stopped') throw new Error('nothing else comes from Zulip')
        expect(signal.conversation).toMatch(/^(direct:\d+(,\d+)*|channel:\d+:.*|message:\d+)$/s)
        expect(signal.type === 'started' ? signal.user.id : signal.userId).toMatch(/^[1-9]\d*$/)
      }
      if (answer !== undefined) expect(Number.isSafeInteger(answer.lastEventId) && answer.lastEventId >= 3).toBe(true)
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    }),
    { numRuns: 500 },
  )
})

const nearlyEvents: fc.Arbitrary<string> = (() => {
  const or = <T>(whole: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() })
  const id = or(fc.integer({ min: 0, max: 20 }))
  const user = or(fc.record({ user_id: id }))
  const event = fc.record({
    id,
    type: or(fc.constantFrom('typing', 'typing_edit_message', 'user_settings', 'restart', 'heartbeat', '__proto__')),
    op: or(fc.constantFrom('start', 'stop', 'update')),
    message_type: or(fc.constantFrom('direct', 'private', 'stream', 'channel')),
    sender: user,
    sender_id: id,
    message_id: id,
    recipients: or(fc.array(user)),
    stream_id: id,
    topic: or(fc.oneof(fc.string(), fc.string({ unit: 'binary' }))),
    property: or(fc.constantFrom('receives_typing_notifications', '__proto__', 'constructor')),
    value: or(fc.boolean()),
    zulip_feature_level: id,
  })
  return fc.record({ events: or(fc.array(or(event))) }).map((answer) => JSON.stringify(answer))
})()

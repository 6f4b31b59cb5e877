import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMe, readRegister } from './register.ts'
import type { Server } from './register.ts'

const read = (fields: object): ReturnType<typeof readRegister> =>
  readRegister(JSON.stringify({ result: 'success', queue_id: 'q', last_event_id: -1, ...fields }))
const server = (fields: object = {}): Server | undefined => read(fields)?.server

describe('readMe', () => {
  it('reads my id', () => {
    expect(readMe('{"result":"success","user_id":8,"email":"ann@example.org"}')).toBe(8)
  })

  it.each([
    '',
    '<html>',
    '[]',
    '{}',
    '{"user_id":"8"}',
    '{"user_id":0}',
    '{"user_id":1.5}',
    '{"user_id":1e300}',
    'null',
  ])('takes %j for no answer', (body) => {
    expect(readMe(body)).toBeUndefined()
  })
})

describe('readRegister', () => {
  it.each([
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['no queue', '{"last_event_id":-1}'],
    ['a queue without a name', '{"queue_id":"","last_event_id":-1}'],
    ['a queue that is no text', '{"queue_id":1,"last_event_id":-1}'],
    ['a queue that fits into no URL', `{"queue_id":"${'q'.repeat(256)}","last_event_id":-1}`],
    ['a queue with a line break', '{"queue_id":"q\\n","last_event_id":-1}'],
    ['a queue with half a character', '{"queue_id":"\\ud800","last_event_id":-1}'],
    ['no position', '{"queue_id":"q"}'],
    ['a position that is no number', '{"queue_id":"q","last_event_id":"-1"}'],
    ['a position before the first', '{"queue_id":"q","last_event_id":-2}'],
    ['a position with a fraction', '{"queue_id":"q","last_event_id":0.5}'],
  ])('takes %s for no answer', (_, body) => {
    expect(readRegister(body)).toBeUndefined()
  })

  it('stands at the beginning of a new queue', () => {
    expect(read({})?.queue).toEqual({ id: 'q', lastEventId: -1, heard: false, renewAfter: undefined })
    expect(read({ last_event_id: 0 })?.queue.lastEventId).toBe(0)
    expect(read({ last_event_id: 12 })?.queue.lastEventId).toBe(12)
  })

  it('takes the periods of the server', () => {
    const fields = {
      zulip_feature_level: 400,
      server_typing_started_expiry_period_milliseconds: 45_000,
      server_typing_started_wait_period_milliseconds: 30_000,
      server_typing_stopped_wait_period_milliseconds: 12_000,
      event_queue_longpoll_timeout_seconds: 60,
    }
    expect(server(fields)).toMatchObject({
      featureLevel: 400,
      timing: { expireAfterMs: 45_000, resendEveryMs: 30_000, idleAfterMs: 12_000 },
      expireInMs: 45_000,
      holdsMs: 60_000,
    })
  })

  it('takes 15, 10 and 5 s, and waits of 90 s, where the server names none', () => {
    const standard = {
      featureLevel: 0,
      timing: { expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 5_000 },
      expireInMs: 15_000,
      holdsMs: 90_000,
    }
    expect(server()).toMatchObject(standard)
    expect(
      server({
        zulip_feature_level: '400',
        server_typing_started_expiry_period_milliseconds: null,
        server_typing_started_wait_period_milliseconds: '30000',
        server_typing_stopped_wait_period_milliseconds: {},
        event_queue_longpoll_timeout_seconds: '60',
      }),
    ).toMatchObject(standard)
  })

  it.each([
    [0, 2_000],
    [-1, 2_000],
    [1e12, 300_000],
  ])('S12 shows nobody for %d ms, but %d', (period, expireInMs) => {
    expect(server({ server_typing_started_expiry_period_milliseconds: period })).toMatchObject({ expireInMs })
  })

  it.each([
    [0, 10_000],
    [-5, 10_000],
    [1e9, 300_000],
    [12.5, 12_500],
  ])('S12 waits for a server that says %d s for %d ms', (seconds, holdsMs) => {
    expect(server({ event_queue_longpoll_timeout_seconds: seconds })).toMatchObject({ holdsMs })
  })

  it('takes what the account has chosen, and what it has not as on', () => {
    expect(server()?.settings).toEqual({ sendsDirect: true, sendsChannel: true, receives: true })
    expect(
      server({
        user_settings: {
          send_private_typing_notifications: false,
          send_stream_typing_notifications: 'false',
          receives_typing_notifications: false,
          emojiset: 'google',
        },
      })?.settings,
    ).toEqual({ sendsDirect: false, sendsChannel: true, receives: false })
    expect(server({ user_settings: [] })?.settings).toEqual({ sendsDirect: true, sendsChannel: true, receives: true })
  })

  it.each<[object, string | undefined]>([
    [{}, undefined],
    [{ realm_empty_topic_display_name: 'General Chat' }, 'general chat'],
    [{ realm_empty_topic_display_name: '' }, undefined],
    [{ realm_empty_topic_display_name: '(no topic)' }, undefined],
    [{ realm_empty_topic_display_name: 7 }, undefined],
  ])('of %j calls the topic without a name %s', (fields, emptyTopicName) => {
    expect(server(fields)?.emptyTopicName).toBe(emptyTopicName)
  })

  it.each<[object, boolean]>([
    [{}, true],
    [{ realm_mandatory_topics: true }, false],
    [{ realm_mandatory_topics: false }, true],
    [{ realm_topics_policy: 'disable_empty_topic' }, false],
    [{ realm_topics_policy: 'allow_empty_topic' }, true],
    [{ realm_topics_policy: 'allow_empty_topic', realm_mandatory_topics: true }, true],
    [{ realm_topics_policy: null, realm_mandatory_topics: true }, false],
  ])('of %j may use that topic: %s', (fields, allows) => {
    expect(server(fields)?.allowsEmptyTopic).toBe(allows)
  })

  it('S18 bears any text and any JSON: nothing thrown, no prototype touched, every figure sane', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearlyRegister), (body) => {
        const answer = readRegister(body)
        readMe(body)
        if (answer !== undefined) {
          const { timing, expireInMs, holdsMs, featureLevel } = answer.server
          expect(Object.values(timing).every(Number.isFinite)).toBe(true)
          expect(expireInMs >= 2_000 && expireInMs <= 300_000).toBe(true)
          expect(holdsMs >= 10_000 && holdsMs <= 300_000).toBe(true)
          expect(Number.isSafeInteger(featureLevel) && featureLevel >= 0).toBe(true)
          expect(() => encodeURIComponent(answer.queue.id)).not.toThrow()
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })
})

const nearlyRegister: fc.Arbitrary<string> = (() => {
  const or = <T>(whole: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() })
  return fc
    .record({
      queue_id: or(fc.constantFrom('q', '', '\ud800')),
      last_event_id: or(fc.integer({ min: -3, max: 3 })),
      zulip_feature_level: or(fc.integer()),
      server_typing_started_expiry_period_milliseconds: or(fc.double()),
      server_typing_started_wait_period_milliseconds: or(fc.double()),
      server_typing_stopped_wait_period_milliseconds: or(fc.double()),
      event_queue_longpoll_timeout_seconds: or(fc.double()),
      realm_empty_topic_display_name: or(fc.string()),
      user_settings: or(fc.dictionary(fc.constantFrom('receives_typing_notifications', '__proto__'), fc.jsonValue())),
    })
    .map((answer) => JSON.stringify(answer))
})()

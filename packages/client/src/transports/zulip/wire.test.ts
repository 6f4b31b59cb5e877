import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Place } from './target.ts'
import { readTarget } from './target.ts'
import { endQueueRequest, eventsRequest, meRequest, registerRequest, typingRequest } from './wire.ts'

const CREDENTIALS = { email: 'ann@example.org', apiKey: 'sEcReT' }
const BASIC = `Basic ${Buffer.from('ann@example.org:sEcReT').toString('base64')}`
const FORM = { authorization: BASIC, 'content-type': 'application/x-www-form-urlencoded' }

const DIRECT: Place = { type: 'direct', userIds: [9, 10] }
const CHANNEL: Place = { type: 'channel', channelId: 7, topic: 'Lunch & co' }
const EDIT: Place = { type: 'message', messageId: 31 }

const fieldsOf = (body: string | undefined): unknown => Object.fromEntries(new URLSearchParams(body ?? ''))
/** What is sent at a level, as a server reads it: the path, then the fields. */
const sentAt = (level: number, place: Place): unknown => {
  const request = typingRequest(place, true, level, CREDENTIALS)
  return request === undefined ? undefined : [request.path, fieldsOf(request.body)]
}

describe('the request that says that I type', () => {
  const legacy = ['/api/v1/typing', { type: 'private', to: '[9,10]', op: 'start' }]
  const direct = ['/api/v1/typing', { type: 'direct', to: '[9,10]', op: 'start' }]
  const oldest = ['/api/v1/typing', { type: 'stream', to: '[7]', topic: 'Lunch & co', op: 'start' }]
  const stream = ['/api/v1/typing', { type: 'stream', stream_id: '7', topic: 'Lunch & co', op: 'start' }]
  const channel = ['/api/v1/typing', { type: 'channel', stream_id: '7', topic: 'Lunch & co', op: 'start' }]
  const oldEdit = ['/api/v1/message_edit_typing', { message_id: '31', op: 'start' }]
  const edit = ['/api/v1/messages/31/typing', { op: 'start' }]

  // Every level at which one of the three changes, and the one before it.
  it.each<[level: number, direct: unknown, channel: unknown, edit: unknown]>([
    [0, undefined, undefined, undefined],
    [10, undefined, undefined, undefined],
    [11, legacy, undefined, undefined],
    [57, legacy, undefined, undefined],
    [58, legacy, oldest, undefined],
    [173, legacy, oldest, undefined],
    [174, direct, oldest, undefined],
    [204, direct, oldest, undefined],
    [214, direct, oldest, undefined],
    [215, direct, stream, undefined],
    [247, direct, stream, undefined],
    [248, direct, channel, undefined],
    [350, direct, channel, undefined],
    [351, direct, channel, oldEdit],
    [360, direct, channel, oldEdit],
    [361, direct, channel, edit],
    [500, direct, channel, edit],
  ])('at feature level %i is of its shape', (level, asDirect, asChannel, asEdit) => {
    expect(sentAt(level, DIRECT)).toEqual(asDirect)
    expect(sentAt(level, CHANNEL)).toEqual(asChannel)
    expect(sentAt(level, EDIT)).toEqual(asEdit)
  })

  it.each([
    [333, '', '(no topic)'],
    [333, '(no topic)', '(no topic)'],
    [334, '', ''],
    [334, '(No Topic)', ''],
    [500, '(no topic)', ''],
    [333, 'No topic', 'No topic'],
  ])('names at level %i the topic %j as %j', (level, topic, sent) => {
    expect(sentAt(level, { type: 'channel', channelId: 7, topic })).toHaveProperty('1.topic', sent)
  })

  it('is a form with no header but the authorization, which is all that a page of another origin may send', () => {
    expect(typingRequest(CHANNEL, false, 400, CREDENTIALS)).toEqual({
      method: 'POST',
      path: '/api/v1/typing',
      headers: FORM,
      body: 'type=channel&stream_id=7&topic=Lunch%20%26%20co&op=stop',
      maxBytes: 1_048_576,
    })
  })

  it('carries any topic whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (topic) => {
        const place = readTarget({ channelId: 7, topic }, undefined)
        fc.pre(place?.type === 'channel' && place.topic !== '')
        expect(sentAt(400, place)).toEqual([
          '/api/v1/typing',
          { type: 'channel', stream_id: '7', topic: place.topic, op: 'start' },
        ])
      }),
      { examples: [['a&op=stop'], ['a+b %26;='], ['\u2028'], ['😀#?']] },
    )
  })
})

describe('the other requests', () => {
  it('ask who I am', () => {
    expect(meRequest(CREDENTIALS)).toEqual({
      method: 'GET',
      path: '/api/v1/users/me',
      headers: { authorization: BASIC },
      body: undefined,
      maxBytes: 1_048_576,
    })
  })

  it('register for typing and nothing of messages, with what every server demands', () => {
    const { body, ...request } = registerRequest(CREDENTIALS)
    expect(request).toEqual({ method: 'POST', path: '/api/v1/register', headers: FORM, maxBytes: 33_554_432 })
    expect(fieldsOf(body)).toEqual({
      event_types: '["typing","typing_edit_message","user_settings","restart"]',
      fetch_event_types: '["realm","user_settings"]',
      client_capabilities:
        '{"notification_settings_null":true,"stream_typing_notifications":true,' +
        '"user_settings_object":true,"empty_topic_name":true}',
    })
  })

  it('ask for events, and say where they may not wait', () => {
    expect(eventsRequest('a/b&c', -1, true, CREDENTIALS)).toEqual({
      method: 'GET',
      path: '/api/v1/events?queue_id=a%2Fb%26c&last_event_id=-1',
      headers: { authorization: BASIC },
      body: undefined,
      maxBytes: 1_048_576,
    })
    expect(eventsRequest('q', 12, false, CREDENTIALS).path).toBe(
      '/api/v1/events?queue_id=q&last_event_id=12&dont_block=true',
    )
  })

  it('end a queue', () => {
    expect(endQueueRequest('q 1', CREDENTIALS)).toEqual({
      method: 'DELETE',
      path: '/api/v1/events',
      headers: FORM,
      body: 'queue_id=q%201',
      maxBytes: 1_048_576,
    })
  })

  it('are without authorization where a proxy adds it, and never have the key in their address or body', () => {
    const proxied = { email: undefined, apiKey: 'of the proxy' }
    for (const request of [meRequest(proxied), registerRequest(proxied), eventsRequest('q', 0, true, proxied)]) {
      expect(Object.keys(request.headers)).not.toContain('authorization')
      expect(JSON.stringify(request)).not.toContain('of the proxy')
    }
    for (const request of [
      registerRequest(CREDENTIALS),
      eventsRequest('q', 0, true, CREDENTIALS),
      endQueueRequest('q', CREDENTIALS),
    ]) {
      expect(`${request.path} ${request.body ?? ''}`).not.toMatch(/sEcReT|ann/)
    }
  })
})

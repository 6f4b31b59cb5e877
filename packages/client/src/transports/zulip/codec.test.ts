import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ask, AskReading, CodecState, SendReading, WireReply, WireRequest } from '../../protocol/wire.ts'
import { zulipCodec } from './codec.ts'
import type { ZulipAccount } from './knowledge.ts'

const KEY = 'sEcReT'
const TIMING = { expireAfterMs: 45_000, resendEveryMs: 30_000, idleAfterMs: 12_000 }
const ALL: Ask = { complete: true, timeoutMs: 0 }
const NEWS: Ask = { complete: false, timeoutMs: 90_000 }
const ACCOUNT: ZulipAccount = { email: 'ann@example.org', userId: 8, subscriberCount: () => undefined }

const REGISTERED = {
  queue_id: 'q1',
  last_event_id: -1,
  zulip_feature_level: 400,
  server_typing_started_expiry_period_milliseconds: 45_000,
  server_typing_started_wait_period_milliseconds: 30_000,
  server_typing_stopped_wait_period_milliseconds: 12_000,
  event_queue_longpoll_timeout_seconds: 60,
  realm_empty_topic_display_name: 'general chat',
}
const EVENT = {
  id: 3,
  type: 'typing',
  op: 'start',
  message_type: 'direct',
  sender: { user_id: 10 },
  recipients: [{ user_id: 8 }, { user_id: 10 }],
}
const SHOWN = { type: 'started', conversation: 'direct:10', user: { id: '10' }, expireInMs: 45_000 }

const answer = (status: number, body: unknown = {}, retryAfterMs?: number): WireReply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { type: 'answer', status, body: text, bytes: text.length, retryAfterMs }
}
const refusal = (status: number, msg: string, code?: string, more: object = {}): WireReply =>
  answer(status, { result: 'error', msg, code, ...more })
const failed = (reason: 'unsent' | 'network' | 'too-large', cause?: unknown): WireReply => ({
  type: 'failed',
  reason,
  cause,
})
const events = (...list: readonly object[]): WireReply => answer(200, { result: 'success', events: list })
const BAD_QUEUE = refusal(400, 'Bad event queue ID: q1', 'BAD_EVENT_QUEUE_ID', { queue_id: 'q1' })
const heartbeat = (id: number): WireReply => events({ type: 'heartbeat', id })

const begin = (account: Partial<ZulipAccount> = {}, salt = 0): CodecState =>
  zulipCodec({ ...ACCOUNT, ...account }).begin(salt)
const registered = (fields: object = {}, account: Partial<ZulipAccount> = {}, salt = 0): CodecState =>
  begin(account, salt).answered(answer(200, { ...REGISTERED, ...fields }), ALL).state
/** A connection whose queue has answered. */
const heard = (fields: object = {}): CodecState => registered(fields).answered(heartbeat(0), NEWS).state
const stepOf = (state: CodecState, ask: Ask = NEWS): string => {
  const { method, path } = state.ask(ask, KEY)
  return `${method} ${path}`
}
const sent = (state: CodecState, address: string, typing = true): WireRequest => {
  const request = state.send(address, typing, TIMING, KEY)
  if ('type' in request) throw request.error
  return request
}

const POLL = 'GET /api/v1/events?queue_id=q1&last_event_id='
const REGISTER = 'POST /api/v1/register'
const ME = 'GET /api/v1/users/me'

describe('ask', () => {
  it('begins with who I am where that is not known, then registers, then polls', () => {
    const first = begin({ userId: undefined })
    expect(stepOf(first, ALL)).toBe(ME)
    expect(stepOf(first)).toBe(ME)
    const me = first.answered(answer(200, { user_id: 8 }), ALL)
    expect(me).toMatchObject({
      outcome: { type: 'next' },
      signals: [{ type: 'self', userIds: ['8'] }],
      complete: false,
    })
    expect(stepOf(me.state, ALL)).toBe(REGISTER)
    const { state } = me.state.answered(answer(200, REGISTERED), ALL)
    expect(stepOf(state)).toBe(`${POLL}-1`)
  })

  it('begins with the queue where the app said who I am', () => {
    expect(stepOf(begin(), ALL)).toBe(REGISTER)
  })

  it('registers where news are asked for and there is no queue', () => {
    expect(stepOf(begin())).toBe(REGISTER)
  })

  it('registers anew where everything is asked for', () => {
    expect(stepOf(heard(), ALL)).toBe(REGISTER)
  })

  it('does not wait where it is told not to', () => {
    expect(stepOf(heard(), { complete: false, timeoutMs: 0 })).toBe(`${POLL}0&dont_block=true`)
    expect(stepOf(heard(), { complete: false, timeoutMs: 1 })).toBe(`${POLL}0`)
  })

  it('says how long the server lets a poll wait, as soon as there is a queue', () => {
    expect(begin().holdsMs).toBeUndefined()
    expect(heard().holdsMs).toBe(60_000)
    expect(heard({ event_queue_longpoll_timeout_seconds: 1e9 }).holdsMs).toBe(300_000)
  })

  it('carries the key in its header, never in its address', () => {
    for (const state of [begin({ userId: undefined }), begin(), heard()]) {
      const { headers, path, body } = state.ask(NEWS, KEY)
      expect(headers).toHaveProperty(
        'authorization',
        `Basic ${Buffer.from(`ann@example.org:${KEY}`).toString('base64')}`,
      )
      expect(`${path} ${body ?? ''}`).not.toContain(KEY)
      expect(begin({ email: undefined }).ask(NEWS, KEY).headers).not.toHaveProperty('authorization')
    }
  })
})

describe('answered', () => {
  it('tells the periods of the server with its queue, and that nobody is known to type', () => {
    const reading = begin().answered(answer(200, REGISTERED), ALL)
    expect(reading).toMatchObject({ outcome: { type: 'ok', empty: false }, complete: false, dropped: 0 })
    expect(reading.signals).toEqual([{ type: 'cleared' }, { type: 'timing', timing: TIMING }])
  })

  it('tells who types, and goes on from the last event', () => {
    const reading = registered().answered(events(EVENT), NEWS)
    expect(reading).toMatchObject({ outcome: { type: 'ok', empty: false }, signals: [SHOWN], complete: false })
    expect(stepOf(reading.state)).toBe(`${POLL}3`)
    expect(reading.state.answered(events(EVENT), NEWS)).toMatchObject({
      outcome: { type: 'ok', empty: true },
      signals: [],
    })
  })

  it('has nothing new in a heartbeat, and goes on behind it', () => {
    const reading = registered().answered(heartbeat(5), NEWS)
    expect(reading).toMatchObject({ outcome: { type: 'ok', empty: true }, signals: [] })
    expect(stepOf(reading.state)).toBe(`${POLL}5`)
  })

  it('counts what was malformed', () => {
    expect(registered().answered(events({ ...EVENT, op: 'x' }), NEWS)).toMatchObject({
      outcome: { empty: false },
      dropped: 1,
    })
  })

  it('stays the same state while nothing changes', () => {
    const state = heard()
    for (const reply of [heartbeat(0), events(), failed('network'), answer(502), answer(200, 'junk')]) {
      expect(state.answered(reply, NEWS).state).toBe(state)
    }
    expect(state.answered(answer(500), ALL).state).toBe(state)
    expect(state.sent(answer(200), 'direct:10').state).toBe(state)
  })

  it.each<[string, WireReply]>([
    ['BAD_EVENT_QUEUE_ID', BAD_QUEUE],
    ['BAD_EVENT_QUEUE_ID under another status', refusal(404, 'x', 'BAD_EVENT_QUEUE_ID')],
    ['events that were pruned', refusal(400, 'An event newer than 3 has already been pruned!', 'BAD_REQUEST')],
    ['a position that is none', refusal(400, 'Event 3 was not in this queue', 'BAD_REQUEST')],
    ['an old server without codes', refusal(400, 'Bad event queue id: q1')],
    ['more news than an answer may hold', failed('too-large')],
  ])('begins anew after %s, and keeps what is known beside the queue', (_, reply) => {
    const reading = heard().answered(reply, NEWS)
    expect(reading).toMatchObject({ outcome: { type: 'again', error: { code: 'bad-response' } }, signals: [] })
    expect(stepOf(reading.state)).toBe(REGISTER)
    expect(reading.state.holdsMs).toBeUndefined()
    expect(sent(reading.state, 'channel:7:lunch').body).toContain('type=channel')
    expect(reading.state.farewell?.(KEY)).toBeUndefined()
  })

  it('S12 asks for a new queue with patience where the last one never answered', () => {
    const reading = registered().answered(BAD_QUEUE, NEWS)
    expect(reading.outcome.type).toBe('server')
    expect(stepOf(reading.state)).toBe(REGISTER)
  })

  it('S12 counts as no answer a new queue after one that never answered, until it answers itself', () => {
    const { state } = registered().answered(BAD_QUEUE, NEWS)
    const again = state.answered(answer(200, { ...REGISTERED, queue_id: 'q2' }), NEWS)
    expect(again).toMatchObject({ outcome: { type: 'next' }, signals: [{ type: 'cleared' }, { type: 'timing' }] })
    expect(again.state.answered(heartbeat(0), NEWS).outcome).toEqual({ type: 'ok', empty: true })
    expect(state.answered(answer(200, REGISTERED), ALL).outcome).toEqual({ type: 'ok', empty: false })
  })

  const common: readonly [string, WireReply, string, string][] = [
    ['no answer', failed('network'), 'unknown', 'unreachable'],
    ['a request that never left', failed('unsent'), 'unknown', 'unreachable'],
    ['200 with a page', answer(200, '<html>'), 'server', 'bad-response'],
    ['200 with an array', answer(200, []), 'server', 'bad-response'],
    ['200 with nothing of it', answer(200, {}), 'server', 'bad-response'],
    ['304', answer(304, ''), 'server', 'bad-response'],
    ['401', refusal(401, 'Invalid API key', 'INVALID_API_KEY'), 'auth', 'unauthorized'],
    ['401 without a code', refusal(401, 'x'), 'auth', 'unauthorized'],
    ['401 of a proxy', answer(401, '<html>'), 'auth', 'unauthorized'],
    ['403 of an account that is deactivated', refusal(403, 'x', 'USER_DEACTIVATED'), 'auth', 'unauthorized'],
    ['403 of an organisation that is', refusal(403, 'x', 'REALM_DEACTIVATED'), 'auth', 'unauthorized'],
    ['400 of a key that is none', refusal(400, 'x', 'INVALID_API_KEY'), 'auth', 'unauthorized'],
    ['403 of a proxy', answer(403, '<html>'), 'server', 'bad-response'],
    ['404', refusal(404, 'x'), 'server', 'bad-response'],
    ['408', answer(408, ''), 'server', 'unreachable'],
    ['429', refusal(429, 'API usage exceeded rate limit', 'RATE_LIMIT_HIT'), 'limited', 'rate-limited'],
    ['429 of a proxy', answer(429, '<html>'), 'limited', 'rate-limited'],
    ['500', refusal(500, 'Internal server error'), 'server', 'unreachable'],
    ['502 of a proxy', answer(502, '<html>'), 'server', 'unreachable'],
  ]
  describe.each([
    ['who I am', begin({ userId: undefined }), ALL],
    ['the queue', begin(), ALL],
    ['the events', heard(), NEWS],
  ])('asked for %s', (_, state, ask) => {
    it.each(common)('makes of %s an outcome, and asks the same again', (__, reply, type, code) => {
      const reading = state.answered(reply, ask)
      expect(reading).toMatchObject({ outcome: { type, error: { code } }, signals: [], complete: false, dropped: 0 })
      expect(reading.state).toBe(state)
    })
  })

  it.each([
    ['a refused registration', refusal(400, 'x', 'BAD_REQUEST')],
    ['a registration too large', failed('too-large')],
  ])('makes of %s a failure', (_, reply) => {
    expect(begin().answered(reply, ALL).outcome).toMatchObject({ type: 'server', error: { code: 'bad-response' } })
    expect(begin({ userId: undefined }).answered(reply, ALL).outcome.type).toBe('server')
  })
})

describe('a server that was started anew', () => {
  const restart = events({ id: 1, type: 'restart', zulip_feature_level: 210 })

  it('is spoken to in its new language at once', () => {
    expect(sent(registered().answered(restart, NEWS).state, 'channel:7:x').body).toContain('to=%5B7%5D')
  })

  it.each([
    [0, 0],
    [0.5, 3],
    [0.99, 5],
    [1, 6],
    [NaN, 0],
  ])(
    'with the salt %d is asked for its periods again after %i more answers, so that not all come at once',
    (salt, answers) => {
      let { state } = registered({}, {}, salt).answered(restart, NEWS)
      for (let id = 2; id < answers + 2; id += 1) {
        expect(stepOf(state)).toBe(`${POLL}${id - 1}`)
        state = state.answered(heartbeat(id), NEWS).state
      }
      expect(stepOf(state)).toBe(REGISTER)
      const fresh = state.answered(answer(200, { ...REGISTERED, queue_id: 'q2' }), NEWS)
      // One queue follows another without a gap: who types still does.
      expect(fresh.signals).toEqual([{ type: 'timing', timing: TIMING }])
      expect(stepOf(fresh.state)).toBe('GET /api/v1/events?queue_id=q2&last_event_id=-1')
      expect(stepOf(fresh.state.answered(heartbeat(0), NEWS).state)).toContain('last_event_id=0')
    },
  )
})

describe('maySend', () => {
  const off = (setting: string): object => ({ user_settings: { [setting]: false } })
  const DIRECT = 'direct:10'
  const CHANNEL = 'channel:7:Lunch'
  const EDIT = 'message:31'

  it('S6 is no before the server has said what it knows, and yes from then on, without a queue too', () => {
    for (const address of [DIRECT, CHANNEL, EDIT]) {
      expect(begin().maySend(address)).toBe(false)
      expect(registered().maySend(address)).toBe(true)
      expect(heard().answered(BAD_QUEUE, NEWS).state.maySend(address)).toBe(true)
    }
  })

  it.each<[string, object, boolean, boolean, boolean]>([
    ['nothing switched off', {}, true, true, true],
    ['direct conversations switched off', off('send_private_typing_notifications'), false, true, false],
    ['channels switched off', off('send_stream_typing_notifications'), true, false, false],
    ['seeing others switched off', off('receives_typing_notifications'), true, true, true],
  ])('S6 with %s', (_, fields, direct, channel, edit) => {
    const state = registered(fields)
    expect([state.maySend(DIRECT), state.maySend(CHANNEL), state.maySend(EDIT)]).toEqual([direct, channel, edit])
  })

  it('S6 follows the settings live', () => {
    const change = (value: boolean, id: number): WireReply =>
      events({ id, type: 'user_settings', op: 'update', property: 'send_stream_typing_notifications', value })
    const changed = registered().answered(change(false, 0), NEWS).state
    expect(changed.maySend(CHANNEL)).toBe(false)
    expect(changed.answered(change(true, 1), NEWS).state.maySend(CHANNEL)).toBe(true)
  })

  it.each(['channel:7:', 'channel:7:(no topic)', 'channel:7:General Chat'])(
    'is no for %s where the organisation wants a topic',
    (address) => {
      expect(registered().maySend(address)).toBe(true)
      expect(registered({ realm_mandatory_topics: true }).maySend(address)).toBe(false)
      expect(registered({ realm_mandatory_topics: true }).maySend(CHANNEL)).toBe(true)
    },
  )

  it.each([
    [100, true],
    [101, false],
    [undefined, true],
    [NaN, true],
  ])('is for a channel with %s subscribers %s', (count, may) => {
    const asked: number[] = []
    const subscriberCount = (channelId: number): number | undefined => {
      asked.push(channelId)
      return count
    }
    const state = registered({}, { subscriberCount })
    expect(state.maySend(CHANNEL)).toBe(may)
    expect(state.maySend(DIRECT)).toBe(true)
    expect(asked).toEqual([7])
  })

  it('leaves to `send` what has no address', () => {
    expect(registered().maySend('nowhere')).toBe(true)
  })
})

describe('send', () => {
  it('says that I type there, and that I stopped', () => {
    expect(sent(registered(), 'direct:9,10').body).toBe('type=direct&to=%5B9%2C10%5D&op=start')
    expect(sent(registered(), 'direct:9,10', false).body).toBe('type=direct&to=%5B9%2C10%5D&op=stop')
    expect(sent(registered(), 'message:31').path).toBe('/api/v1/messages/31/typing')
  })

  it('names a topic as the app spells it, and by no name where it has none', () => {
    expect(sent(registered(), 'channel:7:Lunch').body).toContain('topic=Lunch&')
    for (const address of ['channel:7:', 'channel:7:(no topic)', 'channel:7:General Chat']) {
      expect(sent(registered(), address).body).toContain('topic=&')
    }
    const nameless = registered({ realm_empty_topic_display_name: undefined })
    expect(sent(nameless, 'channel:7:General Chat').body).toContain('topic=General%20Chat&')
  })

  it.each<[string, string, object, string]>([
    ['a direct conversation in which I am an other', 'direct:8,9', {}, 'invalid-conversation'],
    ['what is no address', 'nowhere', {}, 'invalid-conversation'],
    ['an edit, for a server before feature level 351', 'message:31', { zulip_feature_level: 350 }, 'unsupported'],
    ['a channel, for one before 58', 'channel:7:lunch', { zulip_feature_level: 57 }, 'unsupported'],
    ['anybody, for one that says no level', 'direct:9', { zulip_feature_level: undefined }, 'unsupported'],
  ])('refuses %s', (_, address, fields, code) => {
    const request = registered(fields).send(address, true, TIMING, KEY)
    expect(request).toMatchObject({ type: 'gone', error: { name: 'TypingError', code, conversation: address } })
    expect(request).toHaveProperty('error.message', expect.stringMatching(/^unable to send typing; [^;]+$/))
  })
})

describe('sent', () => {
  const missing = (name: string): WireReply =>
    refusal(400, `Missing '${name}' argument`, 'REQUEST_VARIABLE_MISSING', { var_name: name })
  const bad = (msg: string): WireReply => refusal(400, msg, 'BAD_REQUEST')

  it.each<[string, WireReply, SendReading['outcome']['type'], string]>([
    ['no answer', failed('network'), 'unknown', 'unreachable'],
    ['a request that never left', failed('unsent'), 'unsent', 'unreachable'],
    ['an answer too large', failed('too-large'), 'server', 'bad-response'],
    // The channel
    ['a channel that is none', bad('Invalid channel ID'), 'gone', 'invalid-conversation'],
    ['one in older words', bad('Invalid stream ID'), 'gone', 'invalid-conversation'],
    ['a channel I may not post in', bad("Not authorized to send to channel 'core team'"), 'gone', 'forbidden'],
    ['channels switched off', bad('User has disabled typing notifications for channel messages'), 'gone', 'forbidden'],
    [
      'channels switched off, in older words',
      bad('User has disabled typing notifications for stream messages'),
      'gone',
      'forbidden',
    ],
    ['no topic', bad('Missing topic'), 'gone', 'invalid-conversation'],
    ['no channel', missing('stream_id'), 'gone', 'unsupported'],
    ['a channel that is not JSON', bad('stream_id is not valid JSON'), 'gone', 'invalid-conversation'],
    // The direct conversation
    ['a user who is none', bad('Invalid user ID 9999999'), 'gone', 'invalid-conversation'],
    [
      'direct conversations switched off',
      bad('User has disabled typing notifications for direct messages'),
      'gone',
      'forbidden',
    ],
    ['an empty list', bad("Empty 'to' list"), 'gone', 'invalid-conversation'],
    ['no list', missing('to'), 'gone', 'unsupported'],
    ['what is no list', bad('to is not a list'), 'gone', 'invalid-conversation'],
    ['a list of something else', bad('to[1] is not an integer'), 'gone', 'invalid-conversation'],
    // The message
    ['a message that is none', bad('Invalid message(s)'), 'gone', 'invalid-conversation'],
    ['a message I may not edit', bad("You don't have permission to edit this message"), 'gone', 'forbidden'],
    // All of them
    ['no op', missing('op'), 'gone', 'unsupported'],
    ['an op that is none', refusal(400, 'Invalid op', 'REQUEST_VARIABLE_INVALID'), 'gone', 'unsupported'],
    ['a type that is none', bad('Invalid type'), 'gone', 'invalid-conversation'],
    ['what is wrong in another language', bad('Ungültige Kanal-ID'), 'gone', 'invalid-conversation'],
    ['400 of a proxy', answer(400, '<html>'), 'gone', 'invalid-conversation'],
    ['401', refusal(401, 'Invalid API key', 'INVALID_API_KEY'), 'auth', 'unauthorized'],
    ['401 without a code', refusal(401, 'x'), 'auth', 'unauthorized'],
    ['403 of an account that is deactivated', refusal(403, 'x', 'USER_DEACTIVATED'), 'auth', 'unauthorized'],
    ['403 of a proxy', answer(403, '<html>'), 'gone', 'forbidden'],
    ['404', refusal(404, 'x'), 'gone', 'unsupported'],
    ['405', refusal(405, 'Method Not Allowed', 'BAD_REQUEST'), 'gone', 'unsupported'],
    ['408', answer(408, ''), 'server', 'unreachable'],
    ['409', answer(409, ''), 'server', 'bad-response'],
    ['413', answer(413, ''), 'gone', 'invalid-conversation'],
    ['429', refusal(429, 'API usage exceeded rate limit', 'RATE_LIMIT_HIT'), 'limited', 'rate-limited'],
    ['429 of a proxy', answer(429, '<html>'), 'limited', 'rate-limited'],
    ['500', refusal(500, 'Internal server error'), 'server', 'unreachable'],
    ['502 of a proxy', answer(502, '<html>'), 'server', 'unreachable'],
  ])(
    'makes of %s an outcome that names the conversation, and repeats nothing of the server',
    (_, reply, type, code) => {
      const { outcome } = registered().sent(reply, 'channel:7:Lunch')
      expect(outcome).toMatchObject({ type, error: { code, conversation: 'channel:7:lunch' } })
      if (outcome.type === 'ok') throw new Error('no error')
      expect(outcome.error.message).toMatch(/^unable to send typing; (the server answered \d{3}( [A-Z_]+)?|[a-z ]+)$/)
      expect(outcome.error.message).not.toMatch(/core team|lunch|9999999/i)
    },
  )

  it.each([answer(200), answer(200, 'whatever'), answer(204, '')])('takes any success for done', (reply) => {
    expect(registered().sent(reply, 'direct:9').outcome).toEqual({ type: 'ok' })
  })
})

describe('a stated wait', () => {
  it.each<[string, unknown, number | undefined, number | undefined]>([
    ['the body, in fractions of seconds', 28.706_1, undefined, 28_707],
    ['the body before the header', 2, 9_000, 2_000],
    ['the header where the body says nothing', undefined, 9_000, 9_000],
    ['the header where the body says null', null, 9_000, 9_000],
    ['the header where the body says a text', '28', 9_000, 9_000],
    ['nobody', undefined, undefined, undefined],
    ['too little', 0, undefined, 250],
    ['less than nothing', -5, undefined, 250],
    ['too much', 1e300, undefined, 300_000],
    ['too much of a header', undefined, Number.MAX_SAFE_INTEGER, 300_000],
  ])('S11 S12 is that of %s', (_, seconds, header, retryInMs) => {
    const reply = answer(429, { code: 'RATE_LIMIT_HIT', 'retry-after': seconds }, header)
    for (const outcome of [registered().sent(reply, 'direct:9').outcome, heard().answered(reply, NEWS).outcome]) {
      expect(outcome).toMatchObject({ type: 'limited', retryInMs, error: { retryAfterMs: retryInMs } })
    }
  })
})

describe('farewell', () => {
  it('ends the queue, once', () => {
    const last = heard().farewell?.(KEY)
    expect(last?.request).toMatchObject({ method: 'DELETE', path: '/api/v1/events', body: 'queue_id=q1' })
    expect(last?.state.farewell?.(KEY)).toBeUndefined()
  })

  it('is none where there is no queue', () => {
    expect(begin().farewell?.(KEY)).toBeUndefined()
  })
})

it('errors hold no word of the server but codes that are known, and no key', () => {
  for (const reply of [
    refusal(400, KEY, KEY),
    refusal(500, KEY),
    answer(200, KEY),
    answer(404, KEY),
    refusal(401, KEY),
  ]) {
    for (const { outcome } of [
      heard().sent(reply, 'direct:9'),
      heard().answered(reply, NEWS),
      begin().answered(reply, ALL),
    ]) {
      const error = 'error' in outcome ? outcome.error : undefined
      expect(`${String(error)} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain(KEY)
    }
  }
})

it('S18 bears any answer in any order: nothing is thrown, and each request is one of those there are', () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const isKnown = /^\/api\/v1\/(users\/me|register|events\?queue_id=[^&]+&last_event_id=-?\d+(&dont_block=true)?)$/
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyReply, fc.boolean(), fc.boolean()), { maxLength: 20 }),
      fc.double(),
      (steps, salt) => {
        let state = begin({ userId: undefined }, salt)
        for (const [reply, isSend, complete] of steps) {
          const ask = { complete, timeoutMs: complete ? 0 : 90_000 }
          const reading: AskReading | SendReading = isSend
            ? state.sent(reply, 'channel:7:Lunch')
            : state.answered(reply, ask)
          state = reading.state
          const { outcome } = reading
          if ('error' in outcome) expect(outcome.error.message).toMatch(/^unable to [a-z ]+; [^;]+$/)
          if (outcome.type === 'limited' && outcome.retryInMs !== undefined) {
            expect(outcome.retryInMs).toBeGreaterThanOrEqual(250)
            expect(outcome.retryInMs).toBeLessThanOrEqual(300_000)
          }
          expect(state.ask(ask, KEY).path).toMatch(isKnown)
          state.maySend('channel:7:Lunch')
          state.send('channel:7:Lunch', true, TIMING, KEY)
          state.farewell?.(KEY)
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
      },
    ),
  )
})

const body: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .constantFrom({ user_id: 8 }, REGISTERED, { events: [EVENT] }, { events: [{ id: 9, type: 'restart' }] })
    .map((value) => JSON.stringify(value)),
  fc
    .record({
      code: fc.constantFrom('BAD_EVENT_QUEUE_ID', 'RATE_LIMIT_HIT', 'INVALID_API_KEY', '__proto__'),
      msg: fc.jsonValue(),
      'retry-after': fc.oneof(fc.double(), fc.string()),
    })
    .map((value) => JSON.stringify(value)),
)

const anyReply: fc.Arbitrary<WireReply> = fc.oneof(
  fc.record({
    type: fc.constant('answer' as const),
    status: fc.oneof(fc.constantFrom(200, 400, 401, 403, 404, 429, 500), fc.integer({ min: 100, max: 599 })),
    body,
    bytes: fc.nat(),
    retryAfterMs: fc.option(fc.maxSafeNat(), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    reason: fc.constantFrom('unsent' as const, 'network' as const, 'too-large' as const),
    cause: fc.anything(),
  }),
)

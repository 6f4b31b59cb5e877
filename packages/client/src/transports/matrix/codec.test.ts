import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ask, AskOutcome, CodecState, WireReply } from '../../protocol/wire.ts'
import { matrixCodec } from './codec.ts'

const ME = '@me:example.org'
const ROOM = '!r:example.org'
const TOKEN = 'syt_secret'
const TIMING = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }
const ALL: Ask = { complete: true, timeoutMs: 0 }
const NEWS: Ask = { complete: false, timeoutMs: 30_000 }

const answer = (status: number, body: unknown = {}, retryAfterMs?: number): WireReply => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { type: 'answer', status, body: text, bytes: text.length, retryAfterMs }
}
const refusal = (status: number, errcode: string, more: object = {}): WireReply =>
  answer(status, { errcode, error: `no, ${TOKEN}`, ...more })
const failed = (reason: 'unsent' | 'network' | 'too-large', cause?: unknown): WireReply => ({
  type: 'failed',
  reason,
  cause,
})
const UNRECOGNISED = refusal(404, 'M_UNRECOGNIZED')

const begin = (salt = 0): CodecState => matrixCodec(ME).begin(salt)
/** A connection that heard one complete answer. */
const heard = (): CodecState => begin().answered(answer(200, { next_batch: 's1' }), ALL).state
const pathOf = (state: CodecState, ask: Ask = NEWS): string => state.ask(ask, TOKEN).path
const sendPathOf = (state: CodecState): string | undefined => {
  const request = state.send(ROOM, true, TIMING, TOKEN)
  return 'path' in request ? request.path : undefined
}
const queryOf = (state: CodecState, ask: Ask): URLSearchParams => new URL(`https://x${pathOf(state, ask)}`).searchParams

describe('ask', () => {
  it('asks for everything first, then for what came after the last answer', () => {
    expect(queryOf(begin(), NEWS).has('since')).toBe(false)
    expect(queryOf(heard(), NEWS).get('since')).toBe('s1')
    expect(queryOf(heard(), NEWS).get('timeout')).toBe('30000')
    expect(queryOf(heard(), ALL).has('since')).toBe(false)
  })

  it('carries the token in its header, never in its address', () => {
    const request = heard().ask(NEWS, TOKEN)
    expect(request.headers).toEqual({ authorization: `Bearer ${TOKEN}` })
    expect(request.path).not.toContain(TOKEN)
  })

  it('never asks for everything twice alike: Synapse would hand out the old answer again', () => {
    const replies = [
      answer(200, { next_batch: 's1' }),
      failed('network'),
      answer(500),
      answer(200, 'junk'),
      UNRECOGNISED,
    ]
    let state = begin(0.9985)
    const timeouts: (string | null)[] = []
    for (let n = 0; n < 1_000; n += 1) {
      timeouts.push(queryOf(state, ALL).get('timeout'))
      state = state.answered(replies[n % replies.length] ?? failed('network'), ALL).state
    }
    expect(timeouts.slice(0, 4)).toEqual(['998', '999', '0', '1'])
    expect(new Set(timeouts).size).toBe(1_000)
  })

  it('never asks from one position twice alike after a failure: the answer that was lost is old by now', () => {
    let state = heard()
    const timeouts: (string | null)[] = []
    for (const reply of [failed('network'), answer(502), answer(200, 'junk')]) {
      timeouts.push(queryOf(state, NEWS).get('timeout'))
      state = state.answered(reply, NEWS).state
    }
    timeouts.push(queryOf(state, { complete: false, timeoutMs: 0 }).get('timeout'))
    expect(timeouts).toEqual(['30000', '30001', '30002', '3'])
    const { state: next } = state.answered(answer(200, { next_batch: 's2' }), NEWS)
    expect(queryOf(next, NEWS).get('timeout')).toBe('30000')
  })

  it('counts an ask without a position as one for everything', () => {
    const { state } = begin().answered(failed('network'), NEWS)
    expect(queryOf(state, NEWS).get('timeout')).toBe('30001')
    expect(state.ask(NEWS, TOKEN).maxBytes).toBe(32 << 20)
  })

  it.each([
    [0, '0'],
    [0.5, '500'],
    [0.9999, '999'],
    [1, '0'],
    [NaN, '0'],
    [-3, '0'],
  ])('begins its count of such asks at a place of the salt %d', (salt, timeout) => {
    expect(queryOf(begin(salt), ALL).get('timeout')).toBe(timeout)
  })
})

describe('answered', () => {
  it('reads an answer into signals and the next state', () => {
    const body = {
      next_batch: 's2',
      rooms: { join: { [ROOM]: { ephemeral: { events: [{ type: 'm.typing', content: { user_ids: [ME, 'x'] } }] } } } },
    }
    const reading = heard().answered(answer(200, body), NEWS)
    expect(reading).toMatchObject({
      outcome: { type: 'ok', empty: false },
      signals: [{ type: 'snapshot', conversation: ROOM, users: [{ id: ME }] }],
      complete: false,
      dropped: 1,
    })
    expect(queryOf(reading.state, NEWS).get('since')).toBe('s2')
  })

  it('says that an answer replaces everything exactly where none was built upon', () => {
    const ok = answer(200, { next_batch: 's2' })
    expect(begin().answered(ok, NEWS).complete).toBe(true)
    expect(heard().answered(ok, ALL).complete).toBe(true)
    expect(heard().answered(ok, NEWS).complete).toBe(false)
    expect(begin().answered(answer(500), ALL).complete).toBe(false)
  })

  it('is empty where it told nothing, and not where something was malformed', () => {
    const outcome = (rooms: unknown): AskOutcome =>
      heard().answered(answer(200, { next_batch: 's', rooms }), NEWS).outcome
    expect(outcome(undefined)).toEqual({ type: 'ok', empty: true })
    expect(outcome({ join: { [ROOM]: {} } })).toEqual({ type: 'ok', empty: true })
    expect(outcome(7)).toEqual({ type: 'ok', empty: false })
    expect(outcome({ leave: { [ROOM]: {} } })).toEqual({ type: 'ok', empty: false })
  })

  it('stays the same state while nothing changes', () => {
    const state = heard()
    expect(state.answered(answer(200, { next_batch: 's1' }), NEWS).state).toBe(state)
    expect(state.sent(answer(200), ROOM).state).toBe(state)
    expect(state.sent(refusal(403, 'M_FORBIDDEN'), ROOM).state).toBe(state)
  })

  it.each<[string, WireReply, string, string]>([
    ['no answer', failed('network'), 'unknown', 'unreachable'],
    ['a request that never left', failed('unsent'), 'unknown', 'unreachable'],
    ['200 with a page', answer(200, '<html>'), 'server', 'bad-response'],
    ['200 with an array', answer(200, []), 'server', 'bad-response'],
    ['200 without next_batch', answer(200, {}), 'server', 'bad-response'],
    ['204', answer(204, ''), 'server', 'bad-response'],
    ['304', answer(304, ''), 'server', 'bad-response'],
    ['401 M_UNKNOWN_TOKEN', refusal(401, 'M_UNKNOWN_TOKEN', { soft_logout: true }), 'auth', 'unauthorized'],
    ['401 M_MISSING_TOKEN', refusal(401, 'M_MISSING_TOKEN'), 'auth', 'unauthorized'],
    ['401 without JSON', answer(401, ''), 'auth', 'unauthorized'],
    ['401 M_USER_LOCKED', refusal(401, 'M_USER_LOCKED', { soft_logout: true }), 'server', 'unreachable'],
    ['403 M_USER_SUSPENDED', refusal(403, 'M_USER_SUSPENDED'), 'server', 'bad-response'],
    ['404 M_NOT_FOUND', refusal(404, 'M_NOT_FOUND'), 'server', 'bad-response'],
    ['404 with a page, once the server has answered', answer(404, '<html>'), 'server', 'bad-response'],
    ['404 M_UNRECOGNIZED, once the server has answered', UNRECOGNISED, 'server', 'bad-response'],
    ['408', answer(408, ''), 'server', 'unreachable'],
    ['429', refusal(429, 'M_LIMIT_EXCEEDED'), 'limited', 'rate-limited'],
    ['400 M_LIMIT_EXCEEDED', refusal(400, 'M_LIMIT_EXCEEDED'), 'limited', 'rate-limited'],
    ['500 M_UNKNOWN', refusal(500, 'M_UNKNOWN'), 'server', 'unreachable'],
    ['502 with a page', answer(502, '<html>'), 'server', 'unreachable'],
  ])('makes of %s an outcome, and goes on from where it was', (_, reply, type, code) => {
    const reading = heard().answered(reply, NEWS)
    expect(reading).toMatchObject({ outcome: { type, error: { code } }, signals: [], complete: false, dropped: 0 })
    if (reply.type === 'answer') expect(queryOf(reading.state, NEWS).get('since')).toBe('s1')
  })

  it('begins anew after news that were too large, which they would stay', () => {
    const { state, outcome } = heard().answered(failed('too-large'), NEWS)
    // Said as a refusal, so that the next ask is given the time of one for everything.
    expect(outcome).toMatchObject({ type: 'again', error: { code: 'bad-response' } })
    expect(queryOf(state, NEWS).has('since')).toBe(false)
  })

  it('makes of everything that is too large a failure, and keeps the position', () => {
    const { state, outcome } = heard().answered(failed('too-large'), ALL)
    expect(outcome).toMatchObject({ type: 'server', error: { code: 'bad-response' } })
    expect(queryOf(state, NEWS).get('since')).toBe('s1')
  })

  it.each(['M_UNKNOWN', 'M_INVALID_PARAM', 'M_SOMETHING'])('drops a position refused with 400 %s', (code) => {
    const reading = heard().answered(refusal(400, code), NEWS)
    expect(reading).toMatchObject({ outcome: { type: 'again' }, signals: [], complete: false })
    expect(queryOf(reading.state, NEWS).has('since')).toBe(false)
    // Refused without a position as well, it is not asked again at once.
    expect(reading.state.answered(refusal(400, code), NEWS).outcome).toMatchObject({ type: 'server' })
  })

  it('keeps the position where an ask for everything is refused', () => {
    const reading = heard().answered(refusal(400, 'M_UNKNOWN'), ALL)
    expect(reading).toMatchObject({ outcome: { type: 'server' }, signals: [] })
    expect(queryOf(reading.state, NEWS).get('since')).toBe('s1')
  })
})

describe('the version of the API', () => {
  it.each([
    ['404 M_UNRECOGNIZED', UNRECOGNISED],
    ['405 M_UNRECOGNIZED', refusal(405, 'M_UNRECOGNIZED')],
    ['400 M_UNRECOGNIZED', refusal(400, 'M_UNRECOGNIZED')],
  ])('is r0 for an ask that v3 answered with %s, and unsupported after r0 too', (_, reply) => {
    const first = begin().answered(reply, ALL)
    expect(first.outcome).toMatchObject({ type: 'again' })
    expect(pathOf(first.state)).toMatch(/^\/_matrix\/client\/r0\/sync\?/)
    expect(sendPathOf(first.state)).toMatch(/^\/_matrix\/client\/r0\/rooms\//)
    expect(first.state.answered(reply, ALL).outcome).toMatchObject({
      type: 'unsupported',
      error: { code: 'unsupported' },
    })
  })

  it.each([
    ['404 with a page', answer(404, '<html>')],
    ['404 with JSON of somebody else', answer(404, { message: 'no route' })],
  ])('is r0 for an ask that v3 answered with %s; again, it is a server that is not there yet', (_, reply) => {
    const first = begin().answered(reply, ALL)
    expect(first.outcome).toMatchObject({ type: 'again' })
    expect(pathOf(first.state)).toMatch(/^\/_matrix\/client\/r0\/sync\?/)
    expect(first.state.answered(reply, ALL).outcome).toMatchObject({ type: 'server', error: { code: 'bad-response' } })
  })

  it.each([
    ['404 M_NOT_FOUND', refusal(404, 'M_NOT_FOUND')],
    ['403 M_UNRECOGNIZED', refusal(403, 'M_UNRECOGNIZED')],
    ['502 M_UNRECOGNIZED', refusal(502, 'M_UNRECOGNIZED')],
    ['405 with a page', answer(405, '<html>')],
  ])('stays v3 after %s', (_, reply) => {
    const { state, outcome } = begin().answered(reply, ALL)
    expect(outcome.type).toBe('server')
    expect(pathOf(state)).toMatch(/\/v3\/sync/)
  })

  it('is r0 for the sends after one that v3 did not know; the ask finds out for itself', () => {
    const { state, outcome } = begin().sent(UNRECOGNISED, ROOM)
    expect(outcome).toMatchObject({ type: 'server', error: { conversation: ROOM } })
    expect(sendPathOf(state)).toMatch(/\/r0\/rooms/)
    expect(pathOf(state)).toMatch(/\/v3\/sync/)
    expect(state.sent(UNRECOGNISED, ROOM).outcome).toMatchObject({ type: 'gone', error: { code: 'unsupported' } })
  })

  it('takes the late refusal of a send on v3 for no refusal of r0', () => {
    const first = begin().sent(UNRECOGNISED, ROOM).state
    const second = first.sent(UNRECOGNISED, '!other')
    expect(second.outcome.type).toBe('server')
    expect(second.state.sent(UNRECOGNISED, '!other').outcome.type).toBe('gone')
  })

  it('survives the news of an ask that was under way', () => {
    const sent = begin().sent(UNRECOGNISED, ROOM).state
    const { state } = sent.answered(answer(200, { next_batch: 's1' }), ALL)
    expect(sendPathOf(state)).toMatch(/\/r0\/rooms/)
    expect(pathOf(state)).toMatch(/\/v3\/sync\?.*since=s1$/)
  })
})

describe('sent', () => {
  it.each<[string, WireReply, string, string]>([
    ['no answer', failed('network'), 'unknown', 'unreachable'],
    ['a request that never left', failed('unsent'), 'unsent', 'unreachable'],
    ['304', answer(304, ''), 'server', 'bad-response'],
    ['400 M_FORBIDDEN', refusal(400, 'M_FORBIDDEN'), 'gone', 'forbidden'],
    ['400 M_INVALID_PARAM', refusal(400, 'M_INVALID_PARAM'), 'gone', 'invalid-conversation'],
    ['400 M_UNKNOWN', refusal(400, 'M_UNKNOWN'), 'gone', 'invalid-conversation'],
    ['401 M_UNKNOWN_TOKEN', refusal(401, 'M_UNKNOWN_TOKEN'), 'auth', 'unauthorized'],
    ['401 M_MISSING_TOKEN', refusal(401, 'M_MISSING_TOKEN'), 'auth', 'unauthorized'],
    ['401 without JSON', answer(401, 'x'), 'auth', 'unauthorized'],
    ['401 M_USER_LOCKED', refusal(401, 'M_USER_LOCKED'), 'server', 'unreachable'],
    ['403 M_FORBIDDEN', refusal(403, 'M_FORBIDDEN'), 'gone', 'forbidden'],
    ['403 with a page', answer(403, '<html>'), 'gone', 'forbidden'],
    ['404 M_NOT_FOUND', refusal(404, 'M_NOT_FOUND'), 'gone', 'invalid-conversation'],
    ['404 with a page', answer(404, '<html>'), 'gone', 'invalid-conversation'],
    ['405 with a page', answer(405, '<html>'), 'server', 'bad-response'],
    ['408', answer(408, ''), 'server', 'unreachable'],
    ['409', answer(409, ''), 'server', 'bad-response'],
    ['413 M_TOO_LARGE', refusal(413, 'M_TOO_LARGE'), 'gone', 'invalid-conversation'],
    ['429', refusal(429, 'M_LIMIT_EXCEEDED'), 'limited', 'rate-limited'],
    ['429 with a page', answer(429, '<html>'), 'limited', 'rate-limited'],
    ['403 M_LIMIT_EXCEEDED', refusal(403, 'M_LIMIT_EXCEEDED'), 'limited', 'rate-limited'],
    ['500 M_UNKNOWN', refusal(500, 'M_UNKNOWN'), 'server', 'unreachable'],
    ['599', answer(599, ''), 'server', 'unreachable'],
  ])('makes of %s an outcome that names the conversation', (_, reply, type, code) => {
    const { outcome } = begin().sent(reply, ROOM)
    expect(outcome).toMatchObject({ type, error: { code, conversation: ROOM } })
  })

  it.each([answer(200), answer(200, 'whatever'), answer(204, '')])('takes any success for done', (reply) => {
    expect(begin().sent(reply, ROOM).outcome).toEqual({ type: 'ok' })
  })
})

describe('a stated wait', () => {
  it.each<[string, unknown, number | undefined, number | undefined]>([
    ['the body', 4_846, undefined, 4_846],
    ['the body before the header', 500, 9_000, 500],
    ['the header where the body says nothing', undefined, 9_000, 9_000],
    ['the header where the body says nonsense', '4846', 9_000, 9_000],
    ['the header where the body says null', null, 9_000, 9_000],
    ['nobody', undefined, undefined, undefined],
    ['nobody readable', { ms: 1 }, undefined, undefined],
    ['the body, in fractions', 1_000.2, undefined, 1_001],
    ['too little', 0, undefined, 250],
    ['less than nothing', -5, undefined, 250],
    ['too much', 1e300, undefined, 300_000],
    ['too much of a header', undefined, Number.MAX_SAFE_INTEGER, 300_000],
  ])('S11 S12 is that of %s', (_, retry_after_ms, header, retryInMs) => {
    const reply = answer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms }, header)
    for (const outcome of [begin().sent(reply, ROOM).outcome, heard().answered(reply, NEWS).outcome]) {
      expect(outcome).toMatchObject({ type: 'limited', retryInMs, error: { retryAfterMs: retryInMs } })
    }
  })

  it('is set with no other error', () => {
    const reply = refusal(403, 'M_FORBIDDEN', { retry_after_ms: 500 })
    expect(begin().sent(reply, ROOM).outcome).toMatchObject({ error: { retryAfterMs: undefined } })
  })
})

describe('errors', () => {
  it('say what was tried and why it failed, in one form', () => {
    const messages = [
      begin().sent(refusal(403, 'M_FORBIDDEN'), ROOM),
      begin().sent(failed('network'), ROOM),
      heard().answered(answer(502, '<html>'), NEWS),
      heard().answered(answer(200, '<html>'), NEWS),
    ].map(({ outcome }) => ('error' in outcome ? outcome.error.message : ''))
    expect(messages).toEqual([
      'unable to send typing; the server answered 403 M_FORBIDDEN',
      'unable to send typing; no answer came',
      'unable to hear who types; the server answered 502',
      'unable to hear who types; the answer is not that of a Matrix server',
    ])
  })

  it('keep what the platform said as their cause', () => {
    const cause = new TypeError('fetch failed')
    expect(begin().sent(failed('network', cause), ROOM).outcome).toHaveProperty('error.cause', cause)
  })

  it('hold no word of the server but codes that are known, and no token', () => {
    for (const reply of [
      refusal(403, `M_${TOKEN}`),
      refusal(500, 'M_UNKNOWN'),
      answer(200, TOKEN),
      answer(404, TOKEN),
    ]) {
      const state = begin()
      for (const { outcome } of [state.sent(reply, ROOM), state.answered(reply, ALL)]) {
        const error = 'error' in outcome ? outcome.error : undefined
        expect(`${String(error)} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain(TOKEN)
      }
    }
  })
})

it('S18 bears any answer: nothing is thrown, and each outcome is one of those there are', () => {
  const reply = fc.oneof(
    fc.record({
      type: fc.constant('answer' as const),
      status: fc.oneof(fc.constantFrom(200, 400, 401, 403, 404, 429, 500), fc.integer({ min: 100, max: 599 })),
      body: fc.oneof(fc.string({ unit: 'binary' }), fc.json(), errorBody),
      bytes: fc.nat(),
      retryAfterMs: fc.option(fc.maxSafeNat(), { nil: undefined }),
    }),
    fc.record({
      type: fc.constant('failed' as const),
      reason: fc.constantFrom('unsent' as const, 'network' as const, 'too-large' as const),
      cause: fc.anything(),
    }),
  )
  const before = Object.getOwnPropertyNames(Object.prototype)
  fc.assert(
    fc.property(fc.array(fc.tuple(reply, fc.boolean(), fc.boolean()), { maxLength: 20 }), (steps) => {
      let state = begin()
      for (const [next, isSend, complete] of steps) {
        const ask = { complete, timeoutMs: 10_000 }
        const reading = isSend ? state.sent(next, ROOM) : state.answered(next, ask)
        state = reading.state
        const { outcome } = reading
        if ('error' in outcome) expect(outcome.error.message).toMatch(/^unable to [a-z ]+; [^;]+$/)
        if (outcome.type === 'limited' && outcome.retryInMs !== undefined) {
          expect(outcome.retryInMs).toBeGreaterThanOrEqual(250)
          expect(outcome.retryInMs).toBeLessThanOrEqual(300_000)
        }
        const { pathname } = new URL(`https://x${pathOf(state, ask)}`)
        expect(pathname).toMatch(/^\/_matrix\/client\/(v3|r0)\/sync$/)
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    }),
  )
})

const errorBody: fc.Arbitrary<string> = fc
  .record({
    errcode: fc.constantFrom('M_UNRECOGNIZED', 'M_LIMIT_EXCEEDED', 'M_UNKNOWN_TOKEN', '__proto__'),
    retry_after_ms: fc.oneof(fc.double(), fc.string()),
  })
  .map((body) => JSON.stringify(body))

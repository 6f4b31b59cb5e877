import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, GENERAL, type MatrixUser, matrixUser, type Reply, typistsIn } from '../../test/matrix-user.ts'
import { accountOf } from '../../test/rocketchat-user.ts'
import { eventsIn, type ZulipUser, zulipUser } from '../../test/zulip-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { Fault, FaultMatch, FaultRule, FaultStatus } from './fault.ts'

let clock: ManualClock
let server: MockServer
let alice: MatrixUser
let bob: MatrixUser
let zoe: ZulipUser

beforeEach(async () => {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock })
  alice = matrixUser(server, 'alice')
  bob = matrixUser(server, 'bob')
  zoe = zulipUser(server, 'alice')
})
afterEach(() => server.close())

const typing = (): readonly unknown[] => server.control.state().typing.flatMap(({ users }) => users)
const befall = (fault: Fault, match: FaultMatch = {}, more: Omit<FaultRule, 'fault' | 'match'> = {}): void =>
  server.control.setFaults({ rules: [{ match, fault, ...more }] })
const STARTS = { op: 'typing:start' } as const

/** Goes on once a timer waits, until the promise is settled. */
async function after<T>(ms: number, promise: Promise<T>): Promise<T> {
  await vi.waitFor(() => expect(clock.pending()).toBeGreaterThan(0))
  clock.advance(ms)
  return promise
}

/** How fetch ends: its status and text, or the code of what broke. */
async function outcomeOf(path = '/account/whoami', signal?: AbortSignal): Promise<readonly unknown[]> {
  const url = `${server.urls.matrix}/_matrix/client/v3${path}`
  try {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${alice.token}` }, ...(signal && { signal }) })
    const text = await response.text()
    return [response.status, text]
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    return [error instanceof Error ? error.message : error, dig(cause, 'code') ?? (cause instanceof Error && 'code' in cause ? cause.code : undefined)]
  }
}

describe('an answer that does not come is a fetch that failed', () => {
  test.each([
    ['dropBefore', 'fetch failed', 'UND_ERR_SOCKET', false],
    ['reset', 'fetch failed', 'ECONNRESET', false],
    ['fin', 'fetch failed', 'UND_ERR_SOCKET', false],
    ['dropAfter', 'fetch failed', 'UND_ERR_SOCKET', true],
  ] as const)('%s: %s, %s; the effect is there: %s', async (kind, message, code, applied) => {
    befall({ kind })
    expect(await outcomeOf()).toEqual([message, code])
    await expect(alice.type(true)).rejects.toThrow('fetch failed')
    expect(typing()).toEqual(applied ? ['alice'] : [])
    expect(server.control.journal()).toMatchObject([
      { op: 'whoami', user: 'alice', status: applied ? 200 : 0, faults: [kind] },
      { ...STARTS, user: 'alice', room: 'general', status: applied ? 200 : 0, faults: [kind] },
    ])
    expect(server.control.faults()).toEqual([{ fault: kind, matched: 2, applied: 2 }])
  })

  test.each([
    ['hang', { kind: 'hang' }, false],
    ['hang, applied', { kind: 'hang', applied: true }, true],
    ['halfOpen', { kind: 'halfOpen' }, false],
  ] as const)('%s: only the client’s own deadline ends it', async (_name, fault, applied) => {
    befall(fault, STARTS)
    const gaveUp = new AbortController()
    const start = alice.call('PUT', `/rooms/${GENERAL}/typing/${alice.id}`, { body: { typing: true }, signal: gaveUp.signal })
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 1 }]))
    await bob.type(false)
    expect(typing()).toEqual(applied ? ['alice'] : [])
    clock.advance(600_000)
    gaveUp.abort()
    await expect(start).rejects.toThrow('aborted')
    await server.control.waitFor(({ op, faults }) => op === STARTS.op && faults?.[0] === fault.kind)
    expect(server.control.journal().map(({ op, status }) => [op, status])).toEqual([
      ['typing:stop', 200],
      ['typing:start', 0],
    ])
  })

  test('what hangs is cut when the plan goes', async () => {
    befall({ kind: 'hang' })
    const outcome = outcomeOf()
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 1 }]))
    server.control.setFaults()
    expect(await outcome).toEqual(['fetch failed', 'UND_ERR_SOCKET'])
    expect(await outcomeOf()).toMatchObject([200, expect.any(String)])
  })
})

describe('an answer cut short', () => {
  test('with a length that fits: JSON that does not parse', async () => {
    befall({ kind: 'truncate', bytes: 5, mode: 'valid' })
    expect(await outcomeOf()).toEqual([200, '{"use'])
  })

  test('with a length that does not: 200, then terminated', async () => {
    befall({ kind: 'truncate', bytes: 5, mode: 'broken' })
    expect(await outcomeOf()).toEqual(['terminated', 'UND_ERR_SOCKET'])
    befall({ kind: 'truncate', bytes: 0, mode: 'broken' })
    expect(await outcomeOf()).toEqual(['terminated', 'UND_ERR_SOCKET'])
  })

  test('with headers only: the body never ends', async () => {
    befall({ kind: 'truncate', bytes: 0, mode: 'stall' })
    const gaveUp = new AbortController()
    const response = await fetch(`${server.urls.matrix}/_matrix/client/versions`, { signal: gaveUp.signal })
    expect(response.status).toBe(200)
    gaveUp.abort()
    await expect(response.text()).rejects.toThrow('aborted')
  })

  test('in drips: whole, once its time has come', async () => {
    befall({ kind: 'drip', chunk: 10, ms: 1_000 })
    const text = outcomeOf().then(([, body]) => String(body))
    let pieces = 0
    await vi.waitFor(() => expect(clock.pending()).toBe(1))
    for (; clock.pending() === 1; clock.advance(1_000)) pieces += 1
    expect(JSON.parse(await text)).toMatchObject({ user_id: alice.id })
    expect(pieces).toBe(Math.ceil((await text).length / 10))
  })
})

describe('a status comes in the words of the protocol', () => {
  const ask = (protocol: string): Promise<Response> => {
    switch (protocol) {
      case 'matrix':
        return fetch(`${server.urls.matrix}/_matrix/client/versions`)
      case 'zulip':
        return fetch(`${server.urls.zulip}/api/v1/server_settings`)
      default:
        return fetch(`${server.urls.rocketchat}/api/info`)
    }
  }

  test.each<[string, FaultStatus, object]>([
    ['matrix', 401, { errcode: 'M_UNKNOWN_TOKEN', soft_logout: false }],
    ['matrix', 403, { errcode: 'M_FORBIDDEN' }],
    ['matrix', 429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1_000 }],
    ['matrix', 500, { errcode: 'M_UNKNOWN' }],
    ['zulip', 401, { result: 'error', code: 'UNAUTHORIZED' }],
    ['zulip', 404, { result: 'error', msg: expect.any(String) }],
    ['zulip', 429, { code: 'RATE_LIMIT_HIT', 'retry-after': 1 }],
    ['zulip', 503, { result: 'error' }],
    ['rocketchat', 401, { status: 'error', message: expect.any(String) }],
    ['rocketchat', 408, { success: false }],
    ['rocketchat', 429, { success: false, errorType: 'error-too-many-requests' }],
  ])('%s: %i', async (protocol, code, body) => {
    befall({ kind: 'status', code })
    const response = await ask(protocol)
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([code, '*'])
    expect(await response.json()).toMatchObject(body)
  })

  test.each([502, 504] as const)('and %i in those of the proxy before it: HTML, and no CORS', async (code) => {
    befall({ kind: 'status', code })
    for (const protocol of ['matrix', 'zulip', 'rocketchat']) {
      const response = await ask(protocol)
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([code, null])
      expect(await response.text()).toContain('<html>')
    }
  })

  test('a refused start has no effect', async () => {
    befall({ kind: 'status', code: 500 }, STARTS)
    expect((await alice.type(true)).status).toBe(500)
    expect([typing(), (await alice.type(false)).status]).toEqual([[], 200])
  })
})

describe('how long to wait is said', () => {
  const limited = async (fault: Fault): Promise<readonly unknown[]> => {
    befall(fault)
    const matrix = await fetch(`${server.urls.matrix}/_matrix/client/versions`)
    const zulip = await fetch(`${server.urls.zulip}/api/v1/server_settings`)
    const bodies: readonly unknown[] = [await matrix.json(), await zulip.json()]
    return [matrix.status, matrix.headers.get('retry-after'), dig(bodies[0], 'retry_after_ms'), dig(bodies[1], 'retry-after')]
  }

  test.each<[Omit<Fault & { kind: 'retryAfter' }, 'kind'>, string | null, unknown, unknown]>([
    [{}, null, undefined, undefined],
    [{ header: 7 }, '7', undefined, undefined],
    [{ date: 60 }, 'Tue, 14 Nov 2023 22:14:20 GMT', undefined, undefined],
    [{ body: 2_500 }, null, 2_500, 2.5],
    [{ header: 3, body: 9_000 }, '3', 9_000, 9],
    [{ absurd: 'huge' }, '99999999999999999999', 1e20, 1e17],
    [{ absurd: 'negative' }, '-1', -1_000, -1],
    [{ absurd: 'fraction' }, '0.5', 0.5, 0.0005],
    [{ absurd: 'words' }, 'later', 'later', 'later'],
  ])('%j: header %s, Matrix %j, Zulip %j', async (fault, ...said) => {
    expect(await limited({ kind: 'retryAfter', ...fault })).toEqual([429, ...said])
  })
})

describe('answers that are whole and wrong', () => {
  const sync = (): Promise<Reply> => alice.sync({ timeout: '1', filter: JSON.stringify({ room: { timeline: { limit: 1 } } }) })

  test('are still answers: the effect is there', async () => {
    befall({ kind: 'badJson' }, STARTS)
    await expect(bob.type(true)).rejects.toThrow(SyntaxError)
    expect(typing()).toEqual(['bob'])
  })

  test('wrong types, dangerous keys, deep JSON', async () => {
    befall({ kind: 'wrongTypes' })
    expect(dig((await sync()).body, 'next_batch')).toBe(17)
    befall({ kind: 'deepJson', depth: 3 })
    expect(dig((await sync()).body, 'deep')).toEqual([[[]]])
    befall({ kind: 'protoKeys' })
    const { body } = await sync()
    expect(JSON.stringify(dig(body, 'rooms', 'join'))).toContain('"__proto__":{"polluted":true')
    expect('polluted' in {}).toBe(false)
  })

  test('a huge list of typists', async () => {
    await bob.type(true)
    befall({ kind: 'hugeList', n: 3_000 }, { op: 'sync' })
    expect(typistsIn(await sync())).toHaveLength(3_000)
  })
})

describe('time', () => {
  test('latency comes before the effect, and goes by the server’s clock', async () => {
    befall({ kind: 'latency', min: 700 })
    const start = alice.type(true)
    await vi.waitFor(() => expect(clock.pending()).toBe(1))
    clock.advance(699)
    expect([clock.pending(), typing()]).toEqual([1, []])
    clock.advance(1)
    expect((await start).status).toBe(200)
    expect(server.control.journal()).toMatchObject([{ tookMs: 700, faults: ['latency'] }])
  })

  test('a start whose client gave up still arrives: a stop can be overtaken by it', async () => {
    befall({ kind: 'latency', min: 5_000 }, STARTS)
    const gaveUp = new AbortController()
    const body = { typing: true, timeout: 60_000 }
    const start = alice.call('PUT', `/rooms/${GENERAL}/typing/${alice.id}`, { body, signal: gaveUp.signal })
    await vi.waitFor(() => expect(clock.pending()).toBe(1))
    gaveUp.abort()
    await expect(start).rejects.toThrow('aborted')
    expect((await alice.type(false)).status).toBe(200)
    clock.advance(5_000)
    await vi.waitFor(() => expect(typing()).toEqual(['alice']))
  })

  test('reorder: the next request of the same user goes first', async () => {
    befall({ kind: 'reorder' }, STARTS)
    const start = alice.type(true)
    await vi.waitFor(() => expect(clock.pending()).toBe(1))
    await bob.type(false)
    await alice.sync({ timeout: '0' })
    expect([clock.pending(), typing()]).toEqual([1, []])
    await alice.type(false)
    expect((await start).status).toBe(200)
    expect(server.control.journal().map(({ user, op }) => [user, op])).toEqual([
      ['bob', 'typing:stop'],
      ['alice', 'sync'],
      ['alice', 'typing:stop'],
      ['alice', 'typing:start'],
    ])
    expect(typing()).toEqual(['alice'])
  })

  test('reorder: where none comes, it goes on after a while', async () => {
    befall({ kind: 'reorder', ms: 2_000 }, STARTS)
    expect((await after(2_000, alice.type(true))).status).toBe(200)
    expect(typing()).toEqual(['alice'])
  })

  test('duplicate: it takes effect twice, and is answered once', async () => {
    befall({ kind: 'duplicate' }, { op: 'message' })
    const { body } = await zoe.call('POST', '/messages', { fields: { type: 'direct', to: [9], content: 'hi' } })
    expect(dig(body, 'result')).toBe('success')
    expect(server.control.journal().map(({ op, status }) => [op, status])).toEqual([
      ['message', 200],
      ['message', 200],
    ])
  })
})

describe('polls', () => {
  test('slowPoll: news is late', async () => {
    befall({ kind: 'slowPoll', ms: 3_000 })
    const news = alice.sync({ timeout: '1' })
    expect(dig((await after(3_000, news)).body, 'next_batch')).toEqual(expect.any(String))
    expect(server.control.journal()).toMatchObject([{ op: 'sync', tookMs: 3_000 }])
  })

  test('emptyPollStorm: polls that would wait are answered at once', async () => {
    const since = await alice.here()
    const queue = await zoe.register()
    befall({ kind: 'emptyPollStorm' })
    expect(dig((await alice.sync({ since, timeout: '60000' })).body, 'next_batch')).toBe(since)
    expect(eventsIn(await queue.poll())).toEqual([])
  })

  test('heartbeatStop: no sign of life, but news', async () => {
    const queue = await zoe.register()
    befall({ kind: 'heartbeatStop' })
    const poll = queue.poll()
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    for (let beats = 0; beats < 3; beats += 1) {
      clock.advance(60_000)
      await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    }
    await zulipUser(server, 'bob').type({ op: 'start', to: [zoe.id], type: 'direct' })
    expect(eventsIn(await poll).map((event) => dig(event, 'type'))).toEqual(['typing'])
  })

  test('heartbeatStop: an empty sync is not answered either, and nothing goes on without its client', async () => {
    const since = await alice.here()
    befall({ kind: 'heartbeatStop' })
    const gaveUp = new AbortController()
    const poll = alice.sync({ since, timeout: '10000' }, gaveUp.signal)
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    clock.advance(10_000)
    await vi.waitFor(() => expect([server.control.state().polls, clock.pending()]).toEqual([1, 1]))
    gaveUp.abort()
    await expect(poll).rejects.toThrow('aborted')
    await vi.waitFor(() => expect([server.control.state().polls, clock.pending()]).toEqual([0, 0]))
  })
})

describe('what befalls the server', () => {
  test('restart: the request is cut, typing is forgotten, and it is there again', async () => {
    await bob.type(true)
    befall({ kind: 'restart' }, STARTS, { count: 1 })
    await expect(alice.type(true)).rejects.toThrow('fetch failed')
    await vi.waitFor(async () => expect((await alice.type(true)).status).toBe(200))
    expect(typing()).toEqual(['alice'])
  })

  test('tokenExpire: the token of that user, in that protocol', async () => {
    befall({ kind: 'tokenExpire' }, { user: 'alice' })
    expect(dig((await alice.type(true)).body, 'errcode')).toBe('M_UNKNOWN_TOKEN')
    expect((await bob.type(true)).status).toBe(200)
    expect((await zoe.call('GET', '/users/me')).status).toBe(401)
  })

  test('queueExpire: the poll after it is told', async () => {
    const queue = await zoe.register()
    befall({ kind: 'queueExpire' }, { op: 'events' })
    expect(dig((await queue.poll()).body, 'code')).toBe('BAD_EVENT_QUEUE_ID')
  })

  test('partition: nothing of theirs comes through, in or out, until it is over', async () => {
    const since = await alice.here()
    const poll = expect(alice.sync({ since, timeout: '60000' })).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    befall({ kind: 'partition', users: ['alice'] })
    const start = expect(alice.type(true)).rejects.toThrow('fetch failed')
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 1 }]))
    expect((await bob.type(true)).status).toBe(200)
    await vi.waitFor(() => expect(server.control.faults()).toMatchObject([{ applied: 2 }]))
    expect(typing()).toEqual(['bob'])
    server.control.setFaults()
    await Promise.all([poll, start])
    expect((await alice.type(true)).status).toBe(200)
  })
})

describe('rules together', () => {
  test('all that match befall it, in their order', async () => {
    server.control.setFaults({
      rules: [{ fault: { kind: 'latency', min: 100 } }, { fault: { kind: 'status', code: 503 } }, { fault: { kind: 'dropBefore' } }],
    })
    expect(await after(100, outcomeOf())).toMatchObject([503, expect.any(String)])
    expect(server.control.journal()).toMatchObject([{ faults: ['latency', 'status', 'dropBefore'], status: 503 }])
  })

  test('a REST call of Rocket.Chat is a request too, and knows its user and room', async () => {
    befall({ kind: 'status', code: 403 }, { protocol: 'rocketchat', user: 'bob', room: 'general' })
    const { userId, authToken } = accountOf(server, 'bob')
    const headers = { 'X-User-Id': userId, 'X-Auth-Token': authToken }
    const url = `${server.urls.rocketchat}/api/v1`
    expect((await fetch(`${url}/rooms.info?roomId=GENERAL`, { headers })).status).toBe(403)
    expect((await fetch(`${url}/rooms.info?roomId=random`, { headers })).status).toBe(200)
  })
})

test('at the end nothing is left, whatever the faults hold', async () => {
  server.control.setFaults({
    rules: [
      { match: STARTS, fault: { kind: 'latency', min: 60_000 } },
      { match: { op: 'whoami' }, fault: { kind: 'hang' } },
      { match: { op: 'versions' }, fault: { kind: 'drip', chunk: 1, ms: 60_000 } },
      { match: { op: 'typing:stop' }, fault: { kind: 'reorder', ms: 60_000 } },
    ],
  })
  const ended = [
    expect(alice.type(true)).rejects.toThrow('fetch failed'),
    expect(bob.type(false)).rejects.toThrow('fetch failed'),
    outcomeOf(),
    fetch(`${server.urls.matrix}/_matrix/client/versions`).then((response) => response.text().catch(() => 'cut')),
  ]
  await vi.waitFor(() => expect(server.control.faults().map(({ applied }) => applied)).toEqual([1, 1, 1, 1]))
  await vi.waitFor(() => expect(clock.pending()).toBe(3))
  await server.close()
  await Promise.all(ended)
  expect(server.control.state()).toEqual({ connections: 0, polls: 0, queues: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] })
  expect(clock.pending()).toBe(0)
})

test('a plan of the start begins again with a reset; chance is that of its seed', async () => {
  const faults = { seed: 5, rules: [{ match: { probability: 0.5 }, fault: { kind: 'status', code: 500 } }] } as const
  const seeded = await startMockServer({ faults })
  const statuses = async (): Promise<readonly number[]> => {
    const found: number[] = []
    for (let times = 0; times < 16; times += 1) found.push((await fetch(`${seeded.urls.matrix}/_matrix/client/versions`)).status)
    return found
  }
  const first = await statuses()
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await statuses()).not.toEqual(first)
  seeded.control.reset()
  expect(await statuses()).toEqual(first)
  await seeded.close()
})

test('a plan that is wrong is told, not started with', async () => {
  // @ts-expect-error -- no kind of fault
  await expect(startMockServer({ faults: { rules: [{ fault: { kind: 'explode' } }] } })).rejects.toThrow('rules[0].fault.kind')
  expect(() => server.control.setFaults({ rules: [{ fault: { kind: 'fin' }, count: 0 }] })).toThrow('rules[0].count')
})

test('a half-sent request holds nothing up', async () => {
  befall({ kind: 'latency', min: 10 })
  const half = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  half.on('error', () => undefined)
  half.write('PUT /matrix/_matrix/client/v3/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')
  expect(await after(10, outcomeOf())).toMatchObject([200, expect.any(String)])
  half.destroy()
})

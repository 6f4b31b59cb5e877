import { expect, test } from 'vitest'
import { createEngine } from '../src/engine/engine.ts'
import type { EngineInput } from '../src/engine/input.ts'
import { DEFAULT_LIMITS } from '../src/protocol/limits.ts'
import { DEFAULT_TIMING_BOUNDS } from '../src/protocol/timing.ts'
import type { WireReply, WireRequest } from '../src/protocol/wire.ts'
import { zulip } from '../src/transports/zulip/index.ts'

const MINUTE_MS = 60_000
const REGISTERED = answer(200, { queue_id: 'q', last_event_id: -1, zulip_feature_level: 400 })

function answer(status: number, body: object): WireReply {
  return { type: 'answer', status, body: JSON.stringify(body), bytes: 100, retryAfterMs: undefined }
}

interface Rig {
  readonly run: (input: EngineInput) => void
  readonly advance: (ms: number) => void
  readonly asked: readonly { readonly at: number; readonly what: string }[]
  readonly errors: () => number
}

/** An engine on Zulip, and a server that answers at once, or not where it has nothing to say. */
function rig(respond: (what: string) => WireReply | undefined): Rig {
  const transport = zulip({ baseUrl: 'https://chat.example.org', email: 'ann@example.org', apiKey: 'key', userId: 8 })
  if (transport.kind !== 'codec') throw new Error('Zulip is a codec')
  const { timing, limits = DEFAULT_LIMITS } = transport
  const engine = createEngine({ wire: transport, timing, overrides: {}, bounds: DEFAULT_TIMING_BOUNDS, limits, random: () => 0.5 })
  const asked: { at: number; what: string }[] = []
  let errors = 0
  let now = 0
  const nameOf = ({ method, path }: WireRequest): string => `${method} ${path.replace(/^\/api\/v1|\?.*$/g, '')}`

  function run(input: EngineInput): void {
    for (const effect of engine.step(input, now, now)) {
      if (effect.type === 'error') errors += 1
      if (effect.type === 'token') run({ type: 'given', id: effect.id, token: 'key' })
      if (effect.type !== 'request') continue
      const what = nameOf(effect.request)
      asked.push({ at: now, what })
      const reply = respond(what)
      if (reply !== undefined) run({ type: 'reply', id: effect.id, reply })
    }
  }

  return {
    run,
    asked,
    errors: () => errors,
    advance(ms) {
      const until = now + ms
      while (engine.dueAt() <= until) {
        now = Math.max(now, Math.ceil(engine.dueAt()))
        run({ type: 'wake' })
      }
      now = until
    },
  }
}

test('S12 a server that hands out queues and knows none of them is asked ever more seldom, and told of once', () => {
  const unknown = answer(400, { result: 'error', code: 'BAD_EVENT_QUEUE_ID', msg: 'Bad event queue ID: q' })
  const { run, advance, asked, errors } = rig((what) => (what === 'GET /events' ? unknown : REGISTERED))
  run({ type: 'connect' })
  advance(60 * MINUTE_MS)
  const inLastTenMinutes = asked.filter(({ at }) => at > 50 * MINUTE_MS)
  // Half of 30 s between two attempts, each of which takes a registration and a poll.
  expect(inLastTenMinutes.length).toBeLessThanOrEqual(2 * 41)
  expect(errors()).toBe(1)
})

test('S11 a queue is not given back during a wait that the server stated', () => {
  const limited = answer(429, { result: 'error', code: 'RATE_LIMIT_HIT', 'retry-after': 60 })
  const { run, asked } = rig((what) => (what === 'POST /register' ? REGISTERED : what === 'POST /typing' ? limited : undefined))
  run({ type: 'connect' })
  run({ type: 'key', conversation: 'direct:10' })
  run({ type: 'close' })
  expect(asked.map(({ what }) => what)).toEqual(['POST /register', 'GET /events', 'POST /typing'])
})

import type { MockServerOptions } from '@nowtyping/mock-server'
import { afterEach, describe, expect, test } from 'vitest'
import { EXPECTED_WRITES, TRACES, type Trace } from './support/traces.ts'
import { createZulipWorld, topicOf, type ZulipWorld } from './support/zulip-world.ts'

let world: ZulipWorld
afterEach(() => world.close())

/** What Bob sees of Alice while she writes, and until nothing can be left of it. */
async function play(
  trace: Trace,
  options: MockServerOptions,
  untilMs: number,
): Promise<readonly (readonly [atMs: number, typists: number])[]> {
  world = await createZulipWorld(options)
  const { clock, server } = world
  const [alice, bob] = [await world.join('alice'), await world.join('bob')]
  const startMs = clock.now()
  const changes: [atMs: number, typists: number][] = []
  const here = topicOf(server, 'general')
  bob.conversation(here).users.subscribe((users) => changes.push([clock.now() - startMs, users.length]))
  const topic = alice.conversation(here)
  for (const at of trace.keys) clock.setTimer(topic.keystroke, at)
  if (trace.endsAt !== undefined) clock.setTimer(topic.stop, trace.endsAt)
  await world.pass(untilMs)
  return changes
}

const lastKey = (trace: Trace): number => trace.keys.at(-1) ?? 0

describe('traces A–G through the real client and the mock server, over sockets', () => {
  // Feature level 203 is the last without figures.
  const servers = [
    { name: 'zulip', zulip: {}, idleMs: 12_000 },
    { name: 'zulip without server figures', zulip: { featureLevel: 203 }, idleMs: 5_000 },
  ]
  const cases = servers.flatMap((server) =>
    TRACES.map((trace, index) => ({ ...server, trace, writes: EXPECTED_WRITES.get(server.name)?.[index] })),
  )

  test.each(cases)(
    '$name, $trace.name: exactly $writes writes, never dark, gone in time',
    async ({ zulip, trace, writes, idleMs }) => {
      const changes = await play(trace, { zulip }, 50_000)
      const gone = trace.endsAt ?? lastKey(trace) + idleMs
      expect(changes).toEqual([
        [0, 1],
        [gone, 0],
      ])
      expect(world.writes()).toHaveLength(writes ?? -1)
      expect(world.errors).toEqual([])
    },
  )
})

describe('the periods are those of the server', () => {
  const everySecond = (forMs: number): readonly number[] => Array.from({ length: forMs / 1_000 }, (_, n) => n * 1_000)

  test.each([
    { expiry: 45_000, resend: 30_000, idle: 12_000, starts: [0, 30_000, 60_000] },
    { expiry: 20_000, resend: 12_000, idle: 3_000, starts: [0, 12_000, 24_000, 36_000, 48_000, 60_000] },
    { expiry: 120_000, resend: 50_000, idle: 20_000, starts: [0, 50_000] },
  ])('of $expiry, $resend and $idle ms', async ({ expiry, resend, idle, starts }) => {
    const zulip = { typingStartedExpiryMs: expiry, typingStartedWaitMs: resend, typingStoppedWaitMs: idle }
    const trace: Trace = { name: 'one key a second for a minute', keys: everySecond(60_000), endsAt: undefined }
    const changes = await play(trace, { zulip }, 100_000)
    const beganMs = world.writes()[0]?.atMs ?? NaN
    expect(world.writes().map(({ op, atMs }) => [op, atMs - beganMs])).toEqual([
      ...starts.map((at) => ['typing:start', at]),
      ['typing:stop', 59_000 + idle],
    ])
    expect(changes).toEqual([
      [0, 1],
      [59_000 + idle, 0],
    ])
    expect(world.errors).toEqual([])
  })
})

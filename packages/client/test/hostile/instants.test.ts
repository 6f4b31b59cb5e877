import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TRACES } from '../support/traces.ts'
import { MATRIX, ROCKETCHAT, ZULIP } from './good-servers.ts'
import { createStage, type GoodServer } from './stage.ts'

/** The least idle end of the three protocols (Zulip without figures of its server): keys closer than that are one burst. */
const LONGEST_GAP_MS = 4_900

/** A key held down, a password of a fast typist, prose with its pauses, and one finger: gaps in ms between keys, over and over. */
const HANDS: readonly (readonly [name: string, gapsMs: readonly number[]])[] = [
  ['a key held down', [500, 33, 33, 33, 33, 33, 34, 33, 33, 33]],
  ['touch typing', [92, 118, 71, 143, 188, 64, 97, 212, 105, 83, 156, 77, 131, 402, 96, 110]],
  ['prose with thought', [120, 95, 180, 240, 110, 1_900, 130, 88, 160, 3_400, 105, 99, 870, 150, 4_600, 140]],
  ['one finger', [610, 480, 930, 720, 1_250, 560, 840, 2_300, 690, 770]],
  ['a phone that predicts words', [260, 310, 190, 1_400, 220, 2_050, 280, 330, 1_150, 240]],
]

/** The instants of that hand from 0 to the last, both of them included. */
function keysOf(gapsMs: readonly number[], lastAt: number): readonly number[] {
  const keys = [0]
  let at = 0
  for (let index = 0; ; index += 1) {
    at += gapsMs[index % gapsMs.length] ?? LONGEST_GAP_MS
    if (at >= lastAt) return [...keys, lastAt]
    keys.push(at)
  }
}

/** The instants at which anything leaves for the server, beside the polls, for keys at these instants. */
async function instants<Target>(server: GoodServer<Target>, keys: readonly number[]): Promise<readonly string[]> {
  const stage = createStage(server)
  void stage.client.connect()
  await stage.serve()
  const from = stage.clock.now()
  const left: string[] = []
  const note = (what: string): void => void left.push(`${stage.clock.now() - from} ${what}`)
  stage.http.onRequest(({ method, url }) => {
    if (method !== 'GET' && !url.endsWith('/register')) note(method)
  })
  stage.sockets.onFrame((frame) => {
    if (frame.includes('"method"')) note('frame')
  })
  for (const at of keys) stage.clock.setTimer(stage.conversation.keystroke, at)
  const end = (keys.at(-1) ?? 0) + 40_000
  await stage.pass(end, 500)
  const closed = stage.client.close()
  await stage.serve()
  await closed
  return left
}

/** What changes nothing for whoever looks at the network: other keys between the first and the last. */
const between = (lastAt: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.integer({ min: 1, max: LONGEST_GAP_MS }), { minLength: 4, maxLength: 16 }).map((gaps) => keysOf(gaps, lastAt))

async function expectSame<Target>(server: GoodServer<Target>, lastAt: number, runs: number): Promise<void> {
  const [[, first] = ['', [100]], ...others] = HANDS
  const expected = await instants(server, keysOf(first, lastAt))
  // A start, its re-sends and a stop: instants that are all the same because there are none would show nothing.
  expect(expected.length).toBeGreaterThanOrEqual(2)
  for (const [name, gapsMs] of others) expect([name, await instants(server, keysOf(gapsMs, lastAt))]).toEqual([name, expected])
  await fc.assert(
    fc.asyncProperty(between(lastAt), async (keys) => {
      expect(await instants(server, keys)).toEqual(expected)
    }),
    { numRuns: runs },
  )
}

describe('S20 whoever sees the requests learns the first key and the last one, and nothing of how I type between', () => {
  test('Matrix', () => expectSame(MATRIX, 31_700, 6), 20_000)
  test('Zulip', () => expectSame(ZULIP, 47_300, 6), 20_000)
  test('Rocket.Chat', () => expectSame(ROCKETCHAT, 23_900, 6), 20_000)

  test('another last key is seen: it is what the stop tells', async () => {
    const [, touch = ['', [100]]] = HANDS
    for (const lastAt of [12_000, 13_000]) {
      const left = await instants(MATRIX, keysOf(touch[1], lastAt))
      expect(left.at(-1)).toBe(`${lastAt + 6_000} PUT`)
    }
  })
})

describe('S20 the traces of the protocol document, beside ones with every second key left out', () => {
  const withoutHalf = (keys: readonly number[]): readonly number[] => keys.filter((_, index) => index % 2 === 0 || index === keys.length - 1)
  // Those of one burst; in another the pauses are ends.
  test.each(TRACES.filter(({ name }) => /^[ABDFG]/.test(name)))('$name', async ({ keys }) => {
    expect(await instants(MATRIX, withoutHalf(keys))).toEqual(await instants(MATRIX, keys))
  })
})

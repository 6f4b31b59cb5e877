import { describe, expect, test } from 'vitest'
import { MAX_CONVERSATIONS, MAX_ID_BYTES, MAX_TYPISTS } from '../../src/protocol/conversation.ts'
import { MAX_ANSWER_BYTES } from '../../src/protocol/limits.ts'
import { HOSTILE_IDS, HUGE_ID, STRANGE_NAMES } from './corpus.ts'
import { MATRIX, ROCKETCHAT, ZULIP } from './good-servers.ts'
import { bytesOf } from './json-text.ts'
import { checkAlways } from './lives.ts'
import { countOperations } from './operations.ts'
import { createStage, type GoodServer, type Stage } from './stage.ts'

async function open<Target>(server: GoodServer<Target>): Promise<Stage<Target>> {
  const stage = createStage(server)
  void stage.client.connect()
  await stage.serve()
  await stage.others([server.ann])
  expect(stage.seen()).toEqual([server.ann])
  return stage
}

const answer = (stage: Stage<never>, value: unknown): Promise<boolean> =>
  stage.suffer({ type: 'answer', to: 'ask', answer: { status: 200, bytes: bytesOf(JSON.stringify(value)) } })

const typing = (ids: readonly unknown[]): unknown => ({ ephemeral: { events: [{ type: 'm.typing', content: { user_ids: ids } }] } })

let eventId = 10
const start = (userId: number, topic: string): unknown => ({
  id: (eventId += 1),
  type: 'typing',
  op: 'start',
  message_type: 'stream',
  stream_id: 2,
  topic,
  sender: { user_id: userId },
})

const doing = (rid: string, name: unknown): string =>
  JSON.stringify({
    msg: 'changed',
    collection: 'stream-notify-room',
    id: 'id',
    fields: { eventName: `${rid}/user-activity`, args: [name, ['user-typing'], {}] },
  })

/** Numbers from 0 on. */
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

describe('S14 caps, through the whole client', () => {
  test('Matrix: 5 000 rooms in one answer, and 300 people in a room of the next: 2 000 conversations, 256 typists', async () => {
    const stage = await open(MATRIX)
    await answer(stage, { next_batch: 'a', rooms: { join: Object.fromEntries(upTo(5_000).map((n) => [`!${n}:x`, typing(['@eve:x'])])) } })
    checkAlways(stage)
    expect(stage.world.conversations.size).toBe(MAX_CONVERSATIONS)
    await answer(stage, { next_batch: 'b', rooms: { join: { '!crowd:x': typing(upTo(300).map((n) => `@${n}:x`)) } } })
    checkAlways(stage)
    expect(stage.client.conversation('!crowd:x').users.getState()).toHaveLength(MAX_TYPISTS)
    // The one that is watched is not dropped for those.
    expect(stage.seen()).toEqual([MATRIX.ann])
  })

  test('Zulip: 4 096 topics and 300 people in one of them', async () => {
    const stage = await open(ZULIP)
    await answer(stage, { events: upTo(4_096).map((n) => start(12, `topic ${n}`)) })
    checkAlways(stage)
    expect(stage.world.conversations.size).toBe(MAX_CONVERSATIONS)
    await answer(stage, { events: upTo(300).map((n) => start(100 + n, 'crowd')) })
    checkAlways(stage)
    expect(stage.client.conversation({ channelId: 2, topic: 'crowd' }).users.getState()).toHaveLength(MAX_TYPISTS)
    expect(stage.seen()).toEqual([ZULIP.ann])
  })

  test('Rocket.Chat: 5 000 rooms that nobody asked for make no state, and one that was asked for has 256 typists', async () => {
    const stage = await open(ROCKETCHAT)
    for (const n of upTo(5_000)) await stage.suffer({ type: 'frame', data: doing(`room${n}`, 'eve') })
    expect(stage.world.conversations.size).toBe(1)
    for (const n of upTo(300)) await stage.suffer({ type: 'frame', data: doing('witness', `eve${n}`) })
    checkAlways(stage)
    expect(stage.seen()).toHaveLength(MAX_TYPISTS)
  })

  test('an answer of one byte more than a MiB is given up, and what it says is not heard', async () => {
    for (const server of [MATRIX, ZULIP] as const) {
      const stage = await (server === MATRIX ? open(MATRIX) : open(ZULIP))
      const said = server === MATRIX ? { next_batch: 'x', rooms: { join: { '!w:x': typing(['@eve:x']) } } } : { events: [start(12, 'w')] }
      const text = JSON.stringify(said)
      const at = stage.errors.length
      await stage.suffer({ type: 'answer', to: 'ask', answer: { status: 200, bytes: bytesOf(text.padEnd(MAX_ANSWER_BYTES + 1)) } })
      expect([...stage.world.conversations.values()].every(({ typists }) => typists.all.every(({ user }) => !/eve|12/.test(user.id)))).toBe(true)
      expect(stage.errors.length).toBeLessThanOrEqual(at + 1)
    }
  })

  test('a frame of one byte more than a MiB is not read', async () => {
    const stage = await open(ROCKETCHAT)
    await stage.suffer({ type: 'frame', data: doing('witness', 'eve').padEnd(MAX_ANSWER_BYTES) })
    expect(stage.seen()).toEqual(['ann', 'eve'])
    await stage.suffer({ type: 'frame', data: doing('witness', 'late').padEnd(MAX_ANSWER_BYTES + 1) })
    expect(stage.seen()).toEqual(['ann', 'eve'])
  })
})

describe('ids and names', () => {
  const ids = [...HOSTILE_IDS, HUGE_ID]

  test('S18 that lead elsewhere, are no text or are names of JavaScript reach no address, and no prototype', async () => {
    const stage = createStage(MATRIX)
    const asked: string[] = []
    stage.http.onRequest(({ url }) => asked.push(url))
    void stage.client.connect()
    // The first answer, which may be large: others are given up before an id of a megabyte is over.
    const rooms = new Map(ids.map((id) => [id, typing(HOSTILE_IDS)]))
    await answer(stage, { next_batch: '../../../x?y#z', rooms: { join: Object.fromEntries(rooms.set('!crowd:x', typing(ids))) } })
    expect(stage.client.status.getState().state).toBe('open')
    // Odd, but ids all the same: they are shown, and go nowhere.
    const shown = stage.client.conversation('!crowd:x').users.getState().map(({ id }) => id)
    expect(new Set(shown)).toEqual(new Set(['@..:example.org', '@a/../../b:example.org', '@__proto__:example.org', '@\u202Ebob:example.org']))
    checkAlways(stage)
    for (const id of ids) {
      const conversation = stage.client.conversation(id)
      conversation.keystroke()
      await stage.serve()
      await stage.pass(2_000)
    }
    checkAlways(stage)
    const paths = asked.map((url) => new URL(url))
    expect(paths.length).toBeGreaterThan(5)
    for (const { origin, pathname } of paths) {
      expect(origin).toBe('https://matrix.example.org')
      expect(pathname).toMatch(/^\/_matrix\/client\/v3\/(sync|rooms\/[^/]+\/typing\/%40me%3Aexample\.org)$/)
    }
  })

  test('S18 of Rocket.Chat make one frame each, in which they are one text', async () => {
    const stage = await open(ROCKETCHAT)
    const told: unknown[] = []
    stage.sockets.onFrame((frame) => told.push(JSON.parse(frame)))
    for (const id of ids) {
      stage.client.conversation(id).users.subscribe(() => {})
      await stage.serve()
      await stage.pass(3_000)
    }
    checkAlways(stage)
    const rooms = told.flatMap((frame) => {
      const { msg, params } = Object.assign({ msg: '', params: [''] }, frame)
      return msg === 'sub' ? [params[0]?.replace(/\/user-activity$/, '')] : []
    })
    expect(rooms.length).toBeGreaterThan(5)
    expect(rooms.every((room) => room !== undefined && ids.includes(room) && !room.includes('/') && room.length <= MAX_ID_BYTES)).toBe(true)
  })

  test('a name with marks for direction, control characters or markup is handed on as it came, and identifies nobody else', async () => {
    const stage = await open(ROCKETCHAT)
    for (const name of STRANGE_NAMES) await stage.suffer({ type: 'frame', data: doing('witness', name) })
    expect(stage.seen()).toHaveLength(1 + STRANGE_NAMES.length)
    expect(new Set(stage.seen())).toEqual(new Set(['ann', ...STRANGE_NAMES]))
  })
})

/** The work for inputs of one, two and four times a size is at most that many times as much, and some more for what is the same. */
function expectLinear(work: (times: number) => void): void {
  work(1)
  const once = countOperations(() => work(1))
  const fourTimes = countOperations(() => work(4))
  expect(once).toBeGreaterThan(100)
  expect(fourTimes).toBeLessThan(once * 4.5 + 2_000)
}

describe('S18 the work is in proportion to the input', () => {
  const UNIT = 200

  test('counting counts: a loop in a loop is no such work', () => {
    const nested = (times: number): void => {
      const seen: number[] = []
      for (const n of upTo(UNIT * times)) if (!seen.includes(n)) seen.push(n)
    }
    expect(() => expectLinear(nested)).toThrow('to be less than')
  })

  test.each<readonly [string, (count: number) => string]>([
    ['changes of a name, while I type in a room', (n) => `{"msg":"changed","collection":"stream-notify-logged","id":"i","fields":{"eventName":"Users:NameChanged","args":[{"_id":"me","username":"me${n}"}]}}`],
    ['pings', (n) => `{"msg":"ping","id":"${n}"}`],
    ['results of nothing', (n) => `{"msg":"result","id":"x${n}","result":{}}`],
    ['activities of somebody new each', (n) => doing('witness', `u${n % 200}`)],
    ['refusals of what was never asked for', (n) => `{"msg":"nosub","id":"x${n}"}`],
  ])('Rocket.Chat: many frames, %s', async (_, frame) => {
    const stage = await open(ROCKETCHAT)
    stage.conversation.keystroke()
    await stage.serve()
    const socket = stage.sockets.current()
    let said = 0
    expectLinear((times) => {
      for (let n = 0; n < UNIT * times; n += 1) socket?.say(frame((said += 1)))
      socket?.take()
    })
  })

  test('Rocket.Chat: a frame that says of many subscriptions, with many rooms watched, that they are ready', async () => {
    const stage = await open(ROCKETCHAT)
    for (const n of upTo(300)) stage.client.conversation(`room${n}`).users.subscribe(() => {})
    await stage.pass(700_000, 10_000)
    const socket = stage.sockets.current()
    const ready = (count: number): string => JSON.stringify({ msg: 'ready', subs: upTo(count).map((n) => String(n % 300)) })
    expectLinear((times) => socket?.say(ready(UNIT * times)))
    // A frame costs what it holds and what is watched, not one times the other.
    expect(countOperations(() => socket?.say(ready(4_000)))).toBeLessThan(80_000)
  })
})

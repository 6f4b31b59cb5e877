/**
 * A program of its own, bundled and started by scripts/hostile.mjs with --expose-gc: events through one client of each
 * protocol, and what is left of them. Prints one line of JSON for each. `--events=1000000` how many for each of the two
 * whose answers hold many; a twentieth of that as frames.
 */
import { parseArgs } from 'node:util'
import { MATRIX, ROCKETCHAT, ZULIP } from './good-servers.ts'
import { bytesOf } from './json-text.ts'
import { checkAlways } from './lives.ts'
import { createStage, type GoodServer, type Stage } from './stage.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } })
const events = Number(values.events)

/** No protocol is asked more often than once in a second for long. */
const BETWEEN_MS = 1_100

/** Events in one answer: the most that a reader looks at. */
const IN_ONE = 4_096

function heapBytes(): number {
  const collect: unknown = Reflect.get(globalThis, 'gc')
  if (typeof collect !== 'function') throw new Error('--expose-gc is needed')
  Reflect.apply(collect, undefined, [])
  Reflect.apply(collect, undefined, [])
  return process.memoryUsage().heapUsed
}

/** Some of what happens again and again: people and places that come once and not again. */
type Flood = (stage: Stage<never>, from: number, count: number) => Promise<void>

const answer = async (stage: Stage<never>, value: unknown): Promise<void> => {
  const told = await stage.suffer({ type: 'answer', to: 'ask', answer: { status: 200, bytes: bytesOf(JSON.stringify(value)) } })
  if (!told) throw new Error('nobody asked')
}

/** Enough for a register, a back-off or a heartbeat in between. */
const settle = async (stage: Stage<never>): Promise<void> => {
  if (!stage.http.held.some(({ query }) => query.has('last_event_id') || query.has('since'))) await stage.serve()
}

const floodMatrix: Flood = (stage, from, count) => {
  const ids = Array.from({ length: count }, (_, index) => `@${from + index}:x`)
  const typing = [{ type: 'm.typing', content: { user_ids: ids } }]
  return answer(stage, { next_batch: `b${from}`, rooms: { join: { [`!${from}:x`]: { ephemeral: { events: typing } } } } })
}

const floodZulip: Flood = (stage, from, count) =>
  answer(stage, {
    events: Array.from({ length: count }, (_, index) => ({
      id: from + index + 1,
      type: 'typing',
      op: index % 3 === 0 ? 'stop' : 'start',
      message_type: 'stream',
      stream_id: 2,
      topic: `topic ${from + (index >> 2)}`,
      sender: { user_id: from + index + 100 },
    })),
  })

const floodRocketChat: Flood = (stage, from, count) => {
  for (let index = 0; index < count; index += 1) {
    const args = [`u${from + index}`, index % 3 === 0 ? [] : ['user-typing'], {}]
    const fields = { eventName: index % 2 === 0 ? 'witness/user-activity' : `${from + index}/user-activity`, args }
    stage.sockets.current()?.say(JSON.stringify({ msg: 'changed', collection: 'stream-notify-room', id: 'id', fields }))
    if (index % 64 === 0) stage.sockets.current()?.say(JSON.stringify({ msg: 'ping', id: `p${index}` }))
    if (index % 64 === 0) stage.sockets.current()?.take()
  }
  return Promise.resolve()
}

/** What is left after a tenth of the events and after all of them. */
async function measure<Target>(name: string, server: GoodServer<Target>, flood: Flood, most: number): Promise<void> {
  const stage = createStage(server)
  void stage.client.connect()
  await stage.serve()
  let done = 0
  let early = 0
  // oxlint-disable no-await-in-loop -- one answer after the other
  while (done < most) {
    await settle(stage)
    await flood(stage, done, Math.min(IN_ONE, most - done))
    done += IN_ONE
    stage.clock.advance(BETWEEN_MS)
    checkAlways(stage)
    if (early === 0 && done >= most / 10) early = heapBytes()
  }
  // oxlint-enable no-await-in-loop
  const growthBytes = heapBytes() - early
  const { conversations, flights, wanting, listed, changed } = stage.world
  const counts = { conversations: conversations.size, flights: flights.size, wanting: wanting.size, listed: listed.size, changed: changed.size }
  const closed = stage.client.close()
  await stage.serve()
  await closed
  const left = { timers: stage.clock.pending(), flights: flights.size, requests: stage.http.held.length, sockets: stage.sockets.alive() }
  process.stdout.write(`${JSON.stringify({ name, events: most, growthBytes, counts, left, errors: stage.errors.length })}\n`)
}

await measure('matrix', MATRIX, floodMatrix, events)
await measure('zulip', ZULIP, floodZulip, events)
await measure('rocketchat', ROCKETCHAT, floodRocketChat, Math.ceil(events / 20))
process.exit(0)

import * as fc from 'fast-check'
import { MAX_CONVERSATIONS, MAX_ID_BYTES, MAX_TYPISTS } from '../../src/protocol/conversation.ts'
import { TypingError } from '../../src/protocol/errors.ts'
import { isWellFormed, utf8Length } from '../../src/transports/shared/parse.ts'
import { MAX_TOPIC_BYTES } from '../../src/transports/zulip/target.ts'
import { RETRY_AFTERS } from './corpus.ts'
import { anyBytesLike, anyTextLike, bytesOf, type Template } from './json-text.ts'
import { createStage, type GoodServer, type Hostile, type Stage } from './stage.ts'

/** One thing in the life of a client. */
export type Move =
  | { readonly type: 'serve' | 'step' | 'key' | 'stop' }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'hostile'; readonly hostile: Hostile }

const STATUSES = [200, 200, 200, 200, 200, 200, 200, 201, 204, 206, 300, 304, 400, 401, 403, 404, 405, 408, 413, 418, 429, 500, 502, 503, 504, 599] as const

/** What a broken network throws, and what nobody should. */
const CAUSES: readonly unknown[] = [new TypeError('fetch failed'), new Error('Bearer token'), undefined, null, 'text', { cause: {} }]

/** Data of a message of a WebSocket, as a platform or a stand-in may hand it over. */
const NO_TEXTS: readonly unknown[] = [undefined, null, 7, {}, [], new ArrayBuffer(8), new Uint8Array([123, 125])]

const to = fc.constantFrom('ask', 'ask', 'send')

function httpMoves(templates: readonly Template[]): fc.Arbitrary<Hostile> {
  const answer = fc.record({
    status: fc.constantFrom(...STATUSES),
    bytes: anyBytesLike(anyTextLike(templates)),
    retryAfter: fc.option(fc.constantFrom(...RETRY_AFTERS), { nil: undefined }),
    cut: fc.nat({ max: 19 }).map((chance) => chance === 0),
  })
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ type: fc.constant('answer'), to, answer }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('failure'), to, cause: fc.constantFrom(...CAUSES) }) },
  )
}

function socketMoves(templates: readonly Template[]): fc.Arbitrary<Hostile> {
  const handler = fc.constantFrom('onopen', 'onmessage', 'onclose', 'onerror')
  const event = fc.constantFrom<unknown>(undefined, null, {}, 'x', { data: 1 })
  return fc.oneof(
    { weight: 14, arbitrary: fc.record({ type: fc.constant('frame'), data: anyTextLike(templates) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('frame'), data: fc.constantFrom(...NO_TEXTS) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('event'), handler, event }) },
    { weight: 1, arbitrary: fc.constant<Hostile>({ type: 'drop' }) },
    { weight: 2, arbitrary: httpMoves(templates) },
  )
}

/** Any life among hostile answers, of at most so many moves. */
export function anyLife(templates: readonly Template[], hasSockets: boolean, most = 20): fc.Arbitrary<readonly Move[]> {
  const hostile = hasSockets ? socketMoves(templates) : httpMoves(templates)
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 8, arbitrary: hostile.map((one): Move => ({ type: 'hostile', hostile: one })) },
    { weight: 3, arbitrary: fc.constant<Move>({ type: 'serve' }) },
    { weight: 3, arbitrary: fc.constant<Move>({ type: 'step' }) },
    { weight: 2, arbitrary: fc.constantFrom<Move>({ type: 'key' }, { type: 'key' }, { type: 'stop' }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 1_000, 6_000, 31_000, 120_000).map((ms): Move => ({ type: 'wait', ms })) },
  )
  return fc.array(move, { minLength: 1, maxLength: most, size: 'max' })
}

const say = (data: string): Move => ({ type: 'hostile', hostile: { type: 'frame', data } })
const answerSend = (status: number): Move => ({
  type: 'hostile',
  hostile: { type: 'answer', to: 'send', answer: { status, bytes: bytesOf('{}') } },
})

/** Lives that chance rarely comes upon: a refused conversation, a refused account, a greeting that is refused. */
export const EXAMPLES: readonly (readonly Move[])[] = [
  [{ type: 'key' }, answerSend(403), { type: 'key' }, { type: 'serve' }],
  [{ type: 'key' }, answerSend(401), { type: 'serve' }, answerSend(401)],
  [{ type: 'step' }, say('{"msg":"failed","version":"2"}'), { type: 'serve' }],
  [{ type: 'key' }, say('{"msg":"result","id":"@last","error":{"error":"not-allowed"}}'), { type: 'key' }, { type: 'serve' }],
]

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype]
const OWN_KEYS = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length)

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

const isId = (text: string): boolean => text !== '' && isWellFormed(text) && utf8Length(text) <= MAX_ID_BYTES

/** A topic of Zulip, the longest part of any key, and what stands before it. */
const MOST_KEY_BYTES = MAX_TOPIC_BYTES + 64

/** What holds at every instant, whatever was answered. */
export function checkAlways<Target>({ world, clock, errors, sockets }: Stage<Target>): void {
  PROTOTYPES.forEach((prototype, index) => must(Reflect.ownKeys(prototype).length === OWN_KEYS[index], 'S18 a prototype was touched'))
  must(world.conversations.size <= MAX_CONVERSATIONS, 'S14 too many conversations')
  for (const { key, typists } of world.conversations.values()) {
    must(isWellFormed(key) && utf8Length(key) <= MOST_KEY_BYTES, 'S14 a conversation that has no address')
    must(typists.all.length <= MAX_TYPISTS, 'S14 too many typists')
    must(typists.all.every(({ user }) => isId(user.id)), 'S14 an id that is none')
  }
  must(clock.pending() <= 1, 'S15 more than one timer')
  must(sockets.alive() <= 1, 'more than one socket')
  must(world.flights.size <= world.conversations.size + 2, 'more requests in flight than conversations')
  for (const error of errors) {
    must(error instanceof TypingError, 'an error of another class')
    must(/^unable to [ -~]{1,160}$/.test(error.message), `an error that quotes something: ${error.message}`)
  }
}

/** Whether nothing in it concerns the witness, and nothing that everybody shares: position, queue, account, connection. */
function spares({ world, http }: Stage<never>, server: Pick<GoodServer<never>, 'mark' | 'isSend'>, hostile: Hostile): boolean {
  if (world.link.phase !== 'open') return false
  const clean = (text: string): boolean => !text.includes(server.mark) && !/nosub|INVALID_API_KEY|DEACTIVATED/.test(text)
  if (hostile.type === 'frame') return typeof hostile.data !== 'string' || clean(hostile.data)
  if (hostile.type !== 'answer') return false
  const { status, bytes } = hostile.answer
  if (!clean(new TextDecoder().decode(bytes))) return false
  if (hostile.to === 'send') return status !== 401
  const ask = http.held.find((held) => !server.isSend(held))
  const isIncremental = ask !== undefined && (ask.query.has('since') || ask.path.endsWith('/events'))
  return isIncremental && status >= 200 && status < 300
}

/** What came of a life, to be counted over many. */
export type Happening = 'input' | 'spared' | 'shown' | 'closed' | 'malformed' | 'refused' | 'limited' | 'healed'

const TOLD: ReadonlyMap<string, Happening> = new Map([
  ['bad-response', 'malformed'],
  ['forbidden', 'refused'],
  ['rate-limited', 'limited'],
])

/** Most back-offs are over by then. */
const NEXT_TRY_MS = 20_000

/** A wait that a server states is 300 s at most, and so is the silence of a refused conversation: so many steps are enough. */
const HEAL_STEP_MS = 11_000
const MOST_HEAL_STEPS = 31

/** Longer than any attempt may take, and so than a close that waits for its last. */
const MOST_CLOSING_MS = 10_000

/** Less than a request may take: what leaves meanwhile is answered in time. */
const SERVE_EVERY_MS = 2_000

/** Lives it, checks it throughout, and then lets a good server take over; throws what does not hold. */
export async function live<Target>(server: GoodServer<Target>, moves: readonly Move[], happen: (what: Happening) => void): Promise<void> {
  const stage = createStage(server)
  void stage.client.connect()
  // Half of the lives begin with a client that is open already.
  if (moves.length % 2 === 0) {
    await stage.serve()
    await stage.others([server.ann])
  }
  // oxlint-disable no-await-in-loop -- a life is one thing after the other
  for (const move of moves) {
    if (move.type === 'serve') {
      if (stage.client.status.getState().state === 'closed') void stage.client.connect()
      await stage.serve()
      await stage.others([server.ann])
    } else if (move.type === 'step') {
      await stage.step()
    } else if (move.type === 'wait') {
      stage.clock.advance(move.ms)
    } else if (move.type === 'hostile') {
      if (await hurt(stage, server, move.hostile, happen)) happen('input')
    } else if (move.type === 'key') {
      stage.conversation.keystroke()
    } else {
      stage.conversation.stop()
    }
    if (stage.seen().length > 0) happen('shown')
    if (stage.client.status.getState().state === 'closed') happen('closed')
    checkAlways(stage)
  }
  // oxlint-enable no-await-in-loop
  for (const { code } of stage.errors) {
    const what = TOLD.get(code)
    if (what !== undefined) happen(what)
  }
  await heal(stage, server)
  happen('healed')
}

/** Has it suffered, if it can be at once or after the next wait; false where nobody waited for it. */
async function hurt<Target>(
  stage: Stage<Target>,
  server: GoodServer<Target>,
  hostile: Hostile,
  happen: (what: Happening) => void,
): Promise<boolean> {
  const before = stage.conversation.users.getState()
  const isSpared = before.length > 0 && spares(stage, server, hostile)
  if (await stage.suffer(hostile)) {
    if (isSpared && stage.client.status.getState().state === 'open') {
      happen('spared')
      must(stage.conversation.users.getState() === before, 'S18 a conversation that was not meant has changed')
    }
    return true
  }
  if (server.hasSockets) await stage.step()
  else stage.clock.advance(NEXT_TRY_MS)
  return stage.suffer(hostile)
}

/** L1: whatever it heard, among good answers a client shows and is shown again, and then lets go of everything. */
async function heal<Target>(stage: Stage<Target>, server: GoodServer<Target>): Promise<void> {
  await stage.renew()
  await until(stage, 'L1 it does not open again', () => stage.client.status.getState().state === 'open')
  await stage.others([])
  await until(stage, 'L1 who types is not shown again', async () => {
    await stage.others([server.ann])
    return stage.seen().includes(server.ann)
  })
  stage.conversation.stop()
  await until(stage, 'L1 I am not shown again', async () => {
    stage.conversation.keystroke()
    await stage.serve()
    return stage.world.conversations.get(stage.conversation.key)?.sender.phase === 'typing'
  })
  checkAlways(stage)
  let isClosed = false
  void stage.client.close().then(() => {
    isClosed = true
  })
  // A write that nobody answers any more is waited for until its deadline, and no longer.
  await stage.pass(MOST_CLOSING_MS, SERVE_EVERY_MS)
  must(isClosed, 'S9 a close does not end')
  must(stage.clock.pending() === 0, 'S15 a timer is left')
  must(stage.world.flights.size === 0 && stage.http.held.length === 0, 'a request is left')
  must(stage.sockets.alive() === 0, 'a socket is left')
}

async function until(stage: Stage<never>, what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  // oxlint-disable no-await-in-loop -- time goes on until it holds
  for (let step = 0; step < MOST_HEAL_STEPS; step += 1) {
    if (await holds()) return
    await stage.pass(HEAL_STEP_MS, SERVE_EVERY_MS)
  }
  // oxlint-enable no-await-in-loop
  throw new Error(what)
}

import { createTypingClient } from '../../src/client/create-client.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { World } from '../../src/engine/world.ts'
import type { TypingClient, TypingConversation } from '../../src/protocol/client.ts'
import type { TypingError } from '../../src/protocol/errors.ts'
import type { TypingTransport } from '../../src/protocol/transport.ts'
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts'
import { createHttpEnd, responseOf, turn, type Held, type HttpAnswer, type HttpEnd } from './http-end.ts'
import { createSocketEnd, type SocketEnd } from './socket-end.ts'

/** Something that a hostile server or a broken network does. */
export type Hostile =
  | { readonly type: 'answer'; readonly to: 'ask' | 'send'; readonly answer: HttpAnswer }
  | { readonly type: 'failure'; readonly to: 'ask' | 'send'; readonly cause: unknown }
  | { readonly type: 'frame'; readonly data: unknown }
  | { readonly type: 'event'; readonly handler: 'onopen' | 'onmessage' | 'onclose' | 'onerror'; readonly event: unknown }
  | { readonly type: 'drop' }

/** A good server of one protocol, as far as a client needs one to be shown and to show. */
export interface GoodServer<Target> {
  readonly transport: (http: HttpEnd, sockets: SocketEnd) => TypingTransport<Target>
  /** The conversation in which nothing hostile happens, and somebody in it. */
  readonly witness: Target
  readonly ann: string
  /** What no hostile input holds that is not about the witness. */
  readonly mark: string
  readonly isSend: (held: Held) => boolean
  readonly hasSockets: boolean
  /** Makes a server that knows nobody yet. */
  readonly begin: (now: () => number) => {
    /** Deals with a request; undefined where a good server lets it wait. */
    readonly answer: (held: Held) => Response | undefined
    /** Answers a frame with frames. */
    readonly reply: (frame: string) => readonly string[]
    /** From now on these type with the witness; returns the frames that say so at once. */
    readonly others: (ids: readonly string[]) => readonly string[]
    /** Has forgotten the client: what it asks next is refused in a way that makes it begin anew. */
    readonly forget: () => void
  }
}

/** A client over its real transport and io, between a good server and a hostile one. */
export interface Stage<Target> {
  readonly client: TypingClient<Target>
  readonly conversation: TypingConversation
  readonly clock: ManualClock
  readonly errors: readonly TypingError[]
  readonly world: World
  readonly http: HttpEnd
  readonly sockets: SocketEnd
  readonly others: (ids: readonly string[]) => Promise<void>
  readonly seen: () => readonly string[]
  /** Answers well whatever can be answered. */
  readonly serve: () => Promise<void>
  /** Answers well the one thing that waits longest. */
  readonly step: () => Promise<void>
  /** False where nobody waited for it. */
  readonly suffer: (hostile: Hostile) => Promise<boolean>
  /** The server was started anew, and from now on nothing goes wrong. */
  readonly renew: () => Promise<void>
  /** Moves time in steps of a second, and answers well after each. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>
}

/** More than any exchange with a good server takes. */
const MOST_ROUNDS = 60
const STEP_MS = 1_000

function isEngine(value: unknown): value is Engine {
  return typeof value === 'object' && value !== null && 'world' in value && 'step' in value
}

/** reconnecting-websocket makes a socket in a timer of 0 ms. */
function timers(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

/** Makes a stage; nothing is connected yet. */
export function createStage<Target>(server: GoodServer<Target>): Stage<Target> {
  const clock = createManualClock(1_000)
  const http = createHttpEnd(clock.now)
  const sockets = createSocketEnd()
  const errors: TypingError[] = []
  const seen: { engine: Engine | undefined } = { engine: undefined }
  const client = createTypingClient({
    transport: server.transport(http, sockets),
    clock,
    random: () => 0.5,
    onError: (error) => errors.push(error),
    inspector: {
      around: (engine: unknown) => {
        if (isEngine(engine)) seen.engine = engine
        return engine
      },
    },
  })
  const { engine } = seen
  if (engine === undefined) throw new Error('the client has no engine')
  const { world } = engine
  const good = server.begin(clock.now)
  const conversation = client.conversation(server.witness)
  conversation.users.subscribe(() => {})

  /** Waits until an answer has arrived at the engine, however many turns `fetch` and its body take. */
  async function arrive(): Promise<void> {
    const before = [...world.flights.keys()]
    // oxlint-disable no-await-in-loop -- each turn waits for the one before it
    for (let turns = 0; turns < 20; turns += 1) {
      await turn()
      if (before.length === 0 || before.some((id) => !world.flights.has(id))) break
    }
    // oxlint-enable no-await-in-loop
  }

  /** Waits for a socket that may be on its way: only a step of the engine makes one, and it asks for the version with it. */
  async function untilMade(): Promise<void> {
    const isWanted = http.held.some(({ path }) => path === '/api/info')
    if (server.hasSockets && isWanted && sockets.current()?.state() !== 'open') await timers()
  }

  async function serveSocket(): Promise<boolean> {
    const socket = sockets.current()
    if (socket === undefined || socket.state() === 'closed') return false
    if (socket.state() === 'connecting') {
      socket.open()
      await turn()
      return true
    }
    const frames = socket.take()
    for (const frame of frames) for (const text of good.reply(frame)) socket.say(text)
    return frames.length > 0
  }

  async function serveHttp(): Promise<boolean> {
    for (const held of http.held) {
      const response = good.answer(held)
      if (response === undefined) continue
      held.answer(response)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await arrive()
      return true
    }
    return false
  }

  async function serve(): Promise<void> {
    await untilMade()
    // oxlint-disable no-await-in-loop -- each round answers what came of the last
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await turn()
      if (!(await serveSocket()) && !(await serveHttp())) return
    }
    // oxlint-enable no-await-in-loop
    throw new Error('a good server is asked without end')
  }

  async function step(): Promise<void> {
    await untilMade()
    await turn()
    if (!(await serveSocket())) await serveHttp()
  }

  async function suffer(hostile: Hostile): Promise<boolean> {
    await turn()
    switch (hostile.type) {
      case 'answer':
      case 'failure': {
        const held = http.held.find((one) => server.isSend(one) === (hostile.to === 'send'))
        if (held === undefined) return false
        if (hostile.type === 'answer') held.answer(responseOf(hostile.answer))
        else held.fail(hostile.cause)
        await arrive()
        return true
      }
      case 'frame':
      case 'event':
      case 'drop': {
        const socket = sockets.current()
        if (socket === undefined || socket.state() === 'closed') return false
        if (hostile.type === 'frame') socket.say(hostile.data)
        else if (hostile.type === 'event') socket.fire(hostile.handler, hostile.event)
        else socket.drop()
        return true
      }
    }
  }

  return {
    client,
    conversation,
    clock,
    errors,
    world,
    http,
    sockets,
    seen: () => conversation.users.getState().map(({ id }) => id),
    serve,
    step,
    suffer,
    async others(ids) {
      const frames = good.others(ids)
      const socket = sockets.current()
      if (socket?.state() === 'open') for (const frame of frames) socket.say(frame)
      await serve()
    },
    async renew() {
      good.forget()
      sockets.current()?.drop()
      if (client.status.getState().state === 'closed') void client.connect()
      await serve()
    },
    async pass(ms, stepMs = STEP_MS) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        // oxlint-disable-next-line no-await-in-loop -- time stands while things arrive
        await serve()
      }
    },
  }
}

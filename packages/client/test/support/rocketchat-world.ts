import { createTypingClient, type TypingClient, type TypingError } from '@nowtyping/client'
import { rocketchat, type RocketChatOptions, type RocketChatTarget, type RocketChatTransport } from '@nowtyping/client/rocketchat'
import { createManualClock, type ManualClock } from '@nowtyping/client/testing'
import { startMockServer, type MockServer, type MockServerOptions } from '@nowtyping/mock-server'
import { followSockets } from './followed-sockets.ts'

/** A client of a world, and the transport it was made with. */
export interface RocketChatPerson {
  readonly client: TypingClient<RocketChatTarget>
  readonly transport: RocketChatTransport
  readonly errors: readonly TypingError[]
  /** Who is shown there; somebody who does more than type with what they do. */
  readonly seen: (target: RocketChatTarget) => readonly string[]
}

/** A mock server and clients of it over real sockets, all on one clock that the test moves. */
export interface RocketChatWorld {
  readonly clock: ManualClock
  readonly server: MockServer
  readonly errors: readonly TypingError[]
  /** What all clients sent on their sockets. */
  readonly sent: readonly string[]
  /** A client of one of the server's users, connected; with options of one's own in place of the user's token. */
  readonly join: (name: string, options?: Partial<RocketChatOptions>) => Promise<RocketChatPerson>
  /** A transport that was not connected. */
  readonly transport: (name: string, options?: Partial<RocketChatOptions>) => RocketChatTransport
  /** A client of a transport, not connected. */
  readonly person: (transport: RocketChatTransport) => RocketChatPerson
  /** Waits until nothing is under way between the clients and the server. */
  readonly settle: () => Promise<void>
  /** Moves the clock in steps of 100 ms, and lets everything arrive after each. */
  readonly pass: (ms: number) => Promise<void>
  /** Typing that the server was told, oldest first. */
  readonly writes: () => readonly { readonly user: string | undefined; readonly op: string; readonly atMs: number; readonly status: number }[]
  readonly close: () => Promise<void>
}

const STEP_MS = 100

/** More rounds than anything on a loopback needs. */
const MOST_ROUNDS = 2_000

/** Starts a world; its clients and server are gone after `close()`. */
export async function createRocketChatWorld(options: MockServerOptions = {}): Promise<RocketChatWorld> {
  const clock = createManualClock(1_000_000)
  const server = await startMockServer({ clock, ...options })
  const sockets = followSockets()
  const people: RocketChatPerson[] = []
  const errors: TypingError[] = []
  let asking = 0

  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    asking += 1
    try {
      const response = await globalThis.fetch(input, init)
      const text = await response.text()
      return new Response(text, { status: response.status })
    } finally {
      asking -= 1
    }
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each round waits for the one before it
      if ((await sockets.settled()) && asking === 0) return
    }
    throw new Error('unable to settle; something is under way for ever')
  }

  function transport(name: string, own: Partial<RocketChatOptions> = {}): RocketChatTransport {
    const user = server.users.find((candidate) => candidate.name === name)
    const isLogin = ['username', 'email', 'visitorToken'].some((way) => way in own)
    const authToken = user?.rocketchat.authToken ?? 'of nobody'
    const base = { baseUrl: server.urls.rocketchat, authToken, WebSocket: sockets.WebSocket, fetch }
    return rocketchat(Object.assign(base, isLogin ? { authToken: undefined } : {}, own))
  }

  function person(of: RocketChatTransport): RocketChatPerson {
    const own: TypingError[] = []
    const onError = (error: TypingError): void => {
      own.push(error)
      errors.push(error)
    }
    const client = createTypingClient({ transport: of, clock, onError, random: () => 0.5 })
    const seen = (target: RocketChatTarget): readonly string[] =>
      client
        .conversation(target)
        .users.getState()
        .map(({ id, activity }) => (activity === undefined ? id : `${id} ${activity}`))
    const joined = { client, transport: of, errors: own, seen }
    people.push(joined)
    return joined
  }

  return {
    clock,
    server,
    errors,
    sent: sockets.sent,
    settle,
    transport,
    person,
    async join(name, own) {
      const joined = person(transport(name, own))
      await joined.client.connect()
      await settle()
      return joined
    },
    async pass(ms) {
      // What is due at this very instant arrives before time goes on.
      clock.advance(0)
      await settle()
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        clock.advance(Math.min(STEP_MS, ms - passed))
        // oxlint-disable-next-line no-await-in-loop -- time stands while things arrive
        await settle()
      }
    },
    writes: () =>
      server.control
        .journal()
        .filter((entry) => entry.op.startsWith('typing:'))
        .map(({ user, op, atMs, status }) => ({ user, op, atMs, status })),
    async close() {
      const closing = people.map(({ client }) => client.close())
      await settle()
      // What a silent server does not answer is waited for until its deadline.
      clock.advance(10_000)
      await Promise.all(closing)
      await server.close()
    },
  }
}

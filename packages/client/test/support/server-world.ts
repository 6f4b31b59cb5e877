import {
  createTypingClient,
  type Clock,
  type TypingClient,
  type TypingError,
  type TypingTransport,
} from '@nowtyping/client'
import { createManualClock, type ManualClock } from '@nowtyping/client/testing'
import { startMockServer, type MockServer, type MockServerOptions } from '@nowtyping/mock-server'

/** What a client runs on, where it is not all the others' machine. */
export interface Device {
  readonly clock: Clock
  readonly fetch: (request: () => Promise<Response>) => Promise<Response>
}

/** A mock server and clients of it over real sockets, all on one clock that the test moves. */
export interface ServerWorld<Target, Account> {
  readonly clock: ManualClock
  readonly server: MockServer
  readonly errors: TypingError[]
  /** A client of one of the server's users, connected; some of the account may be otherwise than the server has it. */
  readonly join: (name: string, account?: Account, device?: Device) => Promise<TypingClient<Target>>
  /** Waits until every send is answered and every connected client's poll is held by the server. */
  readonly settle: () => Promise<void>
  /** Moves the clock in steps of 100 ms, and lets everything arrive after each. */
  readonly pass: (ms: number) => Promise<void>
  /** Typing that the server was told, oldest first. */
  readonly writes: () => readonly { readonly user: string | undefined; readonly op: string; readonly atMs: number }[]
  readonly close: () => Promise<void>
}

/** What a world needs to know of a protocol. */
export interface WorldProtocol<Target, Account> {
  readonly transport: (
    server: MockServer,
    user: MockServer['users'][number],
    fetch: typeof globalThis.fetch,
    account: Account | undefined,
  ) => TypingTransport<Target>
  /** Whether a request is a send: what is no poll. */
  readonly isSend: (method: string) => boolean
}

const STEP_MS = 100

/** More rounds of the event loop than anything on a loopback needs. */
const MOST_ROUNDS = 20_000

/** Lets the event loop turn once, sockets included. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Starts a world; its clients and server are gone after `close()`. */
export async function createServerWorld<Target, Account>(
  options: MockServerOptions,
  { transport, isSend }: WorldProtocol<Target, Account>,
): Promise<ServerWorld<Target, Account>> {
  const clock = createManualClock(1_000_000)
  const server = await startMockServer({ clock, ...options })
  const clients: TypingClient<Target>[] = []
  const errors: TypingError[] = []
  let sending = 0

  const fetchOf = (device: Device | undefined): typeof globalThis.fetch => {
    return (input, init) => {
      const request = (): Promise<Response> => fetch(input, init)
      return device === undefined ? request() : device.fetch(request)
    }
  }
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const counts = input instanceof Request && isSend(input.method)
    if (counts) sending += 1
    try {
      return await globalThis.fetch(input, init)
    } finally {
      if (counts) sending -= 1
    }
  }

  async function settle(): Promise<void> {
    const open = (): number => clients.filter((client) => client.status.getState().state === 'open').length
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each round waits for the one before it
      await turn()
      // A poll after a failure waits a millisecond or two, and its client is not open before it is answered.
      if (sending === 0 && server.control.state().polls >= open()) return
    }
    throw new Error('unable to settle; something is in flight for ever')
  }

  return {
    clock,
    server,
    errors,
    settle,
    async join(name, account, device) {
      const user = server.users.find((candidate) => candidate.name === name)
      if (user === undefined) throw new Error(`unable to join; there is no ${name}`)
      const client = createTypingClient({
        transport: transport(server, user, fetchOf(device), account),
        clock: device?.clock ?? clock,
        onError: (error) => errors.push(error),
      })
      clients.push(client)
      await client.connect()
      await settle()
      return client
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
        .map(({ user, op, atMs }) => ({ user, op, atMs })),
    async close() {
      await Promise.all(clients.map((client) => client.close()))
      await server.close()
    },
  }
}

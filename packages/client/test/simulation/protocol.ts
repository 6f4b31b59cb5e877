import type { OpenSocket } from '../../src/protocol/socket.ts'
import type { TypingTiming } from '../../src/protocol/timing.ts'
import type { Io, TypingTransport } from '../../src/protocol/transport.ts'
import type { WireReading } from '../support/wire-reading.ts'
import type { SimulatedServer } from './server.ts'

/** What the app of a page has for its transport. */
export interface PageAccess {
  readonly person: string
  readonly server: SimulatedServer
  readonly io: Io
  readonly openSocket: OpenSocket
  /** Logs in anew, or gives what is at hand. */
  readonly secret: () => Promise<string>
}

/** A protocol as the simulator needs to know it. */
export interface SimulatedProtocol<Target> {
  readonly transport: (access: PageAccess) => TypingTransport<Target>
  readonly target: (server: SimulatedServer, room: number) => Target
  /** The key of that conversation. */
  readonly keyOf: (server: SimulatedServer, room: number) => string
  /** Under which id others see somebody. */
  readonly idOf: (server: SimulatedServer, person: string) => string
  /** Asks the server for a new secret; undefined where it does not give one. */
  readonly logIn: (access: Pick<PageAccess, 'person' | 'server' | 'io'>) => Promise<string | undefined>
  readonly reading: WireReading
  /** The periods that are in force between these clients and this server. */
  readonly timing: TypingTiming
  /** Ends what somebody logged in with. */
  readonly expire: (server: SimulatedServer, person: string) => void
  /** Whether the server may lose its state: clients there would have to learn all addresses anew. */
  readonly mayForget: boolean
  /** E of S1, in milliseconds, on this server and this network. */
  readonly ghostMs: number
  /** After a wake-up nothing may have told the page that it slept: its next timer does, so many milliseconds later at most. */
  readonly wakeMs: number
  /** L3: what a bucket may hold back a start on a good network, and the way there and back, in milliseconds. */
  readonly darkMs: number
  /** L1: nobody is shown so long after everything has come to rest, in milliseconds. */
  readonly restMs: number
}

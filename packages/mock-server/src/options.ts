import type { FaultPlan } from './faults/fault.ts'
import type { Clock } from './hub/clock.ts'
import type { World } from './hub/world.ts'
import type { MatrixOptions } from './matrix/options.ts'
import type { RocketChatOptions } from './rocketchat/options.ts'
import type { ZulipOptions } from './zulip/options.ts'

/** Options of `startMockServer`; every one has a default. */
export interface MockServerOptions {
  /** Port on 127.0.0.1; 0, the default, takes any free one. */
  readonly port?: number
  /** Origins of the pages that may use the server, `*` for any port or subdomain; this machine's by default. */
  readonly origins?: readonly string[]
  /** Open connections at once; 256 by default. */
  readonly maxConnections?: number
  /** How the Matrix face behaves. */
  readonly matrix?: MatrixOptions
  /** How the Zulip face behaves. */
  readonly zulip?: ZulipOptions
  /** How the Rocket.Chat face behaves. */
  readonly rocketchat?: RocketChatOptions
  /** What goes wrong, and when; nothing by default. */
  readonly faults?: FaultPlan
  /** Decides every order a real server leaves open; the same seed, the same orders. */
  readonly seed?: number
  /** Time; the machine's by default. */
  readonly clock?: Clock
  /** Users and rooms to begin with. */
  readonly world?: World
}

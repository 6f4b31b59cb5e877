import type { FaultPlan, FaultTally } from '../faults/fault.ts'
import type { RateLimit } from '../http/rate-limiter.ts'
import type { RateLimited } from '../matrix/options.ts'
import type { RocketChatOptions } from '../rocketchat/options.ts'
import type { RocketChatAccount, RocketChatControl } from '../rocketchat/server.ts'
import type { ZulipOptions } from '../zulip/options.ts'
import type { ZulipAccount } from '../zulip/server.ts'
import type { JournalEntry } from './journal.ts'

/** How to restart. */
export interface RestartOptions {
  /** False forgets users, rooms, messages and tokens too, as a new database does. */
  readonly keepState?: boolean
  /** How long nobody listens, in milliseconds; 0 by default. */
  readonly downMs?: number
  /** What the Zulip face does otherwise from then on. */
  readonly zulip?: ZulipOptions
  /** What the Rocket.Chat face does otherwise from then on. */
  readonly rocketchat?: RocketChatOptions
}

/** What is open, held and going on at one instant. */
export interface ServerState {
  /** Open connections on the public port. */
  readonly connections: number
  /** Polls that are held. */
  readonly polls: number
  /** Event queues of Zulip. */
  readonly queues: number
  /** Open WebSockets of Rocket.Chat, and the subscriptions on them. */
  readonly sockets: number
  readonly subscriptions: number
  /** Timers still to come. */
  readonly timers: number
  /** Rooms somebody types in, with the names of who does. */
  readonly typing: readonly { readonly room: string; readonly users: readonly string[] }[]
}

/** Somebody to be added while the server runs. */
export interface NewUser {
  readonly name: string
  /** The name and `-password` by default. */
  readonly password?: string
  /** The name with a capital by default. */
  readonly displayName?: string
}

/** Somebody who can log in, and what is needed for it. */
export interface MockUser {
  readonly name: string
  readonly password: string
  readonly matrix: { readonly userId: string; readonly accessToken: string }
  readonly zulip: ZulipAccount
  readonly rocketchat: RocketChatAccount
}

/** What a limit may be put on: something Matrix does, or every call of Zulip. */
export type Limited = RateLimited | 'zulip'

/** What a test may do to the server behind its clients' backs. */
export interface ControlActions {
  /** Cuts every connection and poll, loses typing and the queues of Zulip, and listens again on the same port. */
  readonly restart: (options?: RestartOptions) => Promise<void>
  /** Back to the first users, rooms and limits with an empty journal; the tokens given out at the start work. */
  readonly reset: () => void
  readonly journal: () => readonly JournalEntry[]
  readonly state: () => ServerState
  /** Ends a user's access tokens, refresh tokens apart; returns how many there were. */
  readonly expireToken: (user: string) => number
  /** Adds a user with an access token; undefined where the name is taken or unusable. */
  readonly addUser: (user: NewUser) => MockUser | undefined
  /** Takes a user out of a room; false where they are not in it. */
  readonly kick: (user: string, room: string) => boolean
  /** Puts a limit on something, with full buckets; without one, takes it off. */
  readonly setRateLimit: (name: Limited, limit?: RateLimit) => void
  /** Ends the Zulip event queues of a user, or all; returns how many there were. */
  readonly endQueues: (user?: string) => number
  /** Gives a user another Zulip API key and returns it; undefined where there is no such user. */
  readonly renewApiKey: (user: string) => string | undefined
  /** Gives a user another name; false where there is no such user. */
  readonly rename: (user: string, displayName: string) => boolean
  /** What concerns Rocket.Chat alone. */
  readonly rocketchat: RocketChatControl
  /**
   * Puts a fault plan in the place of the one before, and begins it; without one, nothing goes wrong any more.
   * @throws TypeError that says where a plan is wrong.
   */
  readonly setFaults: (plan?: FaultPlan) => void
  /** What came of each rule of the plan in force. */
  readonly faults: () => readonly FaultTally[]
  /** Resolves with the first journal entry, kept or to come, that the predicate takes. */
  readonly waitFor: (predicate: (entry: JournalEntry) => boolean, signal?: AbortSignal) => Promise<JournalEntry>
}

/** The same actions over HTTP, on a port of their own. */
export interface Control extends ControlActions {
  readonly url: string
  /** Goes into `Authorization: Bearer`. */
  readonly token: string
}

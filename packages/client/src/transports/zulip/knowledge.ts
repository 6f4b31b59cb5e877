import type { Queue, Server } from './register.ts'

/** What is known of the account before any answer. */
export interface ZulipAccount {
  /** Undefined where a proxy adds the key. */
  readonly email: string | undefined
  readonly userId: number | undefined
  /** How many follow a channel, as far as the app knows. Never throws. */
  readonly subscriberCount: (channelId: number) => number | undefined
}

/** What is known of one connection. */
export interface Knowledge {
  readonly account: ZulipAccount
  /** After how many answers a queue is renewed once the server was started anew. */
  readonly renewsAfter: number
  readonly selfId: number | undefined
  /** Undefined before the first answer. */
  readonly server: Server | undefined
  readonly queue: Queue | undefined
}

import type { Control, MockUser } from './control/control.ts'
import type { RocketChatPlace } from './rocketchat/server.ts'
import type { ZulipPlace } from './zulip/server.ts'

/** A room there is. */
export interface MockRoom {
  readonly name: string
  readonly matrix: { readonly roomId: string }
  readonly zulip: ZulipPlace
  readonly rocketchat: RocketChatPlace
}

/** A server that runs. */
export interface MockServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** Where each protocol is served: the homeserver of Matrix, the realm of Zulip, the root of Rocket.Chat. */
  readonly urls: { readonly matrix: string; readonly zulip: string; readonly rocketchat: string }
  /** Who can log in, with a token each; another list after a restart without state. */
  readonly users: readonly MockUser[]
  readonly rooms: readonly MockRoom[]
  readonly control: Control
  /** Ends every connection, poll and timer; resolves when nothing is left. */
  readonly close: () => Promise<void>
}

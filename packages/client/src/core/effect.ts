import type { TypingUser } from '../protocol/conversation.ts'
import type { TypingError } from '../protocol/errors.ts'
import type { ConnectionStatus } from '../protocol/status.ts'
import type { WireRequest } from '../protocol/wire.ts'

/** What the driver is to do, as data, in order. */
export type Effect =
  /** Carry a request to the server; its reply comes back with the `id`. */
  | { readonly type: 'request'; readonly id: number; readonly request: WireRequest; readonly keepalive: boolean }
  /** Tell the server through a connection of the transport's own; the outcome comes back with the `id`. */
  | {
      readonly type: 'write'
      readonly id: number
      readonly conversation: string
      readonly typing: boolean
      readonly keepalive: boolean
    }
  /** Abandon a request or a write. */
  | { readonly type: 'cancel'; readonly id: number }
  /** Open the transport's own connection. */
  | { readonly type: 'open' }
  /** Close it. */
  | { readonly type: 'close' }
  /** Tell it that the network or the page is back. */
  | { readonly type: 'nudge' }
  /** Tell it that the instant it asked for has come. */
  | { readonly type: 'due' }
  | { readonly type: 'watch'; readonly conversation: string }
  | { readonly type: 'unwatch'; readonly conversation: string }
  /** Ask for the secret; the answer comes back with the `id`. */
  | { readonly type: 'token'; readonly id: number }
  /** Who types there has changed. */
  | { readonly type: 'notify'; readonly conversation: string; readonly users: readonly TypingUser[] }
  /** Whether I type there has changed. */
  | { readonly type: 'typing'; readonly conversation: string; readonly typing: boolean }
  | { readonly type: 'status'; readonly status: ConnectionStatus }
  | { readonly type: 'error'; readonly error: TypingError }
  /** After a close: nothing is in flight any more. */
  | { readonly type: 'settled' }

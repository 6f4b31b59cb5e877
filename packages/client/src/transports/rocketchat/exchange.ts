import type { TypingActivity } from '../../protocol/conversation.ts'
import type { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import type { TransportSignal } from '../../protocol/signal.ts'
import type { RocketChatError } from './rocketchat-error.ts'
import type { LoggedIn } from './session.ts'
import type { Place } from './target.ts'

/** What happens to a session. */
export type SessionInput =
  | { readonly type: 'open' }
  | { readonly type: 'socket-opened'; readonly socket: number }
  | { readonly type: 'frame'; readonly socket: number; readonly text: string }
  | { readonly type: 'socket-closed'; readonly socket: number }
  /** The secret was given; of a password, its digest. */
  | { readonly type: 'token'; readonly token: string }
  /** The secret cannot be had at the moment. */
  | { readonly type: 'no-token' }
  /** The platform lacks what is needed. */
  | { readonly type: 'unsupported'; readonly error: TypingError }
  /** The answers of `/api/info` and `/api/v1/me`; undefined where there is none. */
  | { readonly type: 'info'; readonly socket: number; readonly text: string | undefined }
  | { readonly type: 'me'; readonly socket: number; readonly text: string | undefined }
  | { readonly type: 'send'; readonly send: number; readonly place: Place; readonly typing: boolean; readonly activity: TypingActivity }
  /** Nobody waits for that send any longer. */
  | { readonly type: 'abandon'; readonly send: number }
  | { readonly type: 'watch' | 'unwatch'; readonly place: Place }
  | { readonly type: 'call'; readonly call: number; readonly method: string; readonly params: readonly unknown[] }
  | { readonly type: 'session'; readonly call: number }
  | { readonly type: 'wake' | 'due' | 'close' }

/** What the shell is to do, in order. */
export type SessionEffect =
  | { readonly type: 'connect'; readonly socket: number }
  | { readonly type: 'frame'; readonly text: string }
  /** Lets go of the socket and of every question to the REST API. */
  | { readonly type: 'disconnect' }
  | { readonly type: 'ask-token' }
  | { readonly type: 'ask-info'; readonly socket: number }
  | { readonly type: 'ask-me'; readonly socket: number; readonly userId: string; readonly authToken: string }
  | { readonly type: 'emit'; readonly signal: TransportSignal }
  | { readonly type: 'sent'; readonly send: number; readonly outcome: SendOutcome }
  | { readonly type: 'called'; readonly call: number; readonly value: unknown }
  | { readonly type: 'logged-in'; readonly call: number; readonly login: LoggedIn }
  | { readonly type: 'refused'; readonly call: number; readonly error: RocketChatError }

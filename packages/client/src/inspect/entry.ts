import type { TypingActivity } from '../protocol/conversation.ts'
import type { TypingErrorCode } from '../protocol/errors.ts'
import type { ConnectionStatus } from '../protocol/status.ts'

/** Why a start left. */
export type StartReason =
  /** A first key, or an activity that began. */
  | 'key'
  /** R has passed, and I go on. */
  | 'resend'
  /** The attempt before had no answer, or a bad one. */
  | 'retry'
  /** Another tab or device of mine said stop. */
  | 'stopped-elsewhere'

/** Why I do not wish to type any more, and so why a stop left. */
export type StopReason =
  /** The draft was emptied or sent, the conversation left, an activity ended: somebody called `stop()`. */
  | 'stop'
  /** No key came for `idleAfterMs`. */
  | 'idle'
  | 'consent'
  | 'page-hidden'
  | 'closed'
  /** Time was slept through. */
  | 'slept'
  /** The attempt before had no answer, or a bad one. */
  | 'retry'
  /** A start without an answer might be applied after the stop was. */
  | 'confirm'

/** Why something that is wanted has not left. */
export type HeldReason =
  | 'offline'
  | 'hidden'
  | 'not-connected'
  | 'credentials'
  /** The transport does not know how yet, or a setting of the account or the server has it off. */
  | 'not-wanted'
  /** The server asked for a pause. */
  | 'server-pause'
  /** Our own limits. */
  | 'rate'

/** Why somebody is no longer shown. */
export type HiddenReason =
  | 'stopped'
  | 'expired'
  | 'message'
  | 'ignored'
  /** The app shows nobody here, or shows only where I am shown. */
  | 'not-shown'
  /** What the server said before cannot be believed any more. */
  | 'trust-lost'
  | 'closed'

/** What happened, in which conversation where it was in one, and at which millisecond of the client's clock. */
export type InspectorEntry = { readonly atMs: number } & (
  | {
      readonly type: 'sent'
      readonly conversation: string
      readonly activity: TypingActivity
      readonly typing: true
      readonly because: StartReason
    }
  | {
      readonly type: 'sent'
      readonly conversation: string
      readonly activity: TypingActivity
      readonly typing: false
      readonly because: StopReason
    }
  | { readonly type: 'held'; readonly conversation: string; readonly because: HeldReason }
  | { readonly type: 'silenced'; readonly conversation: string }
  | { readonly type: 'shown'; readonly conversation: string; readonly userId: string }
  | { readonly type: 'hidden'; readonly conversation: string; readonly userId: string; readonly because: HiddenReason }
  | { readonly type: 'status'; readonly status: ConnectionStatus['state'] }
  | { readonly type: 'error'; readonly code: TypingErrorCode; readonly conversation: string | undefined }
)

/** How much there was to tell, and how much was told. */
export interface InspectorCounts {
  /** Keys that reached the client. */
  readonly keys: number
  /** Starts and stops that left. */
  readonly sent: number
  /** Keys that needed no request. */
  readonly saved: number
}

/** What went wrong, as a literal that code can switch on. */
export type TypingErrorCode =
  /** The credentials were refused and the callback had no others: the client is closed. */
  | 'unauthorized'
  /** The server does not let me type in this conversation; it goes quiet, the others go on. */
  | 'forbidden'
  /** The transport has no address for this target. */
  | 'invalid-conversation'
  /** The server asked for a pause; `retryAfterMs` says how long, where the server does. */
  | 'rate-limited'
  /** No answer: network, deadline, or a status of the 500s. */
  | 'unreachable'
  /** An answer came that is not the protocol. */
  | 'bad-response'
  /** The server lacks what typing needs. */
  | 'unsupported'
  /** `close()` ended a `connect()` that was still waiting. */
  | 'closed'

/** What an error may say beside its code and message. */
export interface TypingErrorDetails {
  readonly cause?: unknown
  readonly conversation?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/**
 * The one error class of this package. Its message reads "unable to <operation>; <reason>"
 * and never holds a token, a text or a name. Tell errors apart by `code`.
 */
export class TypingError extends Error {
  override readonly name = 'TypingError' as const
  readonly code: TypingErrorCode
  /** Key of the conversation it concerns, where it concerns one. */
  readonly conversation: string | undefined
  /** Milliseconds to wait; set with `rate-limited` where the server states them. */
  readonly retryAfterMs: number | undefined

  constructor(code: TypingErrorCode, message: string, details: TypingErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.conversation = details.conversation
    this.retryAfterMs = details.retryAfterMs
  }
}

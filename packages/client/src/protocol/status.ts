import type { TypingError } from './errors.ts'

/** Why nothing is asked of the server at the moment. */
export type WaitingReason = 'offline' | 'hidden' | 'backoff' | 'limited'

/** The state of the connection, for a status dot or a log. */
export type ConnectionStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | {
      readonly state: 'waiting'
      readonly reason: WaitingReason
      /** Milliseconds until the next attempt, counted from the moment of this status. */
      readonly retryInMs?: number
      readonly error?: TypingError
    }
  | { readonly state: 'closed'; readonly error?: TypingError }

import type { TypingUser } from './conversation.ts'
import type { TypingError } from './errors.ts'
import type { TypingTiming } from './timing.ts'

/** What is known of who types: the same for every protocol. */
export type PresenceSignal =
  /** These and nobody else type there now: the list replaces what was known (S3). */
  | { readonly type: 'snapshot'; readonly conversation: string; readonly users: readonly TypingUser[] }
  /** This user types there, or does what `user.activity` says, for `expireInMs` milliseconds if nothing else is heard. */
  | { readonly type: 'started'; readonly conversation: string; readonly user: TypingUser; readonly expireInMs: number }
  | { readonly type: 'stopped'; readonly conversation: string; readonly userId: string }
  /** A message of this user was shown there: they leave the list until they are named again. */
  | { readonly type: 'message'; readonly conversation: string; readonly userId: string }
  /** Nothing that was known of anybody holds any longer. */
  | { readonly type: 'cleared' }
  /** Which ids are mine. */
  | { readonly type: 'self'; readonly userIds: readonly string[] }
  /** The server advertises other periods. */
  | { readonly type: 'timing'; readonly timing: TypingTiming }

/** What a transport with a connection of its own reports. */
export type TransportSignal =
  /** It may be sent to. Said again, what was `unsent` meanwhile is sent. */
  | { readonly type: 'opened' }
  | { readonly type: 'lost'; readonly error: TypingError; readonly retryInMs: number }
  | { readonly type: 'failed'; readonly error: TypingError }
  /** Something failed that ends nothing else, such as one conversation that may not be watched: told to the app once. */
  | { readonly type: 'error'; readonly error: TypingError }
  | PresenceSignal

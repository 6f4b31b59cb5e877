/** What somebody does, in the words of Rocket.Chat's `user-activity`; the other protocols know typing alone. */
export type TypingActivity = 'typing' | 'recording' | 'uploading' | 'playing'

/** Somebody else who is typing. */
export interface TypingUser {
  /**
   * Matrix: the user id. Zulip: the user id as decimal text. Rocket.Chat: the name on the wire,
   * which is the username, or the real name while the server says so (namesakes are then one).
   */
  readonly id: string
  /** A name to show where the wire carries one; it identifies nobody. */
  readonly name?: string
  /** What they do, where it is not typing. */
  readonly activity?: Exclude<TypingActivity, 'typing'>
}

/** Nobody: the one empty list, so that an empty view is always the same array. */
export const NOBODY: readonly TypingUser[] = Object.freeze([])

/** Most typists kept for one conversation; the longest typing stay (S14). */
export const MAX_TYPISTS = 256

/** Most conversations with state (S14); one that is on, unknown or watched is never dropped. */
export const MAX_CONVERSATIONS = 2_000

/** Longest id of a room or a user, in bytes of UTF-8: the limit of the Matrix specification, kept for all (S14). */
export const MAX_ID_BYTES = 255

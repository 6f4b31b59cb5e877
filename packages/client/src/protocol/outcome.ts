import type { TypingError } from './errors.ts'

/**
 * What became of one attempt to tell the server.
 * - `ok`: acknowledged.
 * - `unsent`: it never left; it is made anew on return.
 * - `unknown`: no answer; it may have been applied, or may be yet.
 * - `server`: the server answered that it is in trouble.
 * - `gone`: this conversation is not mine to type in.
 * - `auth`: the credentials were refused.
 * - `limited`: the server asked for a pause of `retryInMs` milliseconds.
 */
export type SendOutcome =
  | { readonly type: 'ok' }
  | { readonly type: 'unsent' | 'unknown' | 'server' | 'gone' | 'auth'; readonly error: TypingError }
  | { readonly type: 'limited'; readonly error: TypingError; readonly retryInMs: number }

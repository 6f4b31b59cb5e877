import { TypingError } from '../../protocol/errors.ts'
import type { TypingErrorCode } from '../../protocol/errors.ts'
import { STATED_WAIT_BOUNDS_MS, clampMs } from '../../protocol/timing.ts'
import type { WireReply } from '../../protocol/wire.ts'

/** What was tried, as the messages of errors name it. */
export type Operation = 'send typing' | 'hear who types'

/** An answer of any status. */
export type Answer = Extract<WireReply, { type: 'answer' }>

/** An answer that is no success. */
export interface Refusal {
  readonly status: number
  /** The server's literal if it is one of ours to know: no other text of a server gets into an error. */
  readonly code: string | undefined
  /** Milliseconds the server wants to be left alone, clamped; undefined if it does not say. */
  readonly retryInMs: number | undefined
}

/** What a refusal means whatever was asked for. */
export type CommonFault =
  | { readonly type: 'server' | 'auth'; readonly error: TypingError }
  | { readonly type: 'limited'; readonly error: TypingError; readonly retryInMs: number | undefined }

/**
 * The wait that an answer states, clamped; undefined if it states none. The body goes first: across
 * origins no browser can read the header of a server that does not expose it.
 */
export function readStatedWait(inBodyMs: unknown, { retryAfterMs }: Answer): number | undefined {
  const stated = typeof inBodyMs === 'number' && Number.isFinite(inBodyMs) ? inBodyMs : retryAfterMs
  return stated === undefined ? undefined : Math.ceil(clampMs(stated, STATED_WAIT_BOUNDS_MS, STATED_WAIT_BOUNDS_MS[1]))
}

/** The error of an answer that was no success. */
export function refused(
  { status, code, retryInMs }: Refusal,
  as: TypingErrorCode,
  operation: Operation,
  conversation: string | undefined,
): TypingError {
  const reason = `the server answered ${status}${code === undefined ? '' : ` ${code}`}`
  return new TypingError(as, `unable to ${operation}; ${reason}`, {
    conversation,
    retryAfterMs: as === 'rate-limited' ? retryInMs : undefined,
  })
}

/** The error of an answer that is not the protocol of such a server. */
export function unreadable(operation: Operation, server: 'Matrix' | 'Zulip'): TypingError {
  return new TypingError('bad-response', `unable to ${operation}; the answer is not that of a ${server} server`)
}

/** What became of a request that brought no answer. */
export function readFailure(
  { reason, cause }: Extract<WireReply, { type: 'failed' }>,
  operation: Operation,
  conversation: string | undefined,
): { readonly type: 'unsent' | 'unknown' | 'server'; readonly error: TypingError } {
  const because = (code: TypingErrorCode, why: string): TypingError =>
    new TypingError(code, `unable to ${operation}; ${why}`, { cause, conversation })
  switch (reason) {
    case 'unsent':
      return { type: 'unsent', error: because('unreachable', 'the request could not leave') }
    case 'network':
      return { type: 'unknown', error: because('unreachable', 'no answer came') }
    case 'too-large':
      return { type: 'server', error: because('bad-response', 'the answer is too large') }
  }
}

import type { SendOutcome } from './outcome.ts'
import type { TypingError } from './errors.ts'
import type { PresenceSignal } from './signal.ts'
import type { TypingTiming } from './timing.ts'

/** An HTTP request as data; the base URL is the io's. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Begins with a slash; with its query. Every id in it has been validated and encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** An answer of more bytes than this is given up. */
  readonly maxBytes: number
}

/** What came of a request, as data. */
export type WireReply =
  | {
      readonly type: 'answer'
      readonly status: number
      readonly body: string
      readonly bytes: number
      /** What the header `Retry-After` asks for, in milliseconds and unclamped, where it can be read. */
      readonly retryAfterMs: number | undefined
    }
  /** `unsent`: it never left. `network`: no answer, or half of one. `too-large`: more than `maxBytes`. */
  | { readonly type: 'failed'; readonly reason: 'unsent' | 'network' | 'too-large'; readonly cause: unknown }

/** What is asked for: everything anew, or what changed; and how long the server may wait with the answer, in milliseconds. */
export interface Ask {
  readonly complete: boolean
  readonly timeoutMs: number
}

/** What an answer to an ask meant. */
export type AskOutcome =
  /** `empty`: it told nothing new. */
  | { readonly type: 'ok'; readonly empty: boolean }
  /** One step on the way to an answer; the next state asks the next step, at once. */
  | { readonly type: 'next' }
  /** Refused as it was asked; the next state asks differently, at once. */
  | { readonly type: 'again'; readonly error: TypingError }
  | { readonly type: 'unknown' | 'server' | 'auth' | 'unsupported'; readonly error: TypingError }
  | { readonly type: 'limited'; readonly error: TypingError; readonly retryInMs: number | undefined }

/** What a reply to an ask said. */
export interface AskReading {
  readonly state: CodecState
  readonly outcome: AskOutcome
  readonly signals: readonly PresenceSignal[]
  /** Whether the answer replaces everything: a conversation that it does not name is empty. */
  readonly complete: boolean
  /** Malformed parts that were left out. */
  readonly dropped: number
}

/** What a reply to a send said. */
export interface SendReading {
  readonly state: CodecState
  readonly outcome: SendOutcome | { readonly type: 'limited'; readonly error: TypingError; readonly retryInMs: number | undefined }
}

/** A send that is never made: this conversation cannot be typed in, as far as the codec knows. */
export interface SendRefusal {
  readonly type: 'gone'
  readonly error: TypingError
}

/** The last request of a connection, and the state once it has left. */
export interface Farewell {
  readonly state: CodecState
  readonly request: WireRequest
}

/**
 * The knowledge of one connection, immutable: bytes in, signals out. Pure and synchronous, without
 * loop, timer or promise; when to ask and to send is decided by the machines. A conversation is named
 * by its address: its key, or what the transport makes of the target where that is not the same.
 */
export interface CodecState {
  /** Milliseconds that the server itself keeps a waiting ask open; left out, it does as it is asked. */
  readonly holdsMs?: number | undefined
  /** Every ask ends in `answered`, one that was abandoned too. */
  readonly ask: (ask: Ask, token: string) => WireRequest
  readonly answered: (reply: WireReply, ask: Ask) => AskReading
  /** Whether anything may leave there now: not before it is known how, nor where server or account have it off (S6). */
  readonly maySend: (address: string) => boolean
  readonly send: (address: string, typing: boolean, timing: TypingTiming, token: string) => WireRequest | SendRefusal
  readonly sent: (reply: WireReply, address: string) => SendReading
  /** What is to be said when the connection ends, where the server keeps something for it. */
  readonly farewell?: ((token: string) => Farewell | undefined) | undefined
}

/** A protocol as pure functions. */
export interface Codec {
  /** A connection that has heard nothing yet; `salt`, in [0, 1), tells it from earlier ones. */
  readonly begin: (salt: number) => CodecState
}

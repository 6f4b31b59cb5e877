import type { TypingError } from '../protocol/errors.ts'
import type { TypingTiming } from '../protocol/timing.ts'
import type { Pace } from './attempt.ts'

/**
 * Where a conversation stands with its server.
 *
 * | phase | I wish to type | in flight | waits for |
 * |---|---|---|---|
 * | `quiet` | no | – | a key (or the one stop that confirms another) |
 * | `wanting` | yes | – | leave to send a start |
 * | `starting` | yes | start | its answer |
 * | `typing` | yes | – | the next re-send, or the last key's idle end |
 * | `ending` | no | – | leave to send a stop |
 * | `stopping` | no | stop | its answer |
 * | `overtaken` | no | start | its answer: a stop was decided meanwhile |
 * | `returning` | yes | stop | its answer: a key came meanwhile |
 * | `silenced` | either | – | an end of the silence: the server refused this conversation |
 */
export type SenderPhase =
  | 'quiet'
  | 'wanting'
  | 'starting'
  | 'typing'
  | 'ending'
  | 'stopping'
  | 'overtaken'
  | 'returning'
  | 'silenced'

/** One conversation's sender. Instants are monotonic milliseconds; `Infinity` means never. */
export interface Sender {
  readonly phase: SenderPhase
  /** What others have of me, as far as it is known. */
  readonly remote: 'off' | 'on' | 'unknown'
  /** When the wish ends if no key comes; `Infinity` while I do not wish to type. */
  readonly idleAt: number
  /** Leave is not asked for before this; `Infinity`: only on return. */
  readonly askAt: number
  /** Since when leave has been wanted: the longest waiting goes first. */
  readonly wantSince: number
  /** When the attempt in flight is given up. */
  readonly deadlineAt: number
  /** When the start is sent again. */
  readonly renewAt: number
  /** When the last start left. */
  readonly startedAt: number
  /** T after the last start attempt ended: no stop is of use later (S10). */
  readonly expiresAt: number
  /** Until then a start without an answer may still be applied (S8). */
  readonly strayUntil: number
  /** Attempts of this start or stop that failed. */
  readonly tries: number
  /** A, fixed for the attempts of one start. */
  readonly attemptMs: number
  /** Whether the token of the stop was taken with the start's. */
  readonly stopPaid: boolean
  /** Since when the server has said that I do not type here, though it acknowledged that I do. */
  readonly echoOffAt: number
  /** When a start was last sent again because of that. */
  readonly reassertedAt: number
  /** When the silence ends. */
  readonly silentUntil: number
  /** Whether the refusal was reported. */
  readonly reported: boolean
}

/** What became of an attempt, as far as a sender cares; every `SendOutcome` is one. */
export type Answer =
  | { readonly type: 'ok' | 'unsent' | 'unknown' | 'server' | 'limited' | 'auth' }
  | { readonly type: 'gone'; readonly error: TypingError }

/** What happens to a sender. */
export type SenderEvent =
  /** A key, where none has been wished for; later ones are read from `lastKeyAt` when they matter. */
  | { readonly type: 'key' }
  | { readonly type: 'stop' }
  /** Page hide or close: the stop leaves at once, or not at all where it may not. */
  | { readonly type: 'cut'; readonly mayStop: boolean }
  /** A deadline of this sender may have come. */
  | { readonly type: 'due'; readonly lastKeyAt: number }
  /** The outbox gave leave for what was wanted. */
  | { readonly type: 'leave' }
  | { readonly type: 'answer'; readonly answer: Answer }
  /** What the server says of me. */
  | { readonly type: 'echo'; readonly typing: boolean }
  /** The network, the page or the credentials are back. */
  | { readonly type: 'returned' }
  /** A new `connect()`: refusals are forgotten. */
  | { readonly type: 'reset' }
  /** The periods changed. */
  | { readonly type: 'timing' }

/** What a sender is given with every event. */
export interface SenderInput {
  readonly now: number
  readonly timing: TypingTiming
  readonly pace: Pace
  /** In [0, 1). */
  readonly random: number
}

/** What a sender asks for. */
export type SenderEffect =
  | { readonly type: 'attempt'; readonly typing: boolean }
  | { readonly type: 'cancel' }
  | { readonly type: 'error'; readonly error: TypingError }

/** The sender afterwards, the same object where nothing changed, and what it asks for. */
export interface SenderStep {
  readonly sender: Sender
  readonly effects: readonly SenderEffect[]
}

/** What a sender wants leave for, at what price in tokens. */
export interface Want {
  readonly typing: boolean
  readonly tokens: 0 | 1 | 2
  readonly since: number
}

/** The sender of a conversation that nobody has typed in. */
export const QUIET: Sender = Object.freeze({
  phase: 'quiet',
  remote: 'off',
  idleAt: Infinity,
  askAt: Infinity,
  wantSince: 0,
  deadlineAt: Infinity,
  renewAt: Infinity,
  startedAt: -Infinity,
  expiresAt: Infinity,
  strayUntil: -Infinity,
  tries: 0,
  attemptMs: 0,
  stopPaid: false,
  echoOffAt: Infinity,
  reassertedAt: -Infinity,
  silentUntil: Infinity,
  reported: false,
})

/** Nothing on, nothing to do; what later steps must remember stays. */
export function atRest(sender: Sender): Sender {
  const { reassertedAt, strayUntil, reported } = sender
  return { ...QUIET, reassertedAt, strayUntil, reported }
}

/** Wanting a stop from that instant on; at rest where what others see has ended by itself (S10). */
export function toEnding(sender: Sender, now: number, askAt: number = now): Sender {
  if (sender.expiresAt <= now) return atRest(sender)
  return { ...sender, phase: 'ending', idleAt: Infinity, askAt, wantSince: now, echoOffAt: Infinity }
}

/** Whether I wish to be shown as typing. */
export function isWishing(sender: Sender): boolean {
  return sender.idleAt !== Infinity
}

/** Whether an attempt is in flight. */
export function isInFlight(sender: Sender): boolean {
  return sender.deadlineAt !== Infinity
}

/** Whether nothing would be lost if this sender were forgotten. */
export function isAtRest(sender: Sender): boolean {
  return sender.phase === 'quiet' && sender.askAt === Infinity
}

/** What the sender wants to send now, if anything. */
export function wantOf(sender: Sender, now: number): Want | undefined {
  if (sender.askAt > now) return undefined
  // S5: the wish may have ended meanwhile; a late timer has yet to look for the last key.
  if (sender.phase === 'wanting' && sender.idleAt <= now) return undefined
  // S10: what others see has ended by itself.
  if (sender.phase !== 'wanting' && sender.expiresAt <= now) return undefined
  // A first start pays for its stop as well, so that no stop ever waits for a token.
  const tokens = sender.phase === 'wanting' ? (sender.stopPaid ? 1 : 2) : sender.stopPaid ? 0 : 1
  return { typing: sender.phase === 'wanting', tokens, since: sender.wantSince }
}

/** When a server that says I do not type, though I wish to, is told again. */
export function reassertAt(sender: Sender): number {
  return Math.max(sender.echoOffAt + 1_000, sender.reassertedAt + 5_000)
}

/** The next instant at which time alone changes this sender; `Infinity` if none. */
export function senderDueAt(sender: Sender, now: number): number {
  const { phase } = sender
  let at = Math.min(sender.idleAt, sender.deadlineAt)
  if (sender.askAt > now) at = Math.min(at, sender.askAt)
  if (phase === 'typing') at = Math.min(at, sender.renewAt, reassertAt(sender))
  if (phase === 'ending' || phase === 'quiet') at = Math.min(at, sender.expiresAt)
  if (phase === 'silenced') at = Math.min(at, sender.silentUntil)
  return at
}

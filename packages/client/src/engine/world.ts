import type { Bucket } from '../core/bucket.ts'
import { NO_CREDENTIAL, type Credential } from '../core/credential.ts'
import type { Effect } from '../core/effect.ts'
import { NO_PACE, type Pace } from '../core/attempt.ts'
import type { ClockWatch } from '../core/gap.ts'
import { IDLE_LINK, type Link } from '../core/link.ts'
import { FRESH_OUTBOX, type Outbox } from '../core/outbox.ts'
import type { Sender } from '../core/sender.ts'
import { NO_TRUST, type Trust } from '../core/trust.ts'
import type { Typists } from '../core/typists.ts'
import type { TypingUser } from '../protocol/conversation.ts'
import type { TypingError } from '../protocol/errors.ts'
import type { RequestLimits } from '../protocol/limits.ts'
import type { TimingBounds, TypingTiming } from '../protocol/timing.ts'
import type { TrustRules } from '../protocol/trust.ts'
import type { Ask, Codec, CodecState } from '../protocol/wire.ts'

/** A protocol as a codec, with what the machines must know of it. */
export interface CodecWire {
  readonly kind: 'codec'
  readonly codec: Codec
  readonly self: readonly string[]
  readonly trust: TrustRules
}

/** What an engine is made for. */
export interface EngineOptions {
  readonly wire: CodecWire | { readonly kind: 'connection' }
  readonly timing: TypingTiming
  /** What the app set: goes before what the server advertises. */
  readonly overrides: { readonly [K in keyof TypingTiming]?: number | undefined }
  readonly bounds: TimingBounds
  readonly limits: RequestLimits
  /** In [0, 1). */
  readonly random: () => number
}

/** The one thing that changes without a step, so that a key costs a clock read and nothing more. */
export interface LastKey {
  at: number
}

/** The state of one conversation: a machine for what I tell, another for what I hear. */
export interface Conversation {
  readonly key: string
  /** How the server is told of it. */
  address: string
  sender: Sender
  typists: Typists
  /** Its own token bucket. */
  bucket: Bucket | undefined
  /** When the last key came: written on every key without a step, read when the idle deadline falls due. */
  readonly lastKey: LastKey
  /** Until when I wish to type though no key comes. */
  heldUntil: number
  /** How many read its users. */
  watchers: number
  /** When the server's subscription is given back; `Infinity` while it is read, or was not asked for. */
  unwatchAt: number
  /** The send in flight. */
  flight: number | undefined
  /** The earliest instant at which time alone changes something here. */
  dueAt: number
  /** Since when its list has been suspect; `Infinity` if it never was. */
  suspectedAt: number
  /** The view that was last handed out. */
  notified: readonly TypingUser[]
}

/** A request whose reply is awaited. */
export type Flight =
  | { readonly type: 'send'; readonly conversation: string; readonly token: string; readonly sentAt: number }
  | { readonly type: 'ask'; readonly ask: Ask; readonly token: string; readonly sentAt: number }
  | { readonly type: 'farewell' }

/**
 * Everything one client knows. The machines in it are immutable values that are replaced as a
 * whole; only this object and its maps change. Nothing here is reachable from outside the engine.
 */
export interface World {
  readonly options: EngineOptions
  readonly conversations: Map<string, Conversation>
  /** Those that want leave to send, now or later. */
  readonly wanting: Set<Conversation>
  /** Those in which somebody types. */
  readonly listed: Set<Conversation>
  readonly flights: Map<number, Flight>
  /** Those whose view changed during this step: one notification each (S17). */
  readonly changed: Set<Conversation>
  effects: Effect[]
  now: number
  /** The earliest `dueAt` of all conversations, or earlier if `dueStale`. */
  dueAt: number
  dueStale: boolean
  /** When leave that is wanted now may be given, as far as all conversations share it; `Infinity` where nothing waits. */
  leaveAt: number
  /** The same, as far as one conversation's own bucket holds it back. */
  conversationLeaveAt: number
  /** When the next ask may leave, where only the outbox holds it back. */
  askLeaveAt: number
  lastId: number
  /** Which asking for the secret is waited for. */
  tokenId: number
  timing: TypingTiming
  sharing: boolean
  /** In which conversations; undefined is in all of them. */
  allows: ((conversation: string) => boolean) | undefined
  showing: boolean | 'reciprocal'
  ignored: ReadonlySet<string>
  self: ReadonlySet<string>
  pace: Pace
  outbox: Outbox
  link: Link
  credential: Credential
  trust: Trust
  clocks: ClockWatch | undefined
  /** The codec's knowledge of this connection. */
  codec: CodecState | undefined
  /** Whether a transport's own connection is open. */
  connected: boolean
  /** When that connection asked to be told. */
  portDueAt: number
  /** Since when it has been lost. */
  lostAt: number
  /** Whether an answer with malformed parts was reported since `connect()`. */
  malformedReported: boolean
  /** Whether a close waits for what is in flight. */
  settling: boolean
  /** When the farewell in flight is given up. */
  farewellUntil: number
  /** What ends the connection, once the step that found it is done. */
  fatal: TypingError | undefined
}

const NONE: ReadonlySet<string> = new Set()

/** The world before anything happened. */
export function createWorld(options: EngineOptions): World {
  return {
    options,
    conversations: new Map(),
    wanting: new Set(),
    listed: new Set(),
    flights: new Map(),
    changed: new Set(),
    effects: [],
    now: -Infinity,
    dueAt: Infinity,
    dueStale: false,
    leaveAt: Infinity,
    conversationLeaveAt: Infinity,
    askLeaveAt: Infinity,
    lastId: 0,
    tokenId: 0,
    timing: options.timing,
    sharing: true,
    allows: undefined,
    showing: true,
    ignored: NONE,
    self: options.wire.kind === 'codec' ? new Set(options.wire.self) : NONE,
    pace: NO_PACE,
    outbox: FRESH_OUTBOX,
    link: IDLE_LINK,
    credential: NO_CREDENTIAL,
    trust: NO_TRUST,
    clocks: undefined,
    codec: undefined,
    connected: false,
    portDueAt: Infinity,
    lostAt: Infinity,
    malformedReported: false,
    settling: false,
    farewellUntil: Infinity,
    fatal: undefined,
  }
}

/** Adds an effect to this step. */
export function emit(world: World, effect: Effect): void {
  world.effects.push(effect)
}

/** What the codec knows of this connection; sends may come before the first ask. */
export function codecOf(world: World, wire: CodecWire): CodecState {
  return (world.codec ??= wire.codec.begin(world.options.random()))
}

/** Whether I may be shown there, as far as the app says. */
export function isShared(world: World, conversation: string): boolean {
  return world.sharing && (world.allows === undefined || world.allows(conversation))
}

import type { Clock } from './clock.ts'
import type { TypingActivity } from './conversation.ts'
import type { RequestLimits } from './limits.ts'
import type { SendOutcome } from './outcome.ts'
import type { Abort, Secret } from './platform.ts'
import type { TransportSignal } from './signal.ts'
import type { TimingBounds, TypingTiming } from './timing.ts'
import type { TrustRules } from './trust.ts'
import type { Codec, WireReply, WireRequest } from './wire.ts'

/** What a transport is given. It has no clock: what must happen later is asked for with `wakeAt`. @experimental */
export interface TransportHost {
  readonly emit: (signal: TransportSignal) => void
  /** Monotonic milliseconds. */
  readonly now: Clock['now']
  /** In [0, 1). */
  readonly random: () => number
  /** Has the connection's `due` called at that instant of `now`; the last call counts, `Infinity` takes it back. */
  readonly wakeAt: (atMs: number) => void
}

/** One opened connection. @experimental */
export interface TransportConnection<in Target> {
  /**
   * Tells the server once: order, pace, repeats and re-sends are the client's. To return nothing
   * means that it is done; a promise never rejects.
   */
  readonly send: (
    target: Target,
    typing: boolean,
    options: { readonly keepalive: boolean; readonly signal: Abort; readonly activity: TypingActivity },
  ) => void | Promise<SendOutcome>
  /**
   * Only where the server wants a subscription for each conversation; returns the way to end it. Called once for as
   * long as somebody reads: a connection that was lost and opened again renews its subscriptions itself.
   */
  readonly watch?: ((target: Target) => () => void) | undefined
  /** The network or the page is back: try now. */
  readonly wake?: (() => void) | undefined
  /** The instant asked for with `wakeAt` has come. */
  readonly due?: (() => void) | undefined
  readonly close: () => void | Promise<void>
}

interface TransportBase<Target> {
  /** Such as `matrix`. */
  readonly name: string
  /** What a target looks like, for whoever gave another. */
  readonly targets?: string | undefined
  /** Periods to begin with. */
  readonly timing: TypingTiming
  /** What the protocol bears of other periods. */
  readonly bounds?: TimingBounds | undefined
  /** How much the server bears. */
  readonly limits?: RequestLimits | undefined
  /** What it can tell beside typing; left out, every activity is typing. */
  readonly activities?: readonly TypingActivity[] | undefined
  /** Canonical text of a target, or undefined if there can be no such conversation. Total: takes anything, never throws. */
  readonly key: (target: Target) => string | undefined
}

/** A transport with a connection of its own: the kind to write for another server. @experimental */
export interface ConnectionTransport<Target> extends TransportBase<Target> {
  readonly kind: 'connection'
  /** Called once for each `connect()`; a fresh connection every time. */
  readonly open: (host: TransportHost) => TransportConnection<Target>
}

/** Carries one request to the server; never rejects. */
export type Io = (request: WireRequest, options: { readonly signal: Abort; readonly keepalive: boolean }) => Promise<WireReply>

/** A transport as a pure codec, driven by the machines of the core: Matrix, Zulip and Rocket.Chat. */
export interface CodecTransport<Target> extends TransportBase<Target> {
  readonly kind: 'codec'
  readonly codec: Codec
  readonly io: Io
  readonly secret: Secret
  /** Ids of mine that are known before any answer. */
  readonly self: readonly string[]
  /** How far lists without an expiry are believed. */
  readonly trust: TrustRules
  /** How the server is told of a target, where its key does not say it: the codec's `send` is given this. */
  readonly address?: ((target: Target) => string) | undefined
}

/** The way to one server: `matrix(…)`, `zulip(…)`, `rocketchat(…)`, or one of your own. */
export type TypingTransport<Target> = ConnectionTransport<Target> | CodecTransport<Target>

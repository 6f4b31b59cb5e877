import type { Clock } from './clock.ts'
import type { TypingActivity, TypingUser } from './conversation.ts'
import type { Environment } from './environment.ts'
import type { TypingError } from './errors.ts'
import type { ConnectionStatus } from './status.ts'
import type { ReadonlyStore } from './store.ts'
import type { TypingTiming } from './timing.ts'
import type { TypingTransport } from './transport.ts'

/** Options of `createTypingClient`. */
export interface TypingClientOptions<Target> {
  /** `matrix(…)`, `zulip(…)`, `rocketchat(…)`, or one of your own. */
  readonly transport: TypingTransport<Target>
  /** Hears each failure once. Left out, the failures one can act on go to `console.warn`. */
  readonly onError?: ((error: TypingError) => void) | undefined
  /** Other periods, in milliseconds; clamped to what the protocol bears. */
  readonly timing?: { readonly [K in keyof TypingTiming]?: number | undefined } | undefined
  /** Time; the system's own by default. */
  readonly clock?: Clock | undefined
  /**
   * The page and the network it lives in; the browser's own by default, and none where there is no browser.
   * On a phone: `appStateEnvironment` of `@nowtyping/client/react-native`.
   */
  readonly environment?: Environment | undefined
  /** Watches what the client does and why: `createInspector()` of `@nowtyping/client/inspect`. */
  readonly inspector?: { readonly around: unknown } | undefined
  /** In [0, 1), for jitter; `Math.random` by default. */
  readonly random?: (() => number) | undefined
}

/** Whether I may be shown as typing in the conversation with that key. */
export type SharingRule = (conversationKey: string) => boolean

/** Typing for one account on one server. Without an argument: any client, whatever it addresses. */
export interface TypingClient<in Target = never> {
  /** State of the connection. */
  readonly status: ReadonlyStore<ConnectionStatus>
  /** The handle of a conversation. Pure: it may be called while rendering, and reports nothing. */
  readonly conversation: (target: Target) => TypingConversation
  /**
   * Connects; resolves with the first answer of the server. While there is none it waits and tries.
   * @throws TypingError `unauthorized`, `unsupported`, or `closed` if `close()` came first.
   */
  readonly connect: () => Promise<void>
  /** Stops what is on and lets go of every timer, socket, request and listener. `connect()` opens again. */
  readonly close: () => Promise<void>
  /**
   * Off: no typing request leaves, anywhere; where I was shown, one stop. On by default. A rule is asked
   * with the key of the conversation, now and before each start and re-send; where it throws, nothing leaves.
   */
  readonly setSharing: (sharing: boolean | SharingRule) => void
  /** Off: nobody is shown, anywhere. `reciprocal`: only where I may be shown myself. On by default. */
  readonly setShowing: (showing: boolean | 'reciprocal') => void
  /** Replaces the ids of the users who are never shown; every view follows at once. */
  readonly setIgnored: (userIds: Iterable<string>) => void
}

/** Options of `conversation.activity`. */
export interface ActivityOptions {
  /** Milliseconds after which it ends though nobody ended it; 600 000 (10 min) by default, at most 3 600 000. */
  readonly maxMs?: number | undefined
}

/** One conversation of one client; equal targets give the same handle. Every function may be passed around unbound. */
export interface TypingConversation {
  /** Canonical text of the target, equal for equal targets: good as a React key. */
  readonly key: string
  /** Who else types here, longest first; the same array until the set changes. Live while somebody subscribes. */
  readonly users: ReadonlyStore<readonly TypingUser[]>
  /** Whether I type here, as this client wishes it. */
  readonly isTyping: ReadonlyStore<boolean>
  /** To be called on every key: cheap, never throws, sends only what the protocol needs. */
  readonly keystroke: () => void
  /** Stops at once, once, whatever kept it on; safe at any time. */
  readonly stop: () => void
  /**
   * Says that I do this here until the function it returns is called: recording a voice message,
   * uploading a file. Where the protocol has no word for it, it is typing. It needs no keys to go on.
   */
  readonly activity: (kind: TypingActivity, options?: ActivityOptions) => () => void
  /** Says that a message of this user was shown here: they leave the list at once, until they type again. */
  readonly messageFrom: (userId: string) => void
}

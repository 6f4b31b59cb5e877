import type { RateLimit } from '../http/rate-limiter.ts'

/** How the Zulip face behaves; the defaults are those of a server of today. */
export interface ZulipOptions {
  /** What the server can do, as its clients ask for it: 481 (Zulip 12). From 11 on; each edge changes what it takes. */
  readonly featureLevel?: number
  /** How long a client shows somebody after a start, in milliseconds: 45 000. */
  readonly typingStartedExpiryMs?: number
  /** How long after the last key a client sends a stop, in milliseconds: 12 000. */
  readonly typingStoppedWaitMs?: number
  /** How often a client repeats a start, in milliseconds: 30 000. */
  readonly typingStartedWaitMs?: number
  /** Most subscribers of a channel whose typing is told of: 100. */
  readonly typingChannelLimit?: number
  /** How long a poll waits for a heartbeat, in milliseconds: 45 000 and up to 10 000 more where it is left out. */
  readonly heartbeatMs?: number
  /** How long a client should wait for an answer to a poll, in seconds: 90. It is told, and not acted upon. */
  readonly longpollTimeoutSeconds?: number
  /** How long a queue lives without a poll, in milliseconds: 600 000, looked at once a minute or once in that time. */
  readonly queueIdleMs?: number
  /** What the empty topic is called: `general chat`. */
  readonly emptyTopicName?: string
  /** Takes no message without a topic; typing is told of even so. */
  readonly mandatoryTopics?: boolean
  /** Names of rooms in which only who made them may write. */
  readonly announcementRooms?: readonly string[]
  /** Token bucket per user, which all calls share; none by default. Zulip's own: 200 in 60 s. */
  readonly rateLimit?: RateLimit
}

/** The options in force. */
export type ZulipSettings = Required<Omit<ZulipOptions, 'heartbeatMs' | 'rateLimit'>> &
  Pick<ZulipOptions, 'heartbeatMs'>

/** Figures: zproject/default_settings.py, zerver/tornado/event_queue.py, zerver/models/messages.py. */
export const DEFAULT_ZULIP_SETTINGS: ZulipSettings = {
  featureLevel: 481,
  typingStartedExpiryMs: 45_000,
  typingStoppedWaitMs: 12_000,
  typingStartedWaitMs: 30_000,
  typingChannelLimit: 100,
  longpollTimeoutSeconds: 90,
  queueIdleMs: 600_000,
  emptyTopicName: 'general chat',
  mandatoryTopics: false,
  announcementRooms: [],
}

/** Figures that a restart may change over HTTP, with the least and the most of each. */
const FIGURES = {
  featureLevel: [11, 10_000],
  typingStartedExpiryMs: [1, 600_000],
  typingStoppedWaitMs: [1, 600_000],
  typingStartedWaitMs: [1, 600_000],
  typingChannelLimit: [0, 10_000],
  heartbeatMs: [1, 600_000],
  longpollTimeoutSeconds: [1, 3_600],
  queueIdleMs: [1, 604_800_000],
} as const satisfies { readonly [name in keyof ZulipOptions]?: readonly [least: number, most: number] }

/** The first figure that is none or out of its bounds; undefined where all can be used. */
export function unusableFigure(options: ZulipOptions): string | undefined {
  return Object.entries(FIGURES).find(([name, [least, most]]) => {
    const value: unknown = Object.getOwnPropertyDescriptor(options, name)?.value
    return value !== undefined && !(Number.isInteger(value) && Number(value) >= least && Number(value) <= most)
  })?.[0]
}

/** The figures among the members of a parsed object; whatever else it has is left out. */
export function figuresOf(value: object): ZulipOptions {
  const names = new Set(Object.keys(FIGURES))
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)))
}

/** Feature levels at which what concerns typing changed (Zulip API changelog), by what came or went with them. */
export const LEVEL = {
  /** `type` and `message_type`; typing in channels. */
  channelTyping: 58,
  longpollTimeout: 74,
  userSettings: 89,
  sendFlags: 105,
  ignoredParameters: 167,
  /** `direct` beside `private`. */
  direct: 174,
  typingFigures: 204,
  /** `stream_id` in place of `to`; no more `private`. */
  streamId: 215,
  /** `channel` beside `stream`, in requests and in the words of errors. */
  channel: 248,
  receivesFlag: 253,
  emptyTopic: 334,
  editTyping: 351,
  editTypingByPath: 361,
  /** `(no topic)` is the empty topic. */
  noTopic: 372,
  topicsPolicy: 392,
  idleQueueTimeout: 481,
} as const

/** What clients take for the expiry where the server states none, in milliseconds (API documentation of /register). */
const EXPIRY_BEFORE_FIGURES_MS = 15_000

/** What kind of conversation a request is about. */
export type RecipientKind = 'direct' | 'channel'

/** Names of the kinds in a request to a server of that level; none where it does not look at the kind. */
export function recipientTypes(level: number): ReadonlyMap<string, RecipientKind> {
  const types = new Map<string, RecipientKind>()
  if (level < LEVEL.channelTyping) return types
  if (level >= LEVEL.direct) types.set('direct', 'direct')
  if (level < LEVEL.streamId) types.set('private', 'direct')
  types.set('stream', 'channel')
  if (level >= LEVEL.channel) types.set('channel', 'channel')
  return types
}

/** How long the clients of a server show somebody after a start, in milliseconds. */
export function clientExpiryMs(settings: { readonly featureLevel: number; readonly typingStartedExpiryMs: number }): number {
  return settings.featureLevel >= LEVEL.typingFigures ? settings.typingStartedExpiryMs : EXPIRY_BEFORE_FIGURES_MS
}

/** The word of that age for a channel. */
export function channelWord(level: number): 'channel' | 'stream' {
  return level >= LEVEL.channel ? 'channel' : 'stream'
}

const RELEASES: readonly (readonly [level: number, version: string])[] = [
  [481, '12.0'],
  [421, '11.0'],
  [372, '10.0'],
  [278, '9.0'],
  [237, '8.0'],
  [185, '7.0'],
  [164, '6.0'],
  [120, '5.0'],
  [65, '4.0'],
]

/** The last release whose features that level has. */
export function versionOf(level: number): string {
  return RELEASES.find(([from]) => level >= from)?.[1] ?? '3.4'
}

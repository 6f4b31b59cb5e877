/** A token bucket: at most `capacity + perSecond × t` requests in any t seconds (S7). */
export interface BucketSize {
  readonly capacity: number
  readonly perSecond: number
}

/** How much a transport may ask of its server. */
export interface RequestLimits {
  /** Starts, stops and their repeats, over all conversations. */
  readonly send: BucketSize
  /** Polls, and whatever else asks for news. */
  readonly ask: BucketSize
  /** Starts, stops and their repeats in one conversation. */
  readonly conversation: BucketSize
  /** What a wait that the server states closes: sends only, or the whole connection (S11). */
  readonly statedWaitCloses: 'send' | 'all'
}

/** Limits of a transport that names none: the strictest of the three protocols. */
export const DEFAULT_LIMITS: RequestLimits = {
  send: { capacity: 5, perSecond: 0.5 },
  ask: { capacity: 10, perSecond: 1 },
  conversation: { capacity: 4, perSecond: 0.5 },
  statedWaitCloses: 'all',
}

/** Most bytes of an ordinary answer (S14). */
export const MAX_ANSWER_BYTES = 1_048_576

/** Most bytes of an answer that replaces everything (S14). */
export const MAX_SNAPSHOT_BYTES = 33_554_432

import type { BucketSize } from '../protocol/limits.ts'

/** What was left in a token bucket at an instant; undefined is a full one. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** Rounding must not make somebody wait a millisecond for the billionth part of a token. */
const CRUMB = 1e-9

function tokensAt(bucket: Bucket | undefined, { capacity, perSecond }: BucketSize, now: number): number {
  if (bucket === undefined) return capacity
  return Math.min(capacity, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1_000)
}

/** The first instant at which the bucket holds so many tokens; `now` if it does already. */
export function readyAt(bucket: Bucket | undefined, size: BucketSize, tokens: number, now: number): number {
  // A dearer want than the bucket can ever hold leaves when it is full: it must not wait for ever.
  const missing = Math.min(tokens, size.capacity) - tokensAt(bucket, size, now)
  if (missing <= CRUMB) return now
  return now + Math.ceil((missing * 1_000) / size.perSecond)
}

/** The bucket with so many tokens taken. */
export function take(bucket: Bucket | undefined, size: BucketSize, tokens: number, now: number): Bucket | undefined {
  if (tokens === 0) return bucket
  return { tokens: Math.max(0, tokensAt(bucket, size, now) - tokens), at: now }
}

import type { BucketSize } from '../../src/protocol/limits.ts'

/** What may be spent: in any t seconds at most `capacity + perSecond × t` (S7). */
export interface Budget {
  readonly spend: (tokens: number, now: number) => void
}

/** Makes a budget that throws when it is overdrawn; it never looks at the engine's own buckets. */
export function createBudget(name: string, { capacity, perSecond }: BucketSize): Budget {
  let left = capacity
  let at = -Infinity
  return {
    spend(tokens, now) {
      left = Math.min(capacity, left + (Math.max(0, now - at) * perSecond) / 1_000) - tokens
      at = now
      if (left < -1e-6) throw new Error(`S7: the ${name} budget is overdrawn by ${-left} at ${now}`)
    },
  }
}

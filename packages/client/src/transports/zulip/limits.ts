import type { RequestLimits } from '../../protocol/limits.ts'

/** An account has 200 requests a minute by default, and all that it runs shares them. */
export const ZULIP_LIMITS: RequestLimits = {
  send: { capacity: 5, perSecond: 0.5 },
  ask: { capacity: 10, perSecond: 1 },
  conversation: { capacity: 4, perSecond: 0.5 },
  statedWaitCloses: 'all',
}

/**
 * How many follow a channel, by the app's own function: what that throws, or whatever else it gives than a number,
 * counts as unknown.
 */
export function countingWith(count: ((channelId: number) => unknown) | undefined): (channelId: number) => number | undefined {
  return (channelId) => {
    try {
      const found = count?.(channelId)
      return typeof found === 'number' ? found : undefined
    } catch {
      return undefined
    }
  }
}

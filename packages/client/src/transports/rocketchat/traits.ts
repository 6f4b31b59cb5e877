import type { TypingActivity } from '../../protocol/conversation.ts'
import type { RequestLimits } from '../../protocol/limits.ts'
import type { TimingBounds, TypingTiming } from '../../protocol/timing.ts'
import { ACTIVITIES, EXPIRE_AFTER_MS } from './activity.ts'
import { readTarget } from './target.ts'

/** What is so of Rocket.Chat over whichever socket. */
export const ROCKETCHAT_TRAITS: {
  readonly kind: 'connection'
  readonly name: string
  readonly targets: string
  readonly timing: TypingTiming
  readonly bounds: TimingBounds
  readonly limits: RequestLimits
  readonly activities: readonly TypingActivity[]
  readonly key: (target: unknown) => string | undefined
} = {
  kind: 'connection',
  name: 'rocketchat',
  targets: 'the id of a room, or { rid, tmid }',
  // T: what the server's own client keeps others for. R: T less the margin of all protocols.
  timing: { expireAfterMs: EXPIRE_AFTER_MS, resendEveryMs: 10_000, idleAfterMs: 6_000 },
  // Others' clients count T by themselves: a longer one would only be dark in between.
  bounds: { expireAfterMs: [6_000, EXPIRE_AFTER_MS], resendEveryMostMs: 10_000 },
  // The server takes 40 calls of a method in 40 s of a connection (rateLimiter.js).
  limits: {
    send: { capacity: 10, perSecond: 0.4 },
    ask: { capacity: 10, perSecond: 1 },
    conversation: { capacity: 4, perSecond: 0.5 },
    statedWaitCloses: 'send',
  },
  activities: ACTIVITIES,
  key: (target) => readTarget(target)?.key,
}

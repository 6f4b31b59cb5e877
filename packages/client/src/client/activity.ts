import type { ActivityOptions } from '../protocol/client.ts'
import type { Clock } from '../protocol/clock.ts'
import { clampMs } from '../protocol/timing.ts'

/** Milliseconds after which an activity that nobody ended has been forgotten; and the least and most an app may say. */
const FORGOTTEN_MS = 600_000
const HOLD_BOUNDS_MS = [1_000, 3_600_000] as const

/** What an activity of one conversation is begun with. */
export interface HoldsOptions {
  readonly clock: Clock
  /** Holds the wish until that instant; one that has passed takes it back. */
  readonly hold: (until: number) => void
}

/** What one conversation is held by, for one activity. */
export interface Holds {
  /** Begins one more hold and returns the way to end it; the longest of several counts. */
  readonly begin: (options?: ActivityOptions) => () => void
  /** A stop has ended them all: none of them is ended, or goes on, any more (S5). */
  readonly forget: () => void
}

/** Makes the holds of one conversation and activity. */
export function createHolds({ clock, hold }: HoldsOptions): Holds {
  const untils = new Map<symbol, number>()

  function tell(): void {
    const now = clock.now()
    let longest = -Infinity
    for (const [mine, until] of untils) {
      // Who relies on its end never says that it is over.
      if (until <= now) untils.delete(mine)
      else longest = Math.max(longest, until)
    }
    hold(longest)
  }

  return {
    begin(options = {}) {
      const mine = Symbol('hold')
      untils.set(mine, clock.now() + clampMs(options.maxMs, HOLD_BOUNDS_MS, FORGOTTEN_MS))
      tell()
      return () => {
        if (untils.delete(mine)) tell()
      }
    },
    forget: () => untils.clear(),
  }
}

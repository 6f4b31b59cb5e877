import { MOST_UNDER_WAY_MS, type NetworkRates } from './setting.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** The network between one host and the server, at the moment. */
export interface Weather {
  readonly random: Random
  readonly rates: () => NetworkRates
  /** Milliseconds that something takes one way, from now. */
  readonly delay: () => number
  /** Whether nothing gets through, and what a request makes of it. */
  readonly partition: () => 'fails' | 'silent' | undefined
  /** When what cannot get through now will. */
  readonly dividedUntil: () => number
  readonly divide: (ms: number, fails: boolean) => void
  readonly clog: (ms: number) => void
  /** From now on a good network. */
  readonly heal: (rates: NetworkRates) => void
}

/** Milliseconds that a host far away needs more, one way. */
const FAR_MS = 1_100

/** Makes the weather of a host. */
export function createWeather(timeline: Timeline, random: Random, first: NetworkRates, isFar: boolean): Weather {
  let rates = first
  let partition = { until: -Infinity, fails: false }
  let cloggedUntil = -Infinity
  let healed = false
  return {
    random,
    rates: () => rates,
    delay() {
      const { leastMs, meanMs, tail, tailMs, mostMs } = rates
      const tailed = random.chance(tail) ? random.exponential(tailMs) : 0
      const far = isFar && !healed ? FAR_MS : 0
      const usual = Math.min(mostMs, leastMs + far + random.exponential(meanMs) + tailed)
      return Math.ceil(Math.min(MOST_UNDER_WAY_MS, Math.max(0, cloggedUntil - timeline.now()) + usual))
    },
    partition() {
      if (timeline.now() >= partition.until) return undefined
      return partition.fails ? 'fails' : 'silent'
    },
    dividedUntil: () => (timeline.now() < partition.until ? partition.until : -Infinity),
    divide(ms, fails) {
      partition = { until: timeline.now() + ms, fails }
    },
    clog(ms) {
      cloggedUntil = timeline.now() + ms
    },
    heal(good) {
      rates = good
      healed = true
      partition = { until: -Infinity, fails: false }
      cloggedUntil = -Infinity
    },
  }
}

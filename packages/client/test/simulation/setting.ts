/** The protocols that can be simulated. */
export const PROTOCOLS = ['matrix', 'zulip', 'rocketchat'] as const
export type ProtocolName = (typeof PROTOCOLS)[number]

/**
 * How hard it is made. `calm`: a good network and no faults. `usual`: what happens to people. `hostile`: the same, far
 * more often. `loss`: one who types on and one who looks on, and requests that are lost, of which the client hears
 * within seconds. `void`: the same, and it never hears of them.
 */
export const MODES = ['calm', 'usual', 'hostile', 'loss', 'void'] as const
export type Mode = (typeof MODES)[number]

/** A device of somebody: one page. */
export interface HostSpec {
  readonly person: string
  /** Whether the monotonic clock, and timers with it, stand while it sleeps. */
  readonly standsAsleep: boolean
  /** Whether it is so far away that an answer to everything is never quick. */
  readonly isFar: boolean
}

/** What chance does to one request, or to one frame. Probabilities, and milliseconds. */
export interface NetworkRates {
  /** Lost on the way there, and on the way back. */
  readonly lostUp: number
  readonly lostDown: number
  /** That the client never hears of a loss, of the losses. */
  readonly untold: number
  readonly duplicated: number
  readonly leastMs: number
  readonly meanMs: number
  /** Probability of a delay that is exponential with `tailMs` besides. */
  readonly tail: number
  readonly tailMs: number
  readonly mostMs: number
}

/** Longest that anything is under way in the network, in milliseconds; part of the bounds of S1. */
export const MOST_UNDER_WAY_MS = 15_000

const CALM: NetworkRates = {
  lostUp: 0,
  lostDown: 0,
  untold: 0.6,
  duplicated: 0,
  leastMs: 20,
  meanMs: 60,
  tail: 0,
  tailMs: 0,
  mostMs: 400,
}

/** What chance does in each mode; in `loss` the world says itself how much is lost. */
export const RATES: Readonly<Record<Mode, NetworkRates>> = {
  calm: CALM,
  usual: { ...CALM, lostUp: 0.01, lostDown: 0.01, duplicated: 0.005, tail: 0.02, tailMs: 3_000, mostMs: MOST_UNDER_WAY_MS },
  hostile: { ...CALM, lostUp: 0.05, lostDown: 0.05, duplicated: 0.02, tail: 0.05, tailMs: 4_000, mostMs: MOST_UNDER_WAY_MS },
  loss: { ...CALM, untold: 0 },
  void: { ...CALM, untold: 1 },
}

/** Whether it is about one who types on and one who looks on. */
export function isOfTwo(mode: Mode): boolean {
  return mode === 'loss' || mode === 'void'
}

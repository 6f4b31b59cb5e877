import type { Protocol } from '../hub/protocol.ts'

/** Status codes a fault may answer with. */
export const FAULT_STATUSES = [401, 403, 404, 408, 429, 500, 502, 503, 504] as const

/** One of the status codes a fault may answer with. */
export type FaultStatus = (typeof FAULT_STATUSES)[number]

/** What is wrong with an absurd wait: beyond any number of use, below zero, half a second, or no number at all. */
export const ABSURDITIES = ['huge', 'negative', 'fraction', 'words'] as const

/** One way in which a wait may be absurd. */
export type Absurdity = (typeof ABSURDITIES)[number]

/** How an answer is cut short: as if it were whole, and cut off, or with the rest never coming. */
export const TRUNCATIONS = ['valid', 'broken', 'stall'] as const

/** One way to cut an answer short. */
export type Truncation = (typeof TRUNCATIONS)[number]

/** Faults that have nothing to be said about them. */
export const PLAIN_FAULTS = [
  'dropBefore',
  'dropAfter',
  'reset',
  'fin',
  'badJson',
  'wrongTypes',
  'protoKeys',
  'duplicate',
  'emptyPollStorm',
  'heartbeatStop',
  'halfOpen',
  'wsBinary',
  'dupFrame',
  'noPong',
  'tokenExpire',
  'queueExpire',
] as const

/** One of the faults that have nothing to be said about them. */
export type PlainFault = (typeof PLAIN_FAULTS)[number]

/** What may go wrong; times are in milliseconds unless a name says otherwise. */
export type Fault =
  | { readonly [Kind in PlainFault]: { readonly kind: Kind } }[PlainFault]
  /** Later by `min`, an exponential time with this `mean`, and for one in fifty another with the mean `tail`. */
  | { readonly kind: 'latency'; readonly min?: number; readonly mean?: number; readonly tail?: number }
  /** No answer; with `applied` it took effect. */
  | { readonly kind: 'hang'; readonly applied?: boolean }
  | { readonly kind: 'truncate'; readonly bytes?: number; readonly mode?: Truncation }
  | { readonly kind: 'drip'; readonly chunk?: number; readonly ms?: number }
  | { readonly kind: 'status'; readonly code: FaultStatus }
  /** 429 with the wait in seconds in the header, as a date so many seconds from now, or in the body in milliseconds. */
  | {
      readonly kind: 'retryAfter'
      readonly header?: number
      readonly date?: number
      readonly body?: number
      readonly absurd?: Absurdity
    }
  | { readonly kind: 'hugeList'; readonly n?: number }
  | { readonly kind: 'deepJson'; readonly depth?: number }
  /** Held until the next of the same user has been dealt with, or for so long. */
  | { readonly kind: 'reorder'; readonly ms?: number }
  | { readonly kind: 'slowPoll'; readonly ms?: number }
  | { readonly kind: 'wsClose'; readonly code?: number }
  | { readonly kind: 'restart'; readonly keepState?: boolean; readonly downMs?: number }
  /** Nothing of these users comes through, in either direction. */
  | { readonly kind: 'partition'; readonly users: readonly string[] }

/** Name of a fault. */
export type FaultKind = Fault['kind']

/** The faults of some kinds. */
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>

/** Whether a fault is of one of these kinds. */
export function isOneOf<Kind extends FaultKind>(fault: Fault, kinds: readonly Kind[]): fault is FaultOf<Kind> {
  return kinds.some((kind) => kind === fault.kind)
}

/** What a rule is about; what is left out is any. A text may end in `*` for whatever follows. */
export interface FaultMatch {
  readonly protocol?: Protocol | readonly Protocol[]
  /** Pattern of the route, as the journal has it. */
  readonly route?: string | readonly string[]
  readonly op?: string | readonly string[]
  readonly user?: string | readonly string[]
  readonly room?: string | readonly string[]
  /** Which of all that matches so far, from 1. */
  readonly nth?: number | readonly number[]
  readonly every?: number
  /** From 0 to 1. */
  readonly probability?: number
  /** From when to when the rule is in force, in milliseconds since the plan is. */
  readonly between?: readonly [fromMs: number, toMs: number]
}

/** What goes wrong, and when. */
export interface FaultRule {
  readonly match?: FaultMatch
  readonly fault: Fault
  /** How often at most. */
  readonly count?: number
}

/** Everything that is to go wrong; the same plan, the same faults for the same requests. */
export interface FaultPlan {
  /** Decides what chance decides; 1 by default. */
  readonly seed?: number
  readonly rules: readonly FaultRule[]
}

/** A rule, and what came of it. */
export interface FaultTally {
  readonly fault: FaultKind
  /** How much it was about, and how often it came to pass. */
  readonly matched: number
  readonly applied: number
}

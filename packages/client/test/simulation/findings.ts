import { hashOf } from './random.ts'
import type { ProtocolName } from './setting.ts'

/** What happens on every protocol. */
const EVERYWHERE = [
  'the server was restarted while somebody typed',
  'somebody flickered',
  'a page woke up with a stale list',
  'two devices of one person typed in one room',
] as const

const OVER_HTTP = [
  'a stop overtook its start',
  'a start that was given up was applied',
  'a retry succeeded inside the margin',
  'a pause was asked for while a stop was due',
] as const

const WITH_LISTS = [
  'a list was cut at the cap',
  'an old list was looked up',
  'a suspect was dropped',
  'a suspect was listed again',
  'a list was hidden by its age',
  'a list hidden by its age was shown again',
] as const

const WITH_QUEUES = ['a queue had gone'] as const

const WITH_SOCKETS = ['a socket was silent'] as const

export type Sometimes =
  | (typeof EVERYWHERE)[number]
  | (typeof OVER_HTTP)[number]
  | (typeof WITH_LISTS)[number]
  | (typeof WITH_QUEUES)[number]
  | (typeof WITH_SOCKETS)[number]

/** What must be seen at least once over many worlds: that the simulator got there (D2). */
export const SOMETIMES: Readonly<Record<ProtocolName, readonly Sometimes[]>> = {
  matrix: [...EVERYWHERE, ...OVER_HTTP, ...WITH_LISTS],
  zulip: [...EVERYWHERE, ...OVER_HTTP, ...WITH_QUEUES],
  rocketchat: [...EVERYWHERE, ...WITH_SOCKETS],
}

/** The first thing that was not as it must be. */
export interface Failure {
  /** Its number, such as S1. */
  readonly invariant: string
  readonly message: string
  /** Milliseconds from the start of the world. */
  readonly atMs: number
}

/** Longest message of a failure that is kept. */
const MOST_MESSAGE = 300

/** Figures of a world; they can be added up. */
export interface Figures {
  hours: number
  worstGhostMs: number
  /** Of one who types on, in the eyes of one who looks on. */
  visibleMs: number
  watchedMs: number
  sends: number
  asks: number
  errors: number
  /** Requests whose answer was not the good one that a calm network gives. */
  troubles: number
}

export const noFigures = (): Figures => ({
  hours: 0,
  worstGhostMs: 0,
  visibleMs: 0,
  watchedMs: 0,
  sends: 0,
  asks: 0,
  errors: 0,
  troubles: 0,
})

/** Adds one world's figures to a sum. */
export function addFigures(sum: Figures, { worstGhostMs, ...figures }: Figures): Figures {
  return {
    hours: sum.hours + figures.hours,
    worstGhostMs: Math.max(sum.worstGhostMs, worstGhostMs),
    visibleMs: sum.visibleMs + figures.visibleMs,
    watchedMs: sum.watchedMs + figures.watchedMs,
    sends: sum.sends + figures.sends,
    asks: sum.asks + figures.asks,
    errors: sum.errors + figures.errors,
    troubles: sum.troubles + figures.troubles,
  }
}

/** What a world turned out to be. */
export interface Findings {
  readonly figures: Figures
  readonly seen: ReadonlySet<Sometimes>
  readonly failure: () => Failure | undefined
  /** Of everything that happened, in order (D1). */
  readonly hash: () => number
  /** Remembers the first failure; the invariant is the first word of the message. */
  readonly fail: (cause: unknown) => void
  readonly sometimes: (what: Sometimes) => void
  readonly trace: (what: string) => void
}

/** Makes the findings of one world; `elapsed` is in milliseconds from its start. */
export function createFindings(elapsed: () => number, onTrace?: (line: string) => void): Findings {
  const seen = new Set<Sometimes>()
  let failure: Failure | undefined
  let hash = 0x811c9dc5
  return {
    figures: noFigures(),
    seen,
    failure: () => failure,
    hash: () => hash,
    fail(cause) {
      if (failure !== undefined) return
      const message = cause instanceof Error ? cause.message : String(cause)
      // What is thrown without a number is thrown by the code that is tested, and nothing may be (S18).
      const invariant = /^[SLD]\d+/.exec(message)?.[0] ?? 'S18'
      failure = { invariant, message: message.slice(0, MOST_MESSAGE), atMs: elapsed() }
      onTrace?.(`FAILS ${message}`)
    },
    sometimes: (what) => void seen.add(what),
    trace(what) {
      hash = hashOf(`${elapsed()} ${what}`, hash)
      onTrace?.(what)
    },
  }
}

import type { Protocol } from '../hub/protocol.ts'
import { seededRandom } from '../hub/random.ts'
import type { Fault, FaultMatch, FaultPlan, FaultRule, FaultTally } from './fault.ts'
import { isAbout, type Occasion } from './occasion.ts'

/** A fault that is to come to pass. */
export interface Hit {
  readonly fault: Fault
  /** Chance, the same for the same seed, rule and match. */
  readonly random: () => number
}

interface Entry {
  readonly rule: FaultRule
  matched: number
  applied: number
}

function names(wanted: string | readonly string[] | undefined, actual: string | undefined): boolean {
  if (wanted === undefined) return true
  if (actual === undefined) return false
  return [wanted].flat().some((text) => {
    return text.endsWith('*') ? actual.startsWith(text.slice(0, -1)) : text === actual
  })
}

// A preflight is the browser's affair: how many there are depends on its cache.
function matches({ op, ...match }: FaultMatch, occasion: Occasion, sinceMs: number): boolean {
  const [fromMs, toMs] = match.between ?? [0, Number.POSITIVE_INFINITY]
  return (
    names(match.protocol, occasion.protocol) &&
    names(match.route, occasion.route) &&
    names(op, occasion.op) &&
    names(match.user, occasion.user) &&
    names(match.room, occasion.room) &&
    sinceMs >= fromMs &&
    sinceMs < toMs &&
    (occasion.op !== 'preflight' || op !== undefined)
  )
}

// Three numbers into one seed; the factors are those of MurmurHash3 and of the golden ratio.
function chance(seed: number, rule: number, ordinal: number): () => number {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(rule + 1, 0xc2b2ae35) ^ Math.imul(ordinal, 0x27d4eb2f)
  return seededRandom(mixed ^ (mixed >>> 15))
}

/** A plan in force: which of its faults befall what, by order and by seed alone. */
export class Schedule {
  readonly plan: FaultPlan
  readonly #entries: readonly Entry[]
  readonly #startMs: number

  constructor(plan: FaultPlan, startMs: number) {
    this.plan = plan
    this.#startMs = startMs
    this.#entries = plan.rules.map((rule) => ({ rule, matched: 0, applied: 0 }))
  }

  /** The faults that befall it, in the order of the rules. */
  hits(occasion: Occasion, nowMs: number): readonly Hit[] {
    const { seed = 1 } = this.plan
    return this.#entries.flatMap((entry, index) => {
      const { match = {}, fault, count = Number.POSITIVE_INFINITY } = entry.rule
      if (!isAbout(fault.kind, occasion) || !matches(match, occasion, nowMs - this.#startMs)) return []
      entry.matched += 1
      const random = chance(seed, index, entry.matched)
      const isDue =
        (match.nth === undefined || [match.nth].flat().includes(entry.matched)) &&
        entry.matched % (match.every ?? 1) === 0 &&
        (match.probability === undefined || random() < match.probability)
      if (!isDue || entry.applied >= count) return []
      entry.applied += 1
      return [{ fault, random }]
    })
  }

  /** Whether a partition cuts that user off now; it counts as one match, and as a fault where it does. */
  cutsOff(protocol: Protocol, user: string | undefined, nowMs: number): boolean {
    if (user === undefined) return false
    const found = this.#entries.find(({ rule: { fault, match = {} } }) => {
      const occasion: Occasion = { place: 'request', protocol, route: '', op: '' }
      return fault.kind === 'partition' && names(fault.users, user) && matches(match, occasion, nowMs - this.#startMs)
    })
    if (found === undefined) return false
    found.matched += 1
    found.applied += 1
    return true
  }

  /** What came of each rule, in their order. */
  tallies(): readonly FaultTally[] {
    return this.#entries.map(({ rule: { fault }, matched, applied }) => ({ fault: fault.kind, matched, applied }))
  }
}

import { planFaults, type Fault } from './faults.ts'
import { createRandom, type Random } from './random.ts'
import { isOfTwo, RATES, type HostSpec, type Mode, type NetworkRates, type ProtocolName } from './setting.ts'
import { planActs, type Act } from './workload.ts'

/** Everything that is going to happen from outside. */
export interface Plan {
  readonly seed: number
  readonly protocol: ProtocolName
  readonly mode: Mode
  readonly durationMs: number
  readonly hosts: readonly HostSpec[]
  readonly roomCount: number
  readonly rates: NetworkRates
  readonly acts: readonly Act[]
  readonly faults: readonly Fault[]
}

/** What a plan is made of; the last three make it smaller, so that a failure can be looked at. */
export interface PlanOptions {
  readonly seed: number
  readonly protocol: ProtocolName
  readonly mode?: Mode
  readonly minutes?: number
  /** Of requests, in `loss` and `void`. */
  readonly loss?: number
  /** So many hosts, the first ones. */
  readonly hosts?: number
  /** Only these faults, by their place in the whole list. */
  readonly faults?: readonly number[]
}

const PEOPLE = ['ann', 'bob', 'cleo', 'dan'] as const

/** One who types on, and one who looks on. */
const TYPIST_AND_ONLOOKER: readonly HostSpec[] = ['ann', 'bob'].map((person) => ({ person, standsAsleep: false, isFar: false }))

function planHosts(random: Random, mode: Mode): readonly HostSpec[] {
  if (isOfTwo(mode)) return TYPIST_AND_ONLOOKER
  const count = random.whole(2, mode === 'hostile' ? 4 : 3)
  const isRough = mode !== 'calm'
  return Array.from({ length: count }, (_, index) => {
    // The last one may be a second device of the first person.
    const isSecond = index === count - 1 && index > 1 && random.chance(0.5)
    const person = isSecond ? PEOPLE[0] : (PEOPLE[index] ?? PEOPLE[0])
    return { person, standsAsleep: random.chance(0.5), isFar: isRough && random.chance(0.15) }
  })
}

/** Makes the plan of a seed. */
export function createPlan(options: PlanOptions): Plan {
  const { seed, protocol, mode = 'usual', minutes = 60, loss = 0 } = options
  const random = createRandom(seed)
  const all = planHosts(random.fork('hosts'), mode)
  const hosts = all.slice(0, options.hosts ?? all.length)
  const durationMs = minutes * 60_000
  const roomCount = isOfTwo(mode) ? 1 : 3
  const of = (host: number): boolean => host < hosts.length
  const acts = planActs(random.fork('users'), all, { mode, durationMs, roomCount }).filter(({ host }) => of(host))
  // Made for the whole list of hosts and a whole hour, so that a smaller plan is a part of the greater one.
  const faults = planFaults(random.fork('faults'), all, { mode, durationMs: Math.max(durationMs, 3_600_000) })
  const kept = options.faults === undefined ? undefined : new Set(options.faults)
  const rates = isOfTwo(mode) ? { ...RATES[mode], lostUp: loss / 2, lostDown: loss / 2 } : RATES[mode]
  return {
    seed,
    protocol,
    mode,
    durationMs,
    hosts,
    roomCount,
    rates,
    acts,
    faults: faults.filter(
      (fault) => fault.at < durationMs && ('host' in fault ? of(fault.host) : true) && (kept?.has(fault.index) ?? true),
    ),
  }
}

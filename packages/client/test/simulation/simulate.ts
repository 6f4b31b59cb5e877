import type { WireReply } from '../../src/protocol/wire.ts'
import type { Ground } from './app.ts'
import { createFindings, type Failure, type Figures, type Sometimes } from './findings.ts'
import type { Passage } from './http-network.ts'
import { createOracle } from './oracle.ts'
import { createPlan, type Plan, type PlanOptions } from './plan.ts'
import type { SimulatedProtocol } from './protocol.ts'
import { createRandom } from './random.ts'
import { createResident, type Resident } from './resident.ts'
import { createSimulatedServer } from './server.ts'
import { isOfTwo } from './setting.ts'
import { createTimeline, type Settle } from './timeline.ts'
import { createWatch } from './watch.ts'

/** What became of a world. */
export interface Outcome {
  readonly plan: Plan
  readonly failure: Failure | undefined
  readonly hash: number
  readonly figures: Figures
  readonly seen: ReadonlySet<Sometimes>
}

/** What a run may be given beside its plan. */
export interface SimulateOptions {
  /** Hears each line of the trace. */
  readonly onTrace?: ((line: string) => void) | undefined
  /** How promises are let settle. */
  readonly settle?: Settle | undefined
}

/** The instant at which every world begins, in milliseconds. */
const START_MS = 1_000_000

/** Runs a world from its beginning to its end, or to the first thing that is not as it must be. */
export async function simulate<Target>(
  protocol: SimulatedProtocol<Target>,
  planOptions: PlanOptions,
  { onTrace, settle }: SimulateOptions = {},
): Promise<Outcome> {
  const plan = createPlan(planOptions)
  const { seed, hosts, durationMs, rates, acts, faults, roomCount } = plan
  const random = createRandom(seed)
  const timeline = createTimeline(START_MS, settle)
  const elapsed = (): number => timeline.now() - START_MS
  const findings = createFindings(elapsed, onTrace && ((line) => onTrace(`${elapsed()} ${line}`)))
  const people = [...new Set(hosts.map(({ person }) => person))]
  const server = createSimulatedServer({
    protocol: plan.protocol,
    timeline,
    people,
    roomCount,
    random: random.fork('server'),
    mayForget: protocol.mayForget,
  })
  const oracle = createOracle(timeline.now, protocol.timing.idleAfterMs)
  const ground: Ground<Target> = {
    name: plan.protocol,
    protocol,
    timeline,
    server,
    oracle,
    findings,
    roomCount,
    secrets: new Map(),
    everySecret: new Set(),
  }
  const personOf = new Map(people.map((person) => [protocol.idOf(server, person), person]))
  const residents: Resident[] = []
  const watch = createWatch({ ground, mode: plan.mode, residents, personOf })
  let order = 0

  function said(from: Resident, room: number): void {
    for (const resident of residents) {
      if (resident === from) continue
      timeline.after(random.whole(100, 600), () => {
        watch.heard(resident, room, from.host.spec.person)
        resident.messageFrom(room, from.host.spec.person)
      })
    }
  }

  for (const [index, spec] of hosts.entries()) {
    residents.push(
      createResident({
        ground,
        spec,
        index,
        rates,
        random,
        nextOrder: () => (order += 1),
        changed: watch.changed,
        said,
        onDeparture: (resident: Resident, passage: Passage) => watch.departed(resident, passage),
        onArrival: (passage: Passage) => watch.arrived(passage),
        onFrame: watch.framed,
        onReply: (passage: Passage, reply: WireReply) => watch.replied(passage, reply),
      }),
    )
  }
  // One after the other, so that an hour of acts is not an hour of appointments.
  function schedule<T extends { readonly at: number }>(items: readonly T[], act: (item: T) => void, from = 0): void {
    const item = items[from]
    if (item === undefined) return
    timeline.at(START_MS + item.at, () => {
      schedule(items, act, from + 1)
      if (!isResting) act(item)
    })
  }
  let isResting = false
  schedule(acts, (act) => {
    if (isOfTwo(plan.mode)) watch.steady(act.endsAfter)
    residents[act.host]?.perform(act)
  })
  schedule(faults, (fault) => {
    findings.trace(`fault ${fault.kind} ${'host' in fault ? fault.host : ''}`)
    if ('host' in fault) return residents[fault.host]?.suffer(fault)
    if (fault.kind === 'restart' && people.some((person) => oracle.isWishing(person, 0))) {
      findings.sometimes('the server was restarted while somebody typed')
    }
    return server.suffer(fault)
  })

  const isOver = (): boolean => findings.failure() !== undefined
  const pass = (ms: number): Promise<void> => timeline.run(timeline.now() + ms, isOver)
  watch.begin()
  await pass(durationMs)
  findings.figures.hours = durationMs / 3_600_000
  isResting = true
  if (!isOver()) await watch.rest(pass)
  watch.end()
  server.virtual.close()
  return { plan, failure: findings.failure(), hash: findings.hash(), figures: findings.figures, seen: findings.seen }
}

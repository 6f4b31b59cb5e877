import type { Clock } from '../hub/clock.ts'
import type { Protocol } from '../hub/protocol.ts'
import type { Exchange, ExchangeNote } from '../http/exchange.ts'
import type { FaultPlan, FaultTally } from './fault.ts'
import type { Occasion } from './occasion.ts'
import { type Hit, Schedule } from './schedule.ts'
import { Waits } from './waits.ts'

/** What faults do to the server itself. */
export interface FaultActions {
  readonly restart: (how: { readonly keepState?: boolean; readonly downMs?: number }) => void
  readonly expireToken: (protocol: Protocol, user: string) => void
  readonly endQueues: (user: string) => void
}

/** What faults stand on. */
export interface FaultGround {
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
  readonly actions: FaultActions
}

const NO_FAULTS: readonly string[] = []

/** The plan in force, and whatever it holds back. */
export class Faults {
  readonly clock: Clock
  readonly actions: FaultActions
  readonly waits: Waits
  readonly #record: (exchange: Exchange) => void
  readonly #first: FaultPlan | undefined
  readonly #overtaken = new Map<string, () => void>()
  #schedule: Schedule | undefined
  #befalling = NO_FAULTS

  constructor({ clock, onExchange, actions }: FaultGround, first: FaultPlan | undefined) {
    this.clock = clock
    this.actions = actions
    this.waits = new Waits(clock)
    this.#record = onExchange
    this.#first = first
    this.#schedule = first && new Schedule(first, clock.now())
  }

  /** Whether there is a plan. */
  get inForce(): boolean {
    return this.#schedule !== undefined
  }

  /** The plan in force. */
  get plan(): FaultPlan | undefined {
    return this.#schedule?.plan
  }

  /** Puts a plan in the place of the one before, or nothing; requests it would never answer are cut. */
  set(plan: FaultPlan | undefined): void {
    this.#schedule = plan && new Schedule(plan, this.clock.now())
    this.waits.release()
  }

  /** Back to the plan of the start, which begins again. */
  reset(): void {
    this.letGo()
    this.set(this.#first)
  }

  /** The server goes: whatever is under way arrives nowhere. */
  letGo(): void {
    this.waits.letGo()
  }

  /** What came of each rule. */
  tallies(): readonly FaultTally[] {
    return this.#schedule?.tallies() ?? []
  }

  hits(occasion: Occasion): readonly Hit[] {
    return this.#schedule?.hits(occasion, this.clock.now()) ?? []
  }

  cutsOff(protocol: Protocol, user: string | undefined): boolean {
    return this.#schedule?.cutsOff(protocol, user, this.clock.now()) === true
  }

  /** Waits until another request of that owner has been dealt with, or for so long; at once where one waits already. */
  async overtake(owner: string, ms: number): Promise<'over' | 'let-go'> {
    if (this.#overtaken.has(owner)) return 'over'
    const next = new Promise<'over'>((resolve) => this.#overtaken.set(owner, () => resolve('over')))
    const end = await Promise.race([next, this.waits.pause(ms)])
    this.#overtaken.delete(owner)
    return end
  }

  /** A request of that owner has been dealt with: now it is the turn of the one it overtook. */
  dealtWith(owner: string): void {
    this.#overtaken.get(owner)?.()
  }

  /** Tells the journal of something that no face told it of. */
  tell(protocol: Protocol, method: string, note: ExchangeNote, faults: readonly string[], status = 0): void {
    const at = this.clock.now()
    this.#record({ protocol, method, note, status, atMs: at, doneAtMs: at, faults })
  }

  /** Runs something that these faults befall, so that the journal can say so. */
  during(faults: readonly string[], run: () => void): void {
    this.#befalling = faults
    try {
      run()
    } finally {
      this.#befalling = NO_FAULTS
    }
  }

  /** The exchange with the faults that befall it right now. */
  annotated(exchange: Exchange): Exchange {
    return this.#befalling.length === 0 ? exchange : { ...exchange, faults: this.#befalling }
  }
}

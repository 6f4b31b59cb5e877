import { type JoinRule, type Membership, type RoomEvent, stateKeyOf } from './events.ts'

/** Most events kept of one room; the oldest that say nothing about its present state go first. */
export const MAX_ROOM_EVENTS = 1_000

/** A room: its log, and what follows from it. */
export class Room {
  readonly id: string
  readonly #members = new Map<string, Membership>()
  readonly #log: RoomEvent[] = []
  #name = ''
  #creator: string | undefined
  #joinRule: JoinRule = 'invited'

  constructor(id: string) {
    this.id = id
  }

  get name(): string {
    return this.#name
  }

  /** Who made the room; undefined before its first event. */
  get creator(): string | undefined {
    return this.#creator
  }

  get joinRule(): JoinRule {
    return this.#joinRule
  }

  /** Everybody who ever stood in a relation to the room. */
  get members(): ReadonlyMap<string, Membership> {
    return this.#members
  }

  /** Everything kept, oldest first. */
  get log(): readonly RoomEvent[] {
    return this.#log
  }

  has(user: string): boolean {
    return this.#members.get(user) === 'join'
  }

  joined(): readonly string[] {
    return [...this.#members].filter(([, membership]) => membership === 'join').map(([user]) => user)
  }

  append(event: RoomEvent): void {
    this.#log.push(event)
    if (event.kind === 'created') this.#creator = event.sender
    if (event.kind === 'member') this.#members.set(event.user, event.membership)
    if (event.kind === 'named') this.#name = event.name
    if (event.kind === 'opened') this.#joinRule = event.to
    if (this.#log.length > MAX_ROOM_EVENTS) this.#dropOldest()
  }

  /** What happened after the one serial, up to and including the other. */
  between(after: number, upTo: number): readonly RoomEvent[] {
    return this.#log.filter(({ serial }) => serial > after && serial <= upTo)
  }

  /** The state as it was right after that serial. */
  stateAt(serial: number): ReadonlyMap<string, RoomEvent> {
    const state = new Map<string, RoomEvent>()
    for (const event of this.#log) {
      if (event.serial > serial) break
      const key = stateKeyOf(event)
      if (key !== undefined) state.set(key, event)
    }
    return state
  }

  /** The last event about this user's membership, up to and including that serial. */
  membershipEvent(user: string, upTo: number): (RoomEvent & { readonly kind: 'member' }) | undefined {
    const event = this.stateAt(upTo).get(`member ${user}`)
    return event?.kind === 'member' ? event : undefined
  }

  #dropOldest(): void {
    const last = this.#log.at(-1)
    const state = new Set(last === undefined ? [] : this.stateAt(last.serial).values())
    const index = this.#log.findIndex((event) => !state.has(event))
    this.#log.splice(Math.max(0, index), 1)
  }
}

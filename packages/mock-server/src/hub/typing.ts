import type { Clock } from './clock.ts'
import type { Protocol } from './protocol.ts'
import { TimerWheel } from './timer-wheel.ts'

/** Rooms without a change for this long, and up to twice as long, are forgotten: Synapse handlers/typing.py, 10 min. */
export const FORGET_MS = 600_000

/** What typing needs of the hub. */
export interface TypingOptions {
  readonly clock: Clock
  /** Period of the loop that ends overdue Matrix typing, in milliseconds; 0 ends it to the millisecond, as the others. */
  readonly sweepMs: number
  /** Hears of each change of a room's typists, and of where one types, after it. */
  readonly onChange: (room: string) => void
}

interface RoomTyping {
  serial: number
  /** Who types, from where, and until when. */
  readonly deadlines: Map<string, Map<Protocol, number>>
}

/**
 * Who types where, as Synapse keeps it: in memory only, a set of users per room with a deadline each.
 * A start by somebody who is in the set moves the deadline and is no change; nor is a stop by somebody who is not.
 * Who types by two protocols has a deadline for each, and is one of the typists until the last of them.
 */
export class Typing {
  readonly #clock: Clock
  readonly #onChange: (room: string) => void
  readonly #sweeping: TimerWheel
  readonly #exact: TimerWheel
  readonly #rooms = new Map<string, RoomTyping>()
  #changedLately = new Set<string>()
  #serial = 0
  #bornAt: number
  #forgetTimer: unknown

  constructor({ clock, sweepMs, onChange }: TypingOptions) {
    this.#clock = clock
    this.#onChange = onChange
    this.#bornAt = clock.now()
    const onDue = (room: string, user: string): void => this.#expire(room, user)
    this.#sweeping = new TimerWheel({ clock, periodMs: sweepMs, onDue })
    this.#exact = new TimerWheel({ clock, periodMs: 0, onDue })
  }

  /** Number of the last change; a restart begins again at 0. */
  get serial(): number {
    return this.#serial
  }

  /** Makes a user one of the room's typists until `timeoutMs` from now. */
  start(room: string, user: string, timeoutMs: number, origin: Protocol = 'matrix'): void {
    const typing = this.#rooms.get(room) ?? { serial: 0, deadlines: new Map<string, Map<Protocol, number>>() }
    this.#rooms.set(room, typing)
    const origins = typing.deadlines.get(user)
    const isNewOrigin = origins?.has(origin) !== true
    const deadline = this.#clock.now() + timeoutMs
    typing.deadlines.set(user, (origins ?? new Map<Protocol, number>()).set(origin, deadline))
    const wheel = origin === 'matrix' ? this.#sweeping : this.#exact
    wheel.add(room, user, deadline)
    if (origins === undefined) this.#changed(room, typing)
    else if (isNewOrigin) this.#onChange(room)
  }

  /** Takes a user out of the room's typists, as far as they type by that protocol; by all of them without one. */
  stop(room: string, user: string, origin?: Protocol): void {
    const origins = this.#rooms.get(room)?.deadlines.get(user)
    if (origins === undefined || (origin !== undefined && !origins.delete(origin))) return
    if (origin === undefined) origins.clear()
    this.#settle(room, user)
  }

  /** The protocols this user types by in that room. */
  originsOf(room: string, user: string): readonly Protocol[] {
    return [...(this.#rooms.get(room)?.deadlines.get(user)?.keys() ?? [])]
  }

  /** The room's typists, oldest first; a face that copies an unordered server shuffles them. */
  typists(room: string): readonly string[] {
    return [...(this.#rooms.get(room)?.deadlines.keys() ?? [])]
  }

  /** Whether the room's typists changed after that serial; never for a room that was forgotten. */
  changedSince(room: string, serial: number): boolean {
    return (this.#rooms.get(room)?.serial ?? 0) > serial
  }

  /** Every room somebody types in, with its typists. */
  snapshot(): readonly (readonly [room: string, typists: readonly string[]])[] {
    return [...this.#rooms.keys()]
      .map((room) => [room, this.typists(room)] as const)
      .filter(([, users]) => users.length > 0)
  }

  /** Forgets everything without a word, as a restart does, and sets no timer until somebody types. */
  reset(): void {
    this.#rooms.clear()
    this.#changedLately.clear()
    this.#sweeping.clear()
    this.#exact.clear()
    this.#clock.clearTimer(this.#forgetTimer)
    this.#forgetTimer = undefined
    this.#serial = 0
    this.#bornAt = this.#clock.now()
  }

  #expire(room: string, user: string): void {
    const origins = this.#rooms.get(room)?.deadlines.get(user)
    if (origins === undefined) return
    const now = this.#clock.now()
    const overdue = [...origins].filter(([, deadline]) => deadline <= now)
    for (const [origin] of overdue) origins.delete(origin)
    if (overdue.length > 0) this.#settle(room, user)
  }

  // After an origin has gone: the user has gone with the last.
  #settle(room: string, user: string): void {
    const typing = this.#rooms.get(room)
    if (typing?.deadlines.get(user)?.size !== 0) return this.#onChange(room)
    typing.deadlines.delete(user)
    this.#changed(room, typing)
  }

  #changed(room: string, typing: RoomTyping): void {
    this.#serial += 1
    typing.serial = this.#serial
    this.#changedLately.add(room)
    this.#armForget()
    this.#onChange(room)
  }

  #armForget(): void {
    if (this.#forgetTimer !== undefined || this.#rooms.size === 0) return
    const age = this.#clock.now() - this.#bornAt
    this.#forgetTimer = this.#clock.setTimer(() => this.#forget(), FORGET_MS - (age % FORGET_MS))
  }

  #forget(): void {
    this.#forgetTimer = undefined
    for (const room of this.#rooms.keys()) {
      if (!this.#changedLately.has(room)) this.#rooms.delete(room)
    }
    this.#changedLately = new Set()
    this.#armForget()
  }
}

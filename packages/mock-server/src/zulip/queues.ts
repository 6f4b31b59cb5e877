import type { Clock } from '../hub/clock.ts'
import { badEventQueueId } from './errors.ts'
import { EventQueue, type QueueProfile, type ZulipEvent } from './event-queue.ts'

/** Most queues of one user; the oldest ends first. */
export const MAX_QUEUES_PER_USER = 32

/** How often idle queues are looked for, at least, in milliseconds (zerver/tornado/event_queue.py). */
const SWEEP_MS = 60_000

/** Every event queue there is. */
export class Queues {
  readonly #clock: Clock
  readonly #queues = new Map<string, EventQueue>()
  #sweepTimer: unknown

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#queues.size
  }

  /** Queues whose client waits for an answer. */
  get polled(): number {
    return [...this.#queues.values()].filter(({ isPolled }) => isPolled).length
  }

  open(profile: QueueProfile): EventQueue {
    const own = [...this.#queues.values()].filter(({ profile: { user } }) => user === profile.user)
    if (own.length >= MAX_QUEUES_PER_USER && own[0] !== undefined) this.end(own[0])
    const queue = new EventQueue(profile, this.#clock)
    this.#queues.set(queue.id, queue)
    this.#armSweep()
    return queue
  }

  /** @throws ZulipError 400 `BAD_EVENT_QUEUE_ID` where there is none of that id, or it is somebody else's. */
  find(id: string, user: string): EventQueue {
    const queue = this.#queues.get(id)
    if (queue?.profile.user !== user) throw badEventQueueId(id)
    return queue
  }

  /** Tells the queues of these users that accept it; each may have it in a form of its own. */
  tell(users: ReadonlySet<string>, form: (profile: QueueProfile) => ZulipEvent): void {
    for (const queue of this.#queues.values()) {
      if (!users.has(queue.profile.user)) continue
      const event = form(queue.profile)
      if (queue.accepts(event)) queue.push(event)
      if (queue.isFull) this.end(queue)
    }
  }

  /** Ends a queue; its poll is answered with what there is. */
  end(queue: EventQueue): void {
    this.#queues.delete(queue.id)
    queue.finish()
    if (this.#queues.size === 0) this.#disarmSweep()
  }

  /** Ends the queues of a user, or all; returns how many there were. */
  endAll(user?: string): number {
    const ended = [...this.#queues.values()].filter(({ profile }) => user === undefined || profile.user === user)
    for (const queue of ended) this.end(queue)
    return ended.length
  }

  #armSweep(): void {
    if (this.#sweepTimer !== undefined || this.#queues.size === 0) return
    const shortest = Math.min(SWEEP_MS, ...[...this.#queues.values()].map(({ profile }) => profile.idleMs))
    this.#sweepTimer = this.#clock.setTimer(() => {
      this.#sweepTimer = undefined
      for (const queue of this.#queues.values()) if (queue.isExpired) this.end(queue)
      this.#armSweep()
    }, shortest)
  }

  #disarmSweep(): void {
    this.#clock.clearTimer(this.#sweepTimer)
    this.#sweepTimer = undefined
  }
}

import { randomUUID } from 'node:crypto'
import type { Clock } from '../hub/clock.ts'
import { badRequest } from './errors.ts'

/** Most events a queue keeps for a client that does not come; one more, and the queue ends. */
export const MAX_QUEUED_EVENTS = 1_000

/** An event before it has a place in a queue. */
export type ZulipEvent = { readonly type: string } & Readonly<Record<string, unknown>>

/** An event in its place. */
export type QueuedEvent = ZulipEvent & { readonly id: number }

/** What a client wants of its queue. */
export interface QueueProfile {
  readonly user: string
  /** Types of events wanted; undefined for all. */
  readonly eventTypes: ReadonlySet<string> | undefined
  readonly channelTyping: boolean
  readonly emptyTopicName: boolean
  readonly applyMarkdown: boolean
  /** How long it lives without a poll, in milliseconds. */
  readonly idleMs: number
}

interface HeldPoll {
  readonly end: (events: readonly QueuedEvent[]) => void
}

/** The events of one client until it has acknowledged them, and its poll (zerver/tornado/event_queue.py). */
export class EventQueue {
  readonly id: string = randomUUID()
  readonly profile: QueueProfile
  readonly #clock: Clock
  readonly #events: QueuedEvent[] = []
  #nextId = 0
  #newestPruned = -1
  #held: HeldPoll | undefined
  #leftAtMs: number

  constructor(profile: QueueProfile, clock: Clock) {
    this.profile = profile
    this.#clock = clock
    this.#leftAtMs = clock.now()
  }

  get isPolled(): boolean {
    return this.#held !== undefined
  }

  get isFull(): boolean {
    return this.#events.length > MAX_QUEUED_EVENTS
  }

  /** Whether nobody has polled for as long as the queue may live so. */
  get isExpired(): boolean {
    return this.#held === undefined && this.#clock.now() - this.#leftAtMs >= this.profile.idleMs
  }

  accepts(event: ZulipEvent): boolean {
    const { eventTypes, channelTyping } = this.profile
    if (eventTypes !== undefined && !eventTypes.has(event.type)) return false
    return event.type !== 'typing' || !('stream_id' in event) || channelTyping
  }

  /** Puts an event in its place and ends the poll with it. */
  push(event: ZulipEvent): void {
    this.#events.push({ ...event, id: this.#nextId })
    this.#nextId += 1
    this.finish()
  }

  /** What is not acknowledged yet, oldest first. */
  contents(): readonly QueuedEvent[] {
    return [...this.#events]
  }

  /** Drops what the client has. @throws ZulipError 400 for an id that came too late or never was. */
  acknowledge(lastEventId: number): void {
    if (lastEventId < this.#newestPruned) {
      throw badRequest(`An event newer than ${lastEventId} has already been pruned!`)
    }
    for (let [first] = this.#events; first !== undefined && first.id <= lastEventId; [first] = this.#events) {
      this.#newestPruned = first.id
      this.#events.shift()
    }
    if (lastEventId !== this.#newestPruned) throw badRequest(`Event ${lastEventId} was not in this queue`)
  }

  /** Resolves with the next event, with a heartbeat after so many milliseconds, or with nothing when it is ended. */
  poll(heartbeatMs: number, onGone: (listener: () => void) => () => void): Promise<readonly QueuedEvent[]> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(() => this.push({ type: 'heartbeat' }), heartbeatMs)
      const held: HeldPoll = {
        end: (events) => {
          this.#held = undefined
          this.#leftAtMs = this.#clock.now()
          this.#clock.clearTimer(timer)
          stopListening()
          resolve(events)
        },
      }
      const stopListening = onGone(() => held.end([]))
      this.#held = held
    })
  }

  /** Its client is here again: the poll before is answered now, for there is one at a time. */
  arrive(): void {
    this.finish()
    this.#leftAtMs = this.#clock.now()
  }

  /** Ends the poll with what there is. */
  finish(): void {
    this.#held?.end(this.contents())
  }
}

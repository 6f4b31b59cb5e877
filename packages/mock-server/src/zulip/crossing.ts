import type { Clock } from '../hub/clock.ts'
import type { HubListener } from '../hub/hub.ts'
import { ROOM_TOPIC } from './directory.ts'
import { tellMessage } from './message-format.ts'
import { tellChannelTyping, type TypingOp } from './notices.ts'
import type { ZulipParts } from './parts.ts'

/**
 * What happens in the hub's rooms by other protocols, told to Zulip: as a client of Zulip would, for a typist from
 * elsewhere it sends a start, repeats it as long as they type, and sends a stop.
 */
export class Crossing {
  readonly #parts: ZulipParts
  readonly #clock: Clock
  /** By room, then by user: the timer of the next repeat. */
  readonly #typists = new Map<string, Map<string, unknown>>()
  readonly #unsubscribe: () => void

  constructor(parts: ZulipParts, clock: Clock) {
    this.#parts = parts
    this.#clock = clock
    this.#unsubscribe = parts.hub.subscribe(this.#hear)
  }

  /** Forgets who types, without a word. */
  clear(): void {
    for (const typists of this.#typists.values()) for (const timer of typists.values()) this.#clock.clearTimer(timer)
    this.#typists.clear()
  }

  /** As `clear`, and hears of nothing any more. */
  close(): void {
    this.clear()
    this.#unsubscribe()
  }

  readonly #hear: HubListener = (_concerned, change) => {
    switch (change.kind) {
      case 'event': {
        const { event } = change
        if (event.kind !== 'message') return
        const { serial: id, sender, atMs, text, room } = event
        const message = { id, sender, atMs, text, place: { kind: 'channel', room, topic: ROOM_TOPIC } } as const
        this.#parts.messages.add(message)
        tellMessage(this.#parts, message)
        return
      }
      case 'typing':
        this.#settle(change.room)
        return
      case 'renamed':
        this.#tellName(change.user)
        return
      case 'other':
    }
  }

  #settle(room: string): void {
    const { typing } = this.#parts.hub
    const known = this.#typists.get(room) ?? new Map<string, unknown>()
    const present = new Set(
      typing.typists(room).filter((user) => typing.originsOf(room, user).some((origin) => origin !== 'zulip')),
    )
    for (const [user, timer] of known) {
      if (present.has(user)) continue
      this.#clock.clearTimer(timer)
      known.delete(user)
      // Who types on Zulip as well has sent a start there, and will send the stop.
      if (typing.originsOf(room, user).length === 0) this.#tell('stop', room, user)
    }
    for (const user of present) if (!known.has(user)) this.#start(room, user, known)
    if (known.size > 0) this.#typists.set(room, known)
    else this.#typists.delete(room)
  }

  #tellName(name: string): void {
    const { directory, queues } = this.#parts
    const user = directory.user(name)
    if (user === undefined) return
    const person = { user_id: user.id, full_name: user.user.displayName }
    const everybody = new Set(directory.users().map((one) => one.user.name))
    queues.tell(everybody, () => ({ type: 'realm_user', op: 'update', person }))
  }

  #start(room: string, user: string, typists: Map<string, unknown>): void {
    const { typingStartedWaitMs } = this.#parts.configuration.current
    this.#tell('start', room, user)
    typists.set(user, this.#clock.setTimer(() => this.#start(room, user, typists), typingStartedWaitMs))
  }

  #tell(op: TypingOp, room: string, user: string): void {
    const sender = this.#parts.directory.user(user)
    const channel = this.#parts.directory.channel(room)
    if (sender !== undefined && channel !== undefined) {
      tellChannelTyping(this.#parts, { op, sender, channel, topic: ROOM_TOPIC })
    }
  }
}

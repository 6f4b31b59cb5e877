import type { Clock } from '../../hub/clock.ts'
import type { Hub } from '../../hub/hub.ts'
import { TimerWheel } from '../../hub/timer-wheel.ts'
import { ridOf } from '../ids.ts'
import type { RocketChatSettings } from '../options.ts'
import { activityEventsOf } from '../version.ts'
import type { Streams } from './streams.ts'

/** After this long without a renewal every client drops an activity (UserAction.ts, `TIMEOUT`), in milliseconds. */
export const ACTIVITY_LIFETIME_MS = 15_000

/** How often a client renews what goes on (UserAction.ts, `RENEW`), in milliseconds. */
export const ACTIVITY_RENEWAL_MS = 5_000

/** Activities that are typing to the other protocols: playing a recording is none. */
const TYPING_ACTIVITIES: ReadonlySet<unknown> = new Set(['user-typing', 'user-recording', 'user-uploading'])

/** What the bridge stands between. */
export interface TypingBridgeOptions {
  readonly hub: Hub
  readonly clock: Clock
  readonly settings: RocketChatSettings
  readonly streams: Streams
}

/** The name a user goes by in activities. */
export function shownNameOf(hub: Hub, settings: RocketChatSettings, user: string): string {
  return settings.useRealName ? (hub.users.get(user)?.displayName ?? user) : user
}

interface Shown {
  name: string
  /** When they are to be renewed, in milliseconds of the clock; undefined while nobody watches. */
  dueAt: number | undefined
}

/**
 * Typing between Rocket.Chat, which keeps none, and the hub, which does. What is written here lives in the hub as long
 * as it would in a client; whoever types elsewhere is shown here by events like those a client of theirs would cause.
 */
export class TypingBridge {
  readonly #options: TypingBridgeOptions
  readonly #wheel: TimerWheel
  /** Who is shown typing in which room because they type by another protocol. */
  readonly #shown = new Map<string, Map<string, Shown>>()

  constructor(options: TypingBridgeOptions) {
    this.#options = options
    this.#wheel = new TimerWheel({
      clock: options.clock,
      periodMs: 0,
      onDue: (room, user) => this.#renew(room, user),
    })
  }

  /**
   * Hears of the full set of activities of a user in a room. What happens in a thread stays there: to the other
   * protocols a room has no threads.
   */
  hear(room: string, user: string, activities: unknown): void {
    const { hub } = this.#options
    const list: unknown[] = Array.isArray(activities) ? activities : []
    const types = list.some((activity) => TYPING_ACTIVITIES.has(activity))
    if (!types) hub.typing.stop(room, user, 'rocketchat')
    else if (hub.room(room)?.has(user) === true) hub.typing.start(room, user, ACTIVITY_LIFETIME_MS, 'rocketchat')
  }

  /** Brings what is shown in a room up to what the hub says. */
  follow(room: string): void {
    const { hub, settings } = this.#options
    const shown = this.#shown.get(room) ?? new Map<string, Shown>()
    const origins = new Map(hub.typing.typists(room).map((user) => [user, hub.typing.originsOf(room, user)]))
    for (const [user, { name }] of shown) {
      const now = origins.get(user)
      if (now !== undefined && !now.includes('rocketchat')) continue
      shown.delete(user)
      // Who goes on by Rocket.Chat itself has said so already.
      if (now === undefined) this.#emit(room, name, false)
    }
    for (const [user, now] of origins) {
      if (shown.has(user) || now.includes('rocketchat')) continue
      const entry = { name: shownNameOf(hub, settings, user), dueAt: undefined }
      shown.set(user, entry)
      this.#emit(room, entry.name, true)
      this.#await(room, user, entry)
    }
    if (shown.size > 0) this.#shown.set(room, shown)
    else this.#shown.delete(room)
  }

  /** A subscription to the room has begun: whoever is shown is renewed for it too. */
  welcome(room: string): void {
    for (const [user, entry] of this.#shown.get(room) ?? []) this.#await(room, user, entry)
  }

  /** Forgets who is shown, without a word. */
  clear(): void {
    this.#shown.clear()
    this.#wheel.clear()
  }

  // Without anybody to tell there is no timer.
  #await(room: string, user: string, entry: Shown): void {
    const { clock, settings, streams } = this.#options
    const events = activityEventsOf(settings.version)
    if (entry.dueAt !== undefined) return
    if (!events.some((event) => streams.isWatched('notify-room', `${ridOf(room)}/${event}`))) return
    entry.dueAt = clock.now() + ACTIVITY_RENEWAL_MS
    this.#wheel.add(room, user, entry.dueAt)
  }

  #renew(room: string, user: string): void {
    const { clock, hub, settings } = this.#options
    const entry = this.#shown.get(room)?.get(user)
    // A deadline of an earlier burst means nothing now.
    if (entry?.dueAt === undefined || entry.dueAt > clock.now()) return
    entry.dueAt = undefined
    const name = shownNameOf(hub, settings, user)
    if (name !== entry.name) this.#emit(room, entry.name, false)
    entry.name = name
    this.#emit(room, name, true)
    this.#await(room, user, entry)
  }

  #emit(room: string, name: string, typing: boolean): void {
    const { settings, streams } = this.#options
    const rid = ridOf(room)
    for (const event of activityEventsOf(settings.version)) {
      const args = event === 'typing' ? [name, typing] : [name, typing ? ['user-typing'] : [], {}]
      streams.emit('notify-room', `${rid}/${event}`, args)
    }
  }
}

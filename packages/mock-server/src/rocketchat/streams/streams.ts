import { toEjson } from '../ejson.ts'

/** The streams there are; each is a publication and a method of the name `stream-<name>`. */
export const STREAM_NAMES = [
  'livechat-room',
  'notify-all',
  'notify-logged',
  'notify-room',
  'notify-room-users',
  'notify-user',
  'roles',
  'room-messages',
  'user-presence',
] as const

/** The name of a stream, without the `stream-` before it. */
export type StreamName = (typeof STREAM_NAMES)[number]

/** The stream that a publication or a method of that name belongs to. */
export function streamNamed(name: string): StreamName | undefined {
  return STREAM_NAMES.find((known) => name === `stream-${known}`)
}

/** One subscription of one connection. */
export interface Watcher {
  readonly connection: string
  /** Who is logged in on the connection right now. */
  readonly user: () => string | undefined
  readonly hear: (frame: string) => void
}

/** Who hears an event. */
export interface Audience {
  /** Connection that gets nothing: where the event came from. */
  readonly except?: string | undefined
  readonly mayHear?: (watcher: Watcher) => boolean
}

const keyOf = (stream: StreamName, event: string): string => `${stream} ${event}`

/** Who has subscribed to what. It keeps no event: who comes late has missed it. */
export class Streams {
  readonly #watchers = new Map<string, Set<Watcher>>()

  /** Adds a subscription; returns how to end it. */
  watch(stream: StreamName, event: string, watcher: Watcher): () => void {
    const key = keyOf(stream, event)
    const watchers = this.#watchers.get(key) ?? new Set()
    this.#watchers.set(key, watchers.add(watcher))
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key)
    }
  }

  isWatched(stream: StreamName, event: string): boolean {
    return this.#watchers.has(keyOf(stream, event))
  }

  /** Hands an event to every subscription of it; dates among the values are written as EJSON. */
  emit(stream: StreamName, event: string, values: readonly unknown[], audience: Audience = {}): void {
    if (this.isWatched(stream, event)) this.relay(stream, event, values.map(toEjson), audience)
  }

  /** As `emit`, with the values as they came from a client. */
  relay(stream: StreamName, event: string, args: readonly unknown[], { except, mayHear }: Audience = {}): void {
    const watchers = this.#watchers.get(keyOf(stream, event))
    if (watchers === undefined) return
    const frame = JSON.stringify({
      msg: 'changed',
      collection: `stream-${stream}`,
      id: 'id',
      fields: { eventName: event, args },
    })
    for (const watcher of watchers) {
      if (watcher.connection !== except && mayHear?.(watcher) !== false) watcher.hear(frame)
    }
  }
}

import { formatError, MeteorError } from '../errors.ts'
import { roomOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import { mayWatch, parseStreamRequest } from '../streams/subscribe.ts'
import { streamNamed } from '../streams/streams.ts'

/** Most subscriptions of one connection. */
export const MAX_SUBSCRIPTIONS = 1_000

/** Publications that say nothing but that they are there; anybody may have them (configureServer.ts). */
const EMPTY_PUBLICATIONS: ReadonlySet<string> = new Set([
  'meteor.loginServiceConfiguration',
  'meteor_autoupdate_clientVersions',
])

/** A subscription as its frame asks for it. */
export interface SubscriptionRequest {
  readonly id: string
  readonly name: string
  readonly params: readonly unknown[]
}

/** How a subscription began. */
export interface SubscriptionOutcome {
  /** `*` where there is no publication of the name. */
  readonly name: string
  readonly error: unknown
  readonly room: string | undefined
}

interface Entry {
  readonly request: SubscriptionRequest
  readonly stop: () => void
}

/** The subscriptions of one connection, each on its own even where two want the same. */
export class Subscriptions {
  readonly #parts: RocketChatParts
  readonly #owner: { readonly connection: string; readonly user: string | undefined }
  readonly #send: (frame: object) => void
  readonly #sendText: (frame: string) => void
  readonly #entries = new Map<string, Entry>()

  constructor(
    parts: RocketChatParts,
    owner: { readonly connection: string; readonly user: string | undefined },
    send: (frame: object) => void,
    sendText: (frame: string) => void,
  ) {
    this.#parts = parts
    this.#owner = owner
    this.#send = send
    this.#sendText = sendText
  }

  get size(): number {
    return this.#entries.size
  }

  /** Starts a subscription, or refuses it; an id that is in use is passed over in silence, and undefined returned. */
  start(request: SubscriptionRequest, checkLimit: () => void): SubscriptionOutcome | undefined {
    const { id, name } = request
    const isKnown = streamNamed(name) !== undefined || EMPTY_PUBLICATIONS.has(name)
    if (isKnown && this.#entries.has(id)) return undefined
    let error: unknown
    try {
      if (!isKnown) throw new MeteorError(404, `Subscription '${name}' not found`)
      checkLimit()
      if (this.#entries.size >= MAX_SUBSCRIPTIONS) throw new MeteorError(500, 'Internal server error')
      this.#begin(request)
    } catch (refusal) {
      error = refusal
      this.#refuse(id, refusal)
    }
    const [event] = request.params
    const room = typeof event === 'string' ? this.#parts.hub.room(roomOf(event.split('/')[0] ?? ''))?.id : undefined
    return { name: isKnown ? name : '*', error, room }
  }

  /** Ends a subscription and says so. Meteor says so of one there never was, the streamer does not. */
  stop(id: string): void {
    const entry = this.#entries.get(id)
    entry?.stop()
    this.#entries.delete(id)
    if (entry !== undefined || !this.#parts.settings.microservices) this.#send({ msg: 'nosub', id })
  }

  /** Asks anew for each whether it is allowed, as Meteor does when somebody logs in or out. */
  rerun(): void {
    // Each begins anew at the end of the same map.
    const before = [...this.#entries]
    for (const [id, { request, stop }] of before) {
      stop()
      this.#entries.delete(id)
      try {
        this.#begin(request)
      } catch (refusal) {
        this.#refuse(id, refusal)
      }
    }
  }

  /** Ends all without a word. */
  clear(): void {
    for (const { stop } of this.#entries.values()) stop()
    this.#entries.clear()
  }

  #begin(request: SubscriptionRequest): void {
    const { id, name, params } = request
    const stream = streamNamed(name)
    if (stream === undefined) {
      this.#entries.set(id, { request, stop: () => undefined })
      return this.#send({ msg: 'ready', subs: [id] })
    }
    const asked = parseStreamRequest(params)
    const { hub, streams, typing } = this.#parts
    if (!mayWatch(this.#parts, stream, asked, this.#owner.user)) throw new MeteorError('not-allowed')
    const stop = streams.watch(stream, asked.event, {
      connection: this.#owner.connection,
      user: () => this.#owner.user,
      hear: this.#sendText,
    })
    this.#entries.set(id, { request, stop })
    if (asked.useCollection) {
      this.#send({ msg: 'added', collection: name, id: 'id', fields: { eventName: asked.event } })
    }
    this.#send({ msg: 'ready', subs: [id] })
    const [rid = ''] = asked.event.split('/')
    const room = stream === 'notify-room' ? hub.room(roomOf(rid)) : undefined
    if (room !== undefined) typing.welcome(room.id)
  }

  #refuse(id: string, refusal: unknown): void {
    this.#send({ msg: 'nosub', id, error: formatError(refusal) })
  }
}

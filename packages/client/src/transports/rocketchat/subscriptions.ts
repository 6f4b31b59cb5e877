import { readyAt, take, type Bucket } from '../../core/bucket.ts'
import type { BucketSize } from '../../protocol/limits.ts'
import type { Place } from './target.ts'

/** The streams of a room that may be subscribed to. */
export type RoomStream = 'stream-notify-room' | 'stream-room-messages'

/**
 * How many subscriptions to one stream may be asked for. A server takes 40 in 40 s of a connection
 * (rateLimiter.js: 10 in 10 s, four times both for streams); this is 38 at most.
 */
export const SUBSCRIBE_LIMIT: BucketSize = { capacity: 18, perSecond: 0.5 }

/**
 * | phase | means |
 * |---|---|
 * | `wanted` | not asked for on this connection, or to be asked for again |
 * | `asked` | waits for its answer |
 * | `ready` | the server sends its events |
 * | `refused` | the server does not; asked for again with the next login |
 */
export type SubscriptionPhase = 'wanted' | 'asked' | 'ready' | 'refused'

/** The subscription to one stream of one room. */
export interface Subscription {
  readonly stream: RoomStream
  readonly phase: SubscriptionPhase
  /** Under which it was last asked for. */
  readonly id: string | undefined
}

/** A room that somebody reads. */
export interface WatchedRoom {
  /** The room itself, threads in it, or both: they share its subscriptions. By key. */
  readonly places: ReadonlyMap<string, Place>
  readonly subscriptions: readonly Subscription[]
}

/** What is known of one stream's limit. */
interface Lane {
  readonly bucket: Bucket | undefined
  /** A wait that the server stated: nothing is asked for before (S11). */
  readonly closedUntil: number
}

/** Everything that is subscribed to for those who read, and what holds it back. Instants are monotonic milliseconds. */
export interface Subscriptions {
  readonly rooms: ReadonlyMap<string, WatchedRoom>
  readonly lanes: ReadonlyMap<RoomStream, Lane>
}

const OPEN_LANE: Lane = Object.freeze({ bucket: undefined, closedUntil: -Infinity })

/** Nobody reads anything. */
export const NO_SUBSCRIPTIONS: Subscriptions = Object.freeze({ rooms: new Map(), lanes: new Map() })

/** A subscription that is to be asked for now. */
export interface Asking {
  readonly stream: RoomStream
  readonly rid: string
  readonly id: string
}

/** The subscriptions with one place more. */
export function withPlace(state: Subscriptions, place: Place, streams: readonly RoomStream[]): Subscriptions {
  const { rid, key } = place
  const room = state.rooms.get(rid)
  const subscriptions = room?.subscriptions ?? streams.map((stream) => ({ stream, phase: 'wanted' as const, id: undefined }))
  return withRoom(state, rid, { places: new Map(room?.places).set(key, place), subscriptions })
}

/** The subscriptions without a place, and the ids of those that nobody needs any longer. */
export function withoutPlace(state: Subscriptions, { rid, key }: Place): { readonly state: Subscriptions; readonly ended: readonly string[] } {
  const room = state.rooms.get(rid)
  if (room === undefined || !room.places.has(key)) return { state, ended: [] }
  const places = new Map(room.places)
  places.delete(key)
  if (places.size > 0) return { state: withRoom(state, rid, { ...room, places }), ended: [] }
  const rooms = new Map(state.rooms)
  rooms.delete(rid)
  return { state: { ...state, rooms }, ended: room.subscriptions.filter(isLive).map(({ id }) => id).filter((id) => id !== undefined) }
}

/** Asks for what is wanted as far as the limits allow, the longest waiting first. */
export function letOut(
  state: Subscriptions,
  now: number,
  nextId: () => string,
): { readonly state: Subscriptions; readonly asked: readonly Asking[] } {
  const asked: Asking[] = []
  const lanes = new Map(state.lanes)
  const rooms = new Map(state.rooms)
  for (const [rid, room] of state.rooms) {
    const subscriptions = room.subscriptions.map((subscription): Subscription => {
      const { stream, phase } = subscription
      const lane = lanes.get(stream) ?? OPEN_LANE
      if (phase !== 'wanted' || leaveAt(lane, now) > now) return subscription
      lanes.set(stream, { ...lane, bucket: take(lane.bucket, SUBSCRIBE_LIMIT, 1, now) })
      const id = nextId()
      asked.push({ stream, rid, id })
      return { stream, phase: 'asked', id }
    })
    rooms.set(rid, { ...room, subscriptions })
  }
  return asked.length === 0 ? { state, asked } : { state: { rooms, lanes }, asked }
}

/** The first instant at which something that is wanted may be asked for; `Infinity` if nothing is wanted. */
export function lettingOutAt({ rooms, lanes }: Subscriptions, now: number): number {
  const wanted = new Set<RoomStream>()
  for (const { subscriptions } of rooms.values()) {
    for (const { stream, phase } of subscriptions) if (phase === 'wanted') wanted.add(stream)
  }
  let at = Infinity
  for (const stream of wanted) at = Math.min(at, leaveAt(lanes.get(stream) ?? OPEN_LANE, now))
  return at
}

/** Whether one of them waits for its answer. */
export function isAnswerDue({ rooms }: Subscriptions): boolean {
  for (const { subscriptions } of rooms.values()) if (subscriptions.some(({ phase }) => phase === 'asked')) return true
  return false
}

/** The room and stream that were asked for under an id, while it is asked for or sends its events. */
export function findById({ rooms }: Subscriptions, id: string): { readonly rid: string; readonly stream: RoomStream } | undefined {
  for (const [rid, { subscriptions }] of rooms) {
    const found = subscriptions.find((subscription) => subscription.id === id)
    if (found !== undefined) return isLive(found) ? { rid, stream: found.stream } : undefined
  }
  return undefined
}

const isLive = ({ phase }: Subscription): boolean => phase === 'asked' || phase === 'ready'

/** The subscriptions with those that were asked for under these ids ready: one walk, however many a frame names. */
export function withReady(state: Subscriptions, ids: ReadonlySet<string>): Subscriptions {
  const isAnswered = ({ phase, id }: Subscription): boolean => phase === 'asked' && id !== undefined && ids.has(id)
  const ready = [...state.rooms].filter(([, { subscriptions }]) => subscriptions.some(isAnswered))
  if (ready.length === 0) return state
  const rooms = new Map(state.rooms)
  for (const [rid, room] of ready) {
    const subscriptions = room.subscriptions.map(
      (subscription): Subscription => (isAnswered(subscription) ? { ...subscription, phase: 'ready' } : subscription),
    )
    rooms.set(rid, { ...room, subscriptions })
  }
  return { ...state, rooms }
}

/** The subscriptions with the one of that id in another phase. */
export function withPhase(state: Subscriptions, id: string, phase: SubscriptionPhase): Subscriptions {
  const found = findById(state, id)
  const room = found === undefined ? undefined : state.rooms.get(found.rid)
  if (found === undefined || room === undefined) return state
  const subscriptions = room.subscriptions.map((subscription) => (subscription.id === id ? { ...subscription, phase } : subscription))
  return withRoom(state, found.rid, { ...room, subscriptions })
}

/** Nothing survives its connection, and a refusal may not survive a login: everything is wanted again. */
export function allWanted(state: Subscriptions): Subscriptions {
  const rooms = new Map<string, WatchedRoom>()
  for (const [rid, room] of state.rooms) {
    rooms.set(rid, { ...room, subscriptions: room.subscriptions.map(({ stream }) => ({ stream, phase: 'wanted', id: undefined })) })
  }
  return { ...state, rooms }
}

/** The subscriptions after the server asked for a pause of one stream. */
export function pausedUntil(state: Subscriptions, stream: RoomStream, until: number): Subscriptions {
  const lane = state.lanes.get(stream) ?? OPEN_LANE
  return { ...state, lanes: new Map(state.lanes).set(stream, { ...lane, closedUntil: Math.max(lane.closedUntil, until) }) }
}

function leaveAt({ bucket, closedUntil }: Lane, now: number): number {
  return Math.max(closedUntil, readyAt(bucket, SUBSCRIBE_LIMIT, 1, now))
}

function withRoom(state: Subscriptions, rid: string, room: WatchedRoom): Subscriptions {
  return { ...state, rooms: new Map(state.rooms).set(rid, room) }
}

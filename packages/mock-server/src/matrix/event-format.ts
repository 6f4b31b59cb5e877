import type { MatrixWire, RoomEvent } from '../hub/events.ts'
import { roomIdOf, userIdOf } from './ids.ts'

/** Who reads the events, and when; both show in `unsigned`. */
export interface Reader {
  readonly nowMs: number
  readonly device: string
  readonly generation: number
}

/** An event of the specification, ready to be written as JSON. */
export interface MatrixEvent {
  readonly type: string
  readonly sender: string
  readonly content: unknown
  readonly state_key?: string
  readonly event_id: string
  readonly origin_server_ts: number
  readonly unsigned: { readonly age: number; readonly transaction_id?: string }
  readonly room_id?: string
}

// What another protocol sent is an ordinary text here.
function wireOf(event: RoomEvent): MatrixWire | undefined {
  return event.kind === 'message' && event.wire?.protocol === 'matrix' ? event.wire : undefined
}

/** The event's type on this wire. */
export function typeOf(event: RoomEvent): string {
  switch (event.kind) {
    case 'created':
      return 'm.room.create'
    case 'named':
      return 'm.room.name'
    case 'opened':
      return 'm.room.join_rules'
    case 'member':
      return 'm.room.member'
    case 'message':
      return wireOf(event)?.type ?? 'm.room.message'
  }
}

function contentOf(event: RoomEvent): unknown {
  switch (event.kind) {
    case 'created':
      return { creator: userIdOf(event.sender), room_version: '10' }
    case 'named':
      return { name: event.name }
    case 'opened':
      return { join_rule: event.to === 'everyone' ? 'public' : 'invite' }
    case 'member':
      return { membership: event.membership, displayname: event.displayName }
    case 'message':
      return wireOf(event)?.content ?? { msgtype: 'm.text', body: event.text }
  }
}

/** The id of an event; another life of the server without memory of this one gives out others. */
export function eventIdOf(event: RoomEvent, generation: number): string {
  return `$${generation}-${event.serial}`
}

/** The event as a sync carries it: the room is known from where it stands. */
export function formatEvent(event: RoomEvent, { nowMs, device, generation }: Reader): MatrixEvent {
  const wire = wireOf(event)
  const transaction = wire?.device === device ? { transaction_id: wire.transaction } : {}
  return {
    type: typeOf(event),
    sender: userIdOf(event.sender),
    content: contentOf(event),
    ...(event.kind === 'message' ? {} : { state_key: event.kind === 'member' ? userIdOf(event.user) : '' }),
    event_id: eventIdOf(event, generation),
    origin_server_ts: Math.floor(event.atMs),
    unsigned: { age: Math.max(0, Math.floor(nowMs - event.atMs)), ...transaction },
  }
}

/** The event as everything but a sync carries it. */
export function formatEventInRoom(event: RoomEvent, reader: Reader): MatrixEvent {
  return { ...formatEvent(event, reader), room_id: roomIdOf(event.room) }
}

/** What an invitation shows of a room (specification: "Stripped state"). */
export function formatStripped(event: RoomEvent): object {
  const {
    type,
    sender,
    content,
    state_key: stateKey,
  } = formatEvent(event, { nowMs: event.atMs, device: '', generation: 0 })
  return { type, sender, content, state_key: stateKey ?? '' }
}

import type { RoomEvent } from '../hub/events.ts'
import type { Hub } from '../hub/hub.ts'
import type { Room } from '../hub/room.ts'
import { formatEvent, formatStripped, type MatrixEvent, type Reader, typeOf } from './event-format.ts'
import { type EventFilter, eventPasses, namesRooms, type SyncFilter } from './filter.ts'
import { roomIdOf, userIdOf } from './ids.ts'
import { formatPlace, type StreamToken } from './stream-token.ts'

/** What one sync is about. */
export interface SyncView {
  readonly hub: Hub
  readonly user: string
  readonly reader: Reader
  readonly filter: SyncFilter
  /** Undefined for the first sync. */
  readonly since: StreamToken | undefined
  readonly fullState: boolean
  readonly roomsFilterDropsTyping: boolean
}

/** A room's part of the answer, and whether it says anything. */
export interface RoomPart {
  readonly body: object
  readonly empty: boolean
}

interface Timeline {
  readonly events: readonly RoomEvent[]
  readonly limited: boolean
  /** Everything up to here is older than the timeline. */
  readonly before: number
}

function passing(events: Iterable<RoomEvent>, filter: EventFilter, roomId: string): readonly RoomEvent[] {
  return [...events].filter((event) => eventPasses(filter, typeOf(event), userIdOf(event.sender), roomId))
}

function timelineOf(view: SyncView, room: Room, after: number, upTo: number): Timeline {
  const { timeline: filter } = view.filter
  const all = passing(room.between(after, upTo), filter, roomIdOf(room.id))
  const events = filter.limit === 0 ? [] : all.slice(-filter.limit)
  const [first] = events
  return { events, limited: all.length > events.length, before: first === undefined ? upTo : first.serial - 1 }
}

function stateOf(view: SyncView, room: Room, timeline: Timeline, knownUpTo: number): readonly RoomEvent[] {
  const inTimeline = new Set(timeline.events)
  const events = [...room.stateAt(timeline.before).values()].filter(({ serial }) => serial > knownUpTo)
  return passing(events, view.filter.state, roomIdOf(room.id)).filter((event) => !inTimeline.has(event))
}

function typingOf({ hub, filter, since, roomsFilterDropsTyping }: SyncView, room: Room): readonly object[] {
  const roomId = roomIdOf(room.id)
  if (roomsFilterDropsTyping && namesRooms(filter)) return []
  if (!eventPasses(filter.ephemeral, 'm.typing', undefined, roomId)) return []
  if (!hub.typing.changedSince(room.id, since?.typing ?? 0)) return []
  return [{ type: 'm.typing', content: { user_ids: hub.typists(room.id).map(userIdOf) } }]
}

function part(
  timeline: Timeline,
  state: readonly RoomEvent[],
  view: SyncView,
): Record<'timeline' | 'state' | 'account_data', object> {
  const format = (event: RoomEvent): MatrixEvent => formatEvent(event, view.reader)
  return {
    timeline: {
      events: timeline.events.map(format),
      limited: timeline.limited,
      prev_batch: formatPlace(timeline.before),
    },
    state: { events: state.map(format) },
    account_data: { events: [] },
  }
}

/** A room the user is in: what is new, or all of it where the user is new to it or asked for it. */
export function joinedPart(view: SyncView, room: Room): RoomPart {
  const { hub, user, since, fullState } = view
  const known = since !== undefined && room.membershipEvent(user, since.event)?.membership === 'join'
  const timeline = timelineOf(view, room, known ? since.event : 0, hub.serial)
  // State that changed inside a timeline without a gap is in the timeline.
  const unknownState = !known || fullState || timeline.limited
  const state = unknownState ? stateOf(view, room, timeline, known && !fullState ? since.event : 0) : []
  const ephemeral = typingOf(view, room)
  return {
    body: {
      ...part(timeline, state, view),
      ephemeral: { events: ephemeral },
      unread_notifications: { notification_count: 0, highlight_count: 0 },
      summary: {},
    },
    empty: known && !fullState && timeline.events.length + state.length + ephemeral.length === 0,
  }
}

/** A room the user left, or was taken out of: what happened up to then. Undefined where that is no news. */
export function leftPart(view: SyncView, room: Room): RoomPart | undefined {
  const { hub, user, since, filter, fullState } = view
  const left = room.membershipEvent(user, hub.serial)
  if (left?.membership !== 'leave') return undefined
  if (since === undefined ? !filter.includeLeave : left.serial <= since.event) return undefined
  const wasIn = room.membershipEvent(user, left.serial - 1)?.membership === 'join'
  const timeline = timelineOf(view, room, wasIn ? (since?.event ?? 0) : left.serial - 1, left.serial)
  const state = timeline.limited && wasIn ? stateOf(view, room, timeline, since?.event ?? 0) : []
  // Synapse keeps quiet of a room that a filter leaves nothing of: under a typing-only one nobody hears that they left.
  return { body: part(timeline, state, view), empty: !fullState && timeline.events.length + state.length === 0 }
}

/** A room the user is invited to. Undefined where that is no news. */
export function invitedPart({ hub, user, since }: SyncView, room: Room): RoomPart | undefined {
  const invite = room.membershipEvent(user, hub.serial)
  if (invite?.membership !== 'invite' || invite.serial <= (since?.event ?? 0)) return undefined
  const shown = [...room.stateAt(hub.serial).values()].filter((event) => event.kind !== 'member' || event === invite)
  return { body: { invite_state: { events: shown.map(formatStripped) } }, empty: false }
}

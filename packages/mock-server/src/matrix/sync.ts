import type { Room } from '../hub/room.ts'
import { fromEntries } from '../http/json.ts'
import type { AccountData } from './account-data.ts'
import { eventPasses, roomPasses } from './filter.ts'
import { roomIdOf } from './ids.ts'
import { invitedPart, joinedPart, leftPart, type RoomPart, type SyncView } from './sync-room.ts'
import { formatToken } from './stream-token.ts'

/** The answer to a sync at one instant. */
export interface SyncSnapshot {
  readonly body: object
  readonly nextBatch: string
  /** Nothing to tell: a poll waits on. */
  readonly empty: boolean
}

/** Reads off what one user's sync would say right now. */
export function takeSnapshot(view: SyncView, accountData: AccountData): SyncSnapshot {
  const { hub, user, filter, since } = view
  const nextBatch = formatToken({ event: hub.serial, typing: hub.typing.serial })
  const join: [string, object][] = []
  const invite: [string, object][] = []
  const leave: [string, object][] = []

  const add = (list: [string, object][], room: Room, part: RoomPart | undefined): void => {
    if (part !== undefined && !part.empty) list.push([roomIdOf(room.id), part.body])
  }
  for (const room of hub.rooms()) {
    const membership = room.members.get(user)
    if (membership === undefined || !roomPasses(filter, roomIdOf(room.id))) continue
    switch (membership) {
      case 'join':
        add(join, room, joinedPart(view, room))
        break
      case 'invite':
        add(invite, room, invitedPart(view, room))
        break
      case 'leave':
        add(leave, room, leftPart(view, room))
        break
    }
  }

  const stored = accountData
    .since(user, since?.event ?? 0)
    .filter(({ type }) => eventPasses(filter.accountData, type, undefined))
  const kinds = [
    ['join', join],
    ['invite', invite],
    ['leave', leave],
  ] as const
  const rooms = kinds.filter(([, list]) => list.length > 0).map(([kind, list]) => [kind, fromEntries(list)] as const)
  return {
    nextBatch,
    empty: rooms.length + stored.length === 0,
    body: {
      next_batch: nextBatch,
      ...(stored.length > 0 && { account_data: { events: stored } }),
      device_one_time_keys_count: {},
      device_unused_fallback_key_types: [],
      ...(rooms.length > 0 && { rooms: fromEntries(rooms) }),
    },
  }
}

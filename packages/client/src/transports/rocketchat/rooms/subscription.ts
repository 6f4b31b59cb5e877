import { date } from './date.ts'
import { count, flag, name, names, shape } from './shape.ts'
import type { Reader } from './shape.ts'
import { readUser } from './user.ts'
import type { RoomUser } from './user.ts'

/** A room as one of its members has it: shown or hidden, a favourite, unread. */
export interface RoomSubscription {
  readonly _id: string
  readonly rid: string
  readonly t: string
  readonly u: RoomUser
  readonly name?: string
  readonly fname?: string
  /** Whether it is in the list; `hideRoom` takes it out, `openRoom` puts it back. */
  readonly open?: boolean
  /** Whether it is a favourite. */
  readonly f?: boolean
  readonly alert?: boolean
  readonly unread?: number
  readonly userMentions?: number
  readonly groupMentions?: number
  /** Ids of threads with something unread. */
  readonly tunread?: readonly string[]
  /** When it was last seen; messages after that are unread. */
  readonly ls?: Date
  /** When it was joined. */
  readonly ts?: Date
  /** Such as `owner`, `moderator`, `leader`. */
  readonly roles?: readonly string[]
  readonly archived?: boolean
  readonly disableNotifications?: boolean
  readonly hideUnreadStatus?: boolean
  readonly _updatedAt?: Date
}

/** Reads a subscription. */
export const readSubscription: Reader<RoomSubscription> = shape<RoomSubscription>(
  { _id: name, rid: name, t: name, u: readUser },
  {
    name,
    fname: name,
    open: flag,
    f: flag,
    alert: flag,
    unread: count,
    userMentions: count,
    groupMentions: count,
    tunread: names,
    ls: date,
    ts: date,
    roles: names,
    archived: flag,
    disableNotifications: flag,
    hideUnreadStatus: flag,
    _updatedAt: date,
  },
)

import { field } from '../../shared/parse.ts'
import { date } from './date.ts'
import { readMessage } from './message.ts'
import type { RoomMessage } from './message.ts'
import { count, flag, name, names, record, shape, text } from './shape.ts'
import type { Reader } from './shape.ts'
import { readUser } from './user.ts'
import type { RoomUser } from './user.ts'

/** A room: what its members may know of it (`roomFields` of the server's publishFields). */
export interface Room {
  readonly _id: string
  /** `c` channel, `p` private group, `d` direct, `l` livechat; servers may have more. */
  readonly t: string
  /** How it is addressed; direct rooms have none. */
  readonly name?: string
  /** How it is shown. */
  readonly fname?: string
  readonly topic?: string
  readonly announcement?: string
  readonly description?: string
  /** Who created it. */
  readonly u?: RoomUser
  /** Members of a direct room. */
  readonly usernames?: readonly string[]
  readonly uids?: readonly string[]
  readonly usersCount?: number
  readonly msgs?: number
  readonly lastMessage?: RoomMessage
  /** When the last message came. */
  readonly lm?: Date
  /** When it was created. */
  readonly ts?: Date
  readonly ro?: boolean
  readonly reactWhenReadOnly?: boolean
  readonly archived?: boolean
  readonly broadcast?: boolean
  readonly encrypted?: boolean
  readonly default?: boolean
  readonly featured?: boolean
  readonly joinCodeRequired?: boolean
  /** Usernames that may not write, and those that may in a room that is read-only. */
  readonly muted?: readonly string[]
  readonly unmuted?: readonly string[]
  /** The room that this one is a discussion of. */
  readonly prid?: string
  readonly teamId?: string
  readonly teamMain?: boolean
  readonly avatarETag?: string
  readonly customFields?: Readonly<Record<string, unknown>>
  readonly _updatedAt?: Date
}

/** A room that was made, or a direct room that was found; `rid` is its id. */
export interface CreatedRoom extends Omit<Room, '_id'> {
  readonly rid: string
  /** Whether it is new; a direct room and a REST twin do not say. */
  readonly inserted?: boolean
}

const FIELDS = {
  name,
  fname: name,
  topic: text,
  announcement: text,
  description: text,
  u: readUser,
  usernames: names,
  uids: names,
  usersCount: count,
  msgs: count,
  lastMessage: readMessage,
  lm: date,
  ts: date,
  ro: flag,
  reactWhenReadOnly: flag,
  archived: flag,
  broadcast: flag,
  encrypted: flag,
  default: flag,
  featured: flag,
  joinCodeRequired: flag,
  muted: names,
  unmuted: names,
  prid: name,
  teamId: name,
  teamMain: flag,
  avatarETag: name,
  customFields: record,
  _updatedAt: date,
} as const

/** Reads a room. */
export const readRoom: Reader<Room> = shape<Room>({ _id: name, t: name }, FIELDS)

const readMade: Reader<CreatedRoom> = shape<CreatedRoom>({ rid: name, t: name }, { ...FIELDS, inserted: flag })

/** Reads a room that was made: of a method with its `rid`, of REST with its `_id`, of a direct room with either. */
export const readCreatedRoom: Reader<CreatedRoom> = (value) => {
  const made = record(value)
  return made === undefined ? undefined : (readMade(made) ?? readMade({ ...made, rid: field(made, '_id') }))
}

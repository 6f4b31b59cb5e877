import { date } from './date.ts'
import { count, flag, listOf, name, names, record, shape, text } from './shape.ts'
import type { Reader } from './shape.ts'
import { readUser } from './user.ts'
import type { RoomUser } from './user.ts'

/** A message; what it holds beside these fields is left out. */
export interface RoomMessage {
  readonly _id: string
  readonly rid: string
  readonly msg: string
  /** When it was sent. */
  readonly ts: Date
  readonly u: RoomUser
  /** What kind of system message it is, such as `au` for somebody who was added; absent for what somebody wrote. */
  readonly t?: string
  /** The message whose thread it is in. */
  readonly tmid?: string
  /** Whether a message of a thread shows in the room too. */
  readonly tshow?: boolean
  /** How many answers its thread has, and when the last came. */
  readonly tcount?: number
  readonly tlm?: Date
  /** Ids of those who follow its thread. */
  readonly replies?: readonly string[]
  readonly editedAt?: Date
  readonly editedBy?: Partial<RoomUser>
  /** A name shown in place of the sender's. */
  readonly alias?: string
  readonly groupable?: boolean
  readonly pinned?: boolean
  readonly mentions?: readonly Partial<RoomUser>[]
  /** Files and quotes, as the server writes them. */
  readonly attachments?: readonly Readonly<Record<string, unknown>>[]
  /** Who reacted with what, by the reaction's name, as the server writes it. */
  readonly reactions?: Readonly<Record<string, unknown>>
  readonly _updatedAt?: Date
}

const readMention: Reader<Partial<RoomUser>> = shape<Partial<RoomUser>>({}, { _id: name, username: name, name })

/** Reads a message. */
export const readMessage: Reader<RoomMessage> = shape<RoomMessage>(
  { _id: name, rid: name, msg: text, ts: date, u: readUser },
  {
    t: name,
    tmid: name,
    tshow: flag,
    tcount: count,
    tlm: date,
    replies: names,
    editedAt: date,
    editedBy: readMention,
    alias: name,
    groupable: flag,
    pinned: flag,
    mentions: listOf(readMention),
    attachments: listOf(record),
    reactions: record,
    _updatedAt: date,
  },
)

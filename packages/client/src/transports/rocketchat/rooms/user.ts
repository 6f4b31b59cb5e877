import { name, shape } from './shape.ts'
import type { Reader } from './shape.ts'

/** Somebody, as rooms, messages and roles name them. */
export interface RoomUser {
  readonly _id: string
  readonly username: string
  /** Their real name, where the server tells it. */
  readonly name?: string
}

/** A member of a room. */
export interface RoomMember extends RoomUser {
  /** Such as `online`, `away`, `busy`, `offline`. */
  readonly status?: string
  readonly statusText?: string
  readonly avatarETag?: string
}

/** Reads somebody. */
export const readUser: Reader<RoomUser> = shape<RoomUser>({ _id: name, username: name }, { name })

/** Reads a member. */
export const readMember: Reader<RoomMember> = shape<RoomMember>(
  { _id: name, username: name },
  { name, status: name, statusText: name, avatarETag: name },
)

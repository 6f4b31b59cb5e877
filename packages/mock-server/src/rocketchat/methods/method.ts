import type { Room } from '../../hub/room.ts'
import { invalidUser, matchFailed } from '../errors.ts'
import { roomOf, userOf } from '../ids.ts'
import type { LoginToken } from '../login-tokens.ts'
import type { RocketChatParts } from '../parts.ts'
import type { ServerVersion } from '../version.ts'

/** Who calls: a connection, or a request over REST, which has none. */
export interface Caller {
  /** Id of the connection. */
  readonly connection: string | undefined
  readonly user: string | undefined
  readonly logIn: (login: LoginToken) => void
  readonly logOut: () => void
}

/** What a call says of itself for the journal; no secrets. */
export interface CallNote {
  readonly op?: string
  readonly user?: string
  readonly room?: string | undefined
}

/** A call of a method. */
export interface MethodCall extends RocketChatParts {
  readonly caller: Caller
  /** With dates as `Date`. */
  readonly params: readonly unknown[]
  /** As they came. */
  readonly raw: readonly unknown[]
  readonly note: (note: CallNote) => void
}

/** A call by somebody who is logged in. */
export interface UserCall extends MethodCall {
  readonly user: string
}

/** A method of the server; undefined is its way to return nothing. */
export interface Method {
  readonly name: string
  /** What the journal calls it. */
  readonly op: string
  /** The release that no longer has it; undefined where there is none yet. */
  readonly goneFrom?: ServerVersion
  readonly run: (call: MethodCall) => unknown
}

/** @throws MeteorError `error-invalid-user` for somebody who is not logged in. */
export function asUser(call: MethodCall, method: string): UserCall {
  const { user } = call.caller
  if (user === undefined || call.hub.users.get(user) === undefined) throw invalidUser(method)
  return { ...call, user }
}

/** A parameter that must be a text. @throws MeteorError 400 for anything else. */
export function textParam({ params }: MethodCall, index: number): string {
  const value = params[index]
  if (typeof value !== 'string') throw matchFailed()
  return value
}

/** A parameter that must be an object with these texts. @throws MeteorError 400 for anything else. */
export function objectParam({ params }: MethodCall, index: number): object {
  const value = params[index]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw matchFailed()
  return value
}

/** The room of that id, noted for the journal; undefined where there is none. */
export function findRoom({ hub, note }: MethodCall, rid: string): Room | undefined {
  const room = hub.room(roomOf(rid))
  if (room !== undefined) note({ room: room.id })
  return room
}

/** The name of the user with that id; undefined where there is none. */
export function findUser({ hub }: MethodCall, userId: string): string | undefined {
  const name = userOf(userId)
  return name === undefined ? undefined : hub.users.get(name)?.name
}

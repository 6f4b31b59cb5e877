import { member, stringMember } from '../../http/json.ts'
import type { Room } from '../../hub/room.ts'
import { fromEjson } from '../ejson.ts'
import { MeteorError } from '../errors.ts'
import { roomOf } from '../ids.ts'
import { slugOf } from '../documents/room.ts'
import type { CallNote, MethodCall } from '../methods/method.ts'
import { methodNamed } from '../methods/registry.ts'
import type { RocketChatParts } from '../parts.ts'
import type { RoomType } from '../room-book.ts'
import type { ServerVersion } from '../version.ts'

/** A request that has found its route. */
export interface RestCall extends RocketChatParts {
  /** Who the two headers say; undefined for a stranger. */
  readonly user: string | undefined
  /** The token of the headers, where it is one. */
  readonly token: string | undefined
  readonly body: object
  readonly query: URLSearchParams
  readonly note: (note: CallNote) => void
}

/** One row of the table of routes: the path is below `/api/v1`. */
export interface RestRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** What the journal calls it. */
  readonly op: string
  readonly access: 'anybody' | 'user'
  /** The first release that has it; all have it where there is none. */
  readonly since?: ServerVersion
  /** Members of the answer, beside `success`. */
  readonly handle: (call: RestCall) => object
}

/** An answer that is no success and no error of a method. */
export class RestError extends Error {
  override readonly name = 'RestError' as const
  readonly status: number
  readonly body: object

  constructor(status: number, body: object) {
    super(`unable to answer; ${status}`)
    this.status = status
    this.body = body
  }
}

/** A parameter that is missing, or of another type. */
export function invalidParams(name: string): MeteorError {
  return new MeteorError('invalid-params', `must have required property '${name}'`)
}

/** A text of the body or the query. @throws MeteorError where there is none. */
export function textOf({ body, query }: RestCall, name: string): string {
  const text = stringMember(body, name) ?? query.get(name) ?? undefined
  if (text === undefined || text === '') throw invalidParams(name)
  return text
}

/** A time of the query; undefined where there is none. @throws MeteorError where it is no time. */
export function timeOf({ query }: RestCall, name: string): Date | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new MeteorError('error-roomId-param-invalid', `The "${name}" query parameter must be a valid date.`)
}

/** A number of the query. */
export function countOf({ query }: RestCall, name: string, fallback: number): number {
  const text = query.get(name) ?? ''
  return /^\d{1,6}$/.test(text) ? Number(text) : fallback
}

/** The room that `roomId` or `roomName` names. @throws MeteorError where there is none of these types. */
export function roomParam(call: RestCall, ...types: readonly RoomType[]): Room {
  const { body, query, hub, rooms } = call
  const textIn = (name: string): string | undefined => stringMember(body, name) ?? query.get(name) ?? undefined
  const rid = textIn('roomId') ?? textIn('rid')
  const name = textIn('roomName')
  if (rid === undefined && name === undefined) {
    throw new MeteorError('error-room-param-not-provided', 'The parameter "roomId" or "roomName" is required')
  }
  const room = rid === undefined ? hub.rooms().find((known) => slugOf(known) === name) : hub.room(roomOf(rid))
  if (room === undefined || (types.length > 0 && !types.includes(rooms.typeOf(room)))) {
    const reason = 'The required "roomId" or "roomName" param provided does not match any channel'
    throw new MeteorError('error-room-not-found', reason)
  }
  call.note({ room: room.id })
  return room
}

/** Runs the method that a route is the twin of, whether the release still has it or not. */
export function runTwin(call: RestCall, name: string, ...params: readonly unknown[]): unknown {
  const method = methodNamed(name)
  if (method === undefined) throw new MeteorError(404, `Method '${name}' not found`)
  return method.run(methodCall(call, params))
}

/** The call of a method that a request makes: without a connection. */
export function methodCall(call: RestCall, raw: readonly unknown[]): MethodCall {
  const { user, note, ...parts } = call
  const caller = { connection: undefined, user, logIn: () => undefined, logOut: () => undefined }
  return { ...parts, caller, raw, params: raw.map((param) => fromEjson(param)), note }
}

/** The named member of a result. */
export function part(result: unknown, name: string): unknown {
  return member(result, name)
}

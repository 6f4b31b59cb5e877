import type { Room } from '../hub/room.ts'
import type { FaceRequest } from '../http/exchange.ts'
import { isJsonObject, parseJson } from '../http/json.ts'
import { badRequest, forbidden, invalidUserId, remoteUser } from './errors.ts'
import type { Reader } from './event-format.ts'
import { parseRoomId, parseUserId, userIdOf } from './ids.ts'
import type { MatrixParts } from './parts.ts'
import type { Session } from './sessions.ts'

/** A body to be written as JSON, with its status where that is not 200. */
export interface RouteResult {
  readonly status?: number
  readonly body: object
}

/** A request that has found its route. */
export interface Call extends MatrixParts {
  readonly request: FaceRequest
  /** A part of the path, decoded. */
  readonly param: (name: string) => string
  /** Says more precisely what the request did, for the journal; no secrets. */
  readonly note: (note: { readonly op?: string; readonly user?: string; readonly room?: string }) => void
}

/** A call by somebody who is logged in. */
export interface UserCall extends Call {
  readonly session: Session
}

type Result = RouteResult | Promise<RouteResult>

/** One row of the table of routes: the path is below `/_matrix/client/<version>`. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** What the journal calls it. */
  readonly op: string
} & (
  | { readonly access: 'anybody'; readonly handle: (call: Call) => Result }
  | { readonly access: 'user'; readonly handle: (call: UserCall) => Result }
)

/** @throws MatrixError 400 where the body is not a JSON object; the two cases as Synapse tells them apart. */
export function jsonBody({ request }: Call): object {
  const parsed = parseJson(request.body)
  if (!parsed.ok) throw badRequest('M_NOT_JSON', 'Content not JSON.')
  if (!isJsonObject(parsed.value)) throw badRequest('M_BAD_JSON', 'Content must be a JSON object.')
  return parsed.value
}

/** As `jsonBody`, for the calls that may come without a body. */
export function optionalJsonBody(call: Call): object {
  return call.request.body.byteLength === 0 ? {} : jsonBody(call)
}

/** The user a path names. @throws MatrixError 400 for a text that is no user id, or one of another server. */
export function localUser(text: string): string {
  const parsed = parseUserId(text)
  switch (parsed.kind) {
    case 'invalid':
      throw invalidUserId()
    case 'remote':
      throw remoteUser()
    case 'local':
      return parsed.name
  }
}

/** The room of the path that the caller is in. @throws MatrixError 403 for any other, known or not. */
export function joinedRoom({ hub, param, session }: UserCall): Room {
  const id = parseRoomId(param('roomId'))
  const room = id === undefined ? undefined : hub.room(id)
  if (!room?.has(session.user)) throw forbidden(`User ${userIdOf(session.user)} not in room ${param('roomId')}`)
  return room
}

/** How this caller reads events. */
export function readerOf({ hub, session }: UserCall): Reader {
  return { nowMs: hub.now(), device: session.device, generation: hub.generation }
}

import type { FaceRequest } from '../http/exchange.ts'
import { type Channel, isAccessible, type ZulipUser } from './directory.ts'
import { badRequest } from './errors.ts'
import { channelWord } from './features.ts'
import type { Params } from './params.ts'
import type { ZulipParts } from './parts.ts'

/** A request that has found its route. */
export interface Call extends ZulipParts {
  readonly request: FaceRequest
  readonly params: Params
  /** A part of the path, decoded. */
  readonly pathPart: (name: string) => string
  /** Says more precisely what the request did, for the journal; no secrets. */
  readonly note: (note: { readonly op?: string; readonly user?: string; readonly room?: string }) => void
}

/** A call by somebody who is known. */
export interface UserCall extends Call {
  readonly me: ZulipUser
}

/** What a route answers, beside `result` and `msg`. */
export type RouteResult = object | Promise<object>

/** One row of the table of routes: the path is below `/api/v1`. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** What the journal calls it. */
  readonly op: string
  /** Feature levels that have it: from the first, below the second. */
  readonly levels?: readonly [from: number, below: number]
} & (
  | { readonly access: 'anybody'; readonly handle: (call: Call) => RouteResult }
  | { readonly access: 'user'; readonly handle: (call: UserCall) => RouteResult }
)

/** The channel of that id. @throws ZulipError 400 where the caller may not know of it, or there is none. */
export function accessChannel({ directory, configuration, me, note }: UserCall, id: number): Channel {
  const channel = directory.channels().find((candidate) => candidate.id === id)
  if (channel === undefined || !isAccessible(channel, me.user.name)) {
    throw badRequest(`Invalid ${channelWord(configuration.current.featureLevel)} ID`)
  }
  note({ room: channel.room.id })
  return channel
}

/** @throws ZulipError 400 where only others may write in that channel. */
export function checkMayWrite({ configuration, me }: UserCall, { name, room }: Channel): void {
  const { announcementRooms, featureLevel } = configuration.current
  if (!announcementRooms.includes(name) || room.creator === me.user.name) return
  throw badRequest(`Not authorized to send to ${channelWord(featureLevel)} '${name}'`)
}

/** The users of these ids and the caller, each once, the caller last unless named. @throws ZulipError 400 */
export function recipientsOf({ directory, me }: UserCall, ids: readonly number[]): readonly ZulipUser[] {
  const recipients = [...new Set([...ids, me.id])].map((id) => {
    const user = directory.userById(id)
    if (user === undefined) throw badRequest(`Invalid user ID ${id}`)
    return user
  })
  return recipients
}

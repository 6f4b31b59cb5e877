import type { Room } from '../../hub/room.ts'
import { listedRoom, nameFor, roomDocument, slugOf, subscriptionDocument } from '../documents/room.ts'
import { memberDocument } from '../documents/user.ts'
import { invalidRoom, invalidUser, matchFailed, MeteorError, notAllowed } from '../errors.ts'
import { member } from '../../http/json.ts'
import { ridOf, userIdOf } from '../ids.ts'
import { canAccess } from './access.ts'
import { asUser, findRoom, type Method, type MethodCall, textParam } from './method.ts'

type Documents = readonly Readonly<Record<string, unknown>>[]

// With a date, what has changed since; without one, everything. A room is never deleted here.
function listing(since: unknown, documents: Documents): unknown {
  if (!(since instanceof Date)) return documents
  const update = documents.filter(({ _updatedAt: at }) => at instanceof Date && at > since)
  return { update, remove: [] }
}

/** Rooms of the caller; those a stranger may read are the channels marked `default`. */
export function roomsGet(call: MethodCall): unknown {
  const { caller, hub, rooms, settings } = call
  const { user } = caller
  const seen = hub.rooms().filter((room) => {
    if (user !== undefined) return room.has(user)
    return settings.allowAnonymousRead && rooms.typeOf(room) === 'c' && rooms.page(room).fields.get('default') === true
  })
  return listing(call.params[0], seen.map((room) => listedRoom(call, room)))
}

/** How the caller stands to each of their rooms. */
export function subscriptionsGet(call: MethodCall): unknown {
  const { user } = call.caller
  const own = user === undefined ? [] : call.hub.roomsOf(user)
  return listing(call.params[0], own.map((room) => subscriptionDocument(call, room, user ?? '')))
}

function getRoomById(call: MethodCall): object {
  const rid = textParam(call, 0)
  const { user } = asUser(call, 'getRoomNameById')
  const room = findRoom(call, rid)
  // The source names the wrong method here.
  if (room === undefined || !canAccess(call, room, user)) throw notAllowed('getRoomNameById')
  return roomDocument(call, room)
}

function getRoomNameById(call: MethodCall): string | undefined {
  const rid = textParam(call, 0)
  const { user } = asUser(call, 'getRoomNameById')
  const room = findRoom(call, rid)
  if (room === undefined || !canAccess(call, room, user)) throw notAllowed('getRoomNameById')
  return call.rooms.typeOf(room) === 'd' ? undefined : slugOf(room)
}

function findNamed({ hub, rooms }: MethodCall, name: string): Room | undefined {
  return hub.rooms().find((room) => rooms.typeOf(room) !== 'd' && (slugOf(room) === name || ridOf(room.id) === name))
}

function getRoomIdByNameOrId(call: MethodCall): string {
  const room = findNamed(call, textParam(call, 0))
  const { user } = asUser(call, 'getRoomIdByNameOrId')
  if (room === undefined || !canAccess(call, room, user)) throw notAllowed('getRoomIdByNameOrId')
  return ridOf(room.id)
}

function getRoomByTypeAndName(call: MethodCall): object {
  const [type, name] = [textParam(call, 0), textParam(call, 1)]
  const { user } = asUser(call, 'getRoomByTypeAndName')
  const { hub, rooms } = call
  const isDirect = (room: Room): boolean => room.has(user) && nameFor(call, room, user) === name
  const ofType = hub.rooms().filter((room) => rooms.typeOf(room) === type)
  const room = ofType.find((known) => ridOf(known.id) === name || (type === 'd' ? isDirect(known) : slugOf(known) === name))
  if (room === undefined) throw invalidRoom('getRoomByTypeAndName')
  if (!canAccess(call, room, user)) {
    throw new MeteorError('error-no-permission', 'No permission', { method: 'getRoomByTypeAndName' })
  }
  return listedRoom(call, room)
}

function pageOf(value: unknown): { readonly limit: number; readonly skip: number } {
  // Null is taken apart like an object there, which ends in an error of the server.
  if (value === null) throw new Error('unable to read the page')
  const count = (name: string): number => {
    const found = member(value, name) ?? 0
    if (typeof found !== 'number' || found < 0) throw matchFailed()
    return Math.floor(found)
  }
  return { limit: count('limit'), skip: count('skip') }
}

/** Members of a room, a page of them where one is asked for; filtered by a part of the name. */
export function getUsersOfRoom(call: MethodCall): object {
  const rid = textParam(call, 0)
  const { user } = asUser(call, 'getUsersOfRoom')
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom('getUsersOfRoom')
  if (!canAccess(call, room, user)) throw new MeteorError('not-authorized', 'Not Authorized', { method: 'getUsersOfRoom' })
  const { limit, skip } = pageOf(call.params[2])
  const wanted = call.params[3]
  const part = typeof wanted === 'string' ? wanted.toLowerCase() : ''
  const found = room.joined().filter((name) => {
    const shown = call.hub.users.get(name)?.displayName ?? ''
    return name.includes(part) || shown.toLowerCase().includes(part)
  })
  const end = limit === 0 ? found.length : skip + limit
  return { total: found.length, records: found.slice(skip, end).map((name) => memberDocument(call, name)) }
}

/** Who is more than a member of a room, by username. */
export function getRoomRoles(call: MethodCall): readonly object[] {
  const rid = textParam(call, 0)
  const { caller, hub, rooms, settings } = call
  const { user } = caller
  if (user === undefined && !settings.allowAnonymousRead) throw invalidUser('getRoomRoles')
  const room = findRoom(call, rid)
  if (room === undefined) throw invalidRoom('getRoomRoles')
  const isOpen = user === undefined && rooms.typeOf(room) === 'c'
  if (!isOpen && !canAccess(call, room, user)) throw invalidUser('getRoomRoles')
  const ranked = room.joined().filter((name) => rooms.rolesOf(room.id, name).length > 0)
  return ranked.toSorted().map((username) => ({
    _id: `sub-${rid}-${username}`,
    rid,
    u: {
      _id: userIdOf(username),
      username,
      ...(settings.useRealName && { name: hub.users.get(username)?.displayName ?? username }),
    },
    roles: rooms.rolesOf(room.id, username),
  }))
}

/** Which rooms there are, and who is in them. */
export const roomListMethods: readonly Method[] = [
  { name: 'rooms/get', op: 'rooms', run: roomsGet },
  { name: 'subscriptions/get', op: 'subscriptions', run: subscriptionsGet },
  { name: 'getRoomById', op: 'room', run: getRoomById },
  { name: 'getRoomNameById', op: 'room:name', goneFrom: '9.0.0', run: getRoomNameById },
  { name: 'getRoomIdByNameOrId', op: 'room:id', run: getRoomIdByNameOrId },
  { name: 'getRoomByTypeAndName', op: 'room', run: getRoomByTypeAndName },
  { name: 'getUsersOfRoom', op: 'room:members', run: getUsersOfRoom },
  { name: 'getRoomRoles', op: 'room:roles', goneFrom: '8.0.0', run: getRoomRoles },
]

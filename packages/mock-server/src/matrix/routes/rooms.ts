import type { EntryOutcome } from '../../hub/hub.ts'
import { fromEntries, member, stringMember } from '../../http/json.ts'
import { badRequest, forbidden, MatrixError, notFound } from '../errors.ts'
import { parseRoomId, roomIdOf, SERVER_NAME, userIdOf } from '../ids.ts'
import {
  joinedRoom,
  jsonBody,
  localUser,
  optionalJsonBody,
  type Route,
  type RouteResult,
  type UserCall,
} from '../route.ts'

/** Longest name of a room, in UTF-16 code units: what Synapse's index of rooms takes. */
const MAX_ROOM_NAME = 255

function settle(outcome: EntryOutcome): void {
  switch (outcome) {
    case 'done':
      return
    case 'no-such-room':
      throw new MatrixError(
        404,
        'M_UNKNOWN',
        "Can't join remote room because no servers that are in the room have been provided.",
      )
    case 'not-invited':
      throw forbidden('You are not invited to this room.')
    case 'not-a-member':
      throw forbidden('User not in room')
  }
}

function existingUser({ hub }: UserCall, text: string): string {
  const name = localUser(text)
  if (hub.users.get(name) === undefined) throw notFound('User not found')
  return name
}

function postCreateRoom(call: UserCall): RouteResult {
  const { hub, session, note } = call
  const body = jsonBody(call)
  const name = stringMember(body, 'name') ?? ''
  if (name.length > MAX_ROOM_NAME) throw badRequest('M_INVALID_PARAM', 'The name of the room is too long')
  const alias = stringMember(body, 'room_alias_name')
  if (alias !== undefined && !/^[a-z0-9_-]{1,64}$/.test(alias)) {
    throw badRequest('M_INVALID_PARAM', 'Invalid characters in room alias')
  }
  const invited = member(body, 'invite') ?? []
  if (!Array.isArray(invited)) throw badRequest('M_UNKNOWN', "'invite' must be a list")
  const guests = invited.map((id: unknown) => existingUser(call, String(id)))
  const isPublic = (member(body, 'preset') ?? `${stringMember(body, 'visibility')}_chat`) === 'public_chat'
  const room = hub.createRoom({
    creator: session.user,
    name,
    joinRule: isPublic ? 'everyone' : 'invited',
    ...(alias !== undefined && { id: alias }),
  })
  if (room === undefined) throw badRequest('M_ROOM_IN_USE', 'Room alias already taken')
  note({ room: room.id })
  for (const guest of guests) hub.invite(room.id, session.user, guest)
  return { body: { room_id: roomIdOf(room.id) } }
}

function join(call: UserCall, text: string): RouteResult {
  optionalJsonBody(call)
  const id = parseRoomId(text)
  if (text.startsWith('#') && (id === undefined || call.hub.room(id) === undefined)) {
    throw notFound('Room alias not found')
  }
  if (!text.startsWith('!') && !text.startsWith('#')) {
    throw badRequest('M_INVALID_PARAM', 'Not a legal room id or alias')
  }
  settle(call.hub.join(id ?? '', call.session.user))
  return { body: { room_id: roomIdOf(id ?? '') } }
}

function postLeave(call: UserCall): RouteResult {
  optionalJsonBody(call)
  settle(call.hub.leave(parseRoomId(call.param('roomId')) ?? '', call.session.user))
  return { body: {} }
}

function postInvite(call: UserCall): RouteResult {
  const guest = stringMember(jsonBody(call), 'user_id')
  if (guest === undefined) throw badRequest('M_MISSING_PARAM', 'Missing params: user_id')
  const room = joinedRoom(call)
  settle(call.hub.invite(room.id, call.session.user, existingUser(call, guest)))
  return { body: {} }
}

// Who made a room may take others out of it.
function postKick(call: UserCall): RouteResult {
  const { hub, session } = call
  const target = stringMember(jsonBody(call), 'user_id')
  if (target === undefined) throw badRequest('M_MISSING_PARAM', 'Missing params: user_id')
  const room = joinedRoom(call)
  const name = localUser(target)
  if (!room.has(name)) throw forbidden('The target user is not in the room')
  if (name !== session.user && room.creator !== session.user) throw forbidden('You cannot kick this user.')
  settle(hub.leave(room.id, name, session.user))
  return { body: {} }
}

function getJoinedMembers(call: UserCall): RouteResult {
  const members = joinedRoom(call).joined()
  const joined = members.map((name) => {
    const displayName = call.hub.users.get(name)?.displayName ?? name
    return [userIdOf(name), { avatar_url: null, display_name: displayName }] as const
  })
  return { body: { joined: fromEntries(joined) } }
}

function getJoinedRooms({ hub, session }: UserCall): RouteResult {
  return { body: { joined_rooms: hub.roomsOf(session.user).map(({ id }) => roomIdOf(id)) } }
}

function getAlias({ hub, param }: { readonly hub: UserCall['hub']; readonly param: UserCall['param'] }): RouteResult {
  const id = parseRoomId(param('alias'))
  if (id === undefined || hub.room(id) === undefined) throw notFound('Room alias not found')
  return { body: { room_id: roomIdOf(id), servers: [SERVER_NAME] } }
}

/** Rooms, and who is in them. */
export const roomRoutes: readonly Route[] = [
  { method: 'POST', path: '/createRoom', op: 'room:create', access: 'user', handle: postCreateRoom },
  {
    method: 'POST',
    path: '/join/:roomId',
    op: 'room:join',
    access: 'user',
    handle: (call) => join(call, call.param('roomId')),
  },
  {
    method: 'POST',
    path: '/rooms/:roomId/join',
    op: 'room:join',
    access: 'user',
    handle: (call) => join(call, call.param('roomId')),
  },
  { method: 'POST', path: '/rooms/:roomId/leave', op: 'room:leave', access: 'user', handle: postLeave },
  { method: 'POST', path: '/rooms/:roomId/kick', op: 'room:kick', access: 'user', handle: postKick },
  { method: 'POST', path: '/rooms/:roomId/invite', op: 'room:invite', access: 'user', handle: postInvite },
  {
    method: 'GET',
    path: '/rooms/:roomId/joined_members',
    op: 'joined_members',
    access: 'user',
    handle: getJoinedMembers,
  },
  { method: 'GET', path: '/joined_rooms', op: 'joined_rooms', access: 'user', handle: getJoinedRooms },
  { method: 'GET', path: '/directory/room/:alias', op: 'alias', access: 'anybody', handle: getAlias },
]

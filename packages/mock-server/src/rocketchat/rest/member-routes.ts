import { member, stringMember } from '../../http/json.ts'
import { listedRoom } from '../documents/room.ts'
import { MEMBER_STATUS } from '../documents/user.ts'
import { MeteorError } from '../errors.ts'
import { ridOf, userOf } from '../ids.ts'
import { setMuted } from '../methods/members.ts'
import type { RoomType } from '../room-book.ts'
import { countOf, invalidParams, methodCall, part, type RestCall, RestError, type RestRoute, roomParam, runTwin, textOf } from './route.ts'
import { FAMILIES } from './room-routes.ts'

// The user that `userId` or `username` names.
function userParam({ body, hub }: RestCall): string {
  const id = stringMember(body, 'userId')
  const name = id === undefined ? stringMember(body, 'username') : userOf(id)
  if (id === undefined && name === undefined) {
    throw new MeteorError('error-user-param-not-provided', 'The required "userId" or "username" param was not provided')
  }
  if (name === undefined || hub.users.get(name) === undefined) {
    throw new MeteorError('error-invalid-user', 'The required "userId" or "username" param provided does not match any users')
  }
  return name
}

function postMuted(call: RestCall, muted: boolean): object {
  const username = userParam(call)
  setMuted(methodCall(call, [{ rid: textOf(call, 'roomId'), username }]), muted)
  return {}
}

function namesOf(value: unknown): readonly string[] | undefined {
  const list: unknown[] | undefined = Array.isArray(value) ? value : undefined
  return list?.filter((item) => typeof item === 'string')
}

// Two files, two ways: channels.ts has the literal where the sentence belongs, groups.ts throws.
function nobodyToInvite(types: readonly RoomType[]): Error {
  const sentence = 'Cannot invite if no users are provided.'
  if (types.includes('p')) return new MeteorError('error-empty-invite-list', sentence)
  return new RestError(400, { success: false, error: 'invalid-user-invite-list', errorType: sentence })
}

function postInvite(call: RestCall, types: readonly RoomType[]): object {
  const { body } = call
  const room = roomParam(call, ...types)
  const ids = namesOf(member(body, 'userIds'))?.map((id) => userOf(id) ?? '')
  const named = namesOf(member(body, 'usernames')) ?? ids ?? [userParam(call)]
  const users = named.filter((name) => call.hub.users.get(name) !== undefined)
  if (users.length === 0) throw nobodyToInvite(types)
  runTwin(call, 'addUsersToRoom', { rid: ridOf(room.id), users })
  return { [types.includes('p') ? 'group' : 'channel']: listedRoom(call, room) }
}

function postKick(call: RestCall, types: readonly RoomType[]): object {
  const room = roomParam(call, ...types)
  runTwin(call, 'removeUserFromRoom', { rid: ridOf(room.id), username: userParam(call) })
  return { [types.includes('p') ? 'group' : 'channel']: listedRoom(call, room) }
}

function postRole(call: RestCall, method: string, types: readonly RoomType[]): object {
  const room = roomParam(call, ...types)
  const userId = stringMember(call.body, 'userId')
  if (userId === undefined) throw invalidParams('userId')
  runTwin(call, method, ridOf(room.id), userId)
  return {}
}

function getRoles(call: RestCall, types: readonly RoomType[]): object {
  return { roles: runTwin(call, 'getRoomRoles', ridOf(roomParam(call, ...types).id)) }
}

function getMembers(call: RestCall, types: readonly RoomType[]): object {
  const room = roomParam(call, ...types)
  const [offset, count] = [countOf(call, 'offset', 0), countOf(call, 'count', 50)]
  const filter = call.query.get('filter') ?? undefined
  const result = runTwin(call, 'getUsersOfRoom', ridOf(room.id), true, { limit: count, skip: offset }, filter)
  const statuses = ['status', 'status[]'].flatMap((name) => call.query.getAll(name))
  // Everybody is as present as the next, so that a page is wanted whole or not at all.
  const areWanted = statuses.length === 0 || statuses.includes(MEMBER_STATUS)
  const found = part(result, 'records')
  const members: readonly unknown[] = areWanted && Array.isArray(found) ? found : []
  return { members, count: members.length, offset, total: areWanted ? part(result, 'total') : 0 }
}

const ROLE_METHODS = ['Leader', 'Moderator', 'Owner'].flatMap((role) =>
  (['add', 'remove'] as const).map((verb) => ({ path: `${verb}${role}`, method: `${verb}Room${role}` })),
)

function familyRoutes(prefix: string, types: readonly RoomType[]): readonly RestRoute[] {
  return [
    ...ROLE_METHODS.map(({ path, method }): RestRoute => {
      const handle = (call: RestCall): object => postRole(call, method, types)
      return { method: 'POST', path: `/${prefix}.${path}`, op: 'room:role', access: 'user', handle }
    }),
    {
      method: 'POST',
      path: `/${prefix}.invite`,
      op: 'room:add',
      access: 'user',
      handle: (call) => postInvite(call, types),
    },
    {
      method: 'POST',
      path: `/${prefix}.kick`,
      op: 'room:remove',
      access: 'user',
      handle: (call) => postKick(call, types),
    },
    {
      method: 'GET',
      path: `/${prefix}.roles`,
      op: 'room:roles',
      access: 'user',
      handle: (call) => getRoles(call, types),
    },
  ]
}

/** Who is in a room, and as what. */
export const memberRoutes: readonly RestRoute[] = [
  ...[true, false].map((muted): RestRoute => {
    const handle = (call: RestCall): object => postMuted(call, muted)
    const path = muted ? '/rooms.muteUser' : '/rooms.unmuteUser'
    return { method: 'POST', path, op: muted ? 'room:mute' : 'room:unmute', access: 'user', since: '6.8.0', handle }
  }),
  ...FAMILIES.slice(0, 2).flatMap(([prefix, types]) => familyRoutes(prefix, types)),
  ...FAMILIES.map(([prefix, types]): RestRoute => {
    const handle = (call: RestCall): object => getMembers(call, types)
    return { method: 'GET', path: `/${prefix}.members`, op: 'room:members', access: 'user', handle }
  }),
]

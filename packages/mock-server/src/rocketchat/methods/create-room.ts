import { isJsonObject, stringMember } from '../../http/json.ts'
import type { Room } from '../../hub/room.ts'
import { roomDocument } from '../documents/room.ts'
import { invalidUser, matchFailed, MeteorError, notAllowed } from '../errors.ts'
import { ridOf } from '../ids.ts'
import type { RocketChatParts } from '../parts.ts'
import { asUser, type Method, type MethodCall, textParam } from './method.ts'
import { checkRoomName } from './room-names.ts'

function bringIn({ hub }: RocketChatParts, room: Room, sender: string, users: Iterable<string>): void {
  for (const user of users) {
    if (user === sender || hub.users.get(user) === undefined) continue
    hub.invite(room.id, sender, user)
    hub.join(room.id, user)
  }
}

function existingDirect({ hub, rooms }: RocketChatParts, members: readonly string[]): Room | undefined {
  const wanted = members.toSorted().join(' ')
  return hub.rooms().find((room) => rooms.typeOf(room) === 'd' && room.joined().toSorted().join(' ') === wanted)
}

/** The room of direct messages between these users, new or not. */
export function createDirectMessage(call: MethodCall): object {
  const others = call.params.map((_param, index) => textParam(call, index))
  const method = 'createDirectMessage'
  const { user, hub, rooms, permissions, settings } = asUser(call, method)
  if (others.length === 0) throw invalidUser(method)
  if (others.some((name) => hub.users.get(name) === undefined)) throw invalidUser(method)
  const members = [...new Set([user, ...others])]
  if (members.length === 1 && !settings.allowDirectMessagesToYourself) throw invalidUser(method)
  const known = existingDirect(call, members)
  if (!permissions.has(user, 'create-d')) {
    if (known === undefined || !permissions.has(user, 'view-d-room')) throw notAllowed(method)
    return { ...roomDocument(call, known), rid: ridOf(known.id) }
  }
  if (members.length > settings.maxDirectMessageUsers) {
    throw new MeteorError('error-direct-message-max-user-exceeded', 'You cannot add more users to the direct message', {
      method: 'createDirectRoom',
    })
  }
  const room = known ?? openDirect(call, user, members)
  call.note({ room: room.id })
  rooms.member(room, user).open = true
  return { t: 'd', rid: ridOf(room.id), usernames: room.joined() }
}

function openDirect(parts: RocketChatParts, creator: string, members: readonly string[]): Room {
  // A tilde is in no username, so that no two sets of users share a room.
  const id = `dm~${members.toSorted().join('~')}`
  parts.rooms.reserve(id, 'd')
  const room = parts.hub.createRoom({ creator, name: '', id, joinRule: 'invited' })
  if (room === undefined) throw new Error('unable to open a room; the server is full')
  bringIn(parts, room, creator, members)
  return room
}

function membersParam({ params }: MethodCall): readonly string[] {
  const value = params[1] ?? []
  const list: unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (!list?.every((item) => typeof item === 'string')) throw matchFailed()
  return list
}

/** Makes a channel or a private group of the caller's. */
export function createRoom(call: MethodCall, type: 'c' | 'p'): object {
  const method = type === 'c' ? 'createChannel' : 'createPrivateGroup'
  const name = textParam(call, 0).trim()
  const members = membersParam(call)
  const [, , readOnly = false, customFields, extraData] = call.params
  if (typeof readOnly !== 'boolean') throw matchFailed()
  const { user, hub, rooms, permissions } = asUser(call, method)
  if (stringMember(extraData, 'teamId')) {
    throw new MeteorError('error-team-not-found', 'The "teamId" param provided does not match any team', { method })
  }
  if (!permissions.has(user, `create-${type}`)) throw notAllowed(method)
  if (name === '') throw new MeteorError('error-invalid-name', 'Invalid name', { function: 'RocketChat.createRoom' })
  checkRoomName(call, name)
  const room = hub.createRoom({ creator: user, name, joinRule: type === 'c' ? 'everyone' : 'invited' })
  if (room === undefined) throw new Error('unable to make a room; the server is full')
  call.note({ room: room.id })
  const page = rooms.page(room)
  page.readOnly = readOnly
  if (isJsonObject(customFields) && Object.keys(customFields).length > 0) page.fields.set('customFields', customFields)
  bringIn(call, room, user, members)
  return { ...roomDocument(call, room), rid: ridOf(room.id), inserted: true }
}

/** New rooms. */
export const createRoomMethods: readonly Method[] = [
  { name: 'createDirectMessage', op: 'room:direct', run: createDirectMessage },
  { name: 'createPrivateGroup', op: 'room:create', run: (call) => createRoom(call, 'p') },
  { name: 'createChannel', op: 'room:create', goneFrom: '9.0.0', run: (call) => createRoom(call, 'c') },
]

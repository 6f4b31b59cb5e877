import { isJsonObject, member, stringMember } from '../../http/json.ts'
import { listedRoom, roomDocument } from '../documents/room.ts'
import { MeteorError, notAllowed } from '../errors.ts'
import { ridOf } from '../ids.ts'
import { canAccess } from '../methods/access.ts'
import type { RoomType } from '../room-book.ts'
import { countOf, invalidParams, part, type RestCall, RestError, type RestRoute, roomParam, runTwin, textOf, timeOf } from './route.ts'

/** The families of routes, and the types of room each is for. */
export const FAMILIES: readonly (readonly [prefix: string, types: readonly RoomType[]])[] = [
  ['channels', ['c']],
  ['groups', ['p']],
  ['im', ['d']],
  ['dm', ['d']],
]

function nothing(): object {
  return {}
}

function getList(call: RestCall, method: string): object {
  const since = timeOf(call, 'updatedSince') ?? new Date(0)
  const result = runTwin(call, method, since)
  return { update: part(result, 'update'), remove: part(result, 'remove') }
}

function getRoom(call: RestCall): object {
  const room = roomParam(call)
  if (!canAccess(call, room, call.user)) throw notAllowed('rooms.info')
  return { room: roomDocument(call, room) }
}

function archive(call: RestCall, archived: boolean, types: readonly RoomType[] = []): object {
  const room = roomParam(call, ...types)
  runTwin(call, archived ? 'archiveRoom' : 'unarchiveRoom', ridOf(room.id))
  return nothing()
}

function postArchivation(call: RestCall): object {
  const action = textOf(call, 'action')
  if (action !== 'archive' && action !== 'unarchive') {
    throw new MeteorError('error-invalid-params', 'The "action" is neither archive nor unarchive')
  }
  return archive(call, action === 'archive')
}

function postFavorite(call: RestCall): object {
  const favorite = member(call.body, 'favorite')
  if (typeof favorite !== 'boolean') throw invalidParams('favorite')
  runTwin(call, 'toggleFavorite', ridOf(roomParam(call).id), favorite)
  return nothing()
}

function postJoin(call: RestCall): object {
  const room = roomParam(call)
  runTwin(call, 'joinRoom', ridOf(room.id), stringMember(call.body, 'joinCode'))
  return { room: listedRoom(call, room), channel: listedRoom(call, room) }
}

function postLeave(call: RestCall, types: readonly RoomType[] = []): object {
  const room = roomParam(call, ...types)
  runTwin(call, 'leaveRoom', ridOf(room.id))
  return { [types.includes('p') ? 'group' : 'channel']: listedRoom(call, room) }
}

function postDirect(call: RestCall): object {
  const list = stringMember(call.body, 'usernames')?.split(',')
  const names = list ?? [textOf(call, 'username')]
  const result = runTwin(call, 'createDirectMessage', ...names.map((name) => name.trim()))
  const rid = part(result, 'rid')
  return { room: { ...(isJsonObject(result) && result), _id: rid } }
}

function postCreate(call: RestCall, type: 'c' | 'p'): object {
  const { body } = call
  const name = textOf(call, 'name')
  const more = ['members', 'readOnly', 'customFields', 'extraData'].map((key) => member(body, key))
  const made = runTwin(call, type === 'c' ? 'createChannel' : 'createPrivateGroup', name, ...more)
  return { [type === 'c' ? 'channel' : 'group']: made }
}

function getHistory(call: RestCall, types: readonly RoomType[]): object {
  const room = roomParam(call, ...types)
  const [latest, oldest] = [timeOf(call, 'latest'), timeOf(call, 'oldest')]
  const withThreads = call.query.get('showThreadMessages') !== 'false'
  const result = runTwin(call, 'loadHistory', ridOf(room.id), latest, countOf(call, 'count', 20), oldest, withThreads)
  if (!isJsonObject(result)) throw notAllowed('getChannelHistory')
  const messages = part(result, 'messages')
  const list: unknown[] = Array.isArray(messages) ? messages : []
  const shown = list.filter((message) => {
    const ts = member(message, 'ts')
    return oldest === undefined || (ts instanceof Date && ts > oldest)
  })
  return { ...result, messages: shown }
}

function postSettings(call: RestCall): object {
  const rid = textOf(call, 'rid')
  const settings = Object.entries(call.body).filter(([name]) => name !== 'rid')
  runTwin(call, 'saveRoomSettings', rid, Object.fromEntries(settings))
  return { rid }
}

function postMessage(call: RestCall): object {
  const message = member(call.body, 'message')
  if (!isJsonObject(message)) throw invalidParams('message')
  const sent = runTwin(call, 'sendMessage', message)
  if (sent === undefined) throw notAllowed('sendMessage')
  return { message: sent }
}

function postRead(call: RestCall): object {
  runTwin(call, 'readMessages', textOf(call, 'rid'))
  return nothing()
}

function postOpen(call: RestCall): object {
  runTwin(call, 'openRoom', textOf(call, 'roomId'))
  return nothing()
}

function postHide(call: RestCall): object {
  const changed = runTwin(call, 'hideRoom', textOf(call, 'roomId'))
  // A failure in one word, and no type of error (rooms.ts).
  if (changed === 0) throw new RestError(400, { success: false, error: 'error-room-already-hidden' })
  return nothing()
}

const post = (path: string, op: string, handle: RestRoute['handle']): RestRoute => {
  return { method: 'POST', path, op, access: 'user', handle }
}
const get = (path: string, op: string, handle: RestRoute['handle']): RestRoute => {
  return { method: 'GET', path, op, access: 'user', handle }
}

/** Rooms, and what is said in them. */
export const roomRoutes: readonly RestRoute[] = [
  get('/rooms.get', 'rooms', (call) => getList(call, 'rooms/get')),
  get('/subscriptions.get', 'subscriptions', (call) => getList(call, 'subscriptions/get')),
  get('/rooms.info', 'room', getRoom),
  post('/rooms.changeArchivationState', 'room:archive', postArchivation),
  post('/rooms.favorite', 'room:favorite', postFavorite),
  post('/rooms.hide', 'room:hide', postHide),
  post('/rooms.open', 'room:open', postOpen),
  post('/rooms.join', 'room:join', postJoin),
  post('/rooms.leave', 'room:leave', (call) => postLeave(call)),
  post('/rooms.saveRoomSettings', 'room:settings', postSettings),
  post('/channels.join', 'room:join', postJoin),
  post('/channels.create', 'room:create', (call) => postCreate(call, 'c')),
  post('/groups.create', 'room:create', (call) => postCreate(call, 'p')),
  post('/im.create', 'room:direct', postDirect),
  post('/dm.create', 'room:direct', postDirect),
  post('/chat.sendMessage', 'message', postMessage),
  post('/subscriptions.read', 'room:read', postRead),
  ...FAMILIES.flatMap(([prefix, types]) => [
    get(`/${prefix}.history`, 'history', (call) => getHistory(call, types)),
    post(`/${prefix}.leave`, 'room:leave', (call) => postLeave(call, types)),
  ]),
  ...FAMILIES.slice(0, 2).flatMap(([prefix, types]) => [
    post(`/${prefix}.archive`, 'room:archive', (call) => archive(call, true, types)),
    post(`/${prefix}.unarchive`, 'room:unarchive', (call) => archive(call, false, types)),
  ]),
]

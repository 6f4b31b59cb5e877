import type { Message } from '../chat/message.ts'
import { MAX_MESSAGES, type Reader, type Room, type Rooms } from '../chat/room.ts'
import type { Register, ZulipMessage, ZulipPlace } from './realm-answer.ts'

/** The topic that every channel is shown with, said in or not: on the mock server it is the room of the others. */
const FIRST_TOPIC = 'chat'

/** Who and what there is on a Zulip server. */
export type World = Pick<Register, 'people' | 'channels'>

/** Who looks at it. */
export interface ZulipReader extends Reader {
  readonly ownId: number
}

/** The id of a conversation; topics that differ in case alone are one, as are lists with me and without. */
export function roomIdOf(place: ZulipPlace, ownId: number): string {
  if ('channelId' in place) return `channel ${place.channelId} ${place.topic.toLowerCase()}`
  return `direct ${othersOf(place.userIds, ownId).join(' ')}`
}

/** The people of a direct conversation without me, unless I am alone in it. */
export function othersOf(userIds: readonly number[], ownId: number): readonly number[] {
  const others = [...new Set(userIds)].filter((id) => id !== ownId).toSorted((a, b) => a - b)
  return others.length === 0 ? [ownId] : others
}

/** A conversation in which nobody has said anything yet; undefined in a channel I am not in. */
export function emptyRoom({ people, channels }: World, place: ZulipPlace, ownId: number): Room | undefined {
  const nameOf = (id: number): string => people.get(id) ?? String(id)
  const said = { id: roomIdOf(place, ownId), messages: [], pending: [], unread: 0 }
  if ('userIds' in place) {
    const others = othersOf(place.userIds, ownId)
    const members = new Map([...others, ownId].map((id) => [String(id), nameOf(id)]))
    return { ...said, kind: 'direct', name: others.map(nameOf).join(', '), members }
  }
  const channel = channels.find(({ id }) => id === place.channelId)
  if (channel === undefined) return undefined
  const members = new Map(channel.subscriberIds.map((id) => [String(id), nameOf(id)]))
  return { ...said, kind: 'channel', group: channel.name, name: place.topic || 'general chat', members }
}

/** The conversations at the start; what I sent and the server does not have yet is kept, as is what I opened. */
export function freshRooms(
  before: Rooms,
  world: World,
  recent: readonly ZulipMessage[],
  { ownId }: ZulipReader,
): { readonly rooms: Rooms; readonly places: ReadonlyMap<string, ZulipPlace> } {
  const rooms = new Map<string, Room>()
  const places = new Map<string, ZulipPlace>()
  const channels = world.channels.map(({ id }) => ({ channelId: id, topic: FIRST_TOPIC }))
  for (const place of [...channels, ...recent.map((message) => message.place)]) {
    const room = emptyRoom(world, place, ownId)
    if (room === undefined || rooms.has(room.id)) continue
    const pending = before.get(room.id)?.pending.filter(({ delivery }) => delivery !== 'delivered') ?? []
    rooms.set(room.id, { ...room, pending })
    places.set(room.id, place)
  }
  for (const message of recent) {
    const room = rooms.get(roomIdOf(message.place, ownId))
    if (room !== undefined) rooms.set(room.id, { ...withMessage(room, message, { ownId, chosen: room.id }), unread: 0 })
  }
  return { rooms, places }
}

/** A conversation with one message more. */
export function withMessage(room: Room, message: ZulipMessage, { ownId, chosen }: Omit<ZulipReader, 'userId'>): Room {
  const sender = String(message.senderId)
  const isMine = message.senderId === ownId
  const said: Message = { key: String(message.id), sender, text: message.text, atMs: message.atMs, delivery: 'delivered' }
  // The server tells no id of mine: what I sent first with that text is what it repeats.
  const mine = isMine ? room.pending.findIndex(({ text }) => text === message.text) : -1
  return {
    ...room,
    members: room.members.has(sender) ? room.members : new Map(room.members).set(sender, message.senderName),
    messages: [...room.messages, said].slice(-MAX_MESSAGES),
    pending: room.pending.filter((_, index) => index !== mine),
    unread: isMine || room.id === chosen ? room.unread : room.unread + 1,
  }
}

import type { Account } from '../chat/account.ts'
import { chosenOf, createChatBase, type Chat } from '../chat/chat.ts'
import { startFollowing, type Go } from '../chat/following.ts'
import { member, numberMember } from '../chat/json.ts'
import { createOutbox } from '../chat/outbox.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import { emptyRoom, freshRooms, roomIdOf, withMessage, type World } from './conversations.ts'
import { readMessageEvent, type ZulipMessage, type ZulipPlace } from './realm-answer.ts'
import type { QueuePlace } from './realm.ts'
import type { ZulipSignedIn } from './zulip-account.ts'

/** A chat whose rooms are topics of channels and direct conversations. */
export interface ZulipChat extends Chat {
  /** Where a room is on the server. */
  readonly placeOf: (roomId: string) => ZulipPlace | undefined
}

/** Makes a Zulip chat of an account; `chosen` is the room to begin with, where there is such a one. */
export function createZulipChat(account: Account<ZulipSignedIn>, chosen?: string): ZulipChat {
  const { store, changeRoom, choose, onMessage, announce } = createChatBase(chosen)
  const places = new Map<string, ZulipPlace>()
  let world: World = { people: new Map(), channels: [] }
  /** The queue that is read, and with which key it was opened. */
  let queue: (QueuePlace & { readonly token: string }) | undefined
  const outbox = createOutbox(async (roomId, { text }) => {
    const { realm, key } = await account.signIn()
    const place = places.get(roomId)
    if (place === undefined) throw new Error('unable to send; the conversation is unknown')
    await realm.send(key, place, text)
  }, changeRoom)

  async function follow(go: Go): Promise<void> {
    const signedIn = await account.signIn()
    const { userId, baseUrl, token } = signedIn
    go.signal.throwIfAborted()
    store.setState(({ me }) => ({ me: me ?? { userId, baseUrl } }))
    if (queue?.token !== token) queue = undefined
    try {
      await (queue === undefined ? begin(signedIn, go) : poll(signedIn, queue, go))
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error
      if (error.status === 401) account.refused(token)
      // Whoever was away too long has no queue any more, and begins anew.
      if (error.code !== 'BAD_EVENT_QUEUE_ID') throw error
      queue = undefined
    }
  }

  async function begin({ realm, key, token, ownId, userId }: ZulipSignedIn, { signal, succeeded }: Go): Promise<void> {
    const registered = await realm.register(key, signal)
    const recent = await realm.recent(key, signal)
    signal.throwIfAborted()
    succeeded()
    world = registered
    queue = { token, queueId: registered.queueId, lastEventId: registered.lastEventId }
    const people = new Map([...world.people].map(([id, name]) => [String(id), name]))
    people.delete(userId)
    store.setState((state) => {
      const fresh = freshRooms(state.rooms, world, recent, { ownId, userId, chosen: state.chosen })
      for (const [id, place] of fresh.places) places.set(id, place)
      const channels = world.channels.map(({ name }) => name)
      return { connection: 'online', rooms: fresh.rooms, chosen: chosenOf(fresh.rooms, state.chosen), people, channels }
    })
  }

  async function poll({ realm, key, ownId }: ZulipSignedIn, from: QueuePlace & { readonly token: string }, go: Go): Promise<void> {
    // The first poll after a failure is not held: its answer tells that the server is back.
    const events = await realm.events(key, from, !go.isRetry, go.signal)
    go.signal.throwIfAborted()
    go.succeeded()
    const lastEventId = events.reduce<number>((last, event) => Math.max(last, numberMember(event, 'id') ?? last), from.lastEventId)
    queue = { ...from, lastEventId }
    store.setState({ connection: 'online' })
    for (const event of events) {
      const message = readMessageEvent(event)
      if (message !== undefined) take(message, ownId)
      else if (member(event, 'type') === 'restart') queue = undefined
    }
  }

  function take(message: ZulipMessage, ownId: number): void {
    const { place } = message
    const id = roomIdOf(place, ownId)
    store.setState(({ rooms, chosen: shown }) => {
      const room = rooms.get(id) ?? emptyRoom(world, place, ownId)
      if (room === undefined) return {}
      if (!places.has(id)) places.set(id, place)
      const next = new Map(rooms).set(id, withMessage(room, message, { ownId, chosen: shown }))
      return { rooms: next, chosen: shown ?? id }
    })
    // A channel I have come into since: what there is, is asked for anew.
    if (!store.getState().rooms.has(id)) queue = undefined
    if (message.senderId !== ownId) announce({ roomId: id }, String(message.senderId))
  }

  async function openAt(place: ZulipPlace): Promise<void> {
    const { ownId } = await account.signIn()
    const room = emptyRoom(world, place, ownId)
    if (room === undefined) throw new Error('unable to open the conversation; there is no such channel')
    if (!places.has(room.id)) places.set(room.id, place)
    store.setState(({ rooms }) => (rooms.has(room.id) ? {} : { rooms: new Map(rooms).set(room.id, room) }))
    choose(room.id)
  }

  return {
    store,
    start: () => startFollowing({ go: follow, onFailure: (connection) => store.setState({ connection }) }),
    send: (to, text) => {
      const { me } = store.getState()
      if (me !== undefined) outbox.send(to, me.userId, text)
    },
    resend: outbox.resend,
    choose,
    onMessage,
    placeOf: (roomId) => places.get(roomId),
    begin: {
      direct: (userIds) => openAt({ userIds: userIds.map(Number) }),
      topic: (channel, topic) => openAt({ channelId: world.channels.find(({ name }) => name === channel)?.id ?? 0, topic }),
    },
  }
}

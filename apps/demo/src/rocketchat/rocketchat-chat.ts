import {
  createDirectMessage,
  createPrivateGroup,
  getRooms,
  getSubscriptions,
  getUsersOfRoom,
  hideRoom,
  leaveRoom,
  loadHistory,
  openRoom,
  sendMessage,
  toggleFavorite,
} from '@nowtyping/client/rocketchat/rooms'
import type { Account } from '../chat/account.ts'
import { chosenOf, createChatBase, type Chat } from '../chat/chat.ts'
import { startFollowing, type Go } from '../chat/following.ts'
import { createOutbox } from '../chat/outbox.ts'
import { withRoom, type Room } from '../chat/room.ts'
import { openDdp, type Ddp } from './ddp.ts'
import { explained } from './explained.ts'
import type { RocketChatSignedIn } from './rocketchat-account.ts'
import { roomServer } from './room-server.ts'
import { messageOf, roomWith, withMessages } from './rooms.ts'
import { readNews, type RoomStanding, type SaidMessage, type StreamNews } from './stream-news.ts'

/** Messages loaded at a time. */
const PAGE = 20

/** Makes a Rocket.Chat chat of an account; `chosen` is the room to begin with, where I am in it. */
export function createRocketChatChat(account: Account<RocketChatSignedIn>, chosen?: string): Chat {
  const { store, changeRoom, choose, onMessage, announce } = createChatBase(chosen)
  let ddp: Ddp | undefined
  /** Rooms whose last page was loaded over this connection, each with the date of the oldest message loaded. */
  let loaded = new Map<string, Date | undefined>()

  const server = roomServer(account, () => ddp)
  const outbox = createOutbox(async (rid, { key, text, threadId }) => {
    await sendMessage(server, { rid, msg: text, _id: key, tmid: threadId })
  }, changeRoom)

  async function follow({ signal, succeeded }: Go): Promise<void> {
    const { userId, baseUrl, token, logIn } = await account.signIn()
    signal.throwIfAborted()
    store.setState(({ me }) => ({ me: me ?? { userId, baseUrl } }))
    const opened = await openDdp(baseUrl, signal, (event) => {
      const news = readNews(event)
      if (news !== undefined) take(news, userId)
    })
    await opened.call('login', { resume: token }).catch((error: unknown) => {
      account.refused(token)
      throw error
    })
    ddp = opened
    loaded = new Map()
    opened.subscribe('stream-room-messages', '__my_messages__')
    opened.subscribe('stream-notify-user', `${logIn.userId}/subscriptions-changed`)
    await refresh()
    signal.throwIfAborted()
    succeeded()
    store.setState({ connection: 'online' })
    await opened.ended
  }

  /** Asks which rooms there are, and shows them. */
  async function refresh(): Promise<void> {
    const [{ update: standings }, { update: rooms }] = await Promise.all([getSubscriptions(server), getRooms(server)])
    const last = new Map(rooms.map(({ _id, lastMessage }) => [_id, lastMessage]))
    store.setState(({ rooms: before, chosen: shown, people }) => {
      const next = new Map<string, Room>()
      for (const standing of standings) {
        const { rid, open } = standing
        if (open === false) continue
        const room = roomWith(before.get(rid), standing, people)
        const message = last.get(rid)
        const said = message === undefined || message.t !== undefined ? [] : [messageOf(message)]
        next.set(rid, withMessages(room, said))
      }
      const now = chosenOf(next, shown)
      return { rooms: now === undefined ? next : withRoom(next, now, () => ({ unread: 0 })), chosen: now }
    })
    await loadRoom(store.getState().chosen)
  }

  /** Loads who is in a room and what was said last, unless that was done. */
  async function loadRoom(rid: string | undefined): Promise<void> {
    if (rid === undefined || loaded.has(rid)) return
    loaded.set(rid, undefined)
    const [{ records }] = await Promise.all([getUsersOfRoom(server, rid), load(rid)])
    const members = new Map(records.map(({ username, name }) => [username, name ?? username]))
    changeRoom(rid, () => ({ members }))
    store.setState(({ people, me }) => {
      const all = new Map([...people, ...members])
      if (me !== undefined) all.delete(me.userId)
      return { people: all }
    })
  }

  async function load(rid: string): Promise<void> {
    const end = loaded.get(rid)
    const history = await loadHistory(server, rid, { limit: PAGE, end })
    if (history === false) return
    loaded.set(rid, history.messages.at(-1)?.ts ?? end)
    const said = history.messages.filter(({ t }) => t === undefined).map(messageOf)
    changeRoom(rid, (room) => ({ ...withMessages(room, said), hasEarlier: history.messages.length === PAGE }))
  }

  function take(news: StreamNews, me: string): void {
    switch (news.kind) {
      case 'message':
        return takeMessage(news.message, me)
      case 'room':
        return takeStanding(news.standing)
      case 'gone':
        return removeRoom(news.rid)
    }
  }

  function takeMessage(message: SaidMessage, me: string): void {
    const { rid, t, u, tmid } = message
    if (t !== undefined) return
    const isMine = u.username === me
    const isRead = isMine || rid === store.getState().chosen
    changeRoom(rid, (room) => ({
      ...withMessages(room, [messageOf(message)]),
      members: room.members.has(u.username) ? room.members : new Map(room.members).set(u.username, u.name ?? u.username),
      unread: room.unread + (isRead ? 0 : 1),
    }))
    if (!isMine) announce({ roomId: rid, threadId: tmid }, u.username)
  }

  function takeStanding(standing: RoomStanding): void {
    const { rid, open } = standing
    if (open === false) return removeRoom(rid)
    store.setState(({ rooms, people, chosen: shown }) => {
      const next = new Map(rooms).set(rid, roomWith(rooms.get(rid), standing, people))
      return { rooms: next, chosen: shown ?? rid }
    })
    // One that is new has all that was said in it yet to be asked for.
    fill(rid)
  }

  function removeRoom(rid: string): void {
    loaded.delete(rid)
    store.setState(({ rooms, chosen: shown, thread }) => {
      const next = new Map(rooms)
      next.delete(rid)
      return { rooms: next, chosen: chosenOf(next, shown), thread: shown === rid ? undefined : thread }
    })
    fill(store.getState().chosen)
  }

  // What cannot be loaded now is with the next connection.
  function fill(rid: string | undefined): void {
    void loadRoom(rid).catch(() => undefined)
  }

  function show(rid: string): void {
    choose(rid)
    fill(rid)
  }

  async function showNew(made: Promise<{ readonly rid: string }>): Promise<void> {
    const { rid } = await made
    // One that was hidden is opened again.
    await openRoom(server, rid)
    await refresh()
    show(rid)
  }

  return {
    store,
    start: () => startFollowing({ go: follow, onFailure: (connection) => store.setState({ connection }) }),
    send: (to, text) => {
      const { me } = store.getState()
      if (me !== undefined) outbox.send(to, me.userId, text)
    },
    resend: outbox.resend,
    choose: show,
    onMessage,
    openThread: (thread) => store.setState({ thread }),
    begin: {
      direct: (usernames) => explained(showNew(createDirectMessage(server, usernames))),
      room: (name, members) => explained(showNew(createPrivateGroup(server, { name, members }))),
    },
    ofRoom: {
      setFavorite: (rid, isFavorite) => explained(toggleFavorite(server, rid, isFavorite)),
      hide: (rid) => explained(hideRoom(server, rid)),
      leave: (rid) => explained(leaveRoom(server, rid)),
      loadEarlier: (rid) => explained(load(rid)),
    },
  }
}

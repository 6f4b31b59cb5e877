import { createStore, type StoreApi } from 'zustand/vanilla'
import { SessionEnded, type Account } from './account.ts'
import { ServerRefusal } from './homeserver.ts'
import type { Message } from './message.ts'
import { createOutbox } from './outbox.ts'
import { pause } from './pause.ts'
import { freshRooms, withChanges, withRoom, type Rooms } from './room.ts'
import type { SyncAnswer } from './sync-answer.ts'

/** How it stands with the server. */
export type ChatConnection = 'connecting' | 'online' | 'unreachable' | 'refused'

/** What a chat shows. */
export interface ChatState {
  readonly connection: ChatConnection
  /** Where and as whom I am logged in; undefined before. */
  readonly me: { readonly userId: string; readonly baseUrl: string } | undefined
  readonly rooms: Rooms
  /** Id of the room on the screen. */
  readonly chosen: string | undefined
}

/** A small Matrix chat client: rooms, who is in them, messages. It knows nothing of typing. */
export interface Chat {
  readonly store: Pick<StoreApi<ChatState>, 'getState' | 'getInitialState' | 'subscribe'>
  /** Logs in and follows the rooms, until the returned function is called. */
  readonly start: () => () => void
  readonly send: (roomId: string, text: string) => void
  /** Sends again what failed. */
  readonly resend: (roomId: string, message: Message) => void
  readonly choose: (roomId: string) => void
  /** Joins a room by its local alias, such as `general`. */
  readonly join: (alias: string) => Promise<void>
  /** Tells of each message of somebody else that arrives from now on; returns the way to end that. */
  readonly onMessage: (listener: (roomId: string, sender: string) => void) => () => void
}

/** How long the server holds a poll while there is nothing new, in milliseconds. */
const POLL_MS = 30_000

/** Pause after the first failure, in milliseconds; doubled with each one more. */
const FIRST_PAUSE_MS = 250

/** Longest pause between two attempts, in milliseconds. */
const MAX_PAUSE_MS = 5_000

/** Makes a chat of an account; `chosen` is the room to begin with, where I am in it. */
export function createChat(account: Account, chosen?: string): Chat {
  const store = createStore<ChatState>(() => ({ connection: 'connecting', me: undefined, rooms: new Map(), chosen }))
  const listeners = new Set<(roomId: string, sender: string) => void>()
  const outbox = createOutbox(account, (roomId, change) =>
    store.setState(({ rooms }) => ({ rooms: withRoom(rooms, roomId, change) })),
  )
  /** Up to where the answers have come, and with which token. */
  let place: { readonly accessToken: string; readonly since: string } | undefined
  let failures = 0

  async function follow(signal: AbortSignal): Promise<void> {
    const { homeserver, userId, accessToken } = await account.signIn()
    signal.throwIfAborted()
    store.setState(({ me }) => ({ me: me ?? { userId, baseUrl: homeserver.baseUrl } }))
    const since = place?.accessToken === accessToken ? place.since : undefined
    // The first poll after a failure is not held: its answer tells that the server is back.
    const holdMs = failures > 0 ? 0 : POLL_MS
    const answer = await homeserver.sync(accessToken, since, holdMs, signal).catch((error: unknown) => {
      if (error instanceof ServerRefusal && error.status === 401) account.refused(accessToken)
      throw error
    })
    signal.throwIfAborted()
    place = { accessToken, since: answer.nextBatch }
    failures = 0
    store.setState((state) => {
      const reader = { userId, chosen: state.chosen }
      const rooms = (since === undefined ? freshRooms : withChanges)(state.rooms, answer, reader)
      const isThere = state.chosen !== undefined && rooms.has(state.chosen)
      return { connection: 'online', rooms, chosen: isThere ? state.chosen : rooms.keys().next().value }
    })
    if (since !== undefined) announce(answer, userId)
  }

  function announce({ joined }: SyncAnswer, me: string): void {
    for (const { id, messages } of joined) {
      for (const { sender } of messages) {
        if (sender === me) continue
        for (const tell of listeners) tell(id, sender)
      }
    }
  }

  async function afterFailure(error: unknown, signal: AbortSignal): Promise<'go on' | 'give up'> {
    if (signal.aborted) return 'give up'
    const isFinal = error instanceof SessionEnded || (error instanceof ServerRefusal && error.status === 403)
    store.setState({ connection: isFinal ? 'refused' : 'unreachable' })
    if (isFinal) return 'give up'
    failures += 1
    await pause(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)), signal)
    return 'go on'
  }

  function keepFollowing(signal: AbortSignal): void {
    void follow(signal)
      .then(
        () => 'go on' as const,
        (error: unknown) => afterFailure(error, signal),
      )
      .then((next) => {
        if (next === 'go on' && !signal.aborted) keepFollowing(signal)
      })
  }

  return {
    store,
    start: () => {
      const controller = new AbortController()
      keepFollowing(controller.signal)
      return () => controller.abort()
    },
    send: (roomId, text) => {
      const { me } = store.getState()
      if (me !== undefined) outbox.send(roomId, me.userId, text)
    },
    resend: outbox.resend,
    choose: (roomId) =>
      store.setState(({ rooms }) => ({ chosen: roomId, rooms: withRoom(rooms, roomId, () => ({ unread: 0 })) })),
    join: async (alias) => {
      const { homeserver, accessToken, userId } = await account.signIn()
      await homeserver.join(accessToken, `#${alias}:${userId.slice(userId.indexOf(':') + 1)}`)
    },
    onMessage: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

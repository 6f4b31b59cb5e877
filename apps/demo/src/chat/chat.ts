import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Message } from './message.ts'
import type { Place } from './outbox.ts'
import { withRoom, type ChangeRoom, type Rooms } from './room.ts'

/** How it stands with the server. */
export type ChatConnection = 'connecting' | 'online' | 'unreachable' | 'refused'

/** Where and as whom I am logged in. */
export interface Me {
  readonly userId: string
  readonly baseUrl: string
}

/** What a chat shows. */
export interface ChatState {
  readonly connection: ChatConnection
  /** Undefined before the log-in. */
  readonly me: Me | undefined
  readonly rooms: Rooms
  /** Id of the room on the screen. */
  readonly chosen: string | undefined
  /** Key of the message whose thread is on the screen. */
  readonly thread: string | undefined
}

/** The state of a chat, as a zustand store. */
export type ChatStore = Pick<StoreApi<ChatState>, 'getState' | 'getInitialState' | 'subscribe'>

/** A small chat client of one protocol: rooms, who is in them, messages. It knows nothing of typing. */
export interface Chat {
  readonly store: ChatStore
  /** Logs in and follows the rooms, until the returned function is called. */
  readonly start: () => () => void
  readonly send: (place: Place, text: string) => void
  /** Sends again what failed. */
  readonly resend: (roomId: string, message: Message) => void
  readonly choose: (roomId: string) => void
  /** Tells of each message of somebody else that arrives from now on; returns the way to end that. */
  readonly onMessage: (listener: (place: Place, sender: string) => void) => () => void
  /** Joins a room that everybody may join, by its name. */
  readonly join: (name: string) => Promise<void>
}

/** The parts that the chats of all protocols share. */
export interface ChatBase {
  readonly store: StoreApi<ChatState>
  readonly changeRoom: ChangeRoom
  readonly choose: Chat['choose']
  readonly onMessage: Chat['onMessage']
  /** Tells everybody who listens of a message. */
  readonly announce: (place: Place, sender: string) => void
}

/** Makes an empty chat; `chosen` is the room to begin with, where I am in it. */
export function createChatBase(chosen: string | undefined): ChatBase {
  const store = createStore<ChatState>(() => ({
    connection: 'connecting',
    me: undefined,
    rooms: new Map(),
    chosen,
    thread: undefined,
  }))
  const listeners = new Set<(place: Place, sender: string) => void>()
  return {
    store,
    changeRoom: (roomId, change) => store.setState(({ rooms }) => ({ rooms: withRoom(rooms, roomId, change) })),
    choose: (roomId) =>
      store.setState(({ rooms }) => ({
        chosen: roomId,
        thread: undefined,
        rooms: withRoom(rooms, roomId, () => ({ unread: 0 })),
      })),
    onMessage: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    announce: (place, sender) => {
      for (const tell of listeners) tell(place, sender)
    },
  }
}

/** The room to show: the chosen one while I am in it, else the first. */
export function chosenOf(rooms: Rooms, chosen: string | undefined): string | undefined {
  return chosen !== undefined && rooms.has(chosen) ? chosen : rooms.keys().next().value
}

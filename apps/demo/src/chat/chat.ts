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
  /** Names of everybody else who may be written to, by user id. */
  readonly people: ReadonlyMap<string, string>
  /** Names of the channels in which topics can be begun. */
  readonly channels: readonly string[]
  /** Key of the message whose thread is on the screen. */
  readonly thread: string | undefined
}

/** The state of a chat, as a zustand store. */
export type ChatStore = Pick<StoreApi<ChatState>, 'getState' | 'getInitialState' | 'subscribe'>

/** What can be begun, as far as the protocol has it. Each chooses what it has opened; rejects where it cannot. */
export interface Beginnings {
  /** Joins a room that everybody may join, by its name. */
  readonly join?: (name: string) => Promise<void>
  /** Opens a direct conversation with these people, there already or not. */
  readonly direct?: (userIds: readonly string[]) => Promise<void>
  /** Opens a topic of a channel, there already or not. */
  readonly topic?: (channel: string, topic: string) => Promise<void>
  /** Makes a room with these people. */
  readonly room?: (name: string, userIds: readonly string[]) => Promise<void>
}

/** What can be done with a room. Each rejects where it cannot. */
export interface RoomActions {
  readonly setFavorite: (roomId: string, isFavorite: boolean) => Promise<void>
  /** Takes it out of my list until the next message. */
  readonly hide: (roomId: string) => Promise<void>
  readonly leave: (roomId: string) => Promise<void>
  /** Loads messages before the oldest. */
  readonly loadEarlier: (roomId: string) => Promise<void>
}

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
  readonly begin: Beginnings
  /** What can be done with a room; undefined where the protocol, or this client, has no such thing. */
  readonly ofRoom?: RoomActions
  /** Shows the thread of a message, or the room again; undefined where there are no threads. */
  readonly openThread?: (messageKey: string | undefined) => void
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
    people: new Map(),
    channels: [],
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

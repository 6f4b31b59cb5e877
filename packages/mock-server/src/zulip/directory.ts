import type { Hub } from '../hub/hub.ts'
import type { Room } from '../hub/room.ts'
import type { User } from '../hub/users.ts'
import { Numbering } from './numbering.ts'

/** Domain of every e-mail address here. */
const EMAIL_DOMAIN = 'mock.test'

/** The topic of a channel that is the hub's room; the others are on Zulip only. */
export const ROOM_TOPIC = 'chat'

// Ids of one and of two digits among the first users: whoever sorts them as texts is found out.
const FIRST_USER_ID = 8
const FIRST_CHANNEL_ID = 1

/** Somebody of the hub as Zulip knows them. */
export interface ZulipUser {
  readonly id: number
  readonly email: string
  readonly user: User
}

/** A room of the hub as Zulip knows it. */
export interface Channel {
  readonly id: number
  readonly name: string
  readonly room: Room
}

export function emailOf(name: string): string {
  return `${name}@${EMAIL_DOMAIN}`
}

/** Who and what has which id: in the order in which the hub came to know them. */
export class Directory {
  readonly #hub: Hub
  readonly #userIds = new Numbering(FIRST_USER_ID)
  readonly #channelIds = new Numbering(FIRST_CHANNEL_ID)

  constructor(hub: Hub) {
    this.#hub = hub
  }

  users(): readonly ZulipUser[] {
    return this.#hub.users.all().map((user) => ({ id: this.#userIds.of(user.name), email: emailOf(user.name), user }))
  }

  /** The id of a user of the hub. */
  userId(name: string): number {
    this.users()
    return this.#userIds.of(name)
  }

  user(name: string): ZulipUser | undefined {
    return this.users().find(({ user }) => user.name === name)
  }

  userById(id: number): ZulipUser | undefined {
    return this.users().find((user) => user.id === id)
  }

  /** Addresses are compared without case, as on Zulip. */
  userByEmail(email: string): ZulipUser | undefined {
    return this.users().find((user) => user.email === email.toLowerCase())
  }

  channels(): readonly Channel[] {
    return this.#hub.rooms().map((room) => ({ id: this.#channelIds.of(room.id), name: room.id, room }))
  }

  /** The id of a room of the hub. */
  channelId(room: string): number {
    this.channels()
    return this.#channelIds.of(room)
  }

  channel(room: string): Channel | undefined {
    return this.channels().find(({ name }) => name === room)
  }


  /** Everybody and everything is numbered anew, from the first. */
  renumber(): void {
    this.#userIds.clear()
    this.#channelIds.clear()
  }
}

/** Whether the user may know of the channel. */
export function isAccessible({ room }: Channel, user: string): boolean {
  return room.joinRule === 'everyone' || room.has(user)
}

/** Whether that topic of a channel is the hub's room. Topics are compared without case. */
export function isRoomTopic(topic: string): boolean {
  return topic.toLowerCase() === ROOM_TOPIC
}

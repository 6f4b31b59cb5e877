import type { Hub } from '../hub/hub.ts'
import type { Room } from '../hub/room.ts'
import type { LivechatOptions } from './options.ts'

/** What a user may be in a room beside a member. */
export type RoomRole = 'owner' | 'moderator' | 'leader'

/** The kinds of room: channel, private group, direct messages, livechat. */
export type RoomType = 'c' | 'p' | 'd' | 'l'

/** What only Rocket.Chat knows of a room. */
export interface RoomPage {
  archived: boolean
  readOnly: boolean
  /** What one must know to join; empty for nothing. */
  joinCode: string
  readonly muted: Set<string>
  /** Settings of `saveRoomSettings` that nothing but the room's document shows, by the document's field. */
  readonly fields: Map<string, unknown>
  readonly roles: Map<string, Set<RoomRole>>
  /** How each member sees the room. */
  readonly members: Map<string, MemberPage>
  updatedAtMs: number
}

/** How one member sees a room. */
export interface MemberPage {
  favorite: boolean
  open: boolean
  /** Until when they have read; undefined for never, in milliseconds of the clock. */
  readAtMs: number | undefined
  updatedAtMs: number
}

/** Id of the livechat room. */
export const LIVECHAT_ROOM = 'livechat'

/** What Rocket.Chat keeps beside the hub: kinds of rooms, roles, favourites, settings. */
export class RoomBook {
  readonly #hub: Hub
  readonly #pages = new Map<string, RoomPage>()
  readonly #kinds = new Map<string, 'd' | 'l'>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** The page of a room; whoever made the room owns it. */
  page({ id, creator }: Room): RoomPage {
    const known = this.#pages.get(id)
    if (known !== undefined) return known
    const page: RoomPage = {
      archived: false,
      readOnly: false,
      joinCode: '',
      muted: new Set(),
      fields: new Map(),
      roles: new Map(creator === undefined ? [] : [[creator, new Set(['owner'])]]),
      members: new Map(),
      updatedAtMs: this.#hub.now(),
    }
    this.#pages.set(id, page)
    return page
  }

  /** How a member sees the room. */
  member(room: Room, user: string): MemberPage {
    const { members } = this.page(room)
    const known = members.get(user)
    if (known !== undefined) return known
    const member: MemberPage = { favorite: false, open: true, readAtMs: undefined, updatedAtMs: this.#hub.now() }
    members.set(user, member)
    return member
  }

  typeOf(room: Room): RoomType {
    return this.#kinds.get(room.id) ?? (room.joinRule === 'everyone' ? 'c' : 'p')
  }

  rolesOf(roomId: string, user: string): readonly RoomRole[] {
    const room = this.#hub.room(roomId)
    return room?.has(user) === true ? [...(this.page(room).roles.get(user) ?? [])] : []
  }

  /** Members with that role. */
  withRole(room: Room, role: RoomRole): readonly string[] {
    return room.joined().filter((user) => this.rolesOf(room.id, user).includes(role))
  }

  /** Gives a role; false where the user has it already. */
  giveRole(room: Room, user: string, role: RoomRole): boolean {
    const { roles } = this.page(room)
    const own = roles.get(user) ?? new Set<RoomRole>()
    if (own.has(role)) return false
    roles.set(user, own.add(role))
    return true
  }

  /** Takes a role away; false where the user does not have it. */
  takeRole(room: Room, user: string, role: RoomRole): boolean {
    return this.page(room).roles.get(user)?.delete(role) === true
  }

  /** Forgets what a user was in a room they have left. */
  forgetMember(room: Room, user: string): void {
    const page = this.page(room)
    page.roles.delete(user)
    page.members.delete(user)
    page.muted.delete(user)
  }

  /** Notes that the room's document has changed. */
  touch(room: Room): void {
    this.page(room).updatedAtMs = this.#hub.now()
  }

  /** Says what kind of room the one of that id is going to be. */
  reserve(id: string, kind: 'd' | 'l'): void {
    this.#kinds.set(id, kind)
  }

  /** Makes the livechat room, where there is to be one. */
  openLivechat(livechat: LivechatOptions | undefined): void {
    const [agent, ...others] = livechat?.agents ?? this.#hub.users.all().slice(0, 1).map(({ name }) => name)
    if (livechat === undefined || agent === undefined) return
    this.reserve(LIVECHAT_ROOM, 'l')
    const room = this.#hub.createRoom({ creator: agent, name: LIVECHAT_ROOM, id: LIVECHAT_ROOM, joinRule: 'invited' })
    if (room === undefined) return
    for (const other of others) {
      this.#hub.invite(room.id, agent, other)
      this.#hub.join(room.id, other)
    }
  }

  clear(): void {
    this.#pages.clear()
    this.#kinds.clear()
  }
}

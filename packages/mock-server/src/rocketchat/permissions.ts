import type { RocketChatSettings } from './options.ts'
import type { RoomBook } from './room-book.ts'

// Who may do what on a fresh server (Rocket.Chat authorization/constant/permissions.ts), as far as methods here ask.
const DEFAULT_ROLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['add-user-to-any-c-room', ['admin']],
  ['add-user-to-any-p-room', []],
  ['add-user-to-joined-room', ['admin', 'owner', 'moderator']],
  ['archive-room', ['admin', 'owner']],
  ['create-c', ['admin', 'user', 'bot', 'app']],
  ['create-d', ['admin', 'user', 'bot', 'app']],
  ['create-p', ['admin', 'user', 'bot', 'app']],
  ['create-team-channel', ['admin', 'owner', 'moderator']],
  ['create-team-group', ['admin', 'owner', 'moderator']],
  ['delete-c', ['admin', 'owner']],
  ['delete-p', ['admin', 'owner']],
  ['edit-room', ['admin', 'owner', 'moderator']],
  ['leave-c', ['admin', 'user', 'bot', 'anonymous', 'app']],
  ['leave-p', ['admin', 'user', 'bot', 'anonymous', 'app']],
  ['mute-user', ['admin', 'owner', 'moderator']],
  ['post-readonly', ['admin', 'owner', 'moderator']],
  ['preview-c-room', ['admin', 'user', 'anonymous']],
  ['remove-user', ['admin', 'owner', 'moderator']],
  ['send-many-messages', ['admin', 'bot', 'app']],
  ['set-leader', ['admin', 'owner']],
  ['set-moderator', ['admin', 'owner']],
  ['set-owner', ['admin', 'owner']],
  ['toggle-room-e2e-encryption', ['owner', 'admin']],
  ['unarchive-room', ['admin']],
  ['view-broadcast-member-list', ['admin', 'owner', 'moderator']],
  ['view-c-room', ['admin', 'user', 'bot', 'app', 'anonymous']],
  ['view-d-room', ['admin', 'user', 'bot', 'app', 'guest']],
  ['view-room-administration', ['admin']],
])

/** Who may do what: by the roles of the server, and by those of a room. */
export class Permissions {
  readonly #settings: RocketChatSettings
  readonly #rooms: RoomBook
  readonly #firstUser: string | undefined

  constructor(settings: RocketChatSettings, rooms: RoomBook, firstUser: string | undefined) {
    this.#settings = settings
    this.#rooms = rooms
    this.#firstUser = firstUser
  }

  /** Roles of a user on the whole server. */
  rolesOf(user: string): readonly string[] {
    const admins = this.#settings.admins ?? [this.#firstUser]
    return admins.includes(user) ? ['user', 'admin'] : ['user']
  }

  has(user: string, permission: string, room?: string): boolean {
    const allowed = this.#settings.rolesWith(permission) ?? DEFAULT_ROLES.get(permission) ?? ['admin']
    const own = [...this.rolesOf(user), ...(room === undefined ? [] : this.#rooms.rolesOf(room, user))]
    return own.some((role) => allowed.includes(role))
  }
}

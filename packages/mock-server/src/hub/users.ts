/** Most users of one server. */
export const MAX_USERS = 1_000

/** Somebody who can log in. */
export interface User {
  readonly name: string
  readonly password: string
  displayName: string
}

/** A name that every protocol of this server can carry as it is. */
export function isUserName(text: string): boolean {
  return text.length >= 1 && text.length <= 64 && !/[^a-z0-9._-]/.test(text)
}

/** Everybody who can log in, by name. */
export class Users {
  readonly #users = new Map<string, User>()

  /** Adds a user; false where the name is taken or unusable, or the server is full. */
  add(user: User): boolean {
    if (!isUserName(user.name) || this.#users.has(user.name) || this.#users.size >= MAX_USERS) return false
    this.#users.set(user.name, user)
    return true
  }

  get(name: string): User | undefined {
    return this.#users.get(name)
  }

  all(): readonly User[] {
    return [...this.#users.values()]
  }

  clear(): void {
    this.#users.clear()
  }
}

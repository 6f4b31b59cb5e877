import { randomBytes } from 'node:crypto'
import type { Directory, ZulipUser } from './directory.ts'
import { unauthorized } from './errors.ts'

/** What a user has said about typing notifications. */
export const TYPING_FLAGS = [
  'send_private_typing_notifications',
  'send_stream_typing_notifications',
  'receives_typing_notifications',
] as const

/** One of these settings. */
export type TypingFlag = (typeof TYPING_FLAGS)[number]

interface Account {
  apiKey: string
  /** The key given out when the server started. */
  readonly firstKey: string
  /** Settings that are off. */
  readonly off: Set<TypingFlag>
}

/** A user's key and settings. Keys are random, never derived from a name or a seed. */
export class Accounts {
  readonly #directory: Directory
  readonly #accounts = new Map<string, Account>()

  constructor(directory: Directory) {
    this.#directory = directory
  }

  apiKey(name: string): string {
    return this.#account(name).apiKey
  }

  /** Gives the user another key; the one before opens nothing any more. */
  renewApiKey(name: string): string {
    const account = this.#account(name)
    account.apiKey = newKey()
    return account.apiKey
  }

  /** The user an `Authorization` header names. @throws ZulipError 401 for any other. */
  admit(authorization: string | undefined): ZulipUser {
    if (authorization === undefined) throw unauthorized('Not logged in: API authentication or user session required')
    if (!authorization.startsWith('Basic ')) throw unauthorized('This endpoint requires HTTP basic authentication.')
    const credentials = Buffer.from(authorization.slice('Basic '.length), 'base64').toString()
    const colon = credentials.indexOf(':')
    if (colon < 0) throw unauthorized('Invalid authorization header for basic auth')
    const user = this.#directory.userByEmail(credentials.slice(0, colon))
    if (user === undefined || this.apiKey(user.user.name) !== credentials.slice(colon + 1)) {
      throw unauthorized('Invalid API key')
    }
    return user
  }

  has(name: string, flag: TypingFlag): boolean {
    return this.#accounts.get(name)?.off.has(flag) !== true
  }

  set(name: string, flag: TypingFlag, on: boolean): void {
    const { off } = this.#account(name)
    if (on) off.delete(flag)
    else off.add(flag)
  }

  /** Back to the first keys, with every setting on. */
  reset(): void {
    for (const account of this.#accounts.values()) {
      account.apiKey = account.firstKey
      account.off.clear()
    }
  }

  /** Forgets every key and setting. */
  clear(): void {
    this.#accounts.clear()
  }

  #account(name: string): Account {
    const known = this.#accounts.get(name)
    if (known !== undefined) return known
    const key = newKey()
    const account: Account = { apiKey: key, firstKey: key, off: new Set() }
    this.#accounts.set(name, account)
    return account
  }
}

function newKey(): string {
  return randomBytes(16).toString('hex')
}

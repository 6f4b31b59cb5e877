import type { ServerVersion } from './version.ts'

/** A livechat room, its visitor, and who answers. */
export interface LivechatOptions {
  /** What the visitor shows in place of a login. */
  readonly token: string
  /** Name the visitor goes by; `guest-1` by default. */
  readonly visitor?: string
  /** Who is in the room beside the visitor; the world's first user by default. */
  readonly agents?: readonly string[]
}

/** How the Rocket.Chat face behaves; the defaults are those of a fresh Rocket.Chat server. */
export interface RocketChatOptions {
  /** The release it passes for, which decides events and methods: `8.8.1` by default. */
  readonly version?: ServerVersion
  /** One Meteor process, the default, or Meteor behind the DDP streamer of the microservices. */
  readonly deployment?: 'monolith' | 'microservices'
  /** The setting `UI_Use_Real_Name`: typing is told by names, not by usernames. */
  readonly useRealName?: boolean
  /** The setting `Accounts_AllowAnonymousRead`. */
  readonly allowAnonymousRead?: boolean
  /** Whether the limits of settings/rate.ts hold; true by default. The microservices have none. */
  readonly rateLimit?: boolean
  /** Silence after which the server pings, in milliseconds; 15 000 as Meteor, 30 000 as the streamer. */
  readonly heartbeatIntervalMs?: number
  /** How long it then waits before it closes the socket, in milliseconds; 15 000 as Meteor, 30 000 as the streamer. */
  readonly heartbeatTimeoutMs?: number
  /** The setting `API_Enable_CORS`; true by default, unlike on a fresh server, for the pages of tests. */
  readonly cors?: boolean
  /** Life of a login token, in milliseconds; 90 days as Meteor. */
  readonly tokenLifetimeMs?: number
  /** Users with the role `admin`; the world's first user by default, as on a fresh server. */
  readonly admins?: readonly string[]
  /** Roles that have a permission, in place of those they have by default. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>
  /** The setting `DirectMesssage_maxUsers`, spelt as there; 8 by default. */
  readonly maxDirectMessageUsers?: number
  /** The setting `Message_AllowDirectMessagesToYourself`; true by default. */
  readonly allowDirectMessagesToYourself?: boolean
  /** The setting `Message_MaxAllowedSize`, in UTF-16 code units; 5 000 by default. */
  readonly maxMessageLength?: number
  /** A room of type `l`; none by default. It is there from the start, and not to be changed later. */
  readonly livechat?: LivechatOptions
}

/** Meteor's heartbeat, both halves of it (livedata_server.js), in milliseconds. */
export const METEOR_HEARTBEAT_MS = 15_000

/** The streamer's heartbeat, both halves of it (ee/apps/ddp-streamer constants.ts), in milliseconds. */
export const STREAMER_HEARTBEAT_MS = 30_000

/** When the streamer pings for the first time (ee/apps/ddp-streamer Client.ts), in milliseconds. */
export const STREAMER_FIRST_PING_MS = 30

/** Meteor's `loginExpirationInDays`, in milliseconds. */
const DEFAULT_TOKEN_LIFETIME_MS = 90 * 24 * 3_600_000

/** The options with their defaults; what the control address may change lies here. */
export class RocketChatSettings {
  readonly #initial: RocketChatOptions
  #changed: RocketChatOptions = {}

  constructor(initial: RocketChatOptions) {
    this.#initial = initial
  }

  get version(): ServerVersion {
    return this.#option('version') ?? '8.8.1'
  }

  get microservices(): boolean {
    return this.#option('deployment') === 'microservices'
  }

  get useRealName(): boolean {
    return this.#option('useRealName') ?? false
  }

  get allowAnonymousRead(): boolean {
    return this.#option('allowAnonymousRead') ?? false
  }

  get rateLimit(): boolean {
    return (this.#option('rateLimit') ?? true) && !this.microservices
  }

  get heartbeatIntervalMs(): number {
    return this.#option('heartbeatIntervalMs') ?? (this.microservices ? STREAMER_HEARTBEAT_MS : METEOR_HEARTBEAT_MS)
  }

  get heartbeatTimeoutMs(): number {
    return this.#option('heartbeatTimeoutMs') ?? (this.microservices ? STREAMER_HEARTBEAT_MS : METEOR_HEARTBEAT_MS)
  }

  get cors(): boolean {
    return this.#option('cors') ?? true
  }

  get tokenLifetimeMs(): number {
    return this.#option('tokenLifetimeMs') ?? DEFAULT_TOKEN_LIFETIME_MS
  }

  get admins(): readonly string[] | undefined {
    return this.#option('admins')
  }

  get maxDirectMessageUsers(): number {
    return this.#option('maxDirectMessageUsers') ?? 8
  }

  get allowDirectMessagesToYourself(): boolean {
    return this.#option('allowDirectMessagesToYourself') ?? true
  }

  get maxMessageLength(): number {
    return this.#option('maxMessageLength') ?? 5_000
  }

  get livechat(): LivechatOptions | undefined {
    return this.#initial.livechat
  }

  /** Roles that have a permission, where the options say so. */
  rolesWith(permission: string): readonly string[] | undefined {
    const table = this.#option('permissions')
    return table !== undefined && Object.hasOwn(table, permission) ? table[permission] : undefined
  }

  /** Changes some options while the server runs. */
  change(options: RocketChatOptions): void {
    this.#changed = { ...this.#changed, ...options }
  }

  /** Back to the options of the start. */
  reset(): void {
    this.#changed = {}
  }

  #option<Name extends keyof RocketChatOptions>(name: Name): RocketChatOptions[Name] {
    return this.#changed[name] ?? this.#initial[name]
  }
}

import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import type { Exchange, Face } from '../http/exchange.ts'
import type { UpgradeService } from '../http/upgrade.ts'
import type { CallRecord } from './ddp/call-record.ts'
import { CLOSE } from './ddp/close-codes.ts'
import { DdpSockets, type OpenSocket, type SocketEnd, type SocketSession } from './ddp/sockets.ts'
import { createRocketChatFace, ROCKETCHAT_SOCKET_PATH } from './face.ts'
import { ridOf, userIdOf } from './ids.ts'
import type { LoginToken } from './login-tokens.ts'
import type { RocketChatOptions } from './options.ts'
import { createRocketChatParts } from './parts.ts'
import { feed, tellSetting } from './streams/feed.ts'

/** What a user needs to log in to Rocket.Chat without a password. */
export interface RocketChatAccount {
  readonly userId: string
  readonly username: string
  /** Goes into `{"resume": …}` and `X-Auth-Token`. */
  readonly authToken: string
}

/** Where a room is found. */
export interface RocketChatPlace {
  readonly rid: string
}

/** What a test may do to the Rocket.Chat face behind its clients' backs. */
export interface RocketChatControl {
  /** Changes options while it runs; whoever watches the settings hears of theirs. */
  readonly configure: (options: Omit<RocketChatOptions, 'livechat'>) => void
  /** Cuts the sockets of a user, or all; with a code they are closed properly. Returns how many there were. */
  readonly dropSockets: (how?: { readonly user?: string; readonly code?: number }) => number
  /** Stops answering on the sockets of a user, or all, and keeps them; returns how many there were. */
  readonly stallSockets: (user?: string) => number
  /** Takes a user's login tokens away, or lets their time come, and cuts the sockets; returns how many tokens. */
  readonly expireTokens: (user: string, how?: 'logged-out' | 'expired') => number
}

/** The Rocket.Chat face with all it is made of. */
export interface RocketChatServer {
  readonly face: Face
  readonly upgrade: UpgradeService
  /** Begins a session on a socket that came another way than over HTTP. */
  readonly openSocket: (socket: SocketEnd) => SocketSession
  readonly control: RocketChatControl
  /** Logs a user in, for good. */
  readonly account: (user: string) => RocketChatAccount
  readonly place: (room: string) => RocketChatPlace
  readonly counts: () => { readonly sockets: number; readonly subscriptions: number }
  /** Begins anew after the hub did, with other options where there are some. */
  readonly restart: (keepState: boolean, options?: RocketChatOptions) => void
  /** Back to the options, tokens and rooms of the start. */
  readonly reset: () => void
  readonly close: () => void
}

/** What the face stands on. */
export interface RocketChatGround {
  readonly hub: Hub
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
  /** Stands between the sockets that come over HTTP and their sessions. */
  readonly aroundSockets?: (open: OpenSocket) => OpenSocket
}

/** Builds the Rocket.Chat face over a hub. */
export function createRocketChatServer(ground: RocketChatGround, options: RocketChatOptions): RocketChatServer {
  const { hub, clock, onExchange } = ground
  const parts = createRocketChatParts(hub, clock, options)
  const { settings, logins, rooms, limits, typing } = parts
  let seeded: LoginToken[] = []

  function record({ kind, name, op, user, room, status }: CallRecord): void {
    const at = clock.now()
    const note = { route: `${kind} ${name}`, op, user, room }
    onExchange({ protocol: 'rocketchat', method: 'DDP', note, status, atMs: at, doneAtMs: at })
  }
  const sockets = new DdpSockets(parts, record, ground.aroundSockets)
  const unsubscribe = hub.subscribe((_concerned, change) => feed(parts, change))

  function begin(): void {
    sockets.drop()
    typing.clear()
    limits.reset()
  }

  return {
    face: createRocketChatFace(parts),
    upgrade: {
      path: ROCKETCHAT_SOCKET_PATH,
      accept: (request, socket, head) => sockets.accept(request, socket, head),
    },
    openSocket: (socket) => sockets.open(socket),
    control: {
      configure: (changed) => {
        settings.change(changed)
        if (changed.useRealName !== undefined) tellSetting(parts, 'UI_Use_Real_Name')
      },
      dropSockets: ({ user, code } = {}) => {
        return sockets.drop(user, code === undefined ? undefined : { ...CLOSE.normal, code, reason: '' })
      },
      stallSockets: (user) => sockets.stall(user),
      expireTokens: (user, how = 'logged-out') => {
        const count = logins.end(user, how)
        sockets.drop(user, CLOSE.normal)
        return count
      },
    },
    account: (user) => {
      const login = logins.open(user, settings.tokenLifetimeMs, true)
      seeded.push(login)
      return { userId: userIdOf(user), username: user, authToken: login.token }
    },
    place: (room) => ({ rid: ridOf(room) }),
    counts: () => ({ sockets: sockets.size, subscriptions: sockets.subscriptions }),
    restart: (keepState, changed = {}) => {
      begin()
      settings.change(changed)
      if (keepState) return
      seeded = []
      logins.clear()
      rooms.clear()
      rooms.openLivechat(settings.livechat)
    },
    reset: () => {
      begin()
      settings.reset()
      rooms.clear()
      rooms.openLivechat(settings.livechat)
      seeded = seeded.filter(({ user }) => hub.users.get(user) !== undefined)
      logins.keep(seeded, settings.tokenLifetimeMs)
    },
    close: () => {
      begin()
      unsubscribe()
    },
  }
}

import { readBaseUrl } from '../../io/address.ts'
import { sha256 } from '../../io/digest.ts'
import { createPlainGet } from '../../io/plain-get.ts'
import { createSockets } from '../../io/socket.ts'
import { MAX_ANSWER_BYTES } from '../../protocol/limits.ts'
import type { Fetch, WebSocketClass } from '../../protocol/platform.ts'
import type { ConnectionTransport } from '../../protocol/transport.ts'
import { openConnection, type ConnectionOptions, type RocketChatConnection } from './connection.ts'
import { RocketChatError } from './rocketchat-error.ts'
import type { RocketChatServer } from './server.ts'
import type { RocketChatTarget } from './target.ts'
import { ROCKETCHAT_TRAITS } from './traits.ts'
import { readLogin, type RocketChatLogin } from './login.ts'

export { RocketChatError } from './rocketchat-error.ts'
export type { RocketChatErrorDetails } from './rocketchat-error.ts'
export type { RocketChatServer, RocketChatSession } from './server.ts'
export type { RocketChatLogin } from './login.ts'
export type { RocketChatTarget } from './target.ts'
export type { WebSocketClass, WebSocketLike } from '../../protocol/platform.ts'

/** Options of `rocketchat`: where, and as whom. */
export type RocketChatOptions = RocketChatLogin & {
  /** Of the workspace, such as `https://chat.example.org`; a path may follow. `http:` on the loopback only. */
  readonly baseUrl: string
  /** Whether the messages of rooms that are watched are heard too, so that their authors are hidden at once; no by default. */
  readonly messages?: boolean | undefined
  /** Used in place of the platform's own `WebSocket`, of which Node 20 has none. */
  readonly WebSocket?: WebSocketClass | undefined
  /** Used in place of the platform's own `fetch`, for the server's version and for one's own name. */
  readonly fetch?: Fetch | undefined
}

/** The transport, and the realtime methods on the same socket for `@nowtyping/client/rocketchat/rooms`. */
export type RocketChatTransport = ConnectionTransport<RocketChatTarget> & RocketChatServer

/** Hosts to which nothing leaves the machine. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Typing over Rocket.Chat's realtime API, for one account or one visitor.
 * @throws TypeError if an option cannot be what it has to be.
 */
export function rocketchat(options: RocketChatOptions): RocketChatTransport {
  const { messages = false, WebSocket, fetch } = options
  const baseUrl = readBaseUrl(options.baseUrl).text
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) {
    throw new TypeError('unable to make a Rocket.Chat transport; baseUrl must be an https address outside the loopback')
  }
  const get = createPlainGet({ baseUrl, fetch })
  const { way, secret } = readLogin(options, sha256)
  const connectionOptions: ConnectionOptions = {
    way,
    messages,
    openSocket: createSockets({ url: `${baseUrl.replace(/^http/, 'ws')}/websocket`, WebSocket }),
    askToken: secret,
    get: (path, headers, signal) => get(path, { headers, maxBytes: MAX_ANSWER_BYTES, signal }),
  }
  /** Those that are open, the last one last. */
  const connections = new Set<RocketChatConnection>()
  const current = (): RocketChatConnection | undefined => [...connections].at(-1)

  return {
    ...ROCKETCHAT_TRAITS,
    open(host) {
      const connection = openConnection(connectionOptions, host)
      connections.add(connection)
      return {
        ...connection,
        close: () => {
          connections.delete(connection)
          return connection.close()
        },
      }
    },
    call: async (method, ...params) => {
      const connection = current()
      if (connection === undefined) throw new RocketChatError(method, { code: 'not-connected' })
      return connection.call(method, params)
    },
    session: async () => {
      const connection = current()
      if (connection === undefined) throw new RocketChatError('login', { code: 'not-connected' })
      return { baseUrl, ...(await connection.session()) }
    },
  }
}

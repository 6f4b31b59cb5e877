import type { WebSocketClass, WebSocketLike } from '../../src/protocol/platform.ts'

/** One socket, from the side of the server. */
export interface ServerSocket {
  readonly open: () => void
  /** A message with anything as its data; in a text `@last` stands for the id of the newest frame of the client. */
  readonly say: (data: unknown) => void
  readonly drop: () => void
  /** Fires a handler with anything at all. */
  readonly fire: (handler: 'onopen' | 'onmessage' | 'onclose' | 'onerror', event: unknown) => void
  /** Takes the frames that came since the last time. */
  readonly take: () => readonly string[]
  readonly state: () => 'connecting' | 'open' | 'closed'
}

/** The other end of `WebSocket`. */
export interface SocketEnd {
  readonly WebSocket: WebSocketClass
  /** The newest one; undefined before the first. */
  readonly current: () => ServerSocket | undefined
  readonly onFrame: (listener: (text: string) => void) => void
  /** Sockets that were made and are not closed. */
  readonly alive: () => number
  /** The addresses of all of them. */
  readonly urls: readonly string[]
}

const STATES = ['connecting', 'open', 'closed', 'closed'] as const

/** Makes one. */
export function createSocketEnd(): SocketEnd {
  const urls: string[] = []
  const listeners: ((text: string) => void)[] = []
  const alive = new Set<ServerSocket>()
  let current: ServerSocket | undefined
  let lastId = ''

  class Socket implements WebSocketLike {
    readyState = 0
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    readonly #inbox: string[] = []
    readonly #server: ServerSocket

    constructor(url: string) {
      urls.push(url)
      const fire: ServerSocket['fire'] = (name, event) => {
        const handler: unknown = this[name]
        if (typeof handler === 'function') Reflect.apply(handler, this, [event])
      }
      this.#server = {
        open: () => {
          this.readyState = 1
          fire('onopen', {})
        },
        say: (data) => fire('onmessage', { data: typeof data === 'string' ? data.replaceAll('@last', lastId) : data }),
        drop: () => this.close(),
        fire,
        take: () => this.#inbox.splice(0),
        state: () => STATES[this.readyState] ?? 'closed',
      }
      current = this.#server
      alive.add(this.#server)
    }

    send(data: string): void {
      if (this.readyState !== 1) return
      this.#inbox.push(data)
      lastId = /"id":"([^"]*)"/.exec(data)?.[1] ?? lastId
      for (const listener of listeners) listener(data)
    }

    close(): void {
      if (this.readyState === 3) return
      this.readyState = 3
      alive.delete(this.#server)
      this.#server.fire('onclose', { code: 1006, reason: '' })
    }
  }

  return {
    WebSocket: Socket,
    current: () => current,
    onFrame: (listener) => void listeners.push(listener),
    alive: () => alive.size,
    urls,
  }
}

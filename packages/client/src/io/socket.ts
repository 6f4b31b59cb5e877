import ReconnectingWebSocket from 'reconnecting-websocket'
import { TypingError } from '../protocol/errors.ts'
import type { WebSocketClass, WebSocketLike } from '../protocol/platform.ts'
import type { OpenSocket } from '../protocol/socket.ts'

/** Options of `createSockets`. */
export interface SocketOptions {
  /** A `ws:` or `wss:` address. */
  readonly url: string
  /** Used in place of the platform's own `WebSocket`. */
  readonly WebSocket?: WebSocketClass | undefined
}

/** The longest that timers take, in milliseconds: the library's own deadline is not to come before ours. */
const NEVER_MS = 2_147_483_647

const OPEN = 1

/**
 * Opens sockets to one address through reconnecting-websocket, one instance for each attempt and none of its
 * repeats: when to try again is decided by the machines.
 */
export function createSockets({ url, WebSocket }: SocketOptions): OpenSocket {
  return ({ opened, text, closed }) => {
    // Looked up late, so that a `WebSocket` that was put there after us is used.
    const Platform: unknown = WebSocket ?? Reflect.get(globalThis, 'WebSocket')
    if (!isClass(Platform)) {
      throw new TypingError('unsupported', 'unable to open a socket; the platform has no WebSocket, and none was given as an option')
    }
    let isOver = false
    const socket = new ReconnectingWebSocket(url, undefined, {
      WebSocket: plain(Platform),
      maxRetries: 0,
      maxEnqueuedMessages: 0,
      connectionTimeout: NEVER_MS,
      minUptime: 0,
    })
    // A refused connection is told as a close with the code 1000 and then as an error: the first of both is
    // the end, and no code makes it a clean one.
    const end = (): void => {
      if (isOver) return
      isOver = true
      socket.close()
      closed()
    }
    socket.addEventListener('open', () => {
      if (!isOver) opened()
    })
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => {
      if (!isOver && typeof data === 'string') text(data)
    })
    socket.addEventListener('close', end)
    socket.addEventListener('error', end)
    return {
      send(data) {
        // The library would keep what comes too early or too late, and send it nobody knows when.
        if (isOver || socket.readyState !== OPEN) return false
        try {
          socket.send(data)
          return true
        } catch {
          // A stand-in may throw where the platform's own would drop it.
          return false
        }
      },
      close() {
        if (isOver) return
        isOver = true
        socket.close()
      },
    }
  }
}

const isClass = (value: unknown): value is WebSocketClass => typeof value === 'function'

type Listener = (event: unknown) => void

/**
 * A class as the library wants it, over the few properties that every WebSocket has. It always keeps an error
 * handler: the library takes its own away before it closes, and `ws` throws an error that nobody hears.
 */
function plain(Platform: WebSocketClass): unknown {
  return class {
    /** By this the library knows the class of a WebSocket. */
    static readonly CLOSING = 2
    /** Set by the library. */
    binaryType = 'blob'
    readonly #listeners = new Map<string, Listener>()
    #socket: WebSocketLike | undefined

    constructor(address: string) {
      try {
        this.#socket = new Platform(address)
      } catch (cause) {
        // Thrown inside the library's promise it would be heard by nobody, and the attempt would never end.
        queueMicrotask(() => this.#tell('error', cause))
        return
      }
      /* oxlint-disable unicorn/prefer-add-event-listener -- all that a stand-in is asked to have */
      this.#socket.onopen = (event: unknown) => this.#tell('open', event)
      this.#socket.onmessage = (event: unknown) => this.#tell('message', event)
      this.#socket.onclose = (event: unknown) => this.#tell('close', event)
      this.#socket.onerror = (event: unknown) => this.#tell('error', event)
      /* oxlint-enable unicorn/prefer-add-event-listener */
    }

    get readyState(): number {
      return this.#socket?.readyState ?? 3
    }

    send(data: string): void {
      this.#socket?.send(data)
    }

    close(code?: number): void {
      this.#socket?.close(code)
    }

    addEventListener(type: string, listener: Listener): void {
      this.#listeners.set(type, listener)
    }

    removeEventListener(type: string, listener: Listener): void {
      if (this.#listeners.get(type) === listener) this.#listeners.delete(type)
    }

    #tell(type: string, event: unknown): void {
      // The library reads fields of what it is told, whatever it may be.
      this.#listeners.get(type)?.(event ?? {})
    }
  }
}

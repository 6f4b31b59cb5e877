import type { WebSocketClass, WebSocketLike } from '../../src/protocol/platform.ts'
import { nodeWebSocket } from './node-websocket.ts'

/** What goes over the sockets of a test, so that it can wait until nothing does. */
export interface FollowedSockets {
  /** To be given to a transport. */
  readonly WebSocket: WebSocketClass
  /** Whether all that was sent on every socket has been dealt with, as far as one round trip tells. */
  readonly settled: () => Promise<boolean>
  /** What was sent, oldest first. */
  readonly sent: readonly string[]
}

const BARRIER = 'barrier-'

/** A server that does not answer in so many turns of the event loop keeps silent on purpose. */
const MOST_TURNS = 300

interface Followed {
  connected: boolean
  /** The server keeps silent on it; it is not waited for again. */
  mute: boolean
  answered: number
  readonly ask: (barrier: number) => void
  readonly isOpen: () => boolean
  /** It is closing, or has closed. */
  readonly isOver: () => boolean
  readonly isGone: () => boolean
}

/** Lets the event loop turn once; timers of 0 ms that were set before have fired. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => setImmediate(resolve), 0)
  })
}

/** Follows the sockets that are made with its `WebSocket`. */
export function followSockets(): FollowedSockets {
  const Platform = nodeWebSocket()
  const all = new Set<Followed>()
  const sent: string[] = []
  let traffic = 0
  let barrier = 0

  class Sockets implements WebSocketLike {
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    readonly #socket: WebSocketLike

    constructor(url: string) {
      traffic += 1
      const socket = new Platform(url)
      this.#socket = socket
      const followed: Followed = {
        connected: false,
        mute: false,
        answered: 0,
        ask: (id) => socket.send(JSON.stringify({ msg: 'ping', id: `${BARRIER}${id}` })),
        isOpen: () => socket.readyState === 1,
        isOver: () => socket.readyState > 1,
        isGone: () => socket.readyState > 2,
      }
      all.add(followed)
      // Of ws, whatever the property says; each handler is looked up when its event comes.
      const tell = (name: 'onopen' | 'onmessage' | 'onclose' | 'onerror', event: unknown): void => {
        const handler: unknown = this[name]
        if (typeof handler === 'function') Reflect.apply(handler, this, [event])
      }
      /* oxlint-disable unicorn/prefer-add-event-listener -- all that a WebSocket of these types has */
      socket.onopen = (event: unknown) => tell('onopen', event)
      socket.onclose = (event: unknown) => {
        traffic += 1
        tell('onclose', event)
      }
      socket.onerror = (event: unknown) => tell('onerror', event)
      socket.onmessage = (event: { readonly data: unknown }) => {
        const text = String(event.data)
        const answer = /"pong","id":"barrier-(\d+)"/.exec(text)?.[1]
        if (answer !== undefined) {
          followed.answered = Number(answer)
          return
        }
        traffic += 1
        if (text.startsWith('{"msg":"connected"')) followed.connected = true
        tell('onmessage', event)
      }
      /* oxlint-enable unicorn/prefer-add-event-listener */
    }

    get readyState(): number {
      return this.#socket.readyState
    }

    send(data: string): void {
      traffic += 1
      sent.push(data)
      this.#socket.send(data)
    }

    close(code?: number): void {
      this.#socket.close(code)
    }
  }

  return {
    WebSocket: Sockets,
    sent,
    async settled() {
      const before = traffic
      barrier += 1
      const asked = [...all].filter((socket) => socket.connected && !socket.mute && socket.isOpen())
      for (const socket of asked) socket.ask(barrier)
      // oxlint-disable no-await-in-loop -- each turn waits for the one before it
      for (let turns = 0; turns < MOST_TURNS; turns += 1) {
        await turn()
        if (asked.every((socket) => socket.answered === barrier || socket.isOver())) break
      }
      // oxlint-enable no-await-in-loop
      for (const socket of asked) socket.mute = socket.answered !== barrier
      const isClosing = [...all].some((socket) => socket.isOver() && !socket.isGone())
      for (const socket of all) if (socket.isGone()) all.delete(socket)
      return traffic === before && !isClosing && [...all].every((socket) => socket.connected)
    },
  }
}

import type { OpenSocket, SocketListener } from '../../src/protocol/socket.ts'
import type { Findings } from './findings.ts'
import { junkFrame } from './garbage.ts'
import type { Host, Page } from './host.ts'
import type { SimulatedServer } from './server.ts'
import type { Timeline } from './timeline.ts'
import type { Weather } from './weather.ts'

/** Sockets between one host and the server: what is sent on one arrives in order, or not at all. */
export interface SocketNetwork {
  readonly openerOf: (page: Page) => OpenSocket
  /** The sockets of the host break: both ends hear of it, and what was under way is lost. */
  readonly cut: () => void
  /** The sockets of the host say nothing any more, and neither end hears of it. */
  readonly silence: () => void
  /** A page is gone, and its sockets with it. */
  readonly abandon: (page: Page) => void
}

/** What a network of sockets is made of. */
export interface SocketNetworkOptions {
  readonly timeline: Timeline
  readonly server: SimulatedServer
  readonly weather: Weather
  readonly host: Host
  readonly findings: Findings
  /** Hears of each frame when it leaves. */
  readonly onFrame: (text: string) => void
}

/** After so many milliseconds a machine gives a connection up from which it hears nothing. */
const KEPT_ALIVE_MS = 45_000

/** After so many milliseconds a machine sends again what was not acknowledged; doubled with each time. */
const RESENT_MS = 300

interface Line {
  readonly page: Page
  /** Ends it for the client after a while, told or untold. */
  readonly break: (isTold: boolean) => void
  readonly silence: () => void
  /** The client's end has gone. */
  readonly hangUp: () => void
}

/** Makes the sockets of a host. */
export function createSocketNetwork(options: SocketNetworkOptions): SocketNetwork {
  const { timeline, server, weather, host, findings, onFrame } = options
  const { random } = weather
  const lines = new Set<Line>()

  function open(page: Page, listener: SocketListener): ReturnType<OpenSocket> {
    const arrivedAt = { up: -Infinity, down: -Infinity }
    let session: ReturnType<SimulatedServer['virtual']['openSocket']> | undefined
    let isOpen = false
    let isOver = false
    let isSilent = false

    /** In order, and not before a partition ends: what is lost is sent again. */
    function carry(way: 'up' | 'down', act: () => void): void {
      const at = Math.max(arrivedAt[way], timeline.now() + weather.delay() + resentMs(way), weather.dividedUntil() + 20)
      arrivedAt[way] = at
      timeline.at(at, () => {
        if (isSilent) return
        timeline.disturb()
        act()
      })
    }

    /** What is lost is sent again, by the machine, later and later. */
    function resentMs(way: 'up' | 'down'): number {
      const { lostUp, lostDown } = weather.rates()
      let ms = 0
      for (let wait = RESENT_MS; random.chance(way === 'up' ? lostUp : lostDown) && wait < 8 * RESENT_MS; wait *= 2) ms += wait
      return ms
    }

    function endSession(): void {
      const ended = session
      session = undefined
      ended?.end()
    }

    function tellClosed(): void {
      page.deliver(() => {
        if (isOver) return
        isOver = true
        lines.delete(line)
        listener.closed()
      })
    }

    const line: Line = {
      page,
      break(isTold) {
        isSilent = true
        timeline.after(weather.delay(), () => {
          timeline.disturb()
          endSession()
        })
        if (isTold) timeline.after(weather.delay(), tellClosed)
      },
      silence() {
        isSilent = true
        // A session in which nothing was said yet has no heartbeat: the server's machine ends it.
        timeline.after(KEPT_ALIVE_MS, endSession)
        findings.sometimes('a socket was silent')
      },
      hangUp() {
        isOver = true
        lines.delete(line)
        carry('up', endSession)
      },
    }
    lines.add(line)

    if (host.isOffline() || weather.partition() === 'fails') timeline.after(random.whole(3, 200), tellClosed)
    else {
      carry('up', () => {
        if (server.isDown()) return void timeline.after(weather.delay(), tellClosed)
        carry('down', () => page.deliver(opened))
        session = server.virtual.openSocket({
          send: say,
          close() {
            // The server lets go of it, whether or not the client hears so.
            timeline.after(weather.delay(), endSession)
            carry('down', tellClosed)
          },
          terminate: () => line.break(true),
        })
        return undefined
      })
    }

    function opened(): void {
      if (isOver) return
      isOpen = true
      listener.opened()
    }

    function say(frame: string): void {
      if (server.talksGarbage() && random.chance(0.3)) hear(junkFrame(random))
      hear(frame)
    }

    function hear(frame: string): void {
      carry('down', () => page.deliver(() => {
        if (!isOver) listener.text(frame)
      }))
    }

    return {
      send(text) {
        if (isOver || !isOpen) return false
        timeline.disturb()
        onFrame(text)
        carry('up', () => session?.receive(text))
        return true
      },
      close() {
        if (!isOver) line.hangUp()
      },
    }
  }

  return {
    openerOf: (page) => (listener) => open(page, listener),
    cut() {
      for (const line of lines) line.break(true)
    },
    silence() {
      for (const line of lines) line.silence()
    },
    abandon(page) {
      for (const line of lines) if (line.page === page) line.hangUp()
    },
  }
}

import type { Io } from '../../src/protocol/transport.ts'
import type { WireReply, WireRequest } from '../../src/protocol/wire.ts'
import { corrupted, withStatedWait } from './garbage.ts'
import type { Host, Page } from './host.ts'
import type { SimulatedServer } from './server.ts'
import type { Timeline } from './timeline.ts'
import type { Weather } from './weather.ts'

/** What a request went through, for whoever watches. */
export interface Passage {
  readonly page: Page
  readonly request: WireRequest
  /** In the order in which the requests of all pages left. */
  readonly order: number
  /** Whether the client has given it up. */
  readonly isGivenUp: boolean
}

/** Requests between one host and the server, each on a way of its own. */
export interface HttpNetwork {
  readonly ioOf: (page: Page) => Io
  /** Every connection breaks: requests under way fail. */
  readonly breakAll: () => void
}

/** What a network is made of. */
export interface HttpNetworkOptions {
  readonly timeline: Timeline
  readonly server: SimulatedServer
  readonly weather: Weather
  readonly host: Host
  readonly nextOrder: () => number
  /** Hears of each request when it leaves. */
  readonly onDeparture: (passage: Passage) => void
  /** Hears of each request when it reaches the server, before it is answered. */
  readonly onArrival: (passage: Passage) => void
  readonly onReply: (passage: Passage, reply: WireReply) => void
}

const BROKEN: WireReply = { type: 'failed', reason: 'network', cause: undefined }

/** Milliseconds after which a request fails that cannot even leave. */
const FAILS_MS = [3, 200] as const

/** Makes the network of a host. */
export function createHttpNetwork(options: HttpNetworkOptions): HttpNetwork {
  const { timeline, server, weather, host, nextOrder, onDeparture, onArrival, onReply } = options
  const { random } = weather
  const underWay = new Set<() => void>()

  function carry(page: Page, request: WireRequest, signal: AbortSignal): Promise<WireReply> {
    return new Promise((resolve) => {
      const order = nextOrder()
      let isGivenUp = false
      let isOver = false
      let tellServer: (() => void) | undefined
      const passage = (): Passage => ({ page, request, order, isGivenUp })

      const finish = (reply: WireReply): void => {
        if (isOver) return
        isOver = true
        underWay.delete(fail)
        signal.removeEventListener('abort', giveUp)
        onReply(passage(), reply)
        resolve(reply)
      }
      const land = (reply: WireReply): void => page.deliver(() => finish(reply))
      const fail = (): void => land(BROKEN)
      const giveUp = (): void => {
        isGivenUp = true
        timeline.disturb()
        finish(BROKEN)
        // That it was given up has to get there as well.
        if (weather.partition() === undefined) timeline.after(weather.delay(), () => tellServer?.())
      }
      onDeparture(passage())
      underWay.add(fail)
      signal.addEventListener('abort', giveUp)
      // What the client never hears of stays open until it gives it up.
      const lose = (): void => {
        if (!random.chance(weather.rates().untold)) timeline.after(random.whole(50, 4_000), fail)
      }

      const partition = host.isOffline() ? 'fails' : weather.partition()
      if (partition === 'fails') return void timeline.after(random.whole(...FAILS_MS), fail)
      const upMs = weather.delay()
      const isLost = random.chance(weather.rates().lostUp)
      if (partition === 'silent' || isLost) return lose()
      if (random.chance(weather.rates().duplicated)) timeline.after(weather.delay(), () => void arrive(() => undefined))
      timeline.after(upMs, () => void arrive(back))
      return undefined

      function back(reply: WireReply): void {
        const downMs = weather.delay()
        if (random.chance(weather.rates().lostDown)) return lose()
        timeline.after(downMs, () => {
          if (weather.partition() === undefined) land(reply)
        })
      }

      async function arrive(answer: (reply: WireReply) => void): Promise<void> {
        timeline.disturb()
        if (server.isDown()) return answer(BROKEN)
        const status = random.chance(0.7) ? server.errorStatus() : undefined
        if (status !== undefined && random.chance(0.5)) return answer(failure(status))
        onArrival(passage())
        const life = server.life()
        const reply = await server.request(request, (listener) => {
          tellServer = listener
          return () => {
            tellServer = undefined
          }
        })
        if (life !== server.life()) answer(BROKEN)
        else if (status !== undefined) answer(failure(status))
        else if (reply.type === 'answer' && reply.status === 429) answer(withStatedWait(reply, random))
        else answer(server.talksGarbage() ? corrupted(reply, random) : reply)
      }
    })
  }

  return {
    ioOf: (page) => (request, { signal }) => carry(page, request, signal),
    breakAll() {
      for (const fail of underWay) timeline.after(random.whole(0, 50), fail)
    },
  }
}

function failure(status: number): WireReply {
  const body = '<html><head><title>Bad Gateway</title></head></html>'
  return { type: 'answer', status, body, bytes: body.length, retryAfterMs: undefined }
}

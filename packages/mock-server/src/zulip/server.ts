import type { Clock } from '../hub/clock.ts'
import type { Hub } from '../hub/hub.ts'
import { seededRandom } from '../hub/random.ts'
import type { Face } from '../http/exchange.ts'
import type { RateLimit } from '../http/rate-limiter.ts'
import { Crossing } from './crossing.ts'
import { emailOf, ROOM_TOPIC } from './directory.ts'
import { createZulipFace } from './face.ts'
import type { ZulipOptions } from './options.ts'
import { createParts } from './parts.ts'

/** What somebody needs to use Zulip as one of its users. */
export interface ZulipAccount {
  readonly email: string
  readonly apiKey: string
  readonly userId: number
}

/** Where a room of the hub is on Zulip. */
export interface ZulipPlace {
  readonly channelId: number
  readonly channel: string
  readonly topic: string
}

/** The Zulip face with what the server that serves it does to it. */
export interface ZulipServer {
  readonly face: Face
  /** What opens the door to a user of the hub. */
  readonly account: (user: string) => ZulipAccount
  /** Where a room of the hub is. */
  readonly place: (room: string) => ZulipPlace
  /** Queues there are, and how many of them a poll is held for. */
  readonly counts: () => { readonly queues: number; readonly polls: number }
  /** Ends every queue and forgets who types; the hub has been restarted, with its state or without. */
  readonly restart: (keepState: boolean, options: ZulipOptions) => void
  /** As a restart without state, but the keys given out at the start work; the limit is back to its first. */
  readonly reset: () => void
  readonly endQueues: (user?: string) => number
  /** Gives a user of the hub another key. */
  readonly renewApiKey: (user: string) => string
  readonly setRateLimit: (limit?: RateLimit) => void
  readonly close: () => void
}

/** Builds the Zulip face over a hub. */
export function createZulipServer(
  { hub, clock, seed }: { readonly hub: Hub; readonly clock: Clock; readonly seed: number },
  options: ZulipOptions,
): ZulipServer {
  const parts = createParts(hub, clock, options, seededRandom(seed))
  const { accounts, configuration, directory, limit, messages, queues } = parts
  const crossing = new Crossing(parts, clock)

  function forget(): void {
    messages.clear()
    directory.renumber()
  }

  return {
    face: createZulipFace(parts),
    account: (user) => ({ email: emailOf(user), apiKey: accounts.apiKey(user), userId: directory.userId(user) }),
    place: (room) => ({ channelId: directory.channelId(room), channel: room, topic: ROOM_TOPIC }),
    counts: () => ({ queues: queues.size, polls: queues.polled }),
    restart: (keepState, changed) => {
      queues.endAll()
      crossing.clear()
      limit.refill()
      configuration.change(changed)
      if (keepState) return
      forget()
      accounts.clear()
    },
    reset: () => {
      queues.endAll()
      crossing.clear()
      forget()
      accounts.reset()
      configuration.reset()
      limit.set(options.rateLimit)
    },
    endQueues: (user) => queues.endAll(user),
    renewApiKey: (user) => accounts.renewApiKey(user),
    setRateLimit: (changed) => limit.set(changed),
    close: () => {
      queues.endAll()
      crossing.close()
    },
  }
}

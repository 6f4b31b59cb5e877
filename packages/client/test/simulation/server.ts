import { createVirtualServer, type FaceRequest, type VirtualServer } from '@nowtyping/mock-server'
import type { WireReply, WireRequest } from '../../src/protocol/wire.ts'
import type { Fault } from './faults.ts'
import type { ProtocolName } from './setting.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** The mock server in the time of a world, and what befalls it. */
export interface SimulatedServer {
  readonly virtual: VirtualServer
  /** How many lives it has had: a connection does not outlive the one it was opened in. */
  readonly life: () => number
  readonly isDown: () => boolean
  /** The status that stands in the way of answers at the moment, if one does. */
  readonly errorStatus: () => number | undefined
  readonly talksGarbage: () => boolean
  /** Hands a request over; `onGone` is called back when the client has gone before the answer. */
  readonly request: (request: WireRequest, onGone: FaceRequest['onGone']) => Promise<WireReply>
  /** Somebody wants to hear of each restart, to cut what was connected. */
  readonly onRestart: (listener: () => void) => void
  readonly suffer: (fault: Extract<Fault, { kind: 'restart' | 'limit' | 'errors' | 'garbage' }>) => void
  /** Nothing is wrong any more. */
  readonly heal: () => void
}

/** What a simulated server is made of. */
export interface ServerOptions {
  readonly protocol: ProtocolName
  readonly timeline: Timeline
  readonly people: readonly string[]
  readonly roomCount: number
  readonly random: Random
  /** Whether a restart may lose what there was. */
  readonly mayForget: boolean
}

const encoder = new TextEncoder()

function faceRequest({ method, path, headers, body }: WireRequest, onGone: FaceRequest['onGone']): FaceRequest {
  const question = path.indexOf('?')
  const read = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    method,
    path: question < 0 ? path : path.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : path.slice(question + 1)),
    authorization: read.get('authorization'),
    header: (name) => read.get(name),
    body: encoder.encode(body ?? ''),
    onGone,
  }
}

/** Makes the server of a world. */
export function createSimulatedServer(options: ServerOptions): SimulatedServer {
  const { protocol, timeline, people, roomCount, random, mayForget } = options
  const virtual = createVirtualServer({
    seed: random.whole(0, 2 ** 31),
    clock: {
      now: timeline.now,
      setTimer: (callback, delayMs) =>
        timeline.after(Math.max(0, delayMs), () => {
          // Polls that end are promises.
          timeline.disturb()
          callback()
        }),
      clearTimer: (timer) => {
        // oxlint-disable-next-line no-unsafe-type-assertion -- a timer of this clock is what its `setTimer` returned
        if (timer !== undefined) timeline.cancel(timer as ReturnType<Timeline['at']>)
      },
    },
    world: {
      users: people.map((name) => ({ name, password: `${name}-password`, displayName: name })),
      rooms: Array.from({ length: roomCount }, (_, index) => ({ name: `room-${index}`, members: people })),
    },
  })
  const listeners: (() => void)[] = []
  let life = 1
  let downUntil = -Infinity
  let errors = { until: -Infinity, status: 500 }
  let garbageUntil = -Infinity

  function limit(sends: boolean, rate: { perSecond: number; burst: number } | undefined): void {
    // What Rocket.Chat limits it limits always.
    if (protocol === 'rocketchat') return
    if (protocol === 'zulip') virtual.control.setRateLimit('zulip', rate)
    else virtual.control.setRateLimit(sends ? 'typing' : 'sync', rate)
  }

  return {
    virtual,
    life: () => life,
    isDown: () => timeline.now() < downUntil,
    errorStatus: () => (timeline.now() < errors.until ? errors.status : undefined),
    talksGarbage: () => timeline.now() < garbageUntil,
    async request(wire, onGone) {
      const { status, body } = await virtual.request(protocol, faceRequest(wire, onGone))
      return { type: 'answer', status, body, bytes: body.length, retryAfterMs: undefined }
    },
    onRestart: (listener) => void listeners.push(listener),
    suffer(fault) {
      switch (fault.kind) {
        case 'restart':
          life += 1
          timeline.disturb()
          downUntil = timeline.now() + fault.downMs
          virtual.restart({ keepState: fault.keepState || !mayForget })
          for (const listener of listeners) listener()
          return undefined
        case 'limit':
          limit(fault.sends, { perSecond: fault.perSecond, burst: 1 })
          timeline.after(fault.ms, () => limit(fault.sends, undefined))
          return undefined
        case 'errors':
          errors = { until: timeline.now() + fault.ms, status: fault.status }
          return undefined
        case 'garbage':
          garbageUntil = timeline.now() + fault.ms
          return undefined
      }
    },
    heal() {
      downUntil = -Infinity
      errors = { until: -Infinity, status: 500 }
      garbageUntil = -Infinity
      limit(true, undefined)
      limit(false, undefined)
    },
  }
}

import type { MockUser, RestartOptions } from './control/control.ts'
import { createCore, type CoreActions } from './core.ts'
import type { Protocol } from './hub/protocol.ts'
import type { Answer, Exchange, FaceRequest } from './http/exchange.ts'
import type { MockRoom } from './mock-server.ts'
import type { MockServerOptions } from './options.ts'
import type { SocketEnd, SocketSession } from './rocketchat/ddp/sockets.ts'

/** Options of `createVirtualServer`: those of a server that need no port. */
export type VirtualServerOptions = Omit<MockServerOptions, 'port' | 'origins' | 'maxConnections' | 'faults'>

/** A server without ports: whoever has it brings network and clock. */
export interface VirtualServer {
  /** Who can log in, with a token each; another list after a restart without state. */
  readonly users: () => readonly MockUser[]
  readonly rooms: readonly MockRoom[]
  /** Hands a request to a protocol; a poll is answered when there is news or its time is up. */
  readonly request: (protocol: Protocol, request: FaceRequest) => Promise<Answer>
  /** Begins a session of Rocket.Chat on a socket. */
  readonly openSocket: (socket: SocketEnd) => SocketSession
  /** Begins anew at once; the connections that there were are for the caller to cut. */
  readonly restart: (options?: Omit<RestartOptions, 'downMs'>) => void
  readonly control: CoreActions
  /** Lets go of every poll, queue, socket and timer. */
  readonly close: () => void
}

/**
 * Makes a server without ports, for simulators: the rooms and the protocols of `startMockServer`, on a clock that need
 * not be the machine's.
 * @throws TypeError for a figure that cannot be used.
 */
export function createVirtualServer(
  options: VirtualServerOptions = {},
  onExchange: (exchange: Exchange) => void = () => undefined,
): VirtualServer {
  const core = createCore(options, onExchange)
  const faces = new Map(core.faces.map((face) => [face.protocol, face]))
  return {
    users: core.users,
    rooms: core.rooms,
    async request(protocol, request) {
      const face = faces.get(protocol)
      if (face === undefined) throw new TypeError(`unable to ask the server; it does not speak ${protocol}`)
      const atMs = core.clock.now()
      const { answer, note } = await face.handle(request)
      const { status } = answer
      onExchange({ protocol, method: request.method, note, status, atMs, doneAtMs: core.clock.now() })
      return answer
    },
    openSocket: core.rocketchat.openSocket,
    restart: (how = {}) => core.restart(how),
    control: core.actions,
    close: core.close,
  }
}

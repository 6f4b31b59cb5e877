import { RocketChatError, type RocketChatServer } from '@nowtyping/client/rocketchat'
import { createRocketChatWorld, type RocketChatPerson, type RocketChatWorld } from './rocketchat-world.ts'

/** Which methods the server has: all, those a later release has left, or none, so that all goes over REST. */
export type RoomsMode = '6.6.0' | '9.0.0' | 'REST alone'

/** People of a mock server, each at the methods of rooms over a socket of their own. */
export interface RoomsStage {
  readonly world: RocketChatWorld
  /** Somebody who is logged in. */
  readonly as: (name: string) => Promise<RocketChatServer>
  /** The same with all the methods that the server has. */
  readonly socket: (name: string) => Promise<RocketChatServer>
  /** A visitor of the livechat, who is not. */
  readonly visitor: () => Promise<RocketChatServer>
}

/** A room of the mock server's world that Alice, who may do anything, Bob and Carol are in, and Dave is not. */
export const GENERAL = 'GENERAL'

const VISITOR = { visitorToken: 'token-of-a-visitor', visitorName: 'guest-1' }

/** Starts a server of that kind. */
export async function createRoomsStage(mode: RoomsMode): Promise<RoomsStage> {
  const world = await createRocketChatWorld({
    rocketchat: {
      version: mode === 'REST alone' ? '9.0.0' : mode,
      rateLimit: false,
      livechat: { token: VISITOR.visitorToken },
    },
  })
  const people = new Map<string, Promise<RocketChatPerson>>()
  const servers = new Map<RocketChatServer, RocketChatServer>()
  async function join(name: string, options?: typeof VISITOR): Promise<RocketChatPerson> {
    const person = world.person(world.transport(name, options))
    await person.client.connect()
    return person
  }
  async function socketOf(name: string, options?: typeof VISITOR): Promise<RocketChatServer> {
    const joined = people.get(name) ?? join(name, options)
    people.set(name, joined)
    return (await joined).transport
  }
  async function serverOf(name: string, options?: typeof VISITOR): Promise<RocketChatServer> {
    const socket = await socketOf(name, options)
    const server = servers.get(socket) ?? (mode === 'REST alone' ? withoutMethods(socket) : socket)
    servers.set(socket, server)
    return server
  }
  return {
    world,
    as: (name) => serverOf(name),
    socket: (name) => socketOf(name),
    visitor: () => serverOf('nobody', VISITOR),
  }
}

function withoutMethods(server: RocketChatServer): RocketChatServer {
  return {
    call: (method) => Promise.reject(new RocketChatError(method, { code: '404', reason: `Method '${method}' not found` })),
    session: server.session,
  }
}

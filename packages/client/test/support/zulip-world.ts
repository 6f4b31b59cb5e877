import type { Secret } from '@nowtyping/client'
import { zulip, type ZulipTarget } from '@nowtyping/client/zulip'
import type { MockServer, MockServerOptions } from '@nowtyping/mock-server'
import { createServerWorld, type ServerWorld } from './server-world.ts'

/** What may be otherwise than the server has it. */
export interface ZulipJoining {
  readonly apiKey?: Secret
  /** Left out, the client asks the server who it is. */
  readonly userId?: number
  readonly subscriberCount?: (channelId: number) => number | undefined
}

/** A world whose clients speak Zulip. */
export type ZulipWorld = ServerWorld<ZulipTarget, ZulipJoining>

/** Starts a world; its clients and server are gone after `close()`. */
export function createZulipWorld(options: MockServerOptions = {}): Promise<ZulipWorld> {
  return createServerWorld(options, {
    transport: (server, user, fetch, joining) => {
      const { email, apiKey } = user.zulip
      return zulip({ baseUrl: server.urls.zulip, email, apiKey, fetch, ...joining })
    },
    isSend: (method) => method !== 'GET',
  })
}

/** The conversation that a room of the server is, on Zulip. */
export function topicOf(server: MockServer, room: string): { readonly channelId: number; readonly topic: string } {
  const place = server.rooms.find(({ name }) => name === room)?.zulip
  if (place === undefined) throw new Error(`there is no room ${room}`)
  return { channelId: place.channelId, topic: place.topic }
}

/** One request of a user to the server, past any client of ours; its body is a form, and so is the answer thrown away. */
export async function callZulip(
  { server }: ZulipWorld,
  name: string,
  method: 'PATCH' | 'POST',
  path: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const account = server.users.find((user) => user.name === name)?.zulip
  if (account === undefined) throw new Error(`there is no ${name}`)
  const body = new URLSearchParams()
  for (const [field, value] of Object.entries(fields)) {
    body.set(field, typeof value === 'string' ? value : JSON.stringify(value))
  }
  const response = await fetch(`${server.urls.zulip}/api/v1${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(`${account.email}:${account.apiKey}`)}` },
    body,
  })
  if (!response.ok) throw new Error(`the server answered ${response.status} to ${path}`)
}

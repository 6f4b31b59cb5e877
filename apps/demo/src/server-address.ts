import { member, textMember } from './chat/json.ts'
import type { Protocol } from './messenger.ts'

/** Where the mock server is on this machine: its port, and the path of each protocol. */
export interface ServerAddress {
  readonly port: number
  readonly paths: Readonly<Record<Protocol, string>>
}

/** The chat server of this page: the mock beside it, or a homeserver by its base URL. */
export type ChatServer =
  | { readonly kind: 'mock'; readonly address: ServerAddress }
  | { readonly kind: 'homeserver'; readonly baseUrl: string }

/** Asks whoever serves the page for the chat server; undefined where there is none. */
export async function findServer(): Promise<ChatServer | undefined> {
  try {
    const response = await fetch('/nowtyping.json', { cache: 'no-store' })
    const answer: unknown = await response.json()
    const baseUrl = textMember(answer, 'homeserver')
    if (baseUrl !== undefined) return { kind: 'homeserver', baseUrl }
    const address = readAddress(member(answer, 'mock'))
    return address === undefined ? undefined : { kind: 'mock', address }
  } catch {
    return undefined
  }
}

function readAddress(value: unknown): ServerAddress | undefined {
  const port = member(value, 'port')
  const paths = member(value, 'paths')
  const matrix = textMember(paths, 'matrix')
  const zulip = textMember(paths, 'zulip')
  const rocketchat = textMember(paths, 'rocketchat')
  if (typeof port !== 'number' || matrix === undefined || zulip === undefined || rocketchat === undefined) return undefined
  return { port, paths: { matrix, zulip, rocketchat } }
}

/**
 * The addresses of the server for one person. A browser opens six connections to a host, and each person holds two
 * polls, so everybody has a host of their own; where the system does not know such names, as on older Apple ones,
 * the number does.
 */
export function baseUrlsOf(name: string, protocol: Protocol, { port, paths }: ServerAddress): readonly [string, string] {
  const path = paths[protocol]
  return [`http://${name}.localhost:${port}${path}`, `http://127.0.0.1:${port}${path}`]
}

import { member, textMember } from './chat/json.ts'

/** Where the mock server speaks Matrix, on this machine. */
export interface ServerAddress {
  readonly port: number
  readonly path: string
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
    const matrix = member(answer, 'matrix')
    const port = member(matrix, 'port')
    const path = textMember(matrix, 'path')
    return typeof port === 'number' && path !== undefined ? { kind: 'mock', address: { port, path } } : undefined
  } catch {
    return undefined
  }
}

/**
 * The addresses of the server for one person. A browser opens six connections to a host, and each person holds two
 * polls, so everybody has a host of their own; where the system does not know such names, as on older Apple ones,
 * the number does.
 */
export function baseUrlsOf(name: string, { port, path }: ServerAddress): readonly [string, string] {
  return [`http://${name}.localhost:${port}${path}`, `http://127.0.0.1:${port}${path}`]
}

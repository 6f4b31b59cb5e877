import { member, textMember } from './chat/json.ts'

/** Where the mock server speaks Matrix, on this machine. */
export interface ServerAddress {
  readonly port: number
  readonly path: string
}

/** Asks whoever serves the page for the mock server beside it; undefined where there is none. */
export async function findServer(): Promise<ServerAddress | undefined> {
  try {
    const response = await fetch('/nowtyping.json', { cache: 'no-store' })
    const matrix = member(await response.json(), 'matrix')
    const port = member(matrix, 'port')
    const path = textMember(matrix, 'path')
    return typeof port === 'number' && path !== undefined ? { port, path } : undefined
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

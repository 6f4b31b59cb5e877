import type { Clock } from '@nowtyping/client'

/** How a server is set up. */
export type Setup =
  /** No limits on anything. */
  | 'free'
  /** A burst of two messages and of two log-ins, and another every ten seconds; defaults for the rest. */
  | 'low limits'

/** A server of either kind, as a case sees it. */
export interface HomeServer {
  /** Where the client-server API is served. */
  readonly baseUrl: string
  /** The server's time; a case never looks at another. */
  readonly clock: Clock
  /** Reaches the server. */
  readonly fetch: typeof globalThis.fetch
  /** Lets time go on until the condition holds. @throws Error where it does not within so many milliseconds. */
  readonly until: (condition: () => boolean, withinMs: number) => Promise<void>
  /** Lets so many milliseconds go by. */
  readonly pass: (ms: number) => Promise<void>
  /** Ends the process and begins another over the same database. */
  readonly restart: () => Promise<void>
}

/** One thing that holds on both servers. */
export interface Case {
  readonly name: string
  readonly setup: Setup
  /** Nobody else may use the server meanwhile. */
  readonly alone: boolean
  readonly run: (server: HomeServer) => Promise<void>
}

/** Writes a case for a server that others use at the same time. */
export const shared = (name: string, run: Case['run']): Case => ({ name, setup: 'free', alone: false, run })

/** Writes a case that restarts its server. */
export const alone = (name: string, run: Case['run']): Case => ({ name, setup: 'free', alone: true, run })

/** Writes a case for a server with low limits. */
export const limited = (name: string, run: Case['run']): Case => ({ name, setup: 'low limits', alone: false, run })

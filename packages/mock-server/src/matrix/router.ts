import Router from 'find-my-way'
import type { MatrixOptions } from './options.ts'
import type { Route } from './route.ts'
import { eventRoutes } from './routes/events.ts'
import { profileRoutes } from './routes/profile.ts'
import { roomRoutes } from './routes/rooms.ts'
import { getVersions, serverRoutes } from './routes/server.ts'
import { sessionRoutes } from './routes/session.ts'
import { syncRoutes } from './routes/sync.ts'
import { typingRoutes } from './routes/typing.ts'

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const

const ROUTES: readonly Route[] = [
  ...serverRoutes,
  ...sessionRoutes,
  ...syncRoutes,
  ...typingRoutes,
  ...eventRoutes,
  ...roomRoutes,
  ...profileRoutes,
]

/** Where a request leads. */
export type Match =
  | {
      readonly kind: 'found'
      readonly route: Route
      readonly pattern: string
      readonly param: (name: string) => string
    }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' }

function prefixesOf(versions: MatrixOptions['versions']): readonly string[] {
  switch (versions) {
    case 'r0-only':
      return ['r0']
    case 'v3-only':
      return ['v3']
    case 'all':
    case undefined:
      return ['r0', 'v3']
  }
}

/** Builds the table of routes for the versions served; returns how to look a request up in it. */
export function createRouter(versions: MatrixOptions['versions']): (method: string, path: string) => Match {
  // Ids have up to 255 bytes, each three characters long when it is encoded.
  const router = Router({ maxParamLength: 1_024 })
  const entries = new Map<unknown, { readonly route: Route; readonly pattern: string }>()

  function add(route: Route, pattern: string): void {
    // The function is only the key under which the table is found again; it is never called.
    const key = (): void => undefined
    entries.set(key, { route, pattern })
    router.on(route.method, pattern, key)
  }
  add(
    { method: 'GET', path: '/versions', op: 'versions', access: 'anybody', handle: getVersions },
    '/_matrix/client/versions',
  )
  for (const prefix of prefixesOf(versions)) {
    for (const route of ROUTES) add(route, `/_matrix/client/${prefix}${route.path}`)
  }

  return (method, path) => {
    const found = METHODS.flatMap((candidate) => {
      const result = router.find(candidate, path)
      const entry = result === null ? undefined : entries.get(result.handler)
      return result === null || entry === undefined ? [] : [{ ...entry, candidate, params: result.params }]
    })
    const match = found.find(({ candidate }) => candidate === method)
    if (match === undefined) return { kind: found.length > 0 ? 'wrong-method' : 'unknown' }
    const { route, pattern, params } = match
    return { kind: 'found', route, pattern, param: (name) => params[name] ?? '' }
  }
}

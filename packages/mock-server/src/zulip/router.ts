import Router from 'find-my-way'
import type { Route } from './route.ts'
import { directoryRoutes } from './routes/directory.ts'
import { eventRoutes } from './routes/events.ts'
import { messageRoutes } from './routes/messages.ts'
import { serverRoutes } from './routes/server.ts'
import { settingsRoutes } from './routes/settings.ts'
import { typingRoutes } from './routes/typing.ts'

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const

const ROUTES: readonly Route[] = [
  ...serverRoutes,
  ...eventRoutes,
  ...typingRoutes,
  ...messageRoutes,
  ...settingsRoutes,
  ...directoryRoutes,
]

/** Where the API is, below the realm. */
const API_PATH = '/api/v1'

/** Where a request leads. */
export type Match =
  | {
      readonly kind: 'found'
      readonly route: Route
      readonly pattern: string
      readonly pathPart: (name: string) => string
    }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' }

/** Builds the table of routes; returns how to look a request up in it for a feature level. */
export function createRouter(): (method: string, path: string, level: number) => Match {
  const router = Router()
  const entries = new Map<unknown, Route>()
  for (const route of ROUTES) {
    // The function is only the key under which the table is found again; it is never called.
    const key = (): void => undefined
    entries.set(key, route)
    router.on(route.method, `${API_PATH}${route.path}`, key)
  }

  return (method, path, level) => {
    const found = METHODS.flatMap((candidate) => {
      const result = router.find(candidate, path)
      const route = result === null ? undefined : entries.get(result.handler)
      if (result === null || route === undefined) return []
      const [from, below] = route.levels ?? [0, Number.POSITIVE_INFINITY]
      return level >= from && level < below ? [{ route, params: result.params }] : []
    })
    const match = found.find(({ route }) => route.method === method)
    if (match === undefined) {
      if (found.length === 0) return { kind: 'unknown' }
      return { kind: 'wrong-method', allowed: found.map(({ route }) => route.method) }
    }
    const { route, params } = match
    return { kind: 'found', route, pattern: `${API_PATH}${route.path}`, pathPart: (name) => params[name] ?? '' }
  }
}

import type { Call, Route, RouteResult } from '../route.ts'

const OLD_VERSIONS: readonly string[] = ['r0.0.1', 'r0.1.0', 'r0.2.0', 'r0.3.0', 'r0.4.0', 'r0.5.0', 'r0.6.0', 'r0.6.1']

const NEW_VERSIONS: readonly string[] = Array.from({ length: 11 }, (_, index) => `v1.${index + 1}`)

/** What this server speaks; outside any version's prefix. */
export function getVersions({ options }: Call): RouteResult {
  const choice = options.versions ?? 'all'
  const versions = [...(choice === 'v3-only' ? [] : OLD_VERSIONS), ...(choice === 'r0-only' ? [] : NEW_VERSIONS)]
  return { body: { versions, unstable_features: {} } }
}

const getCapabilities = (): RouteResult => ({
  body: {
    capabilities: {
      'm.room_versions': { default: '10', available: { '10': 'stable' } },
      'm.change_password': { enabled: false },
    },
  },
})

const getPushRules = (): RouteResult => ({
  body: { global: { override: [], content: [], room: [], sender: [], underride: [] } },
})

const getTurnServer = (): RouteResult => ({ body: {} })

/** What clients ask of a server before they begin. */
export const serverRoutes: readonly Route[] = [
  { method: 'GET', path: '/capabilities', op: 'capabilities', access: 'user', handle: getCapabilities },
  { method: 'GET', path: '/pushrules', op: 'pushrules', access: 'user', handle: getPushRules },
  { method: 'GET', path: '/pushrules/', op: 'pushrules', access: 'user', handle: getPushRules },
  { method: 'GET', path: '/voip/turnServer', op: 'turn', access: 'user', handle: getTurnServer },
]

import type { Route, UserCall } from '../route.ts'
import { typingFlags } from '../snapshot.ts'

function changeSettings(call: UserCall): object {
  const { params, accounts, configuration, queues, me } = call
  const { name } = me.user
  const wanted = typingFlags(configuration.current.featureLevel).map((flag) => [flag, params.flag(flag)] as const)
  for (const [flag, value] of wanted) {
    if (value === undefined || value === accounts.has(name, flag)) continue
    accounts.set(name, flag, value)
    queues.tell(new Set([name]), () => ({ type: 'user_settings', op: 'update', property: flag, value }))
  }
  return {}
}

/** What users decide about their typing notifications. */
export const settingsRoutes: readonly Route[] = (['PATCH', 'POST'] as const).map((method) => ({
  method,
  path: '/settings',
  op: 'settings',
  access: 'user',
  handle: changeSettings,
}))

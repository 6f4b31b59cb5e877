import { isJsonObject, parseJson } from '../../http/json.ts'
import { badRequest, forbidden, notFound } from '../errors.ts'
import { NO_FILTER, parseFilter, type SyncFilter } from '../filter.ts'
import { jsonBody, localUser, readerOf, type Route, type RouteResult, type UserCall } from '../route.ts'
import { parseToken, type StreamToken } from '../stream-token.ts'
import { takeSnapshot } from '../sync.ts'

const PRESENCES: ReadonlySet<string> = new Set(['offline', 'online', 'unavailable'])

function timeoutOf(query: URLSearchParams): number {
  const text = query.get('timeout') ?? '0'
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest('M_INVALID_PARAM', "Query parameter 'timeout' must be a positive integer")
  }
  return Number(text)
}

function fullStateOf(query: URLSearchParams): boolean {
  const text = query.get('full_state') ?? 'false'
  if (text !== 'true' && text !== 'false') {
    throw badRequest('M_INVALID_PARAM', "Query parameter 'full_state' must be one of ['true', 'false']")
  }
  return text === 'true'
}

function sinceOf(query: URLSearchParams): StreamToken | undefined {
  const text = query.get('since')
  if (text === null) return undefined
  const token = parseToken(text)
  if (token === undefined) throw badRequest('M_UNKNOWN', 'Invalid stream token')
  return token
}

function filterOf({ filters, session, request: { query } }: UserCall): SyncFilter {
  const text = query.get('filter')
  if (text === null) return NO_FILTER
  if (!text.startsWith('{')) {
    const stored = filters.get(session.user, text)
    if (stored === undefined) throw badRequest('M_INVALID_PARAM', 'No such filter')
    return stored.filter
  }
  const parsed = parseJson(text)
  if (!parsed.ok || !isJsonObject(parsed.value)) throw badRequest('M_NOT_JSON', 'Invalid filter JSON')
  return parseFilter(parsed.value)
}

async function getSync(call: UserCall): Promise<RouteResult> {
  const { hub, options, limits, polls, session, accountData, request } = call
  const { query } = request
  limits.check('sync', session.user)
  const timeoutMs = timeoutOf(query)
  const presence = query.get('set_presence')
  if (presence !== null && !PRESENCES.has(presence)) {
    throw badRequest(
      'M_INVALID_PARAM',
      "Query parameter 'set_presence' must be one of ['offline', 'online', 'unavailable']",
    )
  }
  const fullState = fullStateOf(query)
  const filter = filterOf(call)
  const since = sinceOf(query)

  const asked = [query.get('since'), query.get('filter'), timeoutMs, fullState]
  const key = JSON.stringify([session.user, session.device, ...asked])
  const kept = polls.recall(key)
  if (kept !== undefined) return { body: kept.body }

  const roomsFilterDropsTyping = options.roomsFilterDropsTyping ?? false
  const snapshot = await polls.wait({
    user: session.user,
    timeoutMs: since === undefined || fullState ? 0 : timeoutMs,
    onGone: request.onGone,
    take: () =>
      takeSnapshot(
        { hub, user: session.user, reader: readerOf(call), filter, since, fullState, roomsFilterDropsTyping },
        accountData,
      ),
  })
  polls.keep(key, query.get('since') ?? undefined, snapshot)
  return { body: snapshot.body }
}

function ownUser({ param, session }: UserCall, what: string): void {
  if (localUser(param('userId')) !== session.user) throw forbidden(`Cannot ${what} for other users`)
}

function postFilter(call: UserCall): RouteResult {
  ownUser(call, 'create filters')
  const id = call.filters.add(call.session.user, jsonBody(call))
  if (id === undefined) throw badRequest('M_TOO_LARGE', 'Too many filters')
  return { body: { filter_id: id } }
}

function getFilter(call: UserCall): RouteResult {
  ownUser(call, 'get filters')
  const raw = call.filters.get(call.session.user, call.param('filterId'))?.raw
  if (!isJsonObject(raw)) throw notFound('No such filter')
  return { body: raw }
}

/** What is new, and what of it a client wants to hear. */
export const syncRoutes: readonly Route[] = [
  { method: 'GET', path: '/sync', op: 'sync', access: 'user', handle: getSync },
  { method: 'POST', path: '/user/:userId/filter', op: 'filter:add', access: 'user', handle: postFilter },
  { method: 'GET', path: '/user/:userId/filter/:filterId', op: 'filter', access: 'user', handle: getFilter },
]

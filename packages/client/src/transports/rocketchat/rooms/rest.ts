import { requestOnce } from '../../../io/request.ts'
import { MAX_SNAPSHOT_BYTES } from '../../../protocol/limits.ts'
import type { WireRequest } from '../../../protocol/wire.ts'
import { field, isRecord, parseJson } from '../../shared/parse.ts'
import type { JsonRecord } from '../../shared/parse.ts'
import { RocketChatError } from '../rocketchat-error.ts'
import type { RocketChatServer, RocketChatSession } from '../server.ts'
import { readRestRefusal } from './rest-refusal.ts'

/** How long a request may take, in milliseconds: as long as a method. */
const REST_LIMIT_MS = 10_000

/** What a query may hold; a list is written as `key[]`, as the server's own client does. */
type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** Rooms of one type have endpoints of their own: `channels.kick`, `groups.kick`. */
export type RoomKind = 'channels' | 'groups' | 'im'

const KINDS: ReadonlyMap<unknown, RoomKind> = new Map([
  ['c', 'channels'],
  // The server takes rooms of livechat there too (findChannelByIdOrName).
  ['l', 'channels'],
  ['p', 'groups'],
  ['d', 'im'],
])

/** The REST API of one server, asked in place of one method. Each rejects with a `RocketChatError` of that method. */
export interface Rest {
  readonly get: (endpoint: string, query: Query) => Promise<JsonRecord>
  readonly post: (endpoint: string, body: JsonRecord) => Promise<JsonRecord>
  /** Which endpoints a room has, by its type; `unsupported` if they are none of `kinds`. */
  readonly kindOf: <Kind extends RoomKind>(rid: string, kinds: readonly Kind[]) => Promise<Kind>
}

/** The REST API of a server, for one method that it no longer has. */
export function restOf(server: RocketChatServer, method: string): Rest {
  async function ask(request: Pick<WireRequest, 'method' | 'path' | 'body'>): Promise<JsonRecord> {
    const { baseUrl, userId, authToken } = await sessionOf(server, method)
    const headers = {
      'x-user-id': userId,
      'x-auth-token': authToken,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const reply = await requestOnce(
      { ...request, headers, maxBytes: MAX_SNAPSHOT_BYTES },
      { baseUrl, limitMs: REST_LIMIT_MS },
    )
    const failed = (code: string): RocketChatError => new RocketChatError(method, { code })
    switch (reply.type) {
      case 'timeout':
        throw failed('timeout')
      case 'failed':
        throw failed(CODE_OF_FAILURE[reply.reason])
      case 'answer': {
        const { status, body, retryAfterMs } = reply
        const answer = parseJson(body)
        const isSuccess = isRecord(answer) && field(answer, 'success') === true
        if (status === 200 && isSuccess) return answer
        // A page of a proxy that says 200 is no refusal.
        if (status === 200 && !isRecord(answer)) throw failed('bad-response')
        throw new RocketChatError(method, readRestRefusal(status, body, retryAfterMs))
      }
    }
  }

  const get: Rest['get'] = (endpoint, query) =>
    ask({ method: 'GET', path: `/api/v1/${endpoint}${queryOf(query)}`, body: undefined })

  return {
    get,
    post: (endpoint, body) => ask({ method: 'POST', path: `/api/v1/${endpoint}`, body: JSON.stringify(body) }),
    kindOf: async (rid, kinds) => {
      const room = field(await get('rooms.info', { roomId: rid }), 'room')
      const kind = KINDS.get(isRecord(room) ? field(room, 't') : undefined)
      const fitting = kinds.find((each) => each === kind)
      if (fitting === undefined) throw new RocketChatError(method, { code: 'unsupported' })
      return fitting
    },
  }
}

/** The methods call somebody who is not logged in, such as a visitor, by a word of their own. */
async function sessionOf(server: RocketChatServer, method: string): Promise<RocketChatSession> {
  try {
    return await server.session()
  } catch (error) {
    if (!(error instanceof RocketChatError && error.code === 'not-logged-in')) throw error
    throw new RocketChatError(method, { code: 'error-invalid-user' })
  }
}

const CODE_OF_FAILURE = { unsent: 'not-connected', network: 'connection-lost', 'too-large': 'bad-response' } as const

function queryOf(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => {
    if (value === undefined) return []
    if (typeof value === 'string') return [`${key}=${encodeURIComponent(value)}`]
    return value.map((each) => `${encodeURIComponent(`${key}[]`)}=${encodeURIComponent(each)}`)
  })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

import { request } from 'node:http'
import { isJsonObject, member } from '../src/http/json.ts'
import type { MockServer } from '../src/start.ts'

export const GENERAL = '!general:mock.test'
export const RANDOM = '!random:mock.test'

/** The filter under which only typing is news. */
export const TYPING_ONLY: string = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { types: [], limit: 1 },
    state: { types: [] },
    account_data: { types: [] },
    ephemeral: { types: ['m.typing'] },
  },
})

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface CallOptions {
  /** Sent as it is; anything but a string is written as JSON. */
  readonly body?: unknown
  /** Undefined sends none. */
  readonly token?: string | undefined
  readonly query?: Record<string, string>
  readonly signal?: AbortSignal
  /** Path prefix in place of `v3`. */
  readonly version?: string
}

/** Calls the Matrix face; the path is below `/_matrix/client/v3`. */
export async function callMatrix(
  server: MockServer,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Reply> {
  const { body, token, query = {}, signal, version = 'v3' } = options
  const url = new URL(`${server.urls.matrix}/_matrix/client/${version}${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const response = await fetch(url, {
    method,
    ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Follows a path of member names and indexes into a parsed value. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path) {
    const list: unknown[] | undefined = Array.isArray(found) ? found : undefined
    found = typeof step === 'number' ? list?.[step] : isJsonObject(found) ? member(found, step) : undefined
  }
  return found
}

export interface MatrixUser {
  readonly id: string
  readonly token: string
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Reply>
  readonly type: (typing: boolean, timeout?: number, room?: string) => Promise<Reply>
  readonly say: (text: string, transaction: string, room?: string) => Promise<Reply>
  readonly sync: (query?: Record<string, string>, signal?: AbortSignal) => Promise<Reply>
  /** A place from which only what comes later is news. */
  readonly here: () => Promise<string>
}

let places = 0

/** Somebody of the server's first users, with the token it gave out. */
export function matrixUser(server: MockServer, name: string): MatrixUser {
  const user = server.users.find((candidate) => candidate.name === name)
  if (user === undefined) throw new Error(`no user ${name}`)
  const { accessToken, userId } = user.matrix
  const call: MatrixUser['call'] = (method, path, options = {}) =>
    callMatrix(server, method, path, { token: accessToken, ...options })
  const inRoom = (room: string): string => `/rooms/${encodeURIComponent(room)}`
  const sync: MatrixUser['sync'] = (query = {}, signal) =>
    call('GET', '/sync', { query, ...(signal && { signal }) })
  return {
    id: userId,
    token: accessToken,
    call,
    sync,
    type: (typing, timeout = 30_000, room = GENERAL) =>
      call('PUT', `${inRoom(room)}/typing/${encodeURIComponent(userId)}`, { body: { typing, timeout } }),
    say: (text, transaction, room = GENERAL) =>
      call('PUT', `${inRoom(room)}/send/m.room.message/${transaction}`, { body: { msgtype: 'm.text', body: text } }),
    // Another timeout each time: the server keeps answers to the same question.
    here: async () => String(dig((await sync({ timeout: String((places += 1)) })).body, 'next_batch')),
  }
}

/** The typists a sync names in a room, sorted; undefined where it says nothing of it. */
export function typistsIn(reply: Reply, room: string = GENERAL): readonly unknown[] | undefined {
  const ids = dig(reply.body, 'rooms', 'join', room, 'ephemeral', 'events', 0, 'content', 'user_ids')
  const list: unknown[] | undefined = Array.isArray(ids) ? ids : undefined
  return list?.toSorted()
}

/** A request written by hand, with the headers that fetch does not let one set. */
export function rawRequest(
  server: MockServer,
  {
    method = 'GET',
    path,
    headers,
    body,
  }: { method?: string; path: string; headers: Record<string, string>; body?: string },
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>> }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: new URL(server.url).port, method, path, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

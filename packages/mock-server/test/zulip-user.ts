import { isJsonObject, member } from '../src/http/json.ts'
import type { MockServer } from '../src/start.ts'
import { dig, type Reply } from './matrix-user.ts'

/** Parameters of a call: texts as they are, anything else as JSON. */
export type Fields = Readonly<Record<string, unknown>>

export interface ZulipCall {
  readonly fields?: Fields
  /** How the fields travel; by default as a form, or in the query of a GET. */
  readonly as?: 'form' | 'multipart' | 'query'
  /** `email:key`; undefined sends no credentials. */
  readonly credentials?: string | undefined
  readonly signal?: AbortSignal
}

const written = (fields: Fields): [string, string][] =>
  Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])

function bodyOf(fields: Fields, as: ZulipCall['as']): URLSearchParams | FormData | undefined {
  if (as === 'query') return undefined
  if (as === 'form') return new URLSearchParams(written(fields))
  const form = new FormData()
  for (const [name, value] of written(fields)) form.append(name, value)
  return form
}

/** Calls the Zulip face; the path is below `/api/v1`. */
export async function callZulip(
  server: MockServer,
  method: string,
  path: string,
  { fields = {}, as = method === 'GET' ? 'query' : 'form', credentials, signal }: ZulipCall = {},
): Promise<Reply> {
  const url = new URL(`${server.urls.zulip}/api/v1${path}`)
  if (as === 'query') for (const [name, value] of written(fields)) url.searchParams.set(name, value)
  const body = bodyOf(fields, as)
  const response = await fetch(url, {
    method,
    ...(credentials !== undefined && { headers: { Authorization: `Basic ${btoa(credentials)}` } }),
    ...(body && { body }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

export interface ZulipQueue {
  readonly id: string
  /** What the registration answered. */
  readonly registered: unknown
  /** Asks for what came after the last event heard; waits for it unless told not to. */
  readonly poll: (options?: { readonly wait?: boolean; readonly signal?: AbortSignal }) => Promise<Reply>
  /** What a poll that does not wait brings, without the ids. */
  readonly news: () => Promise<readonly unknown[]>
}

export interface ZulipUser {
  readonly id: number
  readonly email: string
  readonly credentials: string
  readonly call: (method: string, path: string, call?: ZulipCall) => Promise<Reply>
  readonly type: (fields: Fields) => Promise<Reply>
  readonly register: (fields?: Fields) => Promise<ZulipQueue>
}

/** What a client of ours asks for when it registers. */
export const TYPING_QUEUE: Fields = {
  event_types: ['typing', 'typing_edit_message', 'user_settings'],
  fetch_event_types: ['realm', 'user_settings'],
  client_capabilities: {
    notification_settings_null: true,
    stream_typing_notifications: true,
    empty_topic_name: true,
    user_settings_object: true,
  },
}

/** The events of an answer. */
export function eventsIn(reply: Reply): readonly unknown[] {
  const events = dig(reply.body, 'events')
  return Array.isArray(events) ? events : []
}

function withoutId(event: unknown): unknown {
  return isJsonObject(event) ? Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'id')) : event
}

/** Somebody of the server's first users, with the key it gave out. */
export function zulipUser(server: MockServer, name: string): ZulipUser {
  const user = server.users.find((candidate) => candidate.name === name)
  if (user === undefined) throw new Error(`no user ${name}`)
  const { email, apiKey, userId } = user.zulip
  const credentials = `${email}:${apiKey}`
  const call: ZulipUser['call'] = (method, path, options = {}) =>
    callZulip(server, method, path, { credentials, ...options })
  return {
    id: userId,
    email,
    credentials,
    call,
    type: (fields) => call('POST', '/typing', { fields }),
    register: async (fields = TYPING_QUEUE) => {
      const { body } = await call('POST', '/register', { fields })
      const id = String(dig(body, 'queue_id'))
      let last = Number(dig(body, 'last_event_id'))
      const poll: ZulipQueue['poll'] = async ({ wait = true, signal } = {}) => {
        const asked = { queue_id: id, last_event_id: last, ...(!wait && { dont_block: true }) }
        const reply = await call('GET', '/events', { fields: asked, ...(signal && { signal }) })
        const newest = member(eventsIn(reply).at(-1), 'id')
        if (typeof newest === 'number') last = newest
        return reply
      }
      return { id, registered: body, poll, news: async () => eventsIn(await poll({ wait: false })).map(withoutId) }
    },
  }
}

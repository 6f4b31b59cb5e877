import { items, member, textMember } from '../chat/json.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import { readSyncAnswer, type SyncAnswer } from './sync-answer.ts'

/** How long an answer may take beyond what it may be held, in milliseconds. */
const PATIENCE_MS = 10_000

/** What gives a room a name. */
const NAMES = ['m.room.name', 'm.room.canonical_alias']

/** Messages and who is there. No typing: that is what Nowtyping is for. */
const FILTER = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { types: ['m.room.message', 'm.room.member', ...NAMES], limit: 50 },
    state: { types: ['m.room.member', ...NAMES] },
    account_data: { types: [] },
    ephemeral: { types: [] },
  },
})

/** What a log-in gives. */
export interface LogIn {
  readonly userId: string
  readonly accessToken: string
}

/** The few requests of a small Matrix client. Each rejects with a `ServerRefusal`, or with what `fetch` rejects with. */
export interface Homeserver {
  readonly baseUrl: string
  /** Whether people log in by password here. */
  readonly takesPasswords: () => Promise<boolean>
  readonly logIn: (name: string, password: string) => Promise<LogIn>
  /** Ends the token. */
  readonly logOut: (token: string) => Promise<void>
  /** Whether the token is still good. */
  readonly accepts: (token: string) => Promise<boolean>
  /** Everything without `since`, else what is new after it; held so many milliseconds while there is nothing new. */
  readonly sync: (token: string, since: string | undefined, holdMs: number, signal: AbortSignal) => Promise<SyncAnswer>
  /** The same transaction id twice is one message. */
  readonly send: (token: string, roomId: string, transactionId: string, text: string) => Promise<void>
  readonly join: (token: string, alias: string) => Promise<void>
}

interface Ask {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly token?: string
  readonly body?: object
  readonly signal?: AbortSignal
  readonly withinMs?: number
}

/** Speaks the Matrix client-server API with one server. */
export function createHomeserver(baseUrl: string): Homeserver {
  async function ask({ method, path, token, body, signal, withinMs = PATIENCE_MS }: Ask): Promise<unknown> {
    const deadline = AbortSignal.timeout(withinMs)
    const response = await fetch(`${baseUrl}/_matrix/client/v3${path}`, {
      method,
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    if (!response.ok) throw new ServerRefusal(response.status)
    return response.json()
  }

  return {
    baseUrl,

    takesPasswords: async () => {
      const flows = items(member(await ask({ method: 'GET', path: '/login' }), 'flows'))
      return flows.some((flow) => member(flow, 'type') === 'm.login.password')
    },

    logIn: async (name, password) => {
      const identifier = { type: 'm.id.user', user: name }
      const answer = await ask({ method: 'POST', path: '/login', body: { type: 'm.login.password', identifier, password } })
      const userId = textMember(answer, 'user_id')
      const accessToken = textMember(answer, 'access_token')
      if (userId === undefined || accessToken === undefined) throw new Error('unable to log in; the answer has no token')
      return { userId, accessToken }
    },

    logOut: async (token) => {
      await ask({ method: 'POST', path: '/logout', token, body: {} })
    },

    accepts: (token) =>
      ask({ method: 'GET', path: '/account/whoami', token }).then(
        (answer) => member(answer, 'user_id') !== undefined,
        (error: unknown) => {
          if (error instanceof ServerRefusal && error.status === 401) return false
          throw error
        },
      ),

    sync: async (token, since, holdMs, signal) => {
      const query = new URLSearchParams({ filter: FILTER, timeout: String(holdMs) })
      if (since !== undefined) query.set('since', since)
      const path = `/sync?${query.toString()}`
      const answer = readSyncAnswer(await ask({ method: 'GET', path, token, signal, withinMs: holdMs + PATIENCE_MS }))
      if (answer === undefined) throw new Error('unable to follow the rooms; the answer is not that of a sync')
      return answer
    },

    send: async (token, roomId, transactionId, text) => {
      const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${encodeURIComponent(transactionId)}`
      await ask({ method: 'PUT', path, token, body: { msgtype: 'm.text', body: text } })
    },

    join: async (token, alias) => {
      await ask({ method: 'POST', path: `/join/${encodeURIComponent(alias)}`, token, body: {} })
    },
  }
}

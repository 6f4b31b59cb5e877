import { items, member, numberMember, textMember } from '../chat/json.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import { readMessages, readRegister, type Register, type ZulipMessage, type ZulipPlace } from './realm-answer.ts'

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 10_000

/** How long a poll may be held: longer than the 90 s after which a server sends a sign of life, in milliseconds. */
const POLL_MS = 120_000

/** Messages fetched at the start, of all conversations together. */
const RECENT = 200

/** What opens the door of an account. */
export interface ZulipKey {
  readonly email: string
  readonly apiKey: string
}

/** The few requests of a small Zulip client. Each rejects with a `ServerRefusal`, or with what `fetch` rejects with. */
export interface Realm {
  readonly fetchApiKey: (email: string, password: string) => Promise<{ readonly apiKey: string; readonly userId: number }>
  /** Whether the key is still good. */
  readonly accepts: (key: ZulipKey) => Promise<boolean>
  /** Opens a queue, and tells who and what there is. */
  readonly register: (key: ZulipKey, signal: AbortSignal) => Promise<Register>
  /** What was said last, oldest first. */
  readonly recent: (key: ZulipKey, signal: AbortSignal) => Promise<readonly ZulipMessage[]>
  /** The events after the last one, as they are; held while there are none, unless `isHeld` is false. */
  readonly events: (key: ZulipKey, queue: QueuePlace, isHeld: boolean, signal: AbortSignal) => Promise<readonly unknown[]>
  readonly send: (key: ZulipKey, place: ZulipPlace, text: string) => Promise<void>
}

/** How far a queue was read. */
export interface QueuePlace {
  readonly queueId: string
  readonly lastEventId: number
}

interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly key?: ZulipKey
  readonly fields?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly withinMs?: number
}

/** Speaks the Zulip REST API with one organisation. */
export function createRealm(baseUrl: string): Realm {
  async function ask({ method, path, key, fields = {}, signal, withinMs = PATIENCE_MS }: Ask): Promise<unknown> {
    const deadline = AbortSignal.timeout(withinMs)
    const form = new URLSearchParams(fields)
    const query = method === 'GET' ? `?${form.toString()}` : ''
    const response = await fetch(`${baseUrl}/api/v1${path}${query}`, {
      method,
      // The one header that a server lets a page of another origin set.
      headers: key === undefined ? {} : { Authorization: `Basic ${btoa(`${key.email}:${key.apiKey}`)}` },
      body: method === 'GET' ? null : form,
      cache: 'no-store',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    if (response.ok) return response.json()
    const answer: unknown = await response.json().catch(() => undefined)
    throw new ServerRefusal(response.status, textMember(answer, 'code'))
  }

  return {
    fetchApiKey: async (email, password) => {
      const answer = await ask({ method: 'POST', path: '/fetch_api_key', fields: { username: email, password } })
      const apiKey = textMember(answer, 'api_key')
      const userId = numberMember(answer, 'user_id')
      if (apiKey === undefined || userId === undefined) throw new Error('unable to log in; the answer has no key')
      return { apiKey, userId }
    },

    accepts: (key) =>
      ask({ method: 'GET', path: '/users/me', key }).then(
        (answer) => member(answer, 'user_id') !== undefined,
        (error: unknown) => {
          if (error instanceof ServerRefusal && error.status === 401) return false
          throw error
        },
      ),

    register: async (key, signal) => {
      const fields = {
        event_types: '["message"]',
        fetch_event_types: '["realm_user","subscription"]',
        apply_markdown: 'false',
      }
      const answer = readRegister(await ask({ method: 'POST', path: '/register', key, fields, signal }))
      if (answer === undefined) throw new Error('unable to follow the conversations; there is no queue in the answer')
      return answer
    },

    recent: async (key, signal) => {
      const fields = { anchor: 'newest', num_before: String(RECENT), num_after: '0', apply_markdown: 'false' }
      return readMessages(await ask({ method: 'GET', path: '/messages', key, fields, signal }))
    },

    events: async (key, { queueId, lastEventId }, isHeld, signal) => {
      const fields = { queue_id: queueId, last_event_id: String(lastEventId), dont_block: String(!isHeld) }
      return items(member(await ask({ method: 'GET', path: '/events', key, fields, signal, withinMs: POLL_MS }), 'events'))
    },

    send: async (key, place, content) => {
      const to =
        'userIds' in place
          ? { type: 'direct', to: JSON.stringify(place.userIds) }
          : { type: 'channel', to: JSON.stringify(place.channelId), topic: place.topic }
      await ask({ method: 'POST', path: '/messages', key, fields: { ...to, content } })
    },
  }
}

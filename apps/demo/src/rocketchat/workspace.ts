import { member, textMember } from '../chat/json.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 10_000

/** What a log-in gives. */
export interface WorkspaceLogIn {
  readonly userId: string
  readonly username: string
  readonly authToken: string
}

/** What a small Rocket.Chat client asks over HTTP. Each rejects with a `ServerRefusal`, or with what `fetch` rejects with. */
export interface Workspace {
  readonly logIn: (name: string, password: string) => Promise<WorkspaceLogIn>
  /** Whether the token is still good. */
  readonly accepts: (logIn: WorkspaceLogIn) => Promise<boolean>
}

/** Speaks the REST API of one workspace. */
export function createWorkspace(baseUrl: string): Workspace {
  async function ask(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${baseUrl}/api/v1${path}`, {
      ...init,
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!response.ok) throw new ServerRefusal(response.status)
    return response.json()
  }

  return {
    logIn: async (user, password) => {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await ask('/login', { method: 'POST', headers, body: JSON.stringify({ user, password }) })
      const data = member(answer, 'data')
      const userId = textMember(data, 'userId')
      const authToken = textMember(data, 'authToken')
      const username = textMember(member(data, 'me'), 'username')
      if (userId === undefined || authToken === undefined || username === undefined) {
        throw new Error('unable to log in; the answer has no token')
      }
      return { userId, authToken, username }
    },

    accepts: ({ userId, authToken }) =>
      ask('/me', { headers: { 'X-User-Id': userId, 'X-Auth-Token': authToken } }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ServerRefusal && error.status === 401) return false
          throw error
        },
      ),
  }
}

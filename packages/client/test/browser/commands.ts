import type { JournalEntry, MockRoom, MockUser } from '@nowtyping/mock-server'

/** What a test in the browser gets with `inject('mock')`; all tests of a run share the one server. */
export interface ProvidedMock {
  readonly matrix: { readonly baseUrl: string }
  readonly users: readonly MockUser[]
  readonly rooms: readonly MockRoom[]
  readonly control: { readonly url: string; readonly token: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    mock: ProvidedMock
  }
}

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** What the mock server was asked, after the entry with this number. */
    journal: (after?: number) => Promise<readonly JournalEntry[]>
    /** A POST to the mock server's control port, which no page may use itself. */
    control: (path: string, body?: object) => Promise<unknown>
  }
}

/** The part of Vitest's command context that is used; the whole of its type needs a newer Node's. */
interface Context {
  readonly project: { readonly getProvidedContext: () => { readonly mock: ProvidedMock } }
}

async function ask({ project }: Context, path: string, init: RequestInit): Promise<unknown> {
  const { url, token } = project.getProvidedContext().mock.control
  const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`unable to control the mock server; ${path} was answered with ${response.status}`)
  return response.json()
}

/** What `commands` of `vitest/browser` runs in Node. */
export const browserCommands: {
  readonly journal: (context: Context, after?: number) => Promise<unknown>
  readonly control: (context: Context, path: string, body?: object) => Promise<unknown>
} = {
  journal: (context, after = 0) => ask(context, `/journal?after=${after}`, { method: 'GET' }),
  control: (context, path, body = {}) => ask(context, path, { method: 'POST', body: JSON.stringify(body) }),
}

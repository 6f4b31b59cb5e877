import { vi } from 'vitest'
import { RocketChatError } from '../../src/transports/rocketchat/rocketchat-error.ts'
import type { RocketChatServer } from '../../src/transports/rocketchat/server.ts'

/** A request that reached the REST API. */
export interface RestRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: unknown
}

/** A server that notes what it is asked. */
export interface RoomsServer {
  readonly server: RocketChatServer
  /** Methods that were called, each with its parameters. */
  readonly calls: (readonly unknown[])[]
  readonly requests: RestRequest[]
}

const BASE = 'https://chat.example.org'

export const TOKEN = 'a-token-of-somebody'

/** A server whose methods are answered by `answer`, which may throw. */
export function methodServer(answer: (method: string) => unknown): RoomsServer {
  const calls: (readonly unknown[])[] = []
  return {
    server: {
      call: async (...call) => {
        calls.push(call)
        return answer(call[0])
      },
      session: async () => ({ baseUrl: BASE, userId: 'me', authToken: TOKEN }),
    },
    calls,
    requests: [],
  }
}

/** What Meteor says of a method that is not registered. */
export function notFound(method: string): RocketChatError {
  return new RocketChatError(method, { code: '404', reason: `Method '${method}' not found` })
}

/** An answer of REST that is no success. */
export function refusal(status: number, body: object): Response {
  return Response.json(body, { status })
}

/** As the API class of the server writes an error of Meteor. */
export function meteorRefusal(code: string, sentence = 'No'): Response {
  return refusal(400, { success: false, error: `${sentence} [${code}]`, errorType: code })
}

/** A server without any method of rooms; each endpoint answers as `answers` says, with `success` where it is an object. */
export function restServer(answers: Readonly<Record<string, unknown>>): RoomsServer {
  const made = methodServer((method) => {
    throw notFound(method)
  })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const text = await request.text()
    made.requests.push({
      method: request.method,
      path: pathname.replace('/api/v1/', '') + search,
      body: text === '' ? undefined : JSON.parse(text),
    })
    const answer = answers[pathname.replace('/api/v1/', '')]
    if (answer instanceof Response) return answer.clone()
    if (answer instanceof Error) throw answer
    if (answer === undefined) return new Response('<!doctype html>', { status: 404 })
    return Response.json({ ...answer, success: true })
  })
  return made
}

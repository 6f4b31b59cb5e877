import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createTypingClient } from '../../src/client/create-client.ts'
import type { TypingClient } from '../../src/protocol/client.ts'
import { createManualClock } from '../../src/testing/manual-clock.ts'
import { matrix } from '../../src/transports/matrix/index.ts'
import { rocketchat } from '../../src/transports/rocketchat/index.ts'
import { getRooms } from '../../src/transports/rocketchat/rooms/index.ts'
import type { RocketChatServer } from '../../src/transports/rocketchat/server.ts'
import { RocketChatError } from '../../src/transports/rocketchat/rocketchat-error.ts'
import { zulip } from '../../src/transports/zulip/index.ts'
import { createSocketEnd } from './socket-end.ts'

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return `http://127.0.0.1:${address.port}`
}

/** A server that sends every request on to another one; `asked` is what came to the first, `reached` what came to the other. */
async function serveRedirect(status: number): Promise<{ readonly baseUrl: string; readonly asked: string[]; readonly reached: string[] }> {
  const [asked, reached]: [string[], string[]] = [[], []]
  const other = await serve((request, response) => {
    reached.push(request.url ?? '')
    response.end('{}')
  })
  const baseUrl = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status, { location: `${other}${request.url}` }).end()
  })
  return { baseUrl, asked, reached }
}

/** A first poll that failed leaves the client waiting for its next try. */
async function untilWaiting(client: TypingClient): Promise<void> {
  await new Promise<void>((resolve) => {
    client.status.subscribe(({ state }) => {
      if (state === 'waiting') resolve()
    })
  })
}

test.each([301, 302, 303, 307, 308])('a redirect with %d is refused, and nothing of a request with a token reaches the other server', async (status) => {
  const server = await serveRedirect(status)
  const { baseUrl } = server
  const clients = [
    createTypingClient({ transport: matrix({ baseUrl, userId: '@me:m', accessToken: 'T' }), clock: createManualClock(), onError: () => {} }),
    createTypingClient({ transport: zulip({ baseUrl, email: 'me@m', apiKey: 'K' }), clock: createManualClock(), onError: () => {} }),
  ]
  await Promise.all(
    clients.map(async (client) => {
      const waiting = untilWaiting(client)
      void client.connect()
      await waiting
      await client.close()
    }),
  )
  const rooms: RocketChatServer = {
    call: () => Promise.reject(new RocketChatError('rooms/get', { code: '404' })),
    session: () => Promise.resolve({ baseUrl, userId: 'me', authToken: 'T' }),
  }
  await expect(getRooms(rooms)).rejects.toMatchObject({ code: 'connection-lost' })
  expect(server.asked).toHaveLength(3)
  expect(server.reached).toEqual([])
})

test('a redirect of what Rocket.Chat is asked before the login is refused too', async () => {
  const { baseUrl, asked, reached } = await serveRedirect(302)
  const { WebSocket } = createSocketEnd()
  const answers: Promise<Response>[] = []
  const platform = globalThis.fetch
  const transport = rocketchat({
    baseUrl,
    authToken: 'T',
    WebSocket,
    fetch: (input, init) => {
      const answer = platform(input, init)
      answers.push(answer)
      return answer
    },
  })
  const client = createTypingClient({ transport, clock: createManualClock(), onError: () => {} })
  void client.connect()
  expect(await Promise.allSettled(answers)).toMatchObject([{ status: 'rejected' }])
  await client.close()
  expect(asked).toEqual(['/api/info'])
  expect(reached).toEqual([])
})

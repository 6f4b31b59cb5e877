import { expect, test } from 'vitest'
import { manualClock } from '../test/manual-clock.ts'
import type { FaceRequest } from './http/exchange.ts'
import { createVirtualServer, type VirtualServer } from './virtual-server.ts'

function asked(server: VirtualServer, user: string, method: string, path: string, body = ''): FaceRequest {
  const [below = '', query = ''] = path.split('?')
  const { accessToken = '' } = server.users().find(({ name }) => name === user)?.matrix ?? {}
  return {
    method,
    path: below,
    query: new URLSearchParams(query),
    authorization: `Bearer ${accessToken}`,
    header: () => undefined,
    body: new TextEncoder().encode(body),
    onGone: () => () => undefined,
  }
}

test('a start that one user sends is in the poll that another one is held in, on the clock it was given', async () => {
  const clock = manualClock(1_000)
  const exchanges: number[] = []
  const server = createVirtualServer({ clock }, ({ doneAtMs }) => exchanges.push(doneAtMs))
  const first = await server.request('matrix', asked(server, 'bob', 'GET', '/_matrix/client/v3/sync'))
  const { next_batch: since } = JSON.parse(first.body)
  const poll = server.request('matrix', asked(server, 'bob', 'GET', `/_matrix/client/v3/sync?timeout=30000&since=${since}`))
  clock.advance(5_000)
  const path = '/_matrix/client/v3/rooms/!general%3Amock.test/typing/%40alice%3Amock.test'
  const { status } = await server.request('matrix', asked(server, 'alice', 'PUT', path, '{"typing":true}'))
  expect(status).toBe(200)
  expect((await poll).body).toContain('"user_ids":["@alice:mock.test"]')
  expect(exchanges).toEqual([1_000, 6_000, 6_000])
})

test('a session of Rocket.Chat runs on any socket, and a restart cuts it', () => {
  const clock = manualClock()
  const server = createVirtualServer({ clock })
  const told: string[] = []
  const session = server.openSocket({
    send: (frame) => told.push(frame),
    close: ({ code }) => told.push(`close ${code}`),
    terminate: () => told.push('cut'),
  })
  session.receive('{"msg":"connect","version":"1","support":["1"]}')
  expect(told.at(-1)).toContain('"msg":"connected"')
  expect(server.control.state()).toMatchObject({ sockets: 1 })
  server.restart()
  expect(told.at(-1)).toBe('cut')
  expect(server.control.state()).toMatchObject({ sockets: 0, timers: 0 })
})

test('closed, it keeps no timer', async () => {
  const clock = manualClock()
  const server = createVirtualServer({ clock })
  const path = '/_matrix/client/v3/rooms/!general%3Amock.test/typing/%40alice%3Amock.test'
  await server.request('matrix', asked(server, 'alice', 'PUT', path, '{"typing":true}'))
  expect(clock.pending()).toBeGreaterThan(0)
  server.close()
  expect(clock.pending()).toBe(0)
})

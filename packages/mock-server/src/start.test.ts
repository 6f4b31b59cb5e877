import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, test, vi } from 'vitest'
import { matrixUser } from '../test/matrix-user.ts'
import { startMockServer } from './start.ts'

const NOTHING = { connections: 0, polls: 0, queues: 0, sockets: 0, subscriptions: 0, timers: 0, typing: [] }

/** What keeps this process alive that belongs to servers and their timers. */
const handles = (): readonly string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => name === 'TCPServerWrap' || name === 'TCPSocketWrap')
    .toSorted()

/** Every address of this machine that others can reach. */
const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((list = []) => list.filter(({ internal, scopeid = 0 }) => !internal && scopeid === 0).map(({ address }) => address))

test('close leaves no socket, timer, poll or port behind, whatever is going on', async () => {
  const before = handles()
  const server = await startMockServer()
  expect(handles()).not.toEqual(before)
  const carol = matrixUser(server, 'carol')
  const poll = carol.sync({ since: await carol.here(), timeout: '60000' })
  const cut = expect(poll).rejects.toThrow('fetch failed')
  await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
  await matrixUser(server, 'bob').type(true, 120_000, '!random:mock.test')
  const half = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  half.on('error', () => undefined)
  const halfClosed = new Promise((resolve) => half.once('close', resolve))
  half.write('PUT /matrix/ HTTP/1.1\r\nContent-Length: 10\r\n')
  await fetch(`${server.control.url}/state`, { headers: { Authorization: `Bearer ${server.control.token}` } })

  await server.close()
  expect(server.control.state()).toEqual(NOTHING)
  await Promise.all([cut, halfClosed])
  await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  await expect(fetch(server.control.url)).rejects.toThrow('fetch failed')
  await vi.waitFor(() => expect(handles()).toEqual(before))
})

test('closing twice is closing once', async () => {
  const server = await startMockServer()
  await Promise.all([server.close(), server.close()])
  await server.close()
  expect(server.control.state()).toEqual(NOTHING)
})

test('a port in use is told, and leaves nothing open', async () => {
  const first = await startMockServer()
  const before = handles()
  await expect(startMockServer({ port: Number(new URL(first.url).port) })).rejects.toThrow('EADDRINUSE')
  await vi.waitFor(() => expect(handles()).toEqual(before))
  await first.close()
})

test('it listens on 127.0.0.1 and on no other address, for clients as for control', async () => {
  const server = await startMockServer()
  for (const url of [server.url, server.control.url]) {
    expect(new URL(url).hostname).toBe('127.0.0.1')
    for (const host of ['127.0.0.2', '::1', ...ownAddresses()]) {
      const other = connect({ host, port: Number(new URL(url).port) })
      const outcome = await new Promise((resolve) => {
        other.once('connect', () => resolve('connected'))
        other.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      })
      expect([host, outcome]).not.toEqual([host, 'connected'])
    }
  }
  await server.close()
})

test('a world of one’s own takes the place of the first', async () => {
  const world = {
    users: [{ name: 'zoe', password: 'z', displayName: 'Zoë' }],
    rooms: [{ name: 'attic', members: ['zoe'] }],
  }
  const server = await startMockServer({ world })
  expect(server.users.map(({ matrix }) => matrix.userId)).toEqual(['@zoe:mock.test'])
  expect(server.rooms).toMatchObject([{ name: 'attic', matrix: { roomId: '!attic:mock.test' } }])
  expect((await matrixUser(server, 'zoe').type(true, 1_000, '!attic:mock.test')).status).toBe(200)
  await server.close()
  await expect(startMockServer({ world: { users: [], rooms: [{ name: 'x', members: [] }] } })).rejects.toThrow(
    'no member',
  )
})

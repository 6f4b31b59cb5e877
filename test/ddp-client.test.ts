// Rocket.Chat's own client, unmodified, against the mock over a real socket.
import { createHash } from 'node:crypto'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { DDPSDK } from '@rocket.chat/ddp-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'

const GENERAL = 'GENERAL'
const EVENT = `${GENERAL}/user-activity`

let server: MockServer
const open: DDPSDK[] = []

beforeEach(async () => {
  // It takes the WebSocket of its platform, which Node 20 does not have.
  vi.stubGlobal('WebSocket', WebSocket)
  server = await startMockServer()
})
afterEach(async () => {
  for (const sdk of open.splice(0)) {
    sdk.connection.close()
    sdk.timeoutControl.stop()
  }
  await server.close()
})

async function connect(retry?: { retryCount: number; retryTime: number }): Promise<DDPSDK> {
  const sdk = await DDPSDK.createAndConnect(server.urls.rocketchat, retry)
  open.push(sdk)
  return sdk
}

const tokenOf = (name: string): string => server.users.find((user) => user.name === name)?.rocketchat.authToken ?? ''

async function logIn(name: string, retry?: { retryCount: number; retryTime: number }): Promise<DDPSDK> {
  const sdk = await connect(retry)
  await sdk.account.loginWithToken(tokenOf(name))
  return sdk
}

/** Subscribes to who is active in the room; returns everything heard. */
async function watch(sdk: DDPSDK): Promise<unknown[]> {
  const heard: unknown[] = []
  const stream = sdk.stream('notify-room', EVENT, (...args: unknown[]) => heard.push(args))
  await stream.ready()
  return heard
}

const write = (sdk: DDPSDK, name: string, activities: string[]): Promise<unknown> =>
  sdk.call('stream-notify-room', EVENT, name, activities, {})

const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('ddp-client, unmodified', () => {
  test('logs in by token, and knows who it is', async () => {
    const sdk = await logIn('alice')
    expect(sdk.account.uid).toBe('uid-alice')
    expect(sdk.account.user).toMatchObject({ id: 'uid-alice', username: 'alice', tokenExpires: expect.any(Date) })
    expect(sdk.connection.status).toBe('connected')
  })

  test('logs in by password, and out', async () => {
    const sdk = await connect()
    await sdk.account.loginWithPassword('alice', createHash('sha256').update('alice-password').digest('hex'))
    expect(sdk.account.user?.token).toEqual(expect.any(String))
    await sdk.account.logout()
    expect(sdk.account.uid).toBeUndefined()
    expect(await refusalOf(sdk.call('getRoomById', GENERAL))).toMatchObject({ error: 'error-invalid-user' })
  })

  test('is refused in the words of a server', async () => {
    const sdk = await connect()
    expect(await refusalOf(sdk.account.loginWithToken('nothing'))).toMatchObject({
      error: 403,
      reason: "You've been logged out by the server. Please log in again.",
    })
    expect(await refusalOf(sdk.account.loginWithPassword('alice', 'wrong'))).toMatchObject({ error: 403 })
    const stream = sdk.stream('notify-room', EVENT, () => undefined)
    expect(await refusalOf(stream.ready())).toMatchObject({ error: 'not-allowed' })
    expect(await refusalOf(sdk.call('nothing'))).toMatchObject({ error: 404 })
  })

  test('shows who types, who stops, and not itself', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const [own, heard] = [await watch(alice), await watch(bob)]
    expect(await write(alice, 'alice', ['user-typing'])).toBeUndefined()
    await write(alice, 'alice', [])
    await vi.waitFor(() =>
      expect(heard).toEqual([
        ['alice', ['user-typing'], {}],
        ['alice', [], {}],
      ]),
    )
    expect(own).toEqual([])
  })

  test('is told nothing of a write that was refused', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const heard = await watch(bob)
    expect(await write(alice, 'bob', ['user-typing'])).toBeUndefined()
    await write(alice, 'alice', [])
    await vi.waitFor(() => expect(heard).toEqual([['alice', [], {}]]))
  })

  test('shows who types on Matrix', async () => {
    const bob = await logIn('bob')
    const heard = await watch(bob)
    const matrix = server.users[0]?.matrix
    const path = `/rooms/${encodeURIComponent('!general:mock.test')}/typing/${encodeURIComponent(matrix?.userId ?? '')}`
    await fetch(`${server.urls.matrix}/_matrix/client/v3${path}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${matrix?.accessToken}` },
      body: JSON.stringify({ typing: true, timeout: 30_000 }),
    })
    await vi.waitFor(() => expect(heard).toEqual([['alice', ['user-typing'], {}]]))
  })

  test('calls the methods of rooms', async () => {
    const sdk = await logIn('alice')
    expect(await sdk.call('rooms/get')).toMatchObject([{ _id: GENERAL }, { _id: 'random' }])
    const group = await sdk.call('createPrivateGroup', 'den', ['bob'])
    expect(group).toMatchObject({ inserted: true, t: 'p' })
    const { rid } = group
    const messages: unknown[] = []
    await sdk.stream('room-messages', rid, (...[message]: unknown[]) => messages.push(message)).ready()
    expect(await sdk.call('sendMessage', { rid, msg: 'hello' })).toMatchObject({ msg: 'hello' })
    await vi.waitFor(() => expect(messages).toMatchObject([{ msg: 'hello' }]))
    expect(await sdk.call('loadHistory', rid, null, 1)).toMatchObject({ messages: [{ msg: 'hello' }] })
    expect(await sdk.call('toggleFavorite', rid, true)).toBe(1)
    expect(await sdk.call('saveRoomSettings', rid, 'roomTopic', 'tea')).toEqual({ result: true, rid })
    expect(await refusalOf(sdk.call('leaveRoom', rid))).toMatchObject({ error: 'error-you-are-last-owner' })
    expect(await refusalOf(sdk.call('muteUserInRoom', { rid, username: 'bob' }))).toMatchObject({ error: 404 })
  })

  test('calls REST with what it logged in with', async () => {
    const sdk = await logIn('alice')
    expect(await sdk.rest.get('/v1/me')).toMatchObject({ username: 'alice', success: true })
  })

  test('comes back by itself: logs in, subscribes with the same ids, and hears again', async () => {
    const [alice, bob] = [await logIn('alice'), await logIn('bob', { retryCount: 5, retryTime: 10 })]
    const heard = await watch(bob)
    expect(server.control.rocketchat.dropSockets({ user: 'bob' })).toBe(1)
    await vi.waitFor(() => {
      expect(server.control.journal().filter(({ op, user }) => op === 'subscribe' && user === 'bob')).toHaveLength(2)
    })
    await write(alice, 'alice', ['user-typing'])
    await vi.waitFor(() => expect(heard).toEqual([['alice', ['user-typing'], {}]]))
  })

  test('comes back after a restart of the server', async () => {
    const bob = await logIn('bob', { retryCount: 20, retryTime: 10 })
    await watch(bob)
    await server.control.restart()
    await vi.waitFor(() => expect(server.control.state()).toMatchObject({ sockets: 1, subscriptions: 1 }))
    expect(bob.connection.status).toBe('connected')
  })

  test('works against a server of microservices', async () => {
    await server.control.restart({ rocketchat: { deployment: 'microservices' } })
    const [alice, bob] = [await logIn('alice'), await logIn('bob')]
    const heard = await watch(bob)
    await write(alice, 'alice', ['user-typing'])
    await vi.waitFor(() => expect(heard).toEqual([['alice', ['user-typing'], {}]]))
  })

  test('leaves nothing behind when it stops', async () => {
    await watch(await logIn('alice'))
    open[0]?.connection.close()
    await vi.waitFor(() => {
      expect(server.control.state()).toMatchObject({ sockets: 0, subscriptions: 0, timers: 0, typing: [] })
    })
  })
})

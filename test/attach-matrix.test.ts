// Our client fed by matrix-js-sdk, unmodified, against the mock over a real socket.
import { createTypingClient, type TypingClient, type TypingError } from '@nowtyping/client'
import { attachMatrix } from '@nowtyping/client/matrix/attach'
import { transportContract } from '@nowtyping/client/testing'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { ClientEvent, createClient, type MatrixClient, MemoryStore, SyncState } from 'matrix-js-sdk'
import { logger } from 'matrix-js-sdk/lib/logger.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const ROOM = '!general:mock.test'
const [ALICE, BOB] = ['@alice:mock.test', '@bob:mock.test']

let server: MockServer
const sdks: MatrixClient[] = []
const clients: TypingClient<string>[] = []
const errors: TypingError[] = []

beforeEach(async () => {
  // Its logger is one of loglevel, whatever its type says; not every part of it takes the option of another.
  if ('setLevel' in logger && typeof logger.setLevel === 'function') logger.setLevel('silent')
  server = await startMockServer()
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  for (const sdk of sdks.splice(0)) {
    sdk.stopClient()
    sdk.http.abort()
  }
  errors.length = 0
  await server.close()
})

function make(name: string): MatrixClient {
  const account = server.users.find((user) => user.name === name)
  const sdk = createClient({ baseUrl: server.urls.matrix, store: new MemoryStore(), ...account?.matrix })
  sdks.push(sdk)
  return sdk
}

async function sync(sdk: MatrixClient): Promise<MatrixClient> {
  const ready = new Promise<void>((resolve) => {
    sdk.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Syncing) resolve()
    })
  })
  await sdk.startClient({ initialSyncLimit: 1, pollTimeout: 10_000 })
  await ready
  return sdk
}

function attach(sdk: MatrixClient): TypingClient<string> {
  const client = createTypingClient({ transport: attachMatrix(sdk), onError: (error) => errors.push(error) })
  clients.push(client)
  return client
}

async function enter(name: string): Promise<{ sdk: MatrixClient; client: TypingClient<string> }> {
  const sdk = await sync(make(name))
  const client = attach(sdk)
  await client.connect()
  return { sdk, client }
}

function follow(client: TypingClient<string>, room = ROOM): () => readonly string[] {
  const { users } = client.conversation(room)
  users.subscribe(() => {})
  return () => users.getState().map(({ id }) => id)
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => { setImmediate(resolve) })
}

describe('attached to matrix-js-sdk', () => {
  const contract = transportContract<string>(() => ({
    transport(user) {
      const sdk = make(user === 'ann' ? 'alice' : 'bob')
      void sdk.startClient({ initialSyncLimit: 1, pollTimeout: 10_000 })
      return attachMatrix(sdk)
    },
    targets: [ROOM, '!random:mock.test'],
    invalid: ['general', '#general:mock.test', ALICE, '!', '!\ud800:x'],
    settle: turns,
  }))
  for (const { name, run } of contract) test(`contract: ${name}`, run)

  test('shows who types and who stops, in both directions, and never myself', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const [byAlice, byBob] = [follow(alice.client), follow(bob.client)]
    alice.client.conversation(ROOM).keystroke()
    await vi.waitFor(() => expect(byBob()).toEqual([ALICE]))
    bob.client.conversation(ROOM).keystroke()
    await vi.waitFor(() => expect(byAlice()).toEqual([BOB]))
    alice.client.conversation(ROOM).stop()
    await vi.waitFor(() => expect(byBob()).toEqual([]))
    expect(byAlice()).toEqual([BOB])
    expect(errors).toEqual([])
  })

  test('polls with nothing of its own, and no client of theirs is started for it', async () => {
    const { sdk, client } = await enter('alice')
    follow(client)
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    client.conversation(ROOM).keystroke()
    await vi.waitFor(() => expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }]))
    expect(server.control.state().polls).toBe(1)
    await client.close()
    // Their loop goes on, ours has left nothing on it.
    expect(sdk.listenerCount(ClientEvent.Event)).toBe(0)
    expect(sdk.clientRunning).toBe(true)
  })

  test('waits for a client that is started later', async () => {
    const sdk = make('alice')
    const client = attach(sdk)
    const connected = client.connect()
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    await sync(sdk)
    await connected
    expect(client.status.getState()).toEqual({ state: 'open' })
  })

  test('who comes late, or back from the background, sees who types already', async () => {
    const [alice, bob] = [await enter('alice'), await sync(make('bob'))]
    alice.client.conversation(ROOM).keystroke()
    await vi.waitFor(() => expect(bob.getRoom(ROOM)?.getMember(ALICE)?.typing).toBe(true))
    const late = attach(bob)
    await late.connect()
    expect(follow(late)()).toEqual([ALICE])
  })

  test('says of a room that it is not mine what the server says', async () => {
    const { client } = await enter('carol')
    client.conversation('!random:mock.test').keystroke()
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: 'forbidden', conversation: '!random:mock.test' }]))
  })

  test('waits as long as the server states', async () => {
    const { client } = await enter('alice')
    server.control.setRateLimit('typing', { perSecond: 0.001, burst: 1 })
    client.conversation(ROOM).keystroke()
    client.conversation('!random:mock.test').keystroke()
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: 'rate-limited', retryAfterMs: 300_000 }]))
  })

  test('is cleared when the server goes, and goes on when their client does', { timeout: 60_000 }, async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const seen = follow(bob.client)
    alice.client.conversation(ROOM).keystroke()
    await vi.waitFor(() => expect(seen()).toEqual([ALICE]))
    const states: string[] = []
    bob.client.status.subscribe(({ state }) => states.push(state))
    await server.control.restart()
    await vi.waitFor(() => expect(states).toEqual(['waiting']), { timeout: 25_000 })
    expect(seen()).toEqual([])
    await vi.waitFor(() => expect(states.at(-1)).toBe('open'), { timeout: 25_000 })
  })

  test('closes with `unauthorized` when their client is logged out', async () => {
    const { client } = await enter('alice')
    server.control.expireToken('alice')
    client.conversation(ROOM).keystroke()
    await vi.waitFor(() =>
      expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } }),
    )
  })
})

// The client that most apps have, unmodified, against the mock over a real socket.
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import {
  ClientEvent,
  createClient,
  type ICreateClientOpts,
  type MatrixClient,
  MatrixError,
  MemoryStore,
  RoomEvent,
  type RoomMember,
  RoomMemberEvent,
  SyncState,
} from 'matrix-js-sdk'
import { logger } from 'matrix-js-sdk/lib/logger.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const ROOM = '!general:mock.test'
const OTHER = '!random:mock.test'
const [ALICE, BOB, CAROL] = ['@alice:mock.test', '@bob:mock.test', '@carol:mock.test']

let server: MockServer
const clients: MatrixClient[] = []

beforeEach(async () => {
  // Its logger is one of loglevel, whatever its type says; not every part of it takes the option of another.
  if ('setLevel' in logger && typeof logger.setLevel === 'function') logger.setLevel('silent')
  server = await startMockServer()
})

/** Everything a client of theirs holds ends, and the server is left with nothing. */
async function stopAll(): Promise<void> {
  for (const client of clients.splice(0)) {
    client.stopClient()
    client.http.abort()
  }
  await vi.waitFor(() => expect(server.control.state().polls).toBe(0))
}
afterEach(async () => {
  await stopAll()
  await server.close()
})

function make(options: Partial<ICreateClientOpts> = {}): MatrixClient {
  const client = createClient({ baseUrl: server.urls.matrix, store: new MemoryStore(), ...options })
  clients.push(client)
  return client
}

async function logIn(name: string, options: Partial<ICreateClientOpts> = {}): Promise<MatrixClient> {
  const reply = await make().loginRequest({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: name },
    password: `${name}-password`,
  })
  return make({ accessToken: reply.access_token, userId: reply.user_id, deviceId: reply.device_id, ...options })
}

async function begin(client: MatrixClient): Promise<MatrixClient> {
  const ready = new Promise<void>((resolve, reject) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Prepared) resolve()
      if (state === SyncState.Error) reject(new Error('the first sync failed'))
    })
  })
  await client.startClient({ initialSyncLimit: 1, pollTimeout: 10_000 })
  await ready
  return client
}

const enter = async (name: string): Promise<MatrixClient> => begin(await logIn(name))

/** Every change of typing a client tells of, as `@user true`. */
function changesOf(client: MatrixClient): string[] {
  const changes: string[] = []
  client.on(RoomMemberEvent.Typing, (_event, member) => changes.push(`${member.userId} ${member.typing}`))
  return changes
}

const memberOf = (client: MatrixClient, user: string, room = ROOM): RoomMember | null | undefined =>
  client.getRoom(room)?.getMember(user)

/** What a promise was refused with. */
async function refusal(promise: Promise<unknown>): Promise<{ status: number | undefined; code: string | undefined }> {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason)
  if (!(error instanceof MatrixError)) throw new Error('it was not refused by a MatrixError', { cause: error })
  return { status: error.httpStatus, code: error.errcode }
}

describe('matrix-js-sdk, unmodified', () => {
  test('logs in with a password, starts, and knows its rooms and who is in them', async () => {
    const alice = await enter('alice')
    expect(alice.getUserId()).toBe(ALICE)
    expect(alice.getRooms().map(({ roomId }) => roomId).toSorted()).toEqual([ROOM, OTHER])
    const room = alice.getRoom(ROOM)
    expect(room?.name).toBe('general')
    expect(room?.getJoinedMembers().map(({ userId, name }) => `${userId} ${name}`).toSorted()).toEqual([
      `${ALICE} Alice`,
      `${BOB} Bob`,
      `${CAROL} Carol`,
    ])
    expect(server.control.journal().filter(({ status }) => status >= 400)).toEqual([])
  })

  test('shows who types, who stops, and nothing for a refresh', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const changes = changesOf(bob)
    await alice.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`]))
    expect(memberOf(bob, ALICE)?.typing).toBe(true)
    expect(memberOf(bob, ALICE, OTHER)?.typing).toBe(false)
    await alice.sendTyping(ROOM, true, 30_000)
    await alice.sendTyping(ROOM, false, 0)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`, `${ALICE} false`]))
  })

  test('takes each list for the whole of it', async () => {
    const [alice, bob, carol] = [await enter('alice'), await enter('bob'), await enter('carol')]
    const changes = changesOf(carol)
    await alice.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`]))
    await bob.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`, `${BOB} true`]))
    await alice.sendTyping(ROOM, false, 0)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`, `${BOB} true`, `${ALICE} false`]))
    expect([memberOf(carol, ALICE)?.typing, memberOf(carol, BOB)?.typing]).toEqual([false, true])
  })

  test('sees its own typing, as from a homeserver', async () => {
    const alice = await enter('alice')
    const changes = changesOf(alice)
    await alice.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes).toEqual([`${ALICE} true`]))
  })

  test('who comes late is told who types', async () => {
    const alice = await logIn('alice')
    await alice.sendTyping(ROOM, true, 30_000)
    const bob = await enter('bob')
    await vi.waitFor(() => expect(memberOf(bob, ALICE)?.typing).toBe(true))
  })

  test('a message arrives, and typing goes on beside it', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const said: unknown[] = []
    bob.on(RoomEvent.Timeline, (event) => said.push(event.getContent()['body']))
    await alice.sendTyping(ROOM, true, 30_000)
    await alice.sendTextMessage(ROOM, 'hello')
    await vi.waitFor(() => expect(said).toContain('hello'))
    expect(memberOf(bob, ALICE)?.typing).toBe(true)
  })

  test('somebody who joins is a member, and is seen typing', async () => {
    const [bob, dave] = [await enter('bob'), await enter('dave')]
    const changes = changesOf(bob)
    await dave.joinRoom(ROOM)
    await dave.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes).toEqual(['@dave:mock.test true']))
  })

  test('is refused in the words of a homeserver', async () => {
    const carol = await logIn('carol')
    expect(await refusal(carol.sendTyping(OTHER, true, 1_000))).toEqual({ status: 403, code: 'M_FORBIDDEN' })
    expect(await refusal(carol.getProfileInfo('@nobody:mock.test'))).toEqual({ status: 404, code: 'M_NOT_FOUND' })
    const stranger = make({ accessToken: 'syt_nobody', userId: ALICE })
    expect(await refusal(stranger.sendTyping(ROOM, true, 1_000))).toEqual({ status: 401, code: 'M_UNKNOWN_TOKEN' })
    const wrong = make().loginRequest({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: 'wrong',
    })
    expect(await refusal(wrong)).toEqual({ status: 403, code: 'M_FORBIDDEN' })
  })

  test('reads from a 429 how long to wait', async () => {
    const alice = await logIn('alice')
    server.control.setRateLimit('typing', { perSecond: 0.5, burst: 1 })
    await alice.sendTyping(ROOM, true, 1_000)
    const error: unknown = await alice.sendTyping(ROOM, true, 1_000).then(() => undefined, (reason: unknown) => reason)
    if (!(error instanceof MatrixError)) throw new Error('it was not refused')
    expect([error.httpStatus, error.errcode, error.isRateLimitError()]).toEqual([429, 'M_LIMIT_EXCEEDED', true])
    expect(error.getRetryAfterMs()).toBe(2_000)
  })

  test('exchanges a token that has ended through its refresh function', async () => {
    const login = await make().loginRequest({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: 'alice-password',
      refresh_token: true,
    })
    const exchanged: string[] = []
    const alice = make({
      accessToken: login.access_token,
      ...(login.refresh_token !== undefined && { refreshToken: login.refresh_token }),
      userId: ALICE,
      tokenRefreshFunction: async (refreshToken) => {
        exchanged.push(refreshToken)
        const fresh = await make().refreshToken(refreshToken)
        return { accessToken: fresh.access_token, refreshToken: fresh.refresh_token }
      },
    })
    await alice.sendTyping(ROOM, true, 1_000)
    server.control.expireToken('alice')
    await alice.sendTyping(ROOM, true, 1_000)
    expect(exchanged).toEqual([login.refresh_token])
  })

  test('goes on after a restart of the server', { timeout: 60_000 }, async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const changes = changesOf(bob)
    await server.control.restart()
    await vi.waitFor(() => expect(server.control.state().polls).toBe(2), { timeout: 25_000 })
    // Its first poll on the old position misses a start, as on Synapse; the second start is a change it sees.
    await alice.sendTyping(ROOM, true, 30_000)
    await alice.sendTyping(ROOM, false, 0)
    await alice.sendTyping(ROOM, true, 30_000)
    await vi.waitFor(() => expect(changes.at(-1)).toBe(`${ALICE} true`), { timeout: 25_000 })
  })

  test('leaves nothing behind when it stops', async () => {
    await enter('alice')
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    await stopAll()
    expect(server.control.state()).toMatchObject({ polls: 0, timers: 0, typing: [] })
  })
})

// Our client fed by ddp-client, unmodified, against the mock over a real socket.
import { createRequire } from 'node:module'
import { createTypingClient, type TypingClient, type TypingError } from '@nowtyping/client'
import { attachRocketChat, type RocketChatTarget } from '@nowtyping/client/rocketchat/attach'
import { transportContract } from '@nowtyping/client/testing'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { DDPSDK } from '@rocket.chat/ddp-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const GENERAL = 'GENERAL'
const THREAD = { rid: GENERAL, tmid: 'thread' }

let server: MockServer
const people: Person[] = []
const sdks: DDPSDK[] = []

beforeEach(async () => {
  // It takes the WebSocket of its platform, which Node 20 does not have; the mock's is at hand.
  const require = createRequire(new URL('../packages/mock-server/package.json', import.meta.url))
  vi.stubGlobal('WebSocket', require('ws'))
  server = await startMockServer()
})
afterEach(async () => {
  await Promise.all(people.splice(0).map(({ client }) => client.close()))
  for (const sdk of sdks.splice(0)) {
    sdk.connection.close()
    sdk.timeoutControl.stop()
  }
  await server.close()
})

interface Person {
  readonly sdk: DDPSDK
  readonly client: TypingClient<RocketChatTarget>
  readonly errors: readonly TypingError[]
  readonly seen: (target?: RocketChatTarget) => readonly string[]
}

function attach(sdk: DDPSDK, name?: string): Person {
  const errors: TypingError[] = []
  const client = createTypingClient({
    transport: attachRocketChat(sdk, name === undefined ? {} : { name: () => name }),
    onError: (error) => errors.push(error),
  })
  for (const target of [GENERAL, THREAD]) client.conversation(target).users.subscribe(() => {})
  const seen = (target: RocketChatTarget = GENERAL): readonly string[] =>
    client.conversation(target).users.getState().map(({ id, activity }) => (activity === undefined ? id : `${id} ${activity}`))
  const person = { sdk, client, errors, seen }
  people.push(person)
  return person
}

const tokenOf = (name: string): string => server.users.find((user) => user.name === name)?.rocketchat.authToken ?? ''

async function connect(): Promise<DDPSDK> {
  const sdk = await DDPSDK.createAndConnect(server.urls.rocketchat, { retryCount: 20, retryTime: 10 })
  sdks.push(sdk)
  return sdk
}

async function logIn(name: string): Promise<DDPSDK> {
  const sdk = await connect()
  await sdk.account.loginWithToken(tokenOf(name))
  return sdk
}

async function enter(name: string, shownAs?: string): Promise<Person> {
  const person = attach(await logIn(name), shownAs)
  await person.client.connect()
  await vi.waitFor(() => expect(subscribed(name)).toBeGreaterThan(0))
  return person
}

const subscribed = (name: string): number =>
  server.control.journal().filter(({ op, user }) => op === 'subscribe' && user === name).length

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => { setImmediate(resolve) })
}

describe('attached to ddp-client', () => {
  const contract = transportContract<RocketChatTarget>(
    async () => {
      const [ann, bob] = [await logIn('alice'), await logIn('bob')]
      return {
        transport: (user) => attachRocketChat(user === 'ann' ? ann : bob),
        targets: [GENERAL, THREAD],
        equal: [[GENERAL, { rid: GENERAL }]],
        invalid: ['a/b', { rid: '' }, { rid: GENERAL, tmid: 'a/b' }, { rid: 7 }],
        settle: turns,
      }
    },
    // The server keeps nothing: who comes later hears the next start.
    { tellsLatecomers: false },
  )
  for (const { name, run } of contract) test(`contract: ${name}`, run)

  test('shows who types and who stops, in both directions, and never myself', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    alice.client.conversation(GENERAL).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual(['alice']))
    bob.client.conversation(GENERAL).keystroke()
    await vi.waitFor(() => expect(alice.seen()).toEqual(['bob']))
    alice.client.conversation(GENERAL).stop()
    await vi.waitFor(() => expect(bob.seen()).toEqual([]))
    expect([...alice.errors, ...bob.errors]).toEqual([])
  })

  test('tells threads and other activities apart', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const done = alice.client.conversation(THREAD).activity('uploading')
    await vi.waitFor(() => expect(bob.seen(THREAD)).toEqual(['alice uploading']))
    expect(bob.seen()).toEqual([])
    done()
    await vi.waitFor(() => expect(bob.seen(THREAD)).toEqual([]))
  })

  test('has no socket of its own, and leaves nothing on theirs', async () => {
    const { sdk, client } = await enter('alice')
    expect(server.control.state()).toMatchObject({ sockets: 1, subscriptions: 1 })
    await client.close()
    await vi.waitFor(() => expect(server.control.state()).toMatchObject({ sockets: 1, subscriptions: 0 }))
    expect(sdk.client.subscriptions.size).toBe(0)
    expect(sdk.connection.status).toBe('connected')
  })

  test('waits for a login that comes later', async () => {
    const sdk = await connect()
    const { client } = attach(sdk)
    const connected = client.connect()
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    await sdk.account.loginWithToken(tokenOf('alice'))
    await connected
  })

  test('hears and writes again after a restart of the server, once their client is back', async () => {
    const [alice, bob] = [await enter('alice'), await enter('bob')]
    const before = subscribed('bob')
    const states: string[] = []
    bob.client.status.subscribe(({ state }) => states.push(state))
    await server.control.restart()
    await vi.waitFor(() => expect(states).toEqual(['waiting', 'open']), { timeout: 8_000 })
    await vi.waitFor(() => expect(subscribed('bob')).toBeGreaterThan(before))
    alice.client.conversation(GENERAL).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual(['alice']), { timeout: 8_000 })
  })

  test('says of a room that is not mine that it is not', async () => {
    const [alice, carol] = [await enter('alice'), await enter('carol')]
    const { rid } = await alice.sdk.call('createPrivateGroup', 'den', [])
    carol.client.conversation(rid).users.subscribe(() => {})
    await vi.waitFor(() => expect(carol.errors).toMatchObject([{ code: 'forbidden', conversation: rid }]))
  })

  test('works where the server does not tell the client who it is, under the name that the app gives', async () => {
    await server.control.restart({ rocketchat: { deployment: 'microservices' } })
    const [alice, bob] = [await enter('alice', 'alice'), await enter('bob', 'bob')]
    alice.client.conversation(GENERAL).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual(['alice']))
  })
})

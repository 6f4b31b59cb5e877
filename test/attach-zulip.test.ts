// Our client fed by an event loop over zulip-js, unmodified, against the mock over a real socket.
import { createTypingClient, type TypingClient, type TypingError } from '@nowtyping/client'
import { attachZulip, type ZulipAttachment, type ZulipTarget } from '@nowtyping/client/zulip/attach'
import { transportContract } from '@nowtyping/client/testing'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import zulip, { type Client } from 'zulip-js'

const [ALICE, BOB] = [8, 9]
const CHAT: ZulipTarget = { channelId: 1, topic: 'chat' }

let server: MockServer
const people: Person[] = []
const loops: Loop[] = []
beforeEach(async () => {
  server = await startMockServer()
})
afterEach(async () => {
  for (const { end } of loops) end()
  await Promise.all(people.splice(0).map(({ client }) => client.close()))
  // A poll that is held ends with the server.
  await server.close()
  await Promise.all(loops.splice(0).map(({ ended }) => ended))
})

interface Person {
  readonly client: TypingClient<ZulipTarget>
  readonly errors: readonly TypingError[]
  readonly seen: () => readonly string[]
}

/** The named member of an answer; undefined where there is none. */
function of(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  return Object.getOwnPropertyDescriptor(answer, name)?.value
}

/** The loop that an app has, in short: one queue, one poll, and another queue when that one is gone. */
async function loop(theirs: Client, attached: ZulipAttachment, goesOn: () => boolean): Promise<void> {
  let queue: unknown
  let last: unknown
  while (goesOn()) {
    try {
      if (queue === undefined) {
        const registered = await theirs.queues.register({
          event_types: ['typing', 'user_settings', 'message'],
          fetch_event_types: ['realm', 'user_settings'],
          client_capabilities: JSON.stringify({ notification_settings_null: true, stream_typing_notifications: true, user_settings_object: true }),
        })
        attached.registered(registered)
        queue = of(registered, 'queue_id')
        last = of(registered, 'last_event_id')
      }
      const answer = await theirs.events.retrieve({ queue_id: queue, last_event_id: last })
      const events: unknown = of(answer, 'events')
      if (Array.isArray(events)) {
        attached.feed(events)
        last = of(events.at(-1), 'id') ?? last
      } else {
        queue = undefined
      }
    } catch {
      attached.lost()
      await new Promise((resolve) => { setImmediate(resolve) })
    }
  }
}

interface Loop {
  readonly attached: ZulipAttachment
  readonly end: () => void
  readonly ended: Promise<void>
}

async function begin(name: string, userId: number): Promise<Loop> {
  const theirs = await zulip({ realm: server.urls.zulip, username: `${name}@mock.test`, password: `${name}-password` })
  const attached = attachZulip({ userId, post: (path, form) => theirs.callEndpoint(path, 'POST', form) })
  let goesOn = true
  const end = (): void => {
    goesOn = false
  }
  const begun = { attached, end, ended: loop(theirs, attached, () => goesOn) }
  loops.push(begun)
  return begun
}

async function enter(name: string, userId: number): Promise<Person> {
  const { attached } = await begin(name, userId)
  const errors: TypingError[] = []
  const client = createTypingClient({ transport: attached, onError: (error) => errors.push(error) })
  await client.connect()
  const { users } = client.conversation(CHAT)
  users.subscribe(() => {})
  const person = { client, errors, seen: () => users.getState().map(({ id }) => id) }
  people.push(person)
  return person
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => { setImmediate(resolve) })
}

describe('attached to a loop over zulip-js', () => {
  const contract = transportContract<ZulipTarget>(
    async () => {
      const [ann, bob] = [await begin('alice', ALICE), await begin('bob', BOB)]
      return {
        transport: (user) => (user === 'ann' ? ann : bob).attached,
        targets: [CHAT, { channelId: 1, topic: 'tea' }],
        equal: [[CHAT, { channelId: 1, topic: ' Chat ' }]],
        invalid: [{ channelId: 0, topic: 'x' }, { userIds: [] }, { topic: 'x' }],
        settle: turns,
      }
    },
    // The server keeps nothing: who comes later hears the next start.
    { tellsLatecomers: false },
  )
  for (const { name, run } of contract) test(`contract: ${name}`, run)

  test('shows who types and who stops, in both directions, and never myself', async () => {
    const [alice, bob] = [await enter('alice', ALICE), await enter('bob', BOB)]
    alice.client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual([`${ALICE}`]))
    bob.client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(alice.seen()).toEqual([`${BOB}`]))
    alice.client.conversation(CHAT).stop()
    await vi.waitFor(() => expect(bob.seen()).toEqual([]))
    expect([...alice.errors, ...bob.errors]).toEqual([])
  })

  test('polls with nothing of its own', async () => {
    const { client } = await enter('alice', ALICE)
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(server.control.state().typing).toEqual([{ room: 'general', users: ['alice'] }]))
    expect(server.control.state().polls).toBe(1)
  })

  test('says of a direct conversation with nobody what the server says', async () => {
    const { client, errors } = await enter('alice', ALICE)
    client.conversation({ userIds: [4_711] }).keystroke()
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: 'invalid-conversation', conversation: 'direct:4711' }]))
  })

  test('waits as long as the server states', async () => {
    const { client, errors } = await enter('alice', ALICE)
    await vi.waitFor(() => expect(server.control.state().polls).toBe(1))
    server.control.setRateLimit('zulip', { perSecond: 0.001, burst: 0 })
    client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: 'rate-limited', retryAfterMs: 300_000 }]))
  })

  test('goes on after a restart of the server', async () => {
    const [alice, bob] = [await enter('alice', ALICE), await enter('bob', BOB)]
    alice.client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual([`${ALICE}`]))
    alice.client.conversation(CHAT).stop()
    const states: string[] = []
    bob.client.status.subscribe(({ state }) => states.push(state))
    await server.control.restart()
    await vi.waitFor(() => expect(states).toEqual(expect.arrayContaining(['waiting', 'open'])))
    await vi.waitFor(() => expect([alice, bob].map(({ client }) => client.status.getState().state)).toEqual(['open', 'open']))
    alice.client.conversation(CHAT).keystroke()
    await vi.waitFor(() => expect(bob.seen()).toEqual([`${ALICE}`]), { timeout: 8_000 })
  })
})

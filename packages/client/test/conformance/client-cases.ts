import { createTypingClient, type Secret, type TypingClient, type TypingError } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { expect } from 'vitest'
import { alone, type Case, type HomeServer, shared } from './home-server.ts'
import { dig, heard, logIn, openRoom, pair, PATIENCE_MS, type Person, textAt, TOKEN_LIFE_MS, trio } from './person.ts'

interface Hand {
  readonly client: TypingClient<string>
  readonly errors: TypingError[]
  /** Lets time go on until the client shows exactly these people in a room. */
  readonly shows: (room: string, people: readonly Person[], withinMs?: number) => Promise<void>
}

function take(server: HomeServer, person: Person, secret: Secret = person.token): Hand {
  const errors: TypingError[] = []
  const client = createTypingClient({
    transport: matrix({ baseUrl: server.baseUrl, userId: person.id, accessToken: secret, fetch: server.fetch }),
    clock: server.clock,
    onError: (error) => errors.push(error),
  })
  return {
    client,
    errors,
    shows: async (room, people, withinMs = PATIENCE_MS) => {
      const wanted = people.map(({ id }) => id).join()
      const { users } = client.conversation(room)
      // Somebody reads, as a component would.
      const leave = users.subscribe(() => undefined)
      try {
        await server.until(() => users.getState().map(({ id }) => id).join() === wanted, withinMs)
      } finally {
        leave()
      }
    },
  }
}

/** Connects our own client for each of these people, and closes them all afterwards. */
async function withClients(
  server: HomeServer,
  people: readonly Person[],
  run: (...hands: Hand[]) => Promise<void>,
): Promise<void> {
  const hands = people.map((person) => take(server, person))
  try {
    await heard(server, Promise.all(hands.map(({ client }) => client.connect())))
    await run(...hands)
  } finally {
    await heard(server, Promise.all(hands.map(({ client }) => client.close())))
  }
}

/** Two clients of ours in one room. */
const talk = (
  name: string,
  kind: typeof shared,
  run: (scene: { server: HomeServer; room: string; alice: Person; bob: Person; mine: Hand; theirs: Hand }) => Promise<void>,
): Case =>
  kind(`our client: ${name}`, async (server) => {
    const { room, alice, bob } = await pair(server)
    await withClients(server, [alice, bob], async (mine, theirs) => {
      await run({ server, room, alice, bob, mine, theirs })
      // Nobody answers while the server starts again, and that may be said.
      const odd = theirs.errors.filter(({ code }) => kind === shared || code !== 'unreachable')
      expect(odd).toEqual([])
    })
  })

/** The same, through what we publish. */
export const clientCases: readonly Case[] = [
  talk('a room I was taken out of is cleared within two minutes', shared, async (scene) => {
    const { room, alice, bob, theirs } = scene
    await alice.type(room, 120_000)
    await theirs.shows(room, [alice])
    await alice.call('POST', `/rooms/${encodeURIComponent(room)}/kick`, { body: { user_id: bob.id } })
    await theirs.shows(room, [], 130_000)
  }),
  talk('a key is seen by the other', shared, async ({ room, alice, mine, theirs }) => {
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    expect(mine.client.conversation(room).users.getState()).toEqual([])
    expect(mine.errors).toEqual([])
  }),
  talk('a stop is seen by the other', shared, async ({ room, alice, mine, theirs }) => {
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    mine.client.conversation(room).stop()
    await theirs.shows(room, [])
  }),
  talk('silence after the last key stops by itself', shared, async ({ server, room, alice, mine, theirs }) => {
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    const from = server.clock.now()
    await theirs.shows(room, [])
    expect(server.clock.now() - from).toBeLessThan(15_000)
  }),
  talk('who types for a minute is shown without a break', shared, async ({ server, room, alice, mine, theirs }) => {
    const { users } = theirs.client.conversation(room)
    const seen: number[] = []
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    const leave = users.subscribe((list) => seen.push(list.length))
    for (let key = 0; key < 30; key += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a key every two seconds
      await server.pass(2_000)
      mine.client.conversation(room).keystroke()
    }
    leave()
    expect(seen).toEqual([])
  }),
  talk('closing stops what is on', shared, async ({ server, room, alice, mine, theirs }) => {
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    await heard(server, mine.client.close())
    await theirs.shows(room, [])
    expect(mine.client.status.getState()).toEqual({ state: 'closed' })
  }),
  shared('our client: who comes late is told who types, longest first', async (server) => {
    const { room, alice, bob, carol } = await trio(server)
    await alice.type(room)
    await bob.type(room)
    await withClients(server, [carol], async (mine) => mine.shows(room, [alice, bob]))
  }),
  shared('our client: a room it is not in goes silent alone', async (server) => {
    const { room, alice, bob } = await pair(server)
    const elsewhere = await openRoom(bob)
    await withClients(server, [alice], async (mine) => {
      mine.client.conversation(elsewhere).keystroke()
      await server.until(() => (mine.errors.length) > 0, PATIENCE_MS)
      expect(mine.errors.map(({ code, conversation }) => ({ code, conversation }))).toEqual([
        { code: 'forbidden', conversation: elsewhere },
      ])
      mine.client.conversation(room).keystroke()
      await bob.sees(room, [alice])
      expect(mine.client.status.getState()).toEqual({ state: 'open' })
    })
  }),
  shared('our client: a token nobody has closes it, and says so once', async (server) => {
    const { alice } = await pair(server)
    const { client, errors } = take(server, alice, 'syt_nobody')
    await expect(heard(server, client.connect())).rejects.toMatchObject({ code: 'unauthorized' })
    expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    expect(errors.map(({ code }) => code)).toEqual(['unauthorized'])
    await client.close()
  }),
  shared('our client: a token that ends is exchanged, and typing goes on', async (server) => {
    const { room, alice, bob } = await pair(server)
    const login = await logIn(alice, { refresh_token: true })
    let token = textAt(login, 'access_token')
    let refreshToken = textAt(login, 'refresh_token')
    const exchange = { asked: 0 }
    const { client, errors } = take(server, alice, async () => {
      exchange.asked += 1
      if (exchange.asked === 1) return token
      const response = await server.fetch(`${server.baseUrl}/_matrix/client/v3/refresh`, {
        method: 'POST',
        body: JSON.stringify({ refresh_token: refreshToken }),
      })
      const body: unknown = await response.json()
      token = String(dig(body, 'access_token'))
      refreshToken = String(dig(body, 'refresh_token'))
      return token
    })
    try {
      await heard(server, client.connect())
      await server.pass(TOKEN_LIFE_MS + 500)
      const { asked: before } = exchange
      let over = false
      const end = (): void => void (over = true)
      const sight = bob.sees(room, [alice])
      sight.then(end, end)
      await server.until(() => {
        client.conversation(room).keystroke()
        return over || errors.length > 0
      }, PATIENCE_MS)
      expect(errors).toEqual([])
      await sight
      expect(exchange.asked).toBeGreaterThan(before)
    } finally {
      await heard(server, client.close())
    }
  }),
  talk('after a restart nobody stays shown who does not type, and who goes on is shown', alone, async (scene) => {
    const { server, room, alice, mine, theirs } = scene
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice])
    await server.restart()
    await theirs.shows(room, [], 120_000)
    await server.until(() => mine.client.status.getState().state === 'open', 120_000)
    mine.client.conversation(room).keystroke()
    await theirs.shows(room, [alice], 120_000)
    mine.client.conversation(room).stop()
    await theirs.shows(room, [])
  }),
]

import type { HomeServer } from './home-server.ts'

/** The filter under which only typing is news: what our own client asks with. */
export const TYPING_ONLY: string = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { types: [], limit: 1 },
    state: { types: [] },
    account_data: { types: [] },
    ephemeral: { types: ['m.typing'] },
  },
})

/** Longest a case waits for what ought to come, in milliseconds: Synapse ends typing up to 10 s late. */
export const PATIENCE_MS = 30_000

/** Life of tokens that can be refreshed, on both servers, in milliseconds: longer than a loaded machine takes to use one. */
export const TOKEN_LIFE_MS = 8_000

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface Request {
  /** Sent as it is where it is a string, as JSON otherwise. */
  readonly body?: unknown
  readonly token?: string | undefined
  readonly query?: Readonly<Record<string, string>>
  /** Path prefix in place of `v3`. */
  readonly version?: string
}

/** Follows a path of names and indexes into a parsed value. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = Object.getOwnPropertyDescriptor(found, step)?.value
  }
  return found
}

/** Calls the server; the path is below `/_matrix/client/v3`. */
export async function call(server: HomeServer, method: string, path: string, request: Request = {}): Promise<Reply> {
  const { body, token, query = {}, version = 'v3' } = request
  const url = new URL(`${server.baseUrl}/_matrix/client/${version}${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const response = await server.fetch(url, {
    method,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const parsed: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, body: parsed }
}

/** What an answer is, in a word: `200`, `403 M_FORBIDDEN`. */
export function gist({ status, body }: Reply): string {
  const code = dig(body, 'errcode')
  return typeof code === 'string' ? `${status} ${code}` : String(status)
}

/** The answer's body. @throws Error where it is no 200. */
export function taken(reply: Reply): unknown {
  if (reply.status !== 200) throw new Error(`refused: ${gist(reply)}`)
  return reply.body
}

/** The text at the end of a path. @throws Error where there is none. */
export function textOf(body: unknown, ...path: readonly string[]): string {
  const found = dig(body, ...path)
  if (typeof found !== 'string') throw new Error(`the answer has no ${path.join('.')}`)
  return found
}

/** The text at the end of a path into the body of a 200. @throws Error where there is none. */
export const textAt = (reply: Reply, ...path: readonly string[]): string => textOf(taken(reply), ...path)

/** The names of an object's members; none for anything else. */
export const namesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []

/** Waits for an answer while time goes on. */
export async function heard<T>(server: HomeServer, pending: Promise<T>, withinMs: number = PATIENCE_MS): Promise<T> {
  let over = false
  const end = (): void => void (over = true)
  pending.then(end, end)
  await server.until(() => over, withinMs)
  return pending
}

let persons = 0
let asks = 0

interface Account {
  readonly id: string
  readonly name: string
  readonly password: string
  readonly token: string
}

/** A user of their own for one case, who types and listens. */
export class Person {
  readonly server: HomeServer
  readonly id: string
  readonly name: string
  readonly password: string
  readonly token: string
  #since: string | undefined

  constructor(server: HomeServer, account: Account) {
    this.server = server
    this.id = account.id
    this.name = account.name
    this.password = account.password
    this.token = account.token
  }

  get since(): string | undefined {
    return this.#since
  }

  call(method: string, path: string, request: Request = {}): Promise<Reply> {
    return call(this.server, method, path, { token: this.token, ...request })
  }

  /** Calls the typing endpoint with a body of one's own. */
  put(room: string, body: unknown, request: Request & { readonly as?: string } = {}): Promise<Reply> {
    const { as = this.id, ...more } = request
    return this.call('PUT', `/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(as)}`, { body, ...more })
  }

  async type(room: string, timeout = 30_000): Promise<void> {
    taken(await this.put(room, { typing: true, timeout }))
  }

  async stop(room: string): Promise<void> {
    taken(await this.put(room, { typing: false }))
  }

  /** Asks once, with the filter of our own client where none is named. */
  ask(query: Readonly<Record<string, string>> = {}, request: Request = {}): Promise<Reply> {
    return this.call('GET', '/sync', { ...request, query: { filter: TYPING_ONLY, set_presence: 'offline', ...query } })
  }

  /** Asks from nowhere, unlike any ask before; from here on `news` says what is new. */
  async begin(): Promise<Reply> {
    asks += 1
    return this.#note(await heard(this.server, this.ask({ timeout: String(asks) })))
  }

  /** Asks for what is new, and waits up to so many milliseconds for it. */
  async news(timeoutMs = 0): Promise<Reply> {
    const asked = this.ask({ timeout: String(timeoutMs), ...(this.#since !== undefined && { since: this.#since }) })
    return this.#note(await heard(this.server, asked, timeoutMs + PATIENCE_MS))
  }

  /** Asks until a room's typists are these, in any order; returns every other list that was named on the way. */
  async sees(room: string, typists: readonly Person[]): Promise<readonly (readonly string[])[]> {
    const wanted = typists.map(({ id }) => id).toSorted()
    const others: (readonly string[])[] = []
    const from = this.server.clock.now()
    while (this.server.clock.now() - from < PATIENCE_MS) {
      // oxlint-disable-next-line no-await-in-loop -- each asks from where the one before ended
      const list = typistsIn(await this.news(PATIENCE_MS), room)
      if (list !== undefined && list.join() === wanted.join()) return others
      if (list !== undefined) others.push(list)
    }
    throw new Error(`${this.name} never sees ${wanted.join()}, only ${JSON.stringify(others)}`)
  }

  #note(reply: Reply): Reply {
    this.#since = textAt(reply, 'next_batch')
    return reply
  }
}

/** Whom an answer names as typing in a room, sorted; undefined where it says nothing of it. */
export function typistsIn(reply: Reply, room: string): readonly string[] | undefined {
  const ids = dig(reply.body, 'rooms', 'join', room, 'ephemeral', 'events', 0, 'content', 'user_ids')
  return Array.isArray(ids) ? ids.map(String).toSorted() : undefined
}

/** Starts and stops so many times. */
export async function typeAndStop(person: Person, room: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await person.type(room)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await person.stop(room)
  }
}

/** Registers somebody. */
export async function enroll(server: HomeServer, called: string): Promise<Person> {
  persons += 1
  const name = `${called}-${process.pid}-${persons}`
  const password = `${name}-password`
  const reply = await call(server, 'POST', '/register', {
    body: { username: name, password, auth: { type: 'm.login.dummy' } },
  })
  return new Person(server, { id: textAt(reply, 'user_id'), name, password, token: textAt(reply, 'access_token') })
}

/** Logs in once more, on a device of its own, with the members of the body that are named. */
export function logIn(person: Person, more: object = {}): Promise<Reply> {
  const identifier = { type: 'm.id.user', user: person.name }
  const body = { type: 'm.login.password', identifier, password: person.password, ...more }
  return call(person.server, 'POST', '/login', { body })
}

/** Makes a room that anybody may join. */
export async function openRoom(maker: Person): Promise<string> {
  return textAt(await maker.call('POST', '/createRoom', { body: { preset: 'public_chat' } }), 'room_id')
}

export async function join(person: Person, room: string): Promise<void> {
  taken(await person.call('POST', `/join/${encodeURIComponent(room)}`, { body: {} }))
}

/** Registers people and brings them together; each has asked once, so that all they hear from now on is new. */
export async function meet(server: HomeServer, count: number): Promise<{ room: string; people: Person[] }> {
  const names = ['alice', 'bob', 'carol', 'dave'].slice(0, count)
  const people = await Promise.all(names.map((name) => enroll(server, name)))
  const [maker, ...others] = people
  if (maker === undefined) throw new Error('nobody meets')
  const room = await openRoom(maker)
  for (const other of others) {
    // oxlint-disable-next-line no-await-in-loop -- in the order of their names
    await join(other, room)
  }
  await Promise.all(people.map((person) => person.begin()))
  return { room, people }
}

/** Two people in a room of their own. */
export async function pair(server: HomeServer): Promise<{ room: string; alice: Person; bob: Person }> {
  const { room, people } = await meet(server, 2)
  const [alice, bob] = people
  if (alice === undefined || bob === undefined) throw new Error('two were asked for')
  return { room, alice, bob }
}

/** Three people in a room of their own. */
export async function trio(server: HomeServer): Promise<{ room: string; alice: Person; bob: Person; carol: Person }> {
  const { room, people } = await meet(server, 3)
  const [alice, bob, carol] = people
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three were asked for')
  return { room, alice, bob, carol }
}

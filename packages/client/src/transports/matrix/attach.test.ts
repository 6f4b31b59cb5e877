import { beforeEach, describe, expect, test } from 'vitest'
import { createTypingClient } from '../../client/create-client.ts'
import type { TypingClient } from '../../protocol/client.ts'
import type { TypingError } from '../../protocol/errors.ts'
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts'
import { attachMatrix, type MatrixClientLike, type MatrixEventLike, type MatrixMemberLike } from './attach.ts'
import { readRejection } from './attached-outcome.ts'

const ROOM = '!room:mock.test'
const [ANN, BOB, EVE] = ['@ann:mock.test', '@bob:mock.test', '@eve:mock.test']

type Listener = (...args: never[]) => void

/** A stand-in for the app's client: it says what it is told to, and keeps what is sent. */
class AppClient implements MatrixClientLike {
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly sent: (readonly [room: string, typing: boolean, timeoutMs: number])[] = []
  members: MatrixMemberLike[] = []
  state: string | null = null
  userId: string | null = ANN
  answer: () => Promise<unknown> = async () => ({})

  getUserId(): string | null {
    return this.userId
  }
  getSyncState(): string | null {
    return this.state
  }
  getRoom(roomId: string): { getMembers: () => MatrixMemberLike[] } | null {
    return roomId === ROOM ? { getMembers: () => this.members } : null
  }
  sendTyping(...args: readonly [string, boolean, number]): Promise<unknown> {
    this.sent.push(args)
    return this.answer()
  }
  on(event: string, listener: Listener): void {
    const known = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, known.add(listener))
  }
  removeListener(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener)
  }
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }
  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) Reflect.apply(listener, undefined, args)
  }
  sync(state: string, data?: unknown): void {
    const before = this.state
    this.state = state
    this.emit('sync', state, before, data)
  }
  /** A list from the server, told as matrix-js-sdk does: once for each member who changed. */
  list(users: readonly unknown[], changed: readonly string[] = [BOB], roomId: string = ROOM): void {
    const event = typingEvent({ user_ids: users })
    for (const userId of changed) this.emit('RoomMember.typing', event, { roomId, userId, typing: users.includes(userId) })
  }
}

function typingEvent(content: unknown, roomId?: string): MatrixEventLike {
  return { getType: () => 'm.typing', getRoomId: () => roomId, getContent: () => content }
}

/** What `MatrixError` of matrix-js-sdk looks like. */
function refusal(httpStatus: number, data: Readonly<Record<string, unknown>>, waitMs: number | null = null): Error {
  return Object.assign(new Error('https://secret.example.org'), {
    httpStatus,
    data,
    errcode: data['errcode'],
    getRetryAfterMs: () => waitMs,
  })
}

describe('a client fed by the app’s own Matrix client', () => {
  let app: AppClient
  let clock: ManualClock
  let client: TypingClient<string>
  let errors: TypingError[]

  beforeEach(() => {
    app = new AppClient()
    clock = createManualClock()
    errors = []
    client = createTypingClient({ transport: attachMatrix(app), clock, random: () => 0.5, onError: (error) => errors.push(error) })
  })

  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
  const follow = (room = ROOM): (() => readonly string[]) => {
    const { users } = client.conversation(room)
    users.subscribe(() => {})
    return () => users.getState().map(({ id }) => id)
  }
  async function open(): Promise<void> {
    app.state = 'SYNCING'
    await client.connect()
  }

  test('is connecting until the app’s client has heard from its server', async () => {
    const connected = client.connect()
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    app.sync('PREPARED', { fromCache: true })
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    app.sync('SYNCING')
    await connected
    expect(client.status.getState()).toEqual({ state: 'open' })
  })

  test('S16 listens from `connect` on, and to nothing after `close`', async () => {
    expect(app.listening).toBe(0)
    await open()
    expect(app.listening).toBe(4)
    await client.close()
    expect(app.listening).toBe(0)
  })

  test('sends with the app’s client, a start with the time that it lives', async () => {
    await open()
    client.conversation(ROOM).keystroke()
    await turn()
    client.conversation(ROOM).stop()
    expect(app.sent).toEqual([
      [ROOM, true, 30_000],
      [ROOM, false, 30_000],
    ])
  })

  test('starts live 30 s whatever the app would have, since a re-send must come before', async () => {
    const own = createTypingClient({ transport: attachMatrix(app), clock, timing: { expireAfterMs: 45_000, resendEveryMs: 40_000 } })
    app.state = 'SYNCING'
    await own.connect()
    const { keystroke } = own.conversation(ROOM)
    keystroke()
    for (let second = 1; second <= 26; second += 1) {
      await turn()
      clock.advance(1_000)
      keystroke()
    }
    expect(app.sent).toEqual([
      [ROOM, true, 30_000],
      [ROOM, true, 30_000],
    ])
  })

  test('S3 each list replaces the one before', async () => {
    await open()
    const seen = follow()
    app.list([BOB, EVE], [BOB, EVE])
    expect(seen()).toEqual([BOB, EVE])
    app.list([EVE])
    expect(seen()).toEqual([EVE])
    app.list([], [EVE])
    expect(seen()).toEqual([])
  })

  test('passes on each list once, however many of its members changed, and that it is open once, though each poll says so', () => {
    const emitted: string[] = []
    const transport = attachMatrix(app)
    transport.open({ emit: ({ type }) => emitted.push(type), now: clock.now, random: () => 0, wakeAt: () => {} })
    app.sync('SYNCING')
    app.sync('SYNCING')
    app.list([BOB, EVE], [BOB, EVE])
    app.list([BOB], [EVE], 'room')
    app.list([BOB], [EVE], '#room:mock.test')
    expect(emitted).toEqual(['self', 'opened', 'snapshot'])
  })

  test('S2 does not show me', async () => {
    await open()
    const seen = follow()
    app.list([ANN, BOB], [ANN, BOB])
    expect(seen()).toEqual([BOB])
  })

  test('knows who I am though the app logged in only later', async () => {
    app.userId = null
    const connected = client.connect()
    app.userId = ANN
    app.sync('SYNCING')
    await connected
    const seen = follow()
    app.list([ANN], [ANN])
    expect(seen()).toEqual([])
  })

  test('reads the room from the event where that names it, as with sliding sync', async () => {
    await open()
    const seen = follow()
    app.emit('event', typingEvent({ user_ids: [BOB] }, ROOM))
    expect(seen()).toEqual([BOB])
    app.emit('event', typingEvent({ user_ids: [] }))
    app.emit('event', { ...typingEvent({ user_ids: [] }, ROOM), getType: () => 'm.receipt' })
    expect(seen()).toEqual([BOB])
  })

  test('leaves out what is not the protocol', async () => {
    await open()
    const seen = follow()
    app.list([BOB, 7, null, 'bob', '@no-server'])
    expect(seen()).toEqual([BOB])
    app.emit('RoomMember.typing', typingEvent({ user_ids: 'all' }), { roomId: ROOM })
    app.emit('RoomMember.typing', typingEvent(undefined), { roomId: ROOM })
    app.emit('RoomMember.typing', typingEvent({ user_ids: [] }), { roomId: 'room' })
    expect(seen()).toEqual([BOB])
  })

  test('shows who typed already when the conversation is first read', async () => {
    app.members = [
      { roomId: ROOM, userId: BOB, typing: true },
      { roomId: ROOM, userId: EVE, typing: false },
    ]
    await open()
    expect(follow()()).toEqual([BOB])
    expect(follow('!other:mock.test')()).toEqual([])
  })

  test('a list that was heard is newer than what the app’s client remembers', async () => {
    await open()
    app.list([EVE], [EVE])
    app.members = [{ roomId: ROOM, userId: BOB, typing: true }]
    expect(follow()()).toEqual([EVE])
  })

  test('clears everything when the app’s client loses its server, and is open again with its next answer', async () => {
    await open()
    const seen = follow()
    app.list([BOB])
    app.sync('RECONNECTING', { error: new Error('offline') })
    expect(seen()).toEqual([])
    expect(client.status.getState()).toMatchObject({ state: 'waiting', reason: 'backoff', error: { code: 'unreachable' } })
    app.sync('ERROR')
    app.sync('CATCHUP')
    expect(client.status.getState().state).toBe('waiting')
    app.sync('SYNCING')
    expect(client.status.getState()).toEqual({ state: 'open' })
    expect(errors.map(({ code }) => code)).toEqual(['unreachable'])
  })

  test('does not believe what the app’s client remembers from before it lost its server', async () => {
    await open()
    app.sync('RECONNECTING')
    app.sync('SYNCING')
    app.members = [{ roomId: ROOM, userId: BOB, typing: true }]
    expect(follow()()).toEqual([])
  })

  test('sends nothing while the app’s client is stopped, and what is wished then when it goes on', async () => {
    await open()
    app.sync('STOPPED')
    client.conversation(ROOM).keystroke()
    expect(app.sent).toEqual([])
    app.sync('SYNCING')
    expect(app.sent).toEqual([[ROOM, true, 30_000]])
  })

  test('hides a list that no event has named again for two minutes', async () => {
    await open()
    const seen = follow()
    app.list([BOB])
    clock.advance(60_000)
    app.list([EVE], [EVE], '!other:mock.test')
    clock.advance(59_000)
    expect(seen()).toEqual([BOB])
    clock.advance(1_000)
    expect(seen()).toEqual([])
  })

  test('empties a room that I am no longer in', async () => {
    await open()
    const seen = follow()
    app.list([BOB])
    app.emit('Room.myMembership', { roomId: ROOM }, 'join', 'invite')
    expect(seen()).toEqual([BOB])
    app.emit('Room.myMembership', { roomId: ROOM }, 'leave', 'join')
    expect(seen()).toEqual([])
  })

  test.each([
    ['forbidden', refusal(403, { errcode: 'M_FORBIDDEN' })],
    ['forbidden', refusal(400, { errcode: 'M_FORBIDDEN' })],
    ['invalid-conversation', refusal(404, { errcode: 'M_NOT_FOUND' })],
    ['unsupported', refusal(404, { errcode: 'M_UNRECOGNIZED' })],
  ])('goes quiet where it may not type, and says %s', async (code, rejection) => {
    app.answer = async () => { throw rejection }
    await open()
    client.conversation(ROOM).keystroke()
    await turn()
    clock.advance(60_000)
    expect(errors).toMatchObject([{ code, conversation: ROOM }])
    expect(errors[0]?.message).not.toContain('secret')
    expect(app.sent).toHaveLength(1)
  })

  test.each([
    ['the body', refusal(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 7_000 }, 90_000), 7_000],
    ['the header', refusal(429, { errcode: 'M_LIMIT_EXCEEDED' }, 7_000), 7_000],
    ['nothing', refusal(429, {}), 1_000],
  ])('S11 sends nothing before the wait that a refusal states, by %s', async (_where, rejection, waitMs) => {
    app.answer = async () => { throw rejection }
    await open()
    const { keystroke } = client.conversation(ROOM)
    keystroke()
    await turn()
    expect(errors).toMatchObject([{ code: 'rate-limited' }])
    app.answer = async () => ({})
    clock.advance(waitMs - 1)
    keystroke()
    expect(app.sent).toHaveLength(1)
    clock.advance(1)
    expect(app.sent).toHaveLength(2)
  })

  test.each([
    ['no answer', new Error('fetch failed'), 'unknown'],
    ['an answer of trouble', refusal(502, {}), 'server'],
    ['an account that is locked', refusal(401, { errcode: 'M_USER_LOCKED' }), 'server'],
    ['no error at all', undefined, 'unknown'],
  ])('tries again after %s', async (_what, rejection, outcome) => {
    expect(readRejection(rejection, ROOM).type).toBe(outcome)
    // oxlint-disable-next-line typescript/only-throw-error -- a client of somebody else's may reject with anything
    app.answer = async () => { throw rejection }
    await open()
    client.conversation(ROOM).keystroke()
    await turn()
    app.answer = async () => ({})
    clock.advance(3_000)
    await turn()
    expect(app.sent.length).toBeGreaterThan(1)
    expect(client.status.getState()).toEqual({ state: 'open' })
  })

  test('S9 closes with `unauthorized` when a send is refused for good', async () => {
    app.answer = async () => { throw refusal(401, { errcode: 'M_UNKNOWN_TOKEN' }) }
    await open()
    client.conversation(ROOM).keystroke()
    await turn()
    expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
    expect(app.listening).toBe(0)
  })

  test('closes with `unauthorized` when the app’s client is logged out', async () => {
    await open()
    app.sync('ERROR', { error: refusal(401, { errcode: 'M_UNKNOWN_TOKEN' }) })
    expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
  })

  test.each(['general', '#general:mock.test', '', '!', null, undefined, 7, {}])('takes %j for no conversation', (target) => {
    const key: unknown = Reflect.apply(attachMatrix(app).key, undefined, [target])
    expect(key).toBeUndefined()
  })
})

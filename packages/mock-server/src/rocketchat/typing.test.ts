import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ManualClock, manualClock } from '../../test/manual-clock.ts'
import { dig, type MatrixUser, matrixUser, typistsIn, TYPING_ONLY } from '../../test/matrix-user.ts'
import { accountOf, connected, cutSockets, type DdpSocket, GENERAL, loggedIn, write } from '../../test/rocketchat-user.ts'
import { type MockServer, startMockServer } from '../start.ts'
import type { RocketChatOptions } from './options.ts'
import { ACTIVITY_LIFETIME_MS, ACTIVITY_RENEWAL_MS } from './streams/typing-bridge.ts'

let clock: ManualClock
let server: MockServer
let alice: DdpSocket
let bob: DdpSocket
const EVENT = `${GENERAL}/user-activity`
const LEGACY = `${GENERAL}/typing`

async function start(rocketchat: RocketChatOptions = {}): Promise<void> {
  clock = manualClock(1_700_000_000_000)
  server = await startMockServer({ clock, rocketchat })
  alice = await loggedIn(server, 'alice')
  bob = await loggedIn(server, 'bob')
}
async function startAnew(rocketchat: RocketChatOptions): Promise<void> {
  await server.close()
  await start(rocketchat)
}
beforeEach(() => start())
afterEach(async () => {
  cutSockets()
  await server.close()
})

const watch = (socket: DdpSocket, event = EVENT, extra?: unknown): Promise<unknown> =>
  socket.subscribe('stream-notify-room', event, extra)

/** Writes as the oldest clients do. */
const writeLegacy = (socket: DdpSocket, name: string, typing: unknown): Promise<unknown> =>
  socket.call('stream-notify-room', LEGACY, name, typing)

const typists = (): unknown => server.control.state().typing

describe('a write', () => {
  test('reaches every other connection, word for word, and not its own', async () => {
    const otherTab = await loggedIn(server, 'alice')
    for (const socket of [alice, otherTab, bob]) expect(await watch(socket)).toBe('ready')
    expect(await write(alice, 'alice', ['user-typing', 'user-uploading', 5], { tmid: 'T1', odd: [1] })).toBeUndefined()
    const args = ['alice', ['user-typing', 'user-uploading', 5], { tmid: 'T1', odd: [1] }]
    for (const socket of [alice, otherTab, bob]) await socket.settled()
    expect([alice.events(EVENT), otherTab.events(EVENT), bob.events(EVENT)]).toEqual([[], [args], [args]])
  })

  test('hands on as many values as there were, dates as they came', async () => {
    await watch(bob)
    await alice.call('stream-notify-room', EVENT, 'alice')
    await alice.call('stream-notify-room', EVENT, 'alice', ['user-typing'], { $date: 5 }, 'more')
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([['alice'], ['alice', ['user-typing'], { $date: 5 }, 'more']])
  })

  test.each([
    ['another’s name', 'bob', EVENT],
    ['a name in other letters', 'Alice', EVENT],
    ['no name', undefined, EVENT],
    ['another event', 'alice', `${GENERAL}/messagesRead`],
    ['the event of old', 'alice', LEGACY],
    ['no room', 'alice', 'user-activity'],
    ['no event', 'alice', undefined],
    ['a wrong token', 'alice', EVENT, { token: 'x' }],
  ])('with %s looks like success, and nobody hears of it', async (_what, name, event, extra: object = {}) => {
    await watch(bob)
    await watch(bob, LEGACY)
    await watch(bob, `${GENERAL}/messagesRead`)
    expect(await alice.call('stream-notify-room', event, name, ['user-typing'], extra)).toBeUndefined()
    await bob.settled()
    expect(bob.frames.filter(({ msg }) => msg === 'changed')).toEqual([])
    expect(typists()).toEqual([])
    expect(server.control.journal().at(-1)).toMatchObject({ op: 'typing:refused', status: 200 })
  })

  test('by nobody in particular looks like success too', async () => {
    await watch(bob)
    const stranger = await connected(server)
    expect(await write(stranger, 'alice', ['user-typing'])).toBeUndefined()
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([])
  })

  test('by somebody who is no member reaches those who watch, and no other protocol', async () => {
    await watch(bob)
    await write(await loggedIn(server, 'dave'), 'dave', ['user-typing'])
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([['dave', ['user-typing'], {}]])
    expect(typists()).toEqual([])
  })

  test('the server keeps none: who subscribes later hears nothing, and who goes is not told of', async () => {
    await write(alice, 'alice', ['user-typing'])
    await watch(bob)
    alice.socket.terminate()
    await vi.waitFor(() => expect(server.control.state().sockets).toBe(1))
    clock.advance(ACTIVITY_LIFETIME_MS * 0.9)
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([])
  })
})

describe('whoever may watch', () => {
  test('is a member, or anybody where the room is a channel', async () => {
    const dave = await loggedIn(server, 'dave')
    expect(await watch(dave)).toBe('ready')
    const rid = String(dig(await alice.call('createPrivateGroup', 'den', ['bob']), 'rid'))
    expect(await watch(bob, `${rid}/user-activity`)).toBe('ready')
    expect(await watch(dave, `${rid}/user-activity`)).toBe('not-allowed')
    expect(await watch(dave, LEGACY)).toBe('ready')
  })

  test('was a member before 5.4', async () => {
    await startAnew({ version: '5.3.0' })
    expect(await watch(await loggedIn(server, 'dave'))).toBe('not-allowed')
    expect(await watch(bob)).toBe('ready')
  })
})

describe('real names', () => {
  test('stand in for usernames where the setting says so, and live', async () => {
    await watch(bob)
    await bob.subscribe('stream-notify-all', 'public-settings-changed')
    server.control.rocketchat.configure({ useRealName: true })
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'Alice', ['user-typing'])
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([['Alice', ['user-typing'], {}]])
    const setting = { _id: 'UI_Use_Real_Name', value: true }
    expect(bob.events('public-settings-changed')).toEqual([['updated', setting]])
    expect(await bob.call('public-settings/get')).toContainEqual(setting)
  })

  test('a change of one is told to who is logged in', async () => {
    await bob.subscribe('stream-notify-logged', 'Users:NameChanged')
    expect(server.control.rename('dave', 'David')).toBe(true)
    expect(server.control.rename('nobody', 'x')).toBe(false)
    await bob.settled()
    const { userId } = accountOf(server, 'dave')
    expect(bob.events('Users:NameChanged')).toEqual([[{ _id: userId, name: 'David', username: 'dave' }]])
  })
})

describe('the events of a release', () => {
  test('3.x knows `typing` alone', async () => {
    await startAnew({ version: '3.18.2' })
    for (const event of [EVENT, LEGACY]) await watch(bob, event)
    await write(alice, 'alice', ['user-typing'])
    await writeLegacy(alice, 'alice', true)
    expect(typists()).toEqual([{ room: 'general', users: ['alice'] }])
    await writeLegacy(alice, 'alice', false)
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([])
    expect(bob.events(LEGACY)).toEqual([['alice', true], ['alice', false]])
    expect(typists()).toEqual([])
  })

  test('from 4.0 up to 6.0 each is handed out as the other too', async () => {
    await startAnew({ version: '5.4.0' })
    for (const event of [EVENT, LEGACY]) await watch(bob, event)
    await writeLegacy(alice, 'alice', true)
    await writeLegacy(alice, 'alice', false)
    await write(alice, 'alice', ['user-typing', 'user-recording'])
    await write(alice, 'alice', ['user-recording'])
    await write(alice, 'alice', [])
    await bob.settled()
    expect(bob.events(LEGACY)).toEqual([['alice', true], ['alice', false], ['alice', true], ['alice', false]])
    expect(bob.events(EVENT)).toEqual([
      ['alice', ['user-typing'], {}],
      ['alice', [], {}],
      ['alice', ['user-typing', 'user-recording'], {}],
      ['alice', ['user-recording'], {}],
      ['alice', [], {}],
    ])
  })

  test('what is shown of other protocols comes as the events of the release', async () => {
    for (const [version, legacy, activity] of [
      ['3.18.2', [['alice', true]], []],
      ['4.0.0', [['alice', true]], [['alice', ['user-typing'], {}]]],
      ['6.0.0', [], [['alice', ['user-typing'], {}]]],
    ] as const) {
      await startAnew({ version })
      for (const event of [EVENT, LEGACY]) await watch(bob, event)
      await matrixUser(server, 'alice').type(true)
      await bob.settled()
      expect([bob.events(LEGACY), bob.events(EVENT)]).toEqual([legacy, activity])
    }
  })
})

describe('to Matrix', () => {
  /** Every list of typists a Matrix client gets from here on. */
  async function follow(user: MatrixUser): Promise<() => Promise<unknown>> {
    let since = await user.here()
    return async () => {
      const reply = await user.sync({ since, filter: TYPING_ONLY })
      since = String(dig(reply.body, 'next_batch'))
      return typistsIn(reply)
    }
  }

  test('typing crosses once: a renewal is no news, the empty set ends it', async () => {
    const heard = await follow(matrixUser(server, 'carol'))
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'alice', ['user-typing'])
    expect([await heard(), await heard()]).toEqual([['@alice:mock.test'], undefined])
    await write(alice, 'alice', [])
    expect([await heard(), await heard()]).toEqual([[], undefined])
  })

  test('typing that is never renewed ends after 15 s, to the millisecond', async () => {
    await write(alice, 'alice', ['user-typing'])
    clock.advance(ACTIVITY_LIFETIME_MS - 1)
    expect(typists()).toEqual([{ room: 'general', users: ['alice'] }])
    clock.advance(1)
    expect(typists()).toEqual([])
  })

  test.each([
    [['user-recording'], true],
    [['user-uploading'], true],
    [['user-playing'], false],
    [['something-new'], false],
    ['user-typing', false],
    [{ length: 1 }, false],
  ])('%j counts as typing: %s', async (activities, counts) => {
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'alice', activities)
    expect(typists()).toEqual(counts ? [{ room: 'general', users: ['alice'] }] : [])
  })

  test('what happens in a thread stays there, and does not end what happens in the room', async () => {
    await write(alice, 'alice', ['user-typing'], { tmid: 'T1' })
    expect(typists()).toEqual([])
    await write(alice, 'alice', ['user-typing'])
    await write(alice, 'alice', [], { tmid: 'T1' })
    expect(typists()).toEqual([{ room: 'general', users: ['alice'] }])
  })
})

describe('from Matrix', () => {
  test('typing is shown once, renewed every 5 s as long as it lasts, and ended with the empty set', async () => {
    await watch(bob)
    const matrix = matrixUser(server, 'alice')
    await matrix.type(true, 60_000)
    await matrix.type(true, 60_000)
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([['alice', ['user-typing'], {}]])
    clock.advance(ACTIVITY_RENEWAL_MS * 3)
    await bob.settled()
    expect(bob.events(EVENT)).toHaveLength(4)
    await matrix.type(false)
    clock.advance(ACTIVITY_RENEWAL_MS * 3)
    await bob.settled()
    expect(bob.events(EVENT).slice(4)).toEqual([['alice', [], {}]])
  })

  test('typing that runs out there ends here', async () => {
    await watch(bob)
    await matrixUser(server, 'alice').type(true, 1_000)
    clock.advance(10_000)
    await bob.settled()
    expect(bob.events(EVENT).at(-1)).toEqual(['alice', [], {}])
  })

  test('who watches later is told with the next renewal, and one chain of renewals serves all', async () => {
    await matrixUser(server, 'alice').type(true, 60_000)
    for (let count = 0; count < 3; count += 1) await watch(bob)
    clock.advance(ACTIVITY_RENEWAL_MS)
    await bob.settled()
    expect(bob.events(EVENT)).toHaveLength(3)
    clock.advance(ACTIVITY_RENEWAL_MS)
    await bob.settled()
    expect(bob.events(EVENT)).toHaveLength(6)
  })

  test('only where there is somebody to tell is there a timer', async () => {
    await matrixUser(server, 'alice').type(true, 60_000)
    const { timers } = server.control.state()
    await watch(bob)
    expect(server.control.state().timers).toBe(timers + 1)
    await watch(alice)
    expect(server.control.state().timers).toBe(timers + 1)
  })

  test('a stop and a start within a renewal do not double it', async () => {
    await watch(bob)
    const matrix = matrixUser(server, 'alice')
    await matrix.type(true, 60_000)
    clock.advance(2_000)
    await matrix.type(false)
    await matrix.type(true, 60_000)
    clock.advance(ACTIVITY_RENEWAL_MS * 2)
    await bob.settled()
    const starts = bob.events(EVENT).filter((args) => JSON.stringify(args).includes('user-typing'))
    expect(starts).toHaveLength(4)
  })

  test('the name is the one in force, and the one before is ended', async () => {
    await watch(bob)
    await matrixUser(server, 'alice').type(true, 60_000)
    server.control.rocketchat.configure({ useRealName: true })
    clock.advance(ACTIVITY_RENEWAL_MS)
    await bob.settled()
    expect(bob.events(EVENT).slice(1)).toEqual([
      ['alice', [], {}],
      ['Alice', ['user-typing'], {}],
    ])
  })

  test('who types by both is told of by Rocket.Chat alone, and by Matrix again when that has ended', async () => {
    await watch(bob)
    await write(alice, 'alice', ['user-typing', 'user-recording'])
    await matrixUser(server, 'alice').type(true, 60_000)
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([['alice', ['user-typing', 'user-recording'], {}]])
    await write(alice, 'alice', [])
    await bob.settled()
    expect(bob.events(EVENT).slice(1)).toEqual([
      ['alice', [], {}],
      ['alice', ['user-typing'], {}],
    ])
    expect(typists()).toEqual([{ room: 'general', users: ['alice'] }])
  })

  test('whoever leaves stops typing', async () => {
    await watch(bob)
    await matrixUser(server, 'carol').type(true)
    expect(server.control.kick('carol', 'general')).toBe(true)
    await bob.settled()
    expect(bob.events(EVENT)).toEqual([
      ['carol', ['user-typing'], {}],
      ['carol', [], {}],
    ])
  })
})

describe('livechat', () => {
  const ROOM = 'livechat/user-activity'
  const TOKEN = { token: 'visitor-token', visitorToken: 'visitor-token' }
  beforeEach(() => startAnew({ livechat: { token: 'visitor-token', agents: ['bob'] } }))

  test('a visitor writes and watches by token, without a log-in', async () => {
    const visitor = await connected(server)
    expect(await watch(visitor, ROOM)).toBe('not-allowed')
    expect(await watch(visitor, ROOM, { token: 'wrong' })).toBe('not-allowed')
    expect(await watch(visitor, EVENT, TOKEN)).toBe('not-allowed')
    expect(await watch(visitor, ROOM, TOKEN)).toBe('ready')
    expect(await visitor.subscribe('stream-room-messages', 'livechat', TOKEN)).toBe('ready')
    expect(await watch(bob, ROOM)).toBe('ready')
    expect(await watch(alice, ROOM)).toBe('not-allowed')
    const extra = { token: 'visitor-token' }
    await visitor.call('stream-notify-room', ROOM, 'guest-1', ['user-typing'], extra)
    await bob.call('stream-notify-room', ROOM, 'bob', ['user-typing'], {})
    await Promise.all([bob.settled(), visitor.settled()])
    expect(bob.events(ROOM)).toEqual([['guest-1', ['user-typing'], extra]])
    expect(visitor.events(ROOM)).toEqual([['bob', ['user-typing'], {}]])
    expect(typists()).toEqual([{ room: 'livechat', users: ['bob'] }])
  })

  test('a visitor reads what is said', async () => {
    const visitor = await connected(server)
    await visitor.subscribe('stream-room-messages', 'livechat', TOKEN)
    await bob.call('sendMessage', { rid: 'livechat', msg: 'hello' })
    await visitor.settled()
    expect(visitor.events('livechat')).toMatchObject([[{ msg: 'hello', u: { username: 'bob' } }]])
  })
})

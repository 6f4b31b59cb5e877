import { RocketChatError } from '@nowtyping/client/rocketchat'
import { afterEach, describe, expect, test } from 'vitest'
import { createRocketChatWorld, type RocketChatPerson, type RocketChatWorld } from './support/rocketchat-world.ts'

const ROOM = 'GENERAL'
const OTHER = 'random'
const THREAD = { rid: ROOM, tmid: 'thread' }

let world: RocketChatWorld
afterEach(() => world.close())

/** Keys at so many a second for so long, from now on. */
function type({ client }: RocketChatPerson, target: Parameters<typeof client.conversation>[0], forMs: number, everyMs = 200): void {
  const { keystroke } = client.conversation(target)
  keystroke()
  for (let at = everyMs; at < forMs; at += everyMs) world.clock.setTimer(keystroke, at)
}

/** Everybody who is shown there, followed from now on. */
function follow({ client }: RocketChatPerson, target: Parameters<typeof client.conversation>[0]): (readonly string[])[] {
  const views: (readonly string[])[] = []
  client.conversation(target).users.subscribe((users) => views.push(users.map(({ id }) => id)))
  return views
}

const state = ({ client }: RocketChatPerson): string => client.status.getState().state

describe('what a Rocket.Chat server does to typing', () => {
  test('a start and a stop in a thread reach the thread, and the room sees neither', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const [room, thread] = [follow(bob, ROOM), follow(bob, THREAD)]
    await world.settle()
    alice.client.conversation(THREAD).keystroke()
    await world.settle()
    expect(thread).toEqual([['alice']])
    alice.client.conversation(THREAD).stop()
    await world.settle()
    expect(thread).toEqual([['alice'], []])
    expect(room).toEqual([])
    expect(world.sent.filter((frame) => frame.includes('"sub"') && frame.includes(`${ROOM}/`))).toHaveLength(1)
  })

  test('what is done besides typing is shown first, and each thing ends alone', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    follow(bob, ROOM)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['alice'])
    const end = alice.client.conversation(ROOM).activity('recording')
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['alice recording'])
    alice.client.conversation(ROOM).stop()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['alice recording'])
    end()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual([])
  })

  test('another tab of mine is in no view of mine, and the others still see me', async () => {
    world = await createRocketChatWorld()
    const [alice, tab, bob] = [await world.join('alice'), await world.join('alice'), await world.join('bob')]
    for (const person of [alice, tab, bob]) follow(person, ROOM)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect([alice.seen(ROOM), tab.seen(ROOM), bob.seen(ROOM)]).toEqual([[], [], ['alice']])
  })

  test('who types on is kept without a stop, and who stops without a word is gone after 15 s', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    type(alice, ROOM, 40_000)
    await world.pass(12_000)
    world.server.control.rocketchat.stallSockets('alice')
    await world.pass(12_900)
    expect(views).toEqual([['alice']])
    await world.pass(200)
    expect(views).toEqual([['alice'], []])
  })

  test('60 rooms watched at once are all subscribed within 90 s, none of them refused', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `room${index}`)
    const rooms = names.map((name) => ({ name, members: ['alice', 'bob'] }))
    const users = ['alice', 'bob'].map((name) => ({ name, password: `${name}-password`, displayName: name }))
    world = await createRocketChatWorld({ world: { users, rooms } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    for (const name of names) follow(bob, name)
    await world.pass(90_000)
    const asked = world.server.control.journal().filter(({ op, route }) => op === 'subscribe' && route.endsWith('stream-notify-room'))
    expect(asked).toHaveLength(60)
    expect(asked.filter(({ status }) => status !== 200)).toEqual([])
    alice.client.conversation('room59').keystroke()
    await world.settle()
    expect(bob.seen('room59')).toEqual(['alice'])
    expect(world.errors).toEqual([])
  })

  test('S7 200 toggles in 10 s stay inside the bucket, and end in the right state', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    follow(bob, ROOM)
    await world.settle()
    const room = alice.client.conversation(ROOM)
    for (let toggle = 0; toggle < 200; toggle += 1) {
      world.clock.setTimer(toggle % 2 === 0 ? room.keystroke : room.stop, toggle * 50)
    }
    world.clock.setTimer(room.keystroke, 10_000)
    await world.pass(10_000)
    await world.pass(4_000)
    expect(bob.seen(ROOM)).toEqual(['alice'])
    await world.pass(20_000)
    expect(bob.seen(ROOM)).toEqual([])
    const written = world.writes()
    expect(written.filter(({ status }) => status !== 200)).toEqual([])
    expect(written.length).toBeLessThan(40)
    expect(world.errors).toEqual([])
  })

  test('a room that is not mine to hear goes silent alone, once reported, and the others go on', async () => {
    world = await createRocketChatWorld({ rocketchat: { version: '5.0.0' } })
    const [alice, carol] = [await world.join('alice'), await world.join('carol')]
    follow(carol, OTHER)
    follow(carol, ROOM)
    await world.settle()
    expect(world.errors.map(({ code, conversation }) => ({ code, conversation }))).toEqual([{ code: 'forbidden', conversation: OTHER }])
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect(carol.seen(ROOM)).toEqual(['alice'])
  })

  test('messages: a message hides its author in that thread, at once', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob', { messages: true })]
    follow(bob, ROOM)
    follow(bob, THREAD)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    alice.client.conversation(THREAD).keystroke()
    await world.settle()
    await alice.transport.call('sendMessage', { rid: ROOM, msg: 'hello' })
    await world.settle()
    expect(bob.seen(ROOM)).toEqual([])
    expect(bob.seen(THREAD)).toEqual(['alice'])
  })

  test('S9 S15 after close nothing is left: no timer, no socket, and one stop was sent', async () => {
    world = await createRocketChatWorld()
    const alice = await world.join('alice')
    follow(alice, ROOM)
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    await alice.client.close()
    await world.settle()
    expect(world.writes().map(({ op }) => op)).toEqual(['typing:start', 'typing:stop'])
    const { sockets, subscriptions, typing, timers } = world.server.control.state()
    expect({ sockets, subscriptions, typing }).toEqual({ sockets: 0, subscriptions: 0, typing: [] })
    // What is still set on the shared clock is the server's own.
    expect(world.clock.pending()).toBe(timers)
  })
})

describe('connections that are closed', () => {
  test('a close waits for the answer to the stop, and lets go of a silent server when that is overdue', async () => {
    world = await createRocketChatWorld()
    const alice = await world.join('alice')
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    world.server.control.rocketchat.stallSockets('alice')
    const closing = alice.client.close()
    await world.settle()
    expect(world.server.control.state().sockets).toBe(1)
    world.clock.advance(5_000)
    await closing
    await world.settle()
    expect(world.server.control.state().sockets).toBe(0)
  })

  test('a close takes back what was asked of the REST API', async () => {
    world = await createRocketChatWorld()
    const asked: AbortSignal[] = []
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
      if (init?.signal) asked.push(init.signal)
      return new Promise(() => {})
    }
    const alice = world.person(world.transport('alice', { fetch }))
    const connecting = alice.client.connect().catch((error: unknown) => error)
    await world.settle()
    await alice.client.close()
    await expect(connecting).resolves.toMatchObject({ code: 'closed' })
    expect(asked.map(({ aborted }) => aborted)).toEqual([true])
  })
})

describe('connections that are lost', () => {
  test('nobody is shown over a lost socket; it is opened again, and who types is shown again', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    type(alice, ROOM, 20_000)
    await world.pass(1_000)
    expect(world.server.control.rocketchat.dropSockets({ user: 'bob' })).toBe(1)
    await world.settle()
    expect(views).toEqual([['alice'], []])
    expect(state(bob)).toBe('waiting')
    await world.pass(12_000)
    expect(state(bob)).toBe('open')
    expect(views).toEqual([['alice'], [], ['alice']])
    expect(bob.errors.map(({ code }) => code)).toEqual(['unreachable'])
  })

  test('who types is asserted again after a reconnect of their own, inside the 15 s of the others', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    type(alice, ROOM, 30_000)
    await world.pass(9_000)
    world.server.control.rocketchat.dropSockets({ user: 'alice', code: 1001 })
    await world.pass(20_000)
    expect(views).toEqual([['alice']])
    await world.pass(10_000)
    expect(views).toEqual([['alice'], []])
  })

  test('L4 a half-open socket is found after 20 s of silence and 5 s for an answer', async () => {
    world = await createRocketChatWorld()
    const bob = await world.join('bob')
    follow(bob, ROOM)
    world.server.control.rocketchat.stallSockets('bob')
    await world.pass(24_500)
    expect(state(bob)).toBe('open')
    await world.pass(1_000)
    expect(state(bob)).toBe('waiting')
    await world.pass(5_000)
    expect(state(bob)).toBe('open')
    expect(world.server.control.state().subscriptions).toBe(3)
  })

  test('a restart of the server: cleared, and open again with everything that was watched', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    follow(bob, ROOM)
    follow(bob, OTHER)
    await world.settle()
    type(alice, ROOM, 30_000)
    await world.pass(2_000)
    await world.server.control.restart()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual([])
    await world.pass(20_000)
    expect([state(alice), state(bob)]).toEqual(['open', 'open'])
    expect(bob.seen(ROOM)).toEqual(['alice'])
    expect(world.server.control.state().subscriptions).toBe(2 * 2 + 2)
  })
})

describe('logging in', () => {
  test('a token that ended is exchanged once through the callback, and typing goes on', async () => {
    world = await createRocketChatWorld()
    const account = world.server.users.find(({ name }) => name === 'alice')
    const second = await login(world, 'alice', account?.password ?? '')
    let asked = 0
    const alice = await world.join('alice', {
      authToken: () => {
        asked += 1
        return asked === 1 ? (account?.rocketchat.authToken ?? '') : second()
      },
    })
    const bob = await world.join('bob')
    follow(bob, ROOM)
    await world.settle()
    world.server.control.rocketchat.expireTokens('alice')
    await world.pass(3_000)
    expect(state(alice)).toBe('open')
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['alice'])
    expect(asked).toBe(2)
  })

  test('the same token again means there is no other: closed, said once, and nothing more is asked', async () => {
    world = await createRocketChatWorld()
    const alice = world.person(world.transport('alice', { authToken: 'not-a-token' }))
    await expect(alice.client.connect()).rejects.toMatchObject({ name: 'TypingError', code: 'unauthorized' })
    await world.pass(60_000)
    expect(alice.errors.map(({ code }) => code)).toEqual(['unauthorized'])
    expect(world.sent.filter((frame) => frame.includes('"login"'))).toHaveLength(1)
    expect(JSON.stringify(alice.errors.map((error) => [error.message, String(error.cause)]))).not.toContain('not-a-token')
  })

  test.each(['username', 'email'] as const)('a password opens once, by its digest; the token it brings opens again: %s', async (way) => {
    world = await createRocketChatWorld()
    const account = world.server.users.find(({ name }) => name === 'alice')
    const password = account?.password ?? ''
    const who = way === 'username' ? { username: 'alice' } : { email: 'alice@mock.test' }
    const alice = await world.join('alice', { ...who, password })
    expect(state(alice)).toBe('open')
    world.server.control.rocketchat.dropSockets({ user: 'alice' })
    await world.pass(2_000)
    expect(state(alice)).toBe('open')
    const logins = world.sent.filter((frame) => frame.includes('"login"'))
    expect(logins.map((frame) => (frame.includes('sha-256') ? 'digest' : frame.includes('resume') ? 'token' : 'other'))).toEqual(['digest', 'token'])
    expect(world.sent.join('\n')).not.toContain(password)
  })

  test('a wrong password closes', async () => {
    world = await createRocketChatWorld()
    const alice = world.person(world.transport('alice', { username: 'alice', password: 'wrong' }))
    await expect(alice.client.connect()).rejects.toMatchObject({ code: 'unauthorized' })
  })

  test('without a WebSocket it cannot be, and says so', async () => {
    world = await createRocketChatWorld()
    const alice = world.person(world.transport('alice', { WebSocket: undefined }))
    await expect(alice.client.connect()).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('WebSocket') })
  })
})

describe('names', () => {
  test('with real names people go by them, and I am in no view of mine by either', async () => {
    world = await createRocketChatWorld({ rocketchat: { useRealName: true } })
    const [alice, tab, bob] = [await world.join('alice'), await world.join('alice'), await world.join('bob')]
    for (const person of [tab, bob]) follow(person, ROOM)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect([tab.seen(ROOM), bob.seen(ROOM)]).toEqual([[], ['Alice']])
    expect(world.writes().map(({ op }) => op)).toEqual(['typing:start'])
  })

  test('a new name while typing is shown at once, the old one goes when it expires, and the stop is taken', async () => {
    world = await createRocketChatWorld({ rocketchat: { useRealName: true } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    type(alice, ROOM, 20_000)
    await world.pass(2_000)
    world.server.control.rename('alice', 'Alice Second')
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['Alice', 'Alice Second'])
    await world.pass(18_000)
    alice.client.conversation(ROOM).stop()
    await world.settle()
    expect(views.at(-1)).toEqual([])
    expect(world.writes().filter(({ op }) => op === 'typing:refused')).toEqual([])
  })

  test('the switch to real names and back while typing is followed', async () => {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    follow(bob, ROOM)
    await world.settle()
    type(alice, ROOM, 60_000)
    await world.pass(1_000)
    world.server.control.rocketchat.configure({ useRealName: true })
    await world.pass(16_000)
    expect(bob.seen(ROOM)).toEqual(['Alice'])
    world.server.control.rocketchat.configure({ useRealName: false })
    await world.pass(16_000)
    expect(bob.seen(ROOM)).toEqual(['alice'])
    alice.client.conversation(ROOM).stop()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual([])
    expect(world.writes().filter(({ op }) => op === 'typing:refused')).toEqual([])
  })
})

describe('servers of every age', () => {
  test.each(['3.18.2', '4.8.7', '5.4.10', '6.13.0', '8.8.1', '9.0.0'] as const)('two of us on %s see each other', async (version) => {
    world = await createRocketChatWorld({ rocketchat: { version } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    alice.client.conversation(ROOM).stop()
    await world.settle()
    expect(views).toEqual([['alice'], []])
    expect(world.writes().map(({ op }) => op)).toEqual(['typing:start', 'typing:stop'])
    expect(world.errors).toEqual([])
  })

  test('what the old form cannot tell is not told as something else', async () => {
    world = await createRocketChatWorld({ rocketchat: { version: '3.18.2' } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.settle()
    alice.client.conversation(THREAD).keystroke()
    alice.client.conversation(ROOM).activity('recording')()
    await world.settle()
    expect(views).toEqual([])
    expect(world.writes()).toEqual([])
  })

  test('where the version cannot be had, the form of today is used', async () => {
    world = await createRocketChatWorld()
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('blocked'))
    const [alice, bob] = [await world.join('alice', { fetch }), await world.join('bob', { fetch })]
    follow(bob, ROOM)
    await world.settle()
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    expect(bob.seen(ROOM)).toEqual(['alice'])
  })

  test('microservices: a ping before the greeting is answered, and the rest is the same', async () => {
    world = await createRocketChatWorld({ rocketchat: { deployment: 'microservices', useRealName: true } })
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    const views = follow(bob, ROOM)
    await world.pass(1_000)
    alice.client.conversation(ROOM).keystroke()
    await world.settle()
    alice.client.conversation(ROOM).stop()
    await world.settle()
    expect(views).toEqual([['Alice'], []])
    await world.pass(120_000)
    expect([state(alice), state(bob)]).toEqual(['open', 'open'])
    expect(world.errors).toEqual([])
  })
})

describe('visitors of the livechat', () => {
  const LIVECHAT = { rocketchat: { livechat: { token: 'visitor-token', visitor: 'guest-1', agents: ['alice'] } } }

  test('a visitor types without a login, sees the agent, and the token stays inside', async () => {
    world = await createRocketChatWorld(LIVECHAT)
    const rid = 'livechat'
    const guest = await world.join('guest', { visitorToken: 'visitor-token', visitorName: 'guest-1' })
    const alice = await world.join('alice')
    const views = [follow(guest, rid), follow(alice, rid)]
    await world.settle()
    guest.client.conversation(rid).keystroke()
    alice.client.conversation(rid).keystroke()
    await world.settle()
    expect(views).toEqual([[['alice']], [['guest-1']]])
    guest.client.conversation(rid).stop()
    await world.settle()
    expect(alice.seen(rid)).toEqual([])
    expect(world.errors).toEqual([])
    await expect(guest.transport.session()).rejects.toMatchObject({ code: 'not-logged-in' })
  })
})

describe('methods on the same socket', () => {
  test('a result comes back with its dates, nothing as undefined, and a refusal as what the server said', async () => {
    world = await createRocketChatWorld()
    const alice = await world.join('alice')
    await expect(alice.transport.call('getRoomById', ROOM)).resolves.toMatchObject({ _id: ROOM, ts: expect.any(Date) })
    await expect(alice.transport.call('readMessages', ROOM)).resolves.toBeUndefined()
    const refused = alice.transport.call('no such method', 'secret')
    await expect(refused).rejects.toBeInstanceOf(RocketChatError)
    await expect(refused).rejects.toMatchObject({ code: '404', method: 'no such method' })
    await refused.catch((error: unknown) => expect(String(error)).not.toContain('secret'))
  })

  test('the session is that of the login', async () => {
    world = await createRocketChatWorld()
    const alice = await world.join('alice')
    const account = world.server.users.find(({ name }) => name === 'alice')
    await expect(alice.transport.session()).resolves.toEqual({
      baseUrl: world.server.urls.rocketchat,
      userId: account?.rocketchat.userId,
      authToken: account?.rocketchat.authToken,
    })
  })

  test('a call that is too many says how long to wait', async () => {
    world = await createRocketChatWorld()
    const alice = await world.join('alice')
    const calls = Array.from({ length: 11 }, () => alice.transport.call('getRoomById', ROOM))
    const last = await Promise.allSettled(calls).then((all) => all.at(-1))
    expect(last).toMatchObject({ status: 'rejected', reason: { code: 'too-many-requests', retryAfterMs: expect.any(Number) } })
  })

  test('a call waits for the login, at most 10 s; without a connection it is refused at once', async () => {
    world = await createRocketChatWorld()
    const alice = world.person(world.transport('alice'))
    await expect(alice.transport.call('rooms/get')).rejects.toMatchObject({ code: 'not-connected' })
    await expect(alice.transport.session()).rejects.toMatchObject({ code: 'not-connected' })
    const connecting = alice.client.connect()
    await expect(alice.transport.call('rooms/get')).resolves.toEqual(expect.any(Array))
    await connecting
    world.server.control.rocketchat.stallSockets('alice')
    const unanswered = alice.transport.call('rooms/get').catch((error: unknown) => error)
    await world.pass(10_000)
    await expect(unanswered).resolves.toMatchObject({ code: 'timeout' })
    const cut = alice.transport.call('rooms/get').catch((error: unknown) => error)
    await alice.client.close()
    await expect(cut).resolves.toMatchObject({ code: 'connection-lost' })
  })
})

/** A token of another login, had over REST. */
async function login({ server }: RocketChatWorld, user: string, password: string): Promise<() => Promise<string>> {
  return async () => {
    const response = await fetch(`${server.urls.rocketchat}/api/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, password }),
    })
    const body: unknown = await response.json()
    const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined
    return typeof data === 'object' && data !== null && 'authToken' in data ? String(data.authToken) : ''
  }
}

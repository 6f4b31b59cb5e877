import { beforeEach, describe, expect, test } from 'vitest'
import { createTypingClient } from '../../client/create-client.ts'
import type { TypingClient } from '../../protocol/client.ts'
import type { TypingError } from '../../protocol/errors.ts'
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts'
import { attachRocketChat, type RocketChatAttachOptions, type RocketChatSdkLike, type RocketChatTarget } from './attach.ts'

type Told = (told: never) => void

/** Those who listen to a part of the stand-in. */
class Events {
  readonly #listeners = new Map<string, Set<Told>>()

  on(event: string, listener: Told): () => void {
    const known = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, known.add(listener))
    return () => known.delete(listener)
  }
  emit(event: string): void {
    for (const listener of this.#listeners.get(event) ?? []) Reflect.apply(listener, undefined, [undefined])
  }
  get count(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }
}

class Connection extends Events {
  status = 'idle'
}

class Account extends Events {
  uid: string | undefined
  user: { username?: string | undefined } | undefined
}

interface Stream {
  readonly key: string
  readonly hear: (...args: unknown[]) => void
  readonly refuse: (rejection: unknown) => void
}

/** A stand-in for the app's ddp-client: it says what it is told to, and keeps what is called. */
class AppSdk implements RocketChatSdkLike {
  readonly connection = new Connection()
  readonly account = new Account()
  readonly streams: Stream[] = []
  readonly calls: unknown[][] = []
  answer: () => Promise<unknown> = async () => undefined

  readonly client = {
    callAsync: (...call: unknown[]): Promise<unknown> => {
      this.calls.push(call)
      return this.answer()
    },
  }
  stream(_name: 'notify-room', key: string, hear: (...args: unknown[]) => void): { ready: () => Promise<void>; stop: () => void } {
    let refuse: (rejection: unknown) => void = () => {}
    const ready = new Promise<void>((_resolve, reject) => { refuse = reject })
    const stream: Stream = { key, hear, refuse }
    this.streams.push(stream)
    return {
      ready: () => ready,
      stop: () => {
        const at = this.streams.indexOf(stream)
        if (at >= 0) this.streams.splice(at, 1)
      },
    }
  }
  become(status: string): void {
    this.connection.status = status
    this.connection.emit('connection')
    if (status === 'connected') this.connection.emit('connected')
  }
  logIn(username: string | undefined): void {
    this.account.user = { username }
    this.account.uid = 'uid'
    this.account.emit('uid')
    this.account.emit('user')
  }
  logOut(): void {
    this.account.user = undefined
    this.account.uid = undefined
    this.account.emit('uid')
  }
  tell(...args: unknown[]): void {
    for (const { hear } of this.streams) hear(...args)
  }
}

const written = (activities: string[], extras: object = {}, name = 'ann'): unknown[] => ['stream-notify-room', 'GENERAL/user-activity', name, activities, extras]

describe('a client fed by the app’s own ddp-client', () => {
  let sdk: AppSdk
  let clock: ManualClock
  let errors: TypingError[]
  let client: TypingClient<RocketChatTarget>

  function make(options?: RocketChatAttachOptions): TypingClient<RocketChatTarget> {
    return createTypingClient({ transport: attachRocketChat(sdk, options), clock, random: () => 0.5, onError: (error) => errors.push(error) })
  }
  beforeEach(() => {
    sdk = new AppSdk()
    clock = createManualClock()
    errors = []
    client = make()
  })

  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
  async function open(): Promise<void> {
    sdk.become('connected')
    sdk.logIn('ann')
    await client.connect()
  }
  const follow = (target: RocketChatTarget = 'GENERAL'): (() => readonly string[]) => {
    const { users } = client.conversation(target)
    users.subscribe(() => {})
    return () => users.getState().map(({ id, activity }) => (activity === undefined ? id : `${id} ${activity}`))
  }

  test('is connecting until the app’s client is connected and logged in', async () => {
    const connected = client.connect()
    sdk.logIn('ann')
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    sdk.become('connected')
    await connected
    await client.close()
    sdk.logOut()
    const again = client.connect()
    expect(client.status.getState()).toEqual({ state: 'connecting' })
    sdk.logIn('ann')
    await again
  })

  test('S16 listens from `connect` on, and to nothing after `close`', async () => {
    const listening = (): number => sdk.connection.count + sdk.account.count + sdk.streams.length
    expect(listening()).toBe(0)
    await open()
    follow()
    expect(listening()).toBe(5)
    await client.close()
    expect(listening()).toBe(0)
  })

  test('writes my whole set of activities, in the room and in a thread of it', async () => {
    await open()
    const room = client.conversation('GENERAL')
    room.keystroke()
    await turn()
    const done = room.activity('uploading')
    await turn()
    room.stop()
    await turn()
    done()
    client.conversation({ rid: 'GENERAL', tmid: 'thread' }).keystroke()
    expect(sdk.calls).toEqual([
      written(['user-typing']),
      written(['user-typing', 'user-uploading']),
      written(['user-uploading']),
      written([]),
      written(['user-typing'], { tmid: 'thread' }),
    ])
  })

  test('what others have forgotten is in no later write', async () => {
    await open()
    const room = client.conversation('GENERAL')
    room.keystroke()
    await turn()
    sdk.become('disconnected')
    clock.advance(15_000)
    room.activity('uploading')
    sdk.become('connected')
    expect(sdk.calls).toEqual([written(['user-typing']), written(['user-uploading'])])
  })

  test('subscribes while somebody reads, once for a room and its threads', async () => {
    await open()
    const offs = ['GENERAL', { rid: 'GENERAL', tmid: 'thread' }].map((target) => client.conversation(target).users.subscribe(() => {}))
    expect(sdk.streams.map(({ key }) => key)).toEqual(['GENERAL/user-activity'])
    offs[0]?.()
    clock.advance(5_000)
    expect(sdk.streams).toHaveLength(1)
    offs[1]?.()
    clock.advance(5_000)
    expect(sdk.streams).toEqual([])
  })

  test('S7 subscribes to no more rooms at once than the server bears', async () => {
    await open()
    for (let room = 0; room < 40; room += 1) follow(`room-${room}`)
    expect(sdk.streams).toHaveLength(18)
    clock.advance(2_000)
    expect(sdk.streams).toHaveLength(19)
    for (let second = 0; second < 42; second += 1) clock.advance(1_000)
    expect(sdk.streams).toHaveLength(40)
  })

  test('shows who does what, each for 15 s, in the place where they do it', async () => {
    await open()
    const [room, thread] = [follow(), follow({ rid: 'GENERAL', tmid: 'thread' })]
    sdk.tell('bob', ['user-typing'], {})
    sdk.tell('eve', ['user-typing', 'user-recording'], { tmid: 'thread' })
    expect([room(), thread()]).toEqual([['bob'], ['eve recording']])
    sdk.tell('eve', [], { tmid: 'thread' })
    clock.advance(14_999)
    expect([room(), thread()]).toEqual([['bob'], []])
    clock.advance(1)
    expect(room()).toEqual([])
  })

  test('S2 does not show me, under any of my names', async () => {
    client = make({ name: () => 'Ann Example' })
    await open()
    const seen = follow()
    sdk.tell('ann', ['user-typing'], {})
    sdk.tell('Ann Example', ['user-typing'], {})
    sdk.tell('bob', ['user-typing'], {})
    expect(seen()).toEqual(['bob'])
    sdk.logIn('bob')
    expect(seen()).toEqual([])
  })

  test('leaves out what is not the protocol, and what nobody reads', async () => {
    await open()
    const seen = follow()
    sdk.tell()
    sdk.tell('bob', true)
    sdk.tell('bob', ['user-typing'], { tmid: 7 })
    sdk.tell('bob', ['user-typing'], { tmid: 'thread' })
    sdk.tell('', ['user-typing'], {})
    expect(seen()).toEqual([])
    expect(client.conversation({ rid: 'GENERAL', tmid: 'thread' }).users.getState()).toEqual([])
  })

  test('writes under the name that the app gives, where that is another than the username', async () => {
    client = make({ name: () => 'Ann Example' })
    await open()
    client.conversation('GENERAL').keystroke()
    expect(sdk.calls).toEqual([written(['user-typing'], {}, 'Ann Example')])
  })

  test('what was refused is in no later write', async () => {
    await open()
    // oxlint-disable-next-line typescript/only-throw-error -- what ddp-client rejects with
    sdk.answer = async () => { throw { error: 'internal-error' } }
    client.conversation('GENERAL').keystroke()
    await turn()
    sdk.answer = async () => undefined
    client.conversation('GENERAL').activity('uploading')
    expect(sdk.calls).toEqual([written(['user-typing']), written(['user-uploading'])])
  })

  test('writes under the name that the app gives, and nothing while it is not known', async () => {
    const given: string[] = []
    client = make({
      name: () => {
        if (given.length === 0) throw new Error('not yet')
        return given[0]
      },
    })
    sdk.become('connected')
    sdk.logIn(undefined)
    await client.connect()
    client.conversation('GENERAL').keystroke()
    expect(sdk.calls).toEqual([])
    given.push('Ann Example')
    await turn()
    sdk.become('disconnected')
    sdk.become('connected')
    expect(sdk.calls).toEqual([written(['user-typing'], {}, 'Ann Example')])
  })

  test('on a lost socket nobody is shown, and what is wished is written when the login is on its way again', async () => {
    await open()
    const seen = follow()
    sdk.tell('bob', ['user-typing'], {})
    sdk.become('disconnected')
    expect(seen()).toEqual([])
    expect(client.status.getState()).toMatchObject({ state: 'waiting', reason: 'backoff', error: { code: 'unreachable' } })
    client.conversation('GENERAL').keystroke()
    sdk.become('connecting')
    sdk.connection.status = 'connected'
    sdk.connection.emit('connection')
    expect(sdk.calls).toEqual([])
    sdk.connection.emit('connected')
    expect(sdk.calls).toEqual([written(['user-typing'])])
    expect(sdk.streams).toHaveLength(1)
    expect(errors.map(({ code }) => code)).toEqual(['unreachable'])
  })

  test('waits while nobody is logged in', async () => {
    await open()
    sdk.logOut()
    client.conversation('GENERAL').keystroke()
    expect(client.status.getState().state).toBe('waiting')
    expect(sdk.calls).toEqual([])
    sdk.logIn('eve')
    expect(sdk.calls).toEqual([written(['user-typing'], {}, 'eve')])
  })

  test('says of a room that may not be heard that it may not, once for each place, and shows nobody there', async () => {
    await open()
    const seen = follow()
    follow({ rid: 'GENERAL', tmid: 'thread' })
    sdk.tell('bob', ['user-typing'], {})
    sdk.streams[0]?.refuse({ error: 'not-allowed', reason: 'secret' })
    await turn()
    expect(seen()).toEqual([])
    expect(errors).toMatchObject([
      { code: 'forbidden', conversation: 'GENERAL' },
      { code: 'forbidden', conversation: 'GENERAL/thread' },
    ])
    expect(sdk.streams).toEqual([])
  })

  test('S11 asks for a room again after the wait that the server states', async () => {
    await open()
    follow()
    sdk.streams[0]?.refuse({ error: 'too-many-requests', details: { timeToReset: 7_000 } })
    await turn()
    clock.advance(6_999)
    expect(sdk.streams).toEqual([])
    clock.advance(1)
    expect(sdk.streams).toHaveLength(1)
    expect(errors).toEqual([])
  })

  test.each([
    ['stated', { timeToReset: 7_000 }, 7_000],
    ['unstated', {}, 1_000],
  ])('S11 writes nothing before a wait, %s', async (_how, details, waitMs) => {
    await open()
    // oxlint-disable-next-line typescript/only-throw-error -- what ddp-client rejects with
    sdk.answer = async () => { throw { error: 'too-many-requests', details } }
    const { keystroke } = client.conversation('GENERAL')
    keystroke()
    await turn()
    expect(errors).toMatchObject([{ code: 'rate-limited', retryAfterMs: waitMs }])
    sdk.answer = async () => undefined
    clock.advance(waitMs - 1)
    keystroke()
    expect(sdk.calls).toHaveLength(1)
    clock.advance(1)
    expect(sdk.calls).toHaveLength(2)
  })

  test.each([
    ['forbidden', 'not-allowed'],
    ['forbidden', 'error-not-allowed'],
    ['invalid-conversation', 400],
    ['unsupported', 404],
  ])('goes quiet where the server does not take it, and says %s for %s', async (code, error) => {
    await open()
    // oxlint-disable-next-line typescript/only-throw-error -- what ddp-client rejects with
    sdk.answer = async () => { throw { error, reason: 'secret' } }
    client.conversation('GENERAL').keystroke()
    await turn()
    clock.advance(60_000)
    expect(errors).toMatchObject([{ code, conversation: 'GENERAL' }])
    expect(errors[0]?.message).not.toContain('secret')
    expect(sdk.calls).toHaveLength(1)
  })

  test.each([['internal-error'], [undefined]])('tries again after %j', async (error) => {
    await open()
    // oxlint-disable-next-line typescript/only-throw-error -- what ddp-client rejects with
    sdk.answer = async () => { throw error === undefined ? undefined : { error } }
    client.conversation('GENERAL').keystroke()
    await turn()
    sdk.answer = async () => undefined
    clock.advance(4_000)
    expect(sdk.calls.length).toBeGreaterThan(1)
  })

  test.each([401, 403])('S9 closes with `unauthorized` at %s', async (error) => {
    await open()
    // oxlint-disable-next-line typescript/only-throw-error -- what ddp-client rejects with
    sdk.answer = async () => { throw { error } }
    client.conversation('GENERAL').keystroke()
    await turn()
    expect(client.status.getState()).toMatchObject({ state: 'closed', error: { code: 'unauthorized' } })
  })
})

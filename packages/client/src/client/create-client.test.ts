import {
  createTypingClient,
  TypingError,
  type ConnectionTransport,
  type TransportHost,
  type TypingClient,
} from '@nowtyping/client'
import { createManualClock, createMemoryServer, createTestTyping, type ManualClock } from '@nowtyping/client/testing'
import { describe, expect, test, vi } from 'vitest'

/** What is thrown in a task of its own, where the app sees it. */
function thrownLater(): unknown[] {
  const thrown: unknown[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      thrown.push(error)
    }
  })
  return thrown
}

describe('handles', () => {
  test('equal targets have one handle, others another', () => {
    const { client } = createTestTyping()
    expect(client.conversation('a')).toBe(client.conversation('a'))
    expect(client.conversation('a')).not.toBe(client.conversation('b'))
  })

  test('making a handle for what is no conversation reports nothing; using it reports once', () => {
    const errors: TypingError[] = []
    const { client } = createTestTyping({ onError: (error) => errors.push(error) })
    void client.connect()
    const nowhere = client.conversation('')
    expect(errors).toEqual([])
    nowhere.keystroke()
    nowhere.keystroke()
    nowhere.users.subscribe(() => {})()
    client.conversation('').keystroke()
    expect(errors.map(({ code }) => code)).toEqual(['invalid-conversation'])
    expect(nowhere.users.getState()).toEqual([])
  })

  test('an object that is no conversation, made anew each time, is one handle and one report', () => {
    const errors: TypingError[] = []
    const { client } = createTestTyping<object>({ onError: (error) => errors.push(error) })
    void client.connect()
    expect(client.conversation({})).toBe(client.conversation({}))
    client.conversation({}).keystroke()
    client.conversation({}).keystroke()
    expect(errors).toHaveLength(1)
  })

  test('S14 a handle stays good after more conversations than are kept', () => {
    const { client, sent, receive } = createTestTyping()
    void client.connect()
    const early = client.conversation('early')
    for (let index = 0; index < 2_500; index += 1) client.conversation(`room ${index}`)
    const seen: number[] = []
    early.users.subscribe((users) => seen.push(users.length))
    receive('early', ['bob'])
    early.keystroke()
    client.conversation('early').keystroke()
    expect(seen).toEqual([1])
    expect(client.conversation('early').isTyping.getState()).toBe(true)
    expect(sent.map(({ target, typing }) => ({ target, typing }))).toEqual([{ target: 'early', typing: true }])
  })

  test('functions of a handle work unbound', () => {
    const { client, sent } = createTestTyping()
    void client.connect()
    const { keystroke, stop } = client.conversation('a')
    keystroke()
    stop()
    expect(sent.map(({ typing }) => typing)).toEqual([true, false])
  })
})

describe('a transport of somebody’s own', () => {
  function own(parts: Partial<ConnectionTransport<string>>): {
    readonly client: TypingClient<string>
    readonly sent: boolean[]
    readonly errors: TypingError[]
    readonly clock: ManualClock
    readonly host: () => TransportHost
  } {
    const [sent, errors, clock]: [boolean[], TypingError[], ManualClock] = [[], [], createManualClock()]
    let opened: TransportHost | undefined
    const client = createTypingClient<string>({
      clock,
      random: () => 0.5,
      onError: (error) => errors.push(error),
      transport: {
        kind: 'connection',
        name: 'own',
        timing: { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 },
        key: (target) => target,
        open(host) {
          opened = host
          host.emit({ type: 'opened' })
          return { send: (_, typing) => void sent.push(typing), close: () => {} }
        },
        ...parts,
      },
    })
    void client.connect()
    const host = (): TransportHost => {
      if (opened === undefined) throw new Error('it was not opened')
      return opened
    }
    return { client, sent, errors, clock, host }
  }

  test('S12 whose periods are no numbers gets usable ones', () => {
    const { client, sent, clock } = own({ timing: { expireAfterMs: NaN, resendEveryMs: -1, idleAfterMs: Infinity } })
    client.conversation('a').keystroke()
    clock.advance(60_000)
    expect(sent).toEqual([true, false])
  })

  test('S7 that bears one request at a time still lets me type', () => {
    const one = { capacity: 1, perSecond: 1 }
    const limits = { send: one, ask: one, conversation: one, statedWaitCloses: 'all' } as const
    const { client, sent, clock } = own({ limits })
    client.conversation('a').keystroke()
    clock.advance(60_000)
    expect(sent).toEqual([true, false])
  })

  test('whose subscriptions cannot be ended is closed all the same', () => {
    let closed = 0
    const { client } = own({
      open(host) {
        host.emit({ type: 'opened' })
        const watch = () => () => {
          throw new Error('unable to unsubscribe')
        }
        return { send: () => {}, watch, close: () => void (closed += 1) }
      },
    })
    const thrown = thrownLater()
    client.conversation('a').users.subscribe(() => {})
    void client.close()
    expect(closed).toBe(1)
    expect(thrown).toEqual([new Error('unable to unsubscribe')])
  })

  test('S14 that has not answered a start yet hears its stop, however many handles are made meanwhile', async () => {
    let answer = (): void => {}
    const sent: boolean[] = []
    const { client } = own({
      open(host) {
        host.emit({ type: 'opened' })
        return {
          send: (_, typing) => {
            sent.push(typing)
            return new Promise((resolve) => {
              answer = () => resolve({ type: 'ok' })
            })
          },
          close: () => {},
        }
      },
    })
    const { keystroke, stop } = client.conversation('first')
    keystroke()
    stop()
    for (let index = 0; index < 2_500; index += 1) client.conversation(`room ${index}`)
    answer()
    await expect.poll(() => sent).toEqual([true, false])
  })

  test('that is lost says so once for each time it was open', () => {
    const { client, errors, host } = own({})
    const error = new TypingError('unreachable', 'unable to hear who types; the line is cut')
    host().emit({ type: 'lost', error, retryInMs: 1_000 })
    host().emit({ type: 'lost', error, retryInMs: 2_000 })
    expect(client.status.getState()).toMatchObject({ state: 'waiting', reason: 'backoff', retryInMs: 2_000 })
    host().emit({ type: 'opened' })
    host().emit({ type: 'lost', error, retryInMs: 1_000 })
    expect(errors).toEqual([error, error])
  })
})

test('a listener of the status that throws does not keep `connect()` from resolving', async () => {
  const { client } = createTestTyping()
  const thrown = thrownLater()
  client.status.subscribe(() => {
    throw new Error('of the app')
  })
  await client.connect()
  // Told of both, the connecting and the opening.
  expect(thrown).toEqual([new Error('of the app'), new Error('of the app')])
})

describe('the life of a client', () => {
  test('S15 it does nothing before connect: no timer, nothing sent, no wish', () => {
    const { client, clock, sent } = createTestTyping()
    client.conversation('a').keystroke()
    expect(client.status.getState()).toEqual({ state: 'idle' })
    expect({ sent, timers: clock.pending() }).toEqual({ sent: [], timers: 0 })
    expect(client.conversation('a').isTyping.getState()).toBe(false)
  })

  test('connect resolves with the first answer and again at once; close and connect open again', async () => {
    const { client, sent } = createTestTyping()
    const first = client.connect()
    await first
    await client.connect()
    expect(client.status.getState()).toEqual({ state: 'open' })
    await client.close()
    expect(client.status.getState()).toEqual({ state: 'closed' })
    await client.connect()
    client.conversation('a').keystroke()
    expect(sent).toHaveLength(1)
  })

  test('a connect that close() cuts short rejects with `closed`, and is no unhandled rejection when nobody waits', async () => {
    const client = createTypingClient<string>({
      transport: {
        kind: 'connection',
        name: 'silent',
        timing: { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 },
        key: (target) => target,
        open: () => ({ send: () => {}, close: () => {} }),
      },
    })
    const connecting = client.connect()
    void client.close()
    await expect(connecting).rejects.toMatchObject({ name: 'TypingError', code: 'closed' })
  })

  test('close settles when it is called by whoever was told of the end', async () => {
    let host: TransportHost | undefined
    let closing: Promise<void> | undefined
    const client: TypingClient<string> = createTypingClient<string>({
      clock: createManualClock(),
      transport: {
        kind: 'connection',
        name: 'own',
        timing: { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 },
        key: (target) => target,
        open(opened) {
          host = opened
          opened.emit({ type: 'opened' })
          return { send: () => {}, close: () => {} }
        },
      },
      onError: () => {
        closing = client.close()
      },
    })
    await client.connect()
    host?.emit({ type: 'failed', error: new TypingError('unauthorized', 'unable to connect; refused') })
    expect(closing).toBeDefined()
    await closing
  })

  test('close twice, and close and connect, from within a listener', async () => {
    const { client, receive } = createTestTyping()
    await client.connect()
    const ends: Promise<void>[] = []
    client.conversation('a').users.subscribe(() => ends.push(client.close(), client.close()))
    receive('a', ['bob'])
    await Promise.all(ends)
    expect(client.status.getState()).toEqual({ state: 'closed' })

    const again = createTestTyping()
    await again.client.connect()
    const opened: Promise<void>[] = []
    again.client.conversation('a').users.subscribe(() => {
      if (opened.length > 0) return
      void again.client.close()
      opened.push(again.client.connect())
    })
    again.receive('a', ['bob'])
    await Promise.all(opened)
    expect(opened).toHaveLength(1)
    expect(again.client.status.getState()).toEqual({ state: 'open' })
  })

  test('S6 consent withdrawn while typing: one stop, then nothing, until it is given and a key comes', () => {
    const { client, clock, sent } = createTestTyping()
    void client.connect()
    const room = client.conversation('a')
    room.keystroke()
    client.setSharing(false)
    room.keystroke()
    clock.advance(60_000)
    expect(sent.map(({ typing }) => typing)).toEqual([true, false])
    client.setSharing(true)
    clock.advance(60_000)
    expect(sent).toHaveLength(2)
    room.keystroke()
    expect(sent).toHaveLength(3)
  })

  test('S17 what an app throws in a listener ends nothing here, and is thrown where the app sees it', () => {
    const { client, receive } = createTestTyping()
    void client.connect()
    const { users } = client.conversation('a')
    const thrown = thrownLater()
    const stop = users.subscribe(() => {
      throw new Error('of the app')
    })
    const later: number[] = []
    users.subscribe((now) => later.push(now.length))
    receive('a', ['bob'])
    expect(later).toEqual([1])
    stop()
    receive('a', ['bob', 'eve'])
    expect(users.getState().map(({ id }) => id)).toEqual(['bob', 'eve'])
    expect(thrown).toEqual([new Error('of the app')])
  })

  test('an own echo is read from servers that list everybody, not from a transport that leaves me out', () => {
    const { client, clock, sent, receive } = createTestTyping()
    void client.connect()
    client.conversation('a').keystroke()
    receive('a', ['bob'])
    clock.advance(5_000)
    expect(sent).toHaveLength(1)
  })

  test('two clients in one process have a clock and a status each', () => {
    const server = createMemoryServer()
    const [mine, theirs] = [createManualClock(), createManualClock()]
    const ann = createTypingClient({ transport: server.transport('ann'), clock: mine })
    const bob = createTypingClient({ transport: server.transport('bob'), clock: theirs })
    void ann.connect()
    void bob.connect()
    ann.conversation('a').keystroke()
    mine.advance(20_000)
    expect(ann.conversation('a').isTyping.getState()).toBe(false)
    expect(theirs.now()).toBe(0)
    void ann.close()
    expect(bob.status.getState()).toEqual({ state: 'open' })
  })
})

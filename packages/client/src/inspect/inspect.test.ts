import { createTypingClient, TypingError, type ConnectionTransport, type TransportHost } from '@nowtyping/client'
import { createInspector, type Inspector, type InspectorEntry } from '@nowtyping/client/inspect'
import { createManualClock, createTestTyping, type ManualClock, type TestTyping } from '@nowtyping/client/testing'
import { describe, expect, test, vi } from 'vitest'

const ROOM = 'general'

function watched(): TestTyping & { readonly inspector: Inspector; readonly log: () => readonly string[] } {
  const inspector = createInspector()
  const typing = createTestTyping({ inspector })
  const log: string[] = []
  inspector.subscribe((entry) => log.push(line(entry)))
  void typing.client.connect()
  log.length = 0
  return { ...typing, inspector, log: () => log.splice(0) }
}

function line(entry: InspectorEntry): string {
  switch (entry.type) {
    case 'sent':
      return `${entry.atMs / 1_000} ${entry.typing ? 'start' : 'stop'} ${entry.activity}: ${entry.because}`
    case 'held':
      return `${entry.atMs / 1_000} held: ${entry.because}`
    case 'silenced':
      return `${entry.atMs / 1_000} silenced`
    case 'shown':
      return `${entry.atMs / 1_000} shown ${entry.userId}`
    case 'hidden':
      return `${entry.atMs / 1_000} hidden ${entry.userId}: ${entry.because}`
    case 'status':
      return `${entry.atMs / 1_000} ${entry.status}`
    case 'error':
      return `${entry.atMs / 1_000} error ${entry.code}`
  }
}

describe('why something was sent', () => {
  test('a key, the re-sends, and the idle end', () => {
    const { client, clock, log } = watched()
    const { keystroke } = client.conversation(ROOM)
    for (let second = 0; second < 30; second += 1) {
      keystroke()
      clock.advance(1_000)
    }
    clock.advance(60_000)
    expect(log()).toEqual(['0 start typing: key', '25 start typing: resend', '35 stop typing: idle'])
  })

  test('a stop, the end of consent, the end of the client, and the end of an activity', async () => {
    const { client, clock, log } = watched()
    const { keystroke, stop, activity } = client.conversation(ROOM)
    keystroke()
    stop()
    clock.advance(5_000)
    keystroke()
    client.setSharing(false)
    client.setSharing(true)
    clock.advance(5_000)
    activity('recording')()
    keystroke()
    await client.close()
    expect(log()).toEqual([
      '0 start typing: key',
      '0 stop typing: stop',
      '5 start typing: key',
      '5 stop typing: consent',
      '10 start recording: key',
      '10 stop recording: stop',
      '10 start typing: key',
      '10 stop typing: closed',
      '10 closed',
    ])
  })
})

describe('why something was not sent', () => {
  test('our own limits', () => {
    const { client, log } = watched()
    for (let room = 0; room < 4; room += 1) client.conversation(`room ${room}`).keystroke()
    expect(log()).toEqual(['0 start typing: key', '0 start typing: key', '0 held: rate', '0 held: rate'])
  })

  function offline(answer: 'gone' | 'limited'): { log: string[]; clock: ManualClock; host: () => TransportHost; key: () => void } {
    const log: string[] = []
    const inspector = createInspector()
    inspector.subscribe((entry) => log.push(line(entry)))
    let host: TransportHost | undefined
    const error = new TypingError('forbidden', 'unable to send typing; no')
    const transport: ConnectionTransport<string> = {
      kind: 'connection',
      name: 'refusing',
      timing: { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 },
      key: (target) => target,
      open(opened) {
        host = opened
        const outcome = answer === 'gone' ? ({ type: 'gone', error } as const) : ({ type: 'limited', error, retryInMs: 2_000 } as const)
        return { send: () => Promise.resolve(outcome), close: () => {} }
      },
    }
    const clock = createManualClock()
    const client = createTypingClient({ transport, clock, inspector, onError: () => {}, random: () => 0.5 })
    void client.connect()
    const key = client.conversation(ROOM).keystroke
    return { log, clock, key, host: () => host ?? expect.fail('it was not opened') }
  }

  test('there is no connection yet, then the server refuses for good', async () => {
    const { log, host, key } = offline('gone')
    key()
    host().emit({ type: 'opened' })
    await vi.waitFor(() => expect(log).toContain('0 silenced'))
    expect(log).toEqual([
      '0 connecting',
      '0 held: not-connected',
      '0 start typing: key',
      '0 open',
      '0 error forbidden',
      '0 silenced',
    ])
  })

  test('the server asked for a pause', async () => {
    const { log, host, key } = offline('limited')
    key()
    host().emit({ type: 'opened' })
    await vi.waitFor(() => expect(log.at(-1)).toBe('0 held: server-pause'))
  })
})

describe('why somebody is shown, and is not any more', () => {
  test('the server says so; they are ignored; others are not wanted', () => {
    const { client, receive, log } = watched()
    receive(ROOM, ['bob', 'eve'])
    receive(ROOM, ['eve'])
    client.setIgnored(['eve'])
    client.setIgnored([])
    client.setShowing(false)
    expect(log()).toEqual([
      '0 shown bob',
      '0 shown eve',
      '0 hidden bob: stopped',
      '0 hidden eve: ignored',
      '0 shown eve',
      '0 hidden eve: not-shown',
    ])
  })

  test('a message of theirs was shown; the client was closed', async () => {
    const { client, receive, log } = watched()
    receive(ROOM, ['bob', 'eve'])
    client.conversation(ROOM).messageFrom('bob')
    await client.close()
    expect(log()).toEqual(['0 shown bob', '0 shown eve', '0 hidden bob: message', '0 hidden eve: closed', '0 closed'])
  })

  test('they expired; the connection was lost for too long', () => {
    const log: string[] = []
    const inspector = createInspector()
    inspector.subscribe((entry) => log.push(line(entry)))
    let host: TransportHost | undefined
    const clock = createManualClock()
    const client = createTypingClient<string>({
      clock,
      inspector,
      onError: () => {},
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
    })
    void client.connect()
    host?.emit({ type: 'started', conversation: ROOM, user: { id: 'bob' }, expireInMs: 5_000 })
    clock.advance(5_000)
    host?.emit({ type: 'started', conversation: ROOM, user: { id: 'eve' }, expireInMs: 60_000 })
    host?.emit({ type: 'lost', error: new TypingError('unreachable', 'unable to hear; cut'), retryInMs: 60_000 })
    clock.advance(25_000)
    expect(log.filter((entry) => entry.includes(' hidden '))).toEqual(['5 hidden bob: expired', '30 hidden eve: trust-lost'])
  })
})

describe('what it keeps', () => {
  test('keys, requests, and how many keys needed none', () => {
    const { client, clock, inspector } = watched()
    const { keystroke, stop } = client.conversation(ROOM)
    for (let key = 0; key < 100; key += 1) keystroke()
    clock.advance(100)
    stop()
    expect(inspector.store.getState().counts).toEqual({ keys: 100, sent: 2, saved: 98 })
    inspector.clear()
    expect(inspector.store.getState()).toEqual({ entries: [], counts: { keys: 0, sent: 0, saved: 0 } })
  })

  test('S14 no more entries than it is told to', () => {
    const inspector = createInspector({ most: 3 })
    const { client, receive } = createTestTyping({ inspector })
    void client.connect()
    for (const id of ['a', 'b', 'c', 'd', 'e']) receive(ROOM, [id])
    expect(inspector.store.getState().entries.map(line)).toEqual(['0 shown d', '0 hidden d: stopped', '0 shown e'])
  })

  test('its state can be wrapped in a middleware of zustand, such as devtools', () => {
    const actions: unknown[] = []
    const inspector = createInspector({
      middleware: (initializer) => (set, get, api) => {
        api.subscribe(({ entries }) => actions.push(entries.at(-1)?.type))
        return initializer(set, get, api)
      },
    })
    const { client } = createTestTyping({ inspector })
    void client.connect()
    client.conversation(ROOM).keystroke()
    expect(actions).toContain('sent')
  })

  test('a listener that throws keeps nothing from the client', () => {
    const thrown: unknown[] = []
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      try {
        task()
      } catch (error) {
        thrown.push(error)
      }
    })
    const inspector = createInspector()
    const { client, sent } = createTestTyping({ inspector })
    void client.connect()
    inspector.subscribe(() => {
      throw new Error('of the app')
    })
    client.conversation(ROOM).keystroke()
    expect(sent).toHaveLength(1)
    expect(thrown).toEqual([new Error('of the app')])
  })
})

import { describe, expect, test } from 'vitest'
import { createTestTyping, type TestTyping } from './test-client.ts'

function connected(options?: Parameters<typeof createTestTyping>[0]): TestTyping {
  const typing = createTestTyping(options)
  void typing.client.connect()
  return typing
}

describe('a test client', () => {
  test('does all it does before the call returns', () => {
    const { client, clock, sent } = connected()
    expect(client.status.getState()).toEqual({ state: 'open' })
    const room = client.conversation('general')
    room.keystroke()
    expect(sent).toEqual([{ target: 'general', typing: true, atMs: 0 }])
    expect(room.isTyping.getState()).toBe(true)
    clock.advance(6_000)
    expect(sent.at(-1)).toEqual({ target: 'general', typing: false, atMs: 6_000 })
    expect(room.isTyping.getState()).toBe(false)
  })

  test('wants to be connected first', () => {
    const { client, sent } = createTestTyping()
    client.conversation('general').keystroke()
    expect(sent).toEqual([])
    expect(client.status.getState()).toEqual({ state: 'idle' })
  })

  test('is re-sent by the clock while keys come, and takes other periods', () => {
    const { client, clock, sent } = connected({ timing: { expireAfterMs: 15_000, idleAfterMs: 2_000 } })
    for (let at = 0; at <= 12_000; at += 500) clock.setTimer(client.conversation('general').keystroke, at)
    clock.advance(60_000)
    expect(sent.map(({ typing, atMs }) => [typing, atMs])).toEqual([
      [true, 0],
      [true, 10_000],
      [false, 14_000],
    ])
  })

  test('has no timer when nothing is due, and none after close', async () => {
    const { client, clock, sent } = connected()
    expect(clock.pending()).toBe(0)
    client.conversation('general').keystroke()
    expect(clock.pending()).toBe(1)
    const closed = client.close()
    expect(clock.pending()).toBe(0)
    expect(sent.at(-1)).toMatchObject({ typing: false })
    await closed
    expect(client.status.getState()).toEqual({ state: 'closed' })
  })

  test('after a stop nothing is pending', () => {
    const { client, clock } = connected()
    client.conversation('general').keystroke()
    client.conversation('general').stop()
    expect(clock.pending()).toBe(0)
  })

  test('works again when it is connected again', async () => {
    const { client, sent } = connected()
    await client.close()
    await client.connect()
    client.conversation('general').keystroke()
    expect(sent).toHaveLength(1)
  })

  test('targets are what the app says they are', () => {
    const typing = createTestTyping<{ readonly channel: number; readonly topic: string }>()
    void typing.client.connect()
    const target = { channel: 7, topic: 'lunch' }
    typing.client.conversation(target).keystroke()
    expect(typing.sent).toEqual([{ target, typing: true, atMs: 0 }])
    expect(typing.client.conversation({ topic: 'lunch', channel: 7 })).toBe(typing.client.conversation(target))
  })
})

describe('receive', () => {
  const shown = ({ client }: TestTyping, room = 'general'): string[] =>
    client
      .conversation(room)
      .users.getState()
      .map((user) => user.id)

  test('replaces who types there', () => {
    const typing = connected()
    typing.receive('general', ['ann', 'bob'])
    typing.receive('random', ['cleo'])
    expect(shown(typing)).toEqual(['ann', 'bob'])
    typing.receive('general', ['bob'])
    expect(shown(typing)).toEqual(['bob'])
    expect(shown(typing, 'random')).toEqual(['cleo'])
  })

  test('calls back once where something changed, and not where nothing did', () => {
    const typing = connected()
    const heard: string[][] = []
    const unsubscribe = typing.client
      .conversation('general')
      .users.subscribe((users) => heard.push(users.map((user) => user.id)))
    typing.receive('general', ['ann', 'bob'])
    typing.receive('general', ['bob', 'ann'])
    typing.receive('random', ['cleo'])
    unsubscribe()
    typing.receive('general', [])
    expect(heard).toEqual([['ann', 'bob']])
  })

  test('stands until it is replaced: nobody expires', () => {
    const typing = connected()
    typing.receive('general', ['ann'])
    typing.clock.advance(3_600_000)
    expect(shown(typing)).toEqual(['ann'])
  })

  test('is heard by a client that connects later, and cleared by close', async () => {
    const typing = createTestTyping()
    typing.receive('general', ['ann'])
    expect(shown(typing)).toEqual([])
    await typing.client.connect()
    expect(shown(typing)).toEqual(['ann'])
    await typing.client.close()
    expect(shown(typing)).toEqual([])
  })

  test('refuses what is no conversation', () => {
    expect(() => createTestTyping().receive('', ['ann'])).toThrow(TypeError)
  })

  test('a wrong target is told to onError, once, and to nobody else', () => {
    const errors: string[] = []
    const { client } = connected({ onError: (error) => errors.push(error.code) })
    client.conversation('').keystroke()
    client.conversation('').keystroke()
    expect(errors).toEqual(['invalid-conversation'])
  })
})

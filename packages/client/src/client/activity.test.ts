import { typingWhile } from '@nowtyping/client'
import { createTestTyping, type TestTyping } from '@nowtyping/client/testing'
import { describe, expect, test } from 'vitest'

const ROOM = 'general'

function connected(): TestTyping & { readonly told: () => readonly string[] } {
  const typing = createTestTyping()
  void typing.client.connect()
  const told = (): readonly string[] =>
    typing.sent.map(({ typing: on, activity = 'typing', atMs }) => `${on ? '+' : '-'}${activity} ${atMs / 1_000}`)
  return { ...typing, told }
}

describe('an activity', () => {
  test('goes on without keys, is sent again with the periods of typing, and ends when it is ended', () => {
    const { client, clock, told } = connected()
    const end = client.conversation(ROOM).activity('recording')
    clock.advance(30_000)
    end()
    clock.advance(60_000)
    expect(told()).toEqual(['+recording 0', '+recording 25', '-recording 30'])
  })

  test('that is forgotten ends by itself: after ten minutes, or what the app says', () => {
    const { client, clock, sent } = connected()
    client.conversation(ROOM).activity('uploading')
    client.conversation('other').activity('uploading', { maxMs: 20_000 })
    const endOf = (target: string): number | undefined =>
      sent.find((told) => told.target === target && !told.typing)?.atMs
    clock.advance(700_000)
    expect([endOf('other'), endOf(ROOM)]).toEqual([20_000, 600_000])
    expect(clock.pending()).toBe(0)
  })

  test('S12 a length that is no number, or too long, is bounded', () => {
    const { client, clock, sent } = connected()
    client.conversation(ROOM).activity('playing', { maxMs: Number.NaN })
    client.conversation('other').activity('playing', { maxMs: Infinity })
    clock.advance(4_000_000)
    expect(sent.filter(({ typing }) => !typing)).toHaveLength(2)
  })

  test('begun twice ends with the last of the two', () => {
    const { client, clock, told } = connected()
    const { activity } = client.conversation(ROOM)
    const [first, second] = [activity('recording'), activity('recording')]
    first()
    first()
    clock.advance(10_000)
    expect(told()).toEqual(['+recording 0'])
    second()
    expect(told()).toEqual(['+recording 0', '-recording 10'])
  })

  test('S8 that ended does not end again', () => {
    const { client, told } = connected()
    const end = client.conversation(ROOM).activity('recording')
    end()
    end()
    expect(told()).toEqual(['+recording 0', '-recording 0'])
  })

  test('is one thing and typing is another: each has its own start and stop', () => {
    const { client, clock, told } = connected()
    const room = client.conversation(ROOM)
    const end = room.activity('uploading')
    room.keystroke()
    room.stop()
    clock.advance(1_000)
    end()
    expect(told()).toEqual(['+uploading 0', '+typing 0', '-typing 0', '-uploading 1'])
  })

  test('that was begun before the connection is told once there is one', () => {
    const { client, told } = ((): ReturnType<typeof connected> => {
      const typing = createTestTyping()
      return { ...typing, told: () => typing.sent.map(({ typing: on }) => String(on)) }
    })()
    client.conversation(ROOM).activity('recording')
    expect(told()).toEqual([])
    void client.connect()
    expect(told()).toEqual(['true'])
  })

  test('S6 is stopped with the consent, and goes on when that is given again', () => {
    const { client, clock, told } = connected()
    client.conversation(ROOM).activity('recording')
    clock.advance(1_000)
    client.setSharing(false)
    clock.advance(1_000)
    client.setSharing(true)
    expect(told()).toEqual(['+recording 0', '-recording 1', '+recording 2'])
  })

  test('of typing goes on between keys, and the keys go on after it', () => {
    const { client, clock, told } = connected()
    const room = client.conversation(ROOM)
    const end = room.activity('typing')
    clock.advance(10_000)
    room.keystroke()
    end()
    clock.advance(20_000)
    expect(told()).toEqual(['+typing 0', '-typing 16'])
  })

  test('S5 is ended by a stop, whoever began it', () => {
    const { client, clock, told } = connected()
    const room = client.conversation(ROOM)
    const end = room.activity('typing')
    room.stop()
    clock.advance(60_000)
    end()
    expect(told()).toEqual(['+typing 0', '-typing 0'])
  })

  test('S5 that a stop has ended is not begun again by the end of another', () => {
    const { client, clock, told } = connected()
    const room = client.conversation(ROOM)
    room.activity('typing')
    const end = room.activity('typing')
    room.stop()
    clock.advance(1_000)
    end()
    clock.advance(60_000)
    expect(told()).toEqual(['+typing 0', '-typing 0'])
  })

  test('that is begun after a stop lasts as long as it is asked to, whatever that stop had ended', () => {
    const { client, clock, told } = connected()
    const room = client.conversation(ROOM)
    room.activity('typing')
    room.stop()
    clock.advance(1_000)
    const end = room.activity('typing')
    clock.advance(1_000)
    end()
    clock.advance(60_000)
    expect(told()).toEqual(['+typing 0', '-typing 0', '+typing 1', '-typing 2'])
  })
})

describe('typingWhile', () => {
  test('types for as long as the work takes, and gives its result', async () => {
    const { client, clock, told } = connected()
    let finish: ((answer: string) => void) | undefined
    const work = new Promise<string>((resolve) => {
      finish = resolve
    })
    const result = typingWhile(client.conversation(ROOM), work)
    clock.advance(8_000)
    finish?.('because')
    await expect(result).resolves.toBe('because')
    expect(told()).toEqual(['+typing 0', '-typing 8'])
  })

  test('stops when the work fails, and fails with it', async () => {
    const { client, told } = connected()
    const result = typingWhile(client.conversation(ROOM), Promise.reject(new Error('no idea')))
    await expect(result).rejects.toThrow('no idea')
    expect(told()).toEqual(['+typing 0', '-typing 0'])
  })

  test('stops after `maxMs`, though the work goes on', () => {
    const { client, clock, sent } = connected()
    void typingWhile(client.conversation(ROOM), new Promise(() => {}), { maxMs: 10_000 })
    clock.advance(30_000)
    expect(sent.map(({ typing }) => typing)).toEqual([true, false])
  })
})

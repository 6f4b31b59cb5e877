import { beforeEach, describe, expect, test } from 'vitest'
import { createTypingClient } from '../client/create-client.ts'
import type { TypingClient } from '../protocol/client.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { createMemoryServer } from './memory-server.ts'

let clock: ManualClock

beforeEach(() => {
  clock = createManualClock()
})

function people(...names: readonly string[]): TypingClient<string>[] {
  const server = createMemoryServer()
  return names.map((name) => {
    const client = createTypingClient({ transport: server.transport(name), clock, random: () => 0.5 })
    void client.connect()
    return client
  })
}

const shown = (client: TypingClient<string> | undefined, room = 'general'): string[] | undefined =>
  client
    ?.conversation(room)
    .users.getState()
    .map((user) => user.id)

describe('a server in memory', () => {
  test('shows one person to the others, at once, and nobody to themselves', () => {
    const [ann, bob, cleo] = people('ann', 'bob', 'cleo')
    ann?.conversation('general').keystroke()
    expect([shown(ann), shown(bob), shown(cleo)]).toEqual([[], ['ann'], ['ann']])
    expect(shown(bob, 'random')).toEqual([])
    ann?.conversation('general').stop()
    expect(shown(bob)).toEqual([])
  })

  test('a steady typist is never dark, and is gone when they stop by themselves', () => {
    const [ann, bob] = people('ann', 'bob')
    const dark: number[] = []
    bob?.conversation('general').users.subscribe((users) => users.length === 0 && dark.push(clock.now()))
    for (let at = 0; at <= 100_000; at += 1_000) clock.setTimer(() => ann?.conversation('general').keystroke(), at)
    clock.advance(200_000)
    expect(dark).toEqual([106_000])
  })

  test('who connects later sees who types, for the rest of their time', () => {
    const server = createMemoryServer()
    const connect = (name: string): TypingClient<string> => {
      const client = createTypingClient({ transport: server.transport(name), clock })
      void client.connect()
      return client
    }
    connect('ann').conversation('general').keystroke()
    clock.advance(1_000)
    expect(shown(connect('bob'))).toEqual(['ann'])
  })

  test('who closes is gone for the others, sees nobody, and leaves no timer', async () => {
    const [ann, bob] = people('ann', 'bob')
    ann?.conversation('general').keystroke()
    bob?.conversation('general').keystroke()
    await ann?.close()
    expect([shown(ann), shown(bob)]).toEqual([[], []])
    await bob?.close()
    expect(clock.pending()).toBe(0)
  })

  test('two servers know nothing of each other', () => {
    const [ann] = people('ann')
    const [bob] = people('bob')
    ann?.conversation('general').keystroke()
    expect(shown(bob)).toEqual([])
  })
})

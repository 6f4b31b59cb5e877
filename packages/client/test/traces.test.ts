import { createTypingClient, type TypingTiming } from '@nowtyping/client'
import { createManualClock, createMemoryServer, createTestTyping } from '@nowtyping/client/testing'
import { describe, expect, test } from 'vitest'
import { EXPECTED_WRITES, TRACES } from './support/traces.ts'

const TIMINGS: ReadonlyMap<string, TypingTiming> = new Map([
  ['matrix', { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }],
  ['zulip', { expireAfterMs: 45_000, resendEveryMs: 30_000, idleAfterMs: 12_000 }],
  ['zulip without server figures', { expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 5_000 }],
  ['rocketchat', { expireAfterMs: 15_000, resendEveryMs: 10_000, idleAfterMs: 6_000 }],
])

describe.each([...TIMINGS])('traces A–G with the periods of %s', (name, timing) => {
  test.each(TRACES.map((trace, index) => ({ trace, writes: EXPECTED_WRITES.get(name)?.[index] })))(
    '$trace.name: exactly $writes writes',
    ({ trace, writes }) => {
      const { client, clock, sent } = createTestTyping({ timing })
      void client.connect()
      const room = client.conversation('general')
      // Timers that are set first fire first: at one instant the person acts before the client's own timer.
      for (const at of trace.keys) clock.setTimer(room.keystroke, at)
      if (trace.endsAt !== undefined) clock.setTimer(room.stop, trace.endsAt)
      clock.advance(60_000)
      expect(sent).toHaveLength(writes ?? -1)
      expect(sent.at(-1)).toMatchObject({ typing: false })
      expect(clock.pending()).toBe(0)
    },
  )
})

describe('what the other sees of traces A–G', () => {
  test.each(TRACES)('$name: never dark, and gone in time', (trace) => {
    const clock = createManualClock()
    const server = createMemoryServer()
    const ann = createTypingClient({ transport: server.transport('ann'), clock })
    const bob = createTypingClient({ transport: server.transport('bob'), clock })
    void ann.connect()
    void bob.connect()
    const changes: [atMs: number, ids: readonly string[]][] = []
    bob.conversation('general').users.subscribe((users) => changes.push([clock.now(), users.map((user) => user.id)]))
    const room = ann.conversation('general')
    for (const at of trace.keys) clock.setTimer(room.keystroke, at)
    if (trace.endsAt !== undefined) clock.setTimer(room.stop, trace.endsAt)
    clock.advance(60_000)
    const goneAt = trace.endsAt ?? (trace.keys.at(-1) ?? 0) + 6_000
    expect(changes).toEqual([[0, ['ann']], [goneAt, []]])
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { createRocketChatWorld, type RocketChatWorld } from './support/rocketchat-world.ts'
import { EXPECTED_WRITES, TRACES } from './support/traces.ts'

const ROOM = 'GENERAL'

let world: RocketChatWorld
afterEach(() => world.close())

describe('the traces over Rocket.Chat', () => {
  const expected = EXPECTED_WRITES.get('rocketchat') ?? []

  test.each(TRACES.map((trace, index) => ({ trace, name: trace.name, writes: expected[index] })))(
    '$name: $writes writes, never dark, gone in time',
    async ({ trace, writes }) => {
      world = await createRocketChatWorld()
      const { clock } = world
      const [alice, bob] = [await world.join('alice'), await world.join('bob')]
      const changes: [atMs: number, ids: readonly string[]][] = []
      bob.client.conversation(ROOM).users.subscribe((users) => {
        changes.push([clock.now() - startMs, users.map((user) => user.id)])
      })
      await world.settle()
      const startMs = clock.now()
      const room = alice.client.conversation(ROOM)
      for (const at of trace.keys) clock.setTimer(room.keystroke, at)
      if (trace.endsAt !== undefined) clock.setTimer(room.stop, trace.endsAt)
      await world.pass(45_000)
      const goneAt = trace.endsAt ?? (trace.keys.at(-1) ?? 0) + 6_000
      expect(changes).toEqual([
        [0, ['alice']],
        [goneAt, []],
      ])
      expect(world.writes()).toHaveLength(writes ?? -1)
      expect(world.errors).toEqual([])
    },
  )
})

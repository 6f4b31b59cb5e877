import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMatrixWorld, type MatrixWorld } from './support/matrix-world.ts'
import { EXPECTED_WRITES, TRACES } from './support/traces.ts'

const ROOM = '!general:mock.test'

describe('traces A–G through the real client and the mock server, over sockets', () => {
  let world: MatrixWorld
  beforeEach(async () => {
    world = await createMatrixWorld()
  })
  afterEach(() => world.close())

  test.each(TRACES.map((trace, index) => ({ trace, writes: EXPECTED_WRITES.get('matrix')?.[index] })))(
    '$trace.name: exactly $writes writes, never dark, gone in time',
    async ({ trace, writes }) => {
      const { clock } = world
      const [alice, bob] = [await world.join('alice'), await world.join('bob')]
      const startMs = clock.now()
      const changes: [atMs: number, ids: readonly string[]][] = []
      bob.conversation(ROOM).users.subscribe((users) => {
        changes.push([clock.now() - startMs, users.map((user) => user.id)])
      })
      const room = alice.conversation(ROOM)
      for (const at of trace.keys) clock.setTimer(room.keystroke, at)
      if (trace.endsAt !== undefined) clock.setTimer(room.stop, trace.endsAt)
      await world.pass(45_000)
      const goneAt = trace.endsAt ?? (trace.keys.at(-1) ?? 0) + 6_000
      expect(changes).toEqual([[0, ['@alice:mock.test']], [goneAt, []]])
      expect(world.writes()).toHaveLength(writes ?? -1)
      expect(world.errors).toEqual([])
    },
  )
})

// Our clients against the mock server while its fault plan has it: whatever happens on the way, the view ends right.
import type { FaultRule } from '@nowtyping/mock-server'
import { afterEach, describe, expect, test } from 'vitest'
import { createMatrixWorld, type MatrixWorld } from './support/matrix-world.ts'
import { createRocketChatWorld, type RocketChatWorld } from './support/rocketchat-world.ts'
import { createZulipWorld, topicOf, type ZulipWorld } from './support/zulip-world.ts'

const ROOM = '!general:mock.test'
const STARTS = { op: 'typing:start', user: 'alice' } as const

/** How many times a rule of the plan came to pass. */
const applied = ({ server }: Pick<MatrixWorld, 'server'>): readonly number[] => server.control.faults().map((rule) => rule.applied)

describe('Matrix', () => {
  let world: MatrixWorld
  afterEach(() => world.close())

  /** Alice and Bob, who sees her, with a rule in force. */
  async function pair(...rules: readonly FaultRule[]) {
    world = await createMatrixWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    world.server.control.setFaults({ rules })
    const seen = (): readonly string[] => bob.conversation(ROOM).users.getState().map(({ id }) => id)
    return { alice: alice.conversation(ROOM), bob, seen }
  }

  test('a start whose answer was lost is told again, and its stop ends it', async () => {
    const { alice, seen } = await pair({ match: STARTS, fault: { kind: 'dropAfter' }, count: 1 })
    alice.keystroke()
    await world.pass(1_000)
    expect([applied(world), seen()]).toEqual([[1], ['@alice:mock.test']])
    alice.stop()
    await world.pass(1_000)
    expect([seen(), world.server.control.state().typing]).toEqual([[], []])
  })

  test('a start that never arrived is told again', async () => {
    const { alice, seen } = await pair({ match: STARTS, fault: { kind: 'dropBefore' }, count: 2 })
    alice.keystroke()
    await world.pass(3_000)
    expect([applied(world), seen()]).toEqual([[2], ['@alice:mock.test']])
  })

  test('a burst of 429 is waited out, however absurd the wait, and the view is right after it', async () => {
    const match = { op: 'typing:*', user: 'alice' } as const
    const { alice, seen } = await pair(
      { match: { ...match, nth: 1 }, fault: { kind: 'retryAfter', body: 2_000 } },
      { match: { ...match, nth: 2 }, fault: { kind: 'retryAfter', absurd: 'negative' } },
    )
    alice.keystroke()
    await world.pass(1_500)
    expect([applied(world), seen()]).toEqual([[1, 0], []])
    alice.keystroke()
    await world.pass(9_000)
    alice.keystroke()
    await world.pass(2_000)
    expect(applied(world)).toEqual([1, 1])
    expect(seen()).toEqual(['@alice:mock.test'])
    alice.stop()
    await world.pass(2_000)
    expect(seen()).toEqual([])
  })

  test.each([{ kind: 'badJson' }, { kind: 'wrongTypes' }, { kind: 'truncate', mode: 'broken' }, { kind: 'status', code: 502 }] as const)(
    'a sync that is %j takes nothing with it: who types is shown by the next one',
    async (fault) => {
      const { alice, bob, seen } = await pair({ match: { op: 'sync', user: 'bob' }, fault, count: 1 })
      alice.keystroke()
      // Bob's held poll is not befallen: the one after it is.
      await world.pass(500)
      alice.stop()
      await world.pass(12_000)
      expect([applied(world), seen()]).toEqual([[1], []])
      alice.keystroke()
      await world.pass(12_000)
      expect([bob.status.getState().state, seen()]).toEqual(['open', []])
      alice.keystroke()
      await world.pass(1_000)
      expect(seen()).toEqual(['@alice:mock.test'])
    },
  )

  test('S14 a list of 20 000 and keys that are no keys: the view stays within its cap, and others unharmed', async () => {
    const { alice, seen } = await pair(
      { match: { op: 'sync', user: 'bob' }, fault: { kind: 'hugeList', n: 20_000 }, count: 2 },
      { match: { op: 'sync', user: 'bob' }, fault: { kind: 'protoKeys' } },
    )
    alice.keystroke()
    await world.pass(500)
    alice.stop()
    await world.pass(500)
    alice.keystroke()
    await world.pass(500)
    expect([applied(world)[0], seen().length]).toEqual([2, 256])
    expect('polluted' in {}).toBe(false)
  })

  test('a restart in the middle of a start: nobody is left shown, and who goes on is shown again', async () => {
    const { alice, seen } = await pair({ match: STARTS, fault: { kind: 'restart' }, count: 1 })
    alice.keystroke()
    await world.pass(5_000)
    expect([applied(world), seen()]).toEqual([[1], ['@alice:mock.test']])
    alice.stop()
    await world.pass(1_000)
    expect(seen()).toEqual([])
  })
})

describe('Zulip', () => {
  let world: ZulipWorld
  afterEach(() => world.close())

  async function pair(...rules: readonly FaultRule[]) {
    world = await createZulipWorld()
    const target = topicOf(world.server, 'general')
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    world.server.control.setFaults({ rules })
    const seen = (): readonly string[] => bob.conversation(target).users.getState().map(({ id }) => id)
    return { alice: alice.conversation(target), bob, seen }
  }

  test('a start whose answer was lost is told again, and its stop ends it', async () => {
    const { alice, seen } = await pair({ match: STARTS, fault: { kind: 'dropAfter' }, count: 1 })
    alice.keystroke()
    await world.pass(1_000)
    expect([applied(world), seen()]).toEqual([[1], ['8']])
    alice.stop()
    await world.pass(1_000)
    expect(seen()).toEqual([])
  })

  test('a queue that ends under a poll is registered anew', async () => {
    const { alice, bob, seen } = await pair({ match: { op: 'events', user: 'bob' }, fault: { kind: 'queueExpire' }, count: 1 })
    alice.keystroke()
    await world.pass(500)
    expect(applied(world)).toEqual([1])
    alice.stop()
    await world.pass(5_000)
    alice.keystroke()
    await world.pass(1_000)
    expect([bob.status.getState().state, seen()]).toEqual(['open', ['8']])
  })

  test('an answer of wrong types tells nothing, and nobody is left shown by it', async () => {
    const { alice, seen } = await pair({ match: { op: 'events', user: 'bob' }, fault: { kind: 'wrongTypes' }, count: 1 })
    alice.keystroke()
    await world.pass(500)
    alice.stop()
    await world.pass(8_000)
    expect([applied(world), seen()]).toEqual([[1], []])
  })
})

describe('Rocket.Chat', () => {
  const GENERAL = 'GENERAL'
  let world: RocketChatWorld
  afterEach(() => world.close())

  async function pair() {
    world = await createRocketChatWorld()
    const [alice, bob] = [await world.join('alice'), await world.join('bob')]
    bob.client.conversation(GENERAL).users.subscribe(() => undefined)
    await world.settle()
    return { alice, bob, room: alice.client.conversation(GENERAL) }
  }
  const befall = (...rules: readonly FaultRule[]): void => world.server.control.setFaults({ rules })

  test('a start whose socket was cut after it is asserted again on the next one, and its stop ends it', async () => {
    const { bob, room } = await pair()
    befall({ match: STARTS, fault: { kind: 'dropAfter' }, count: 1 })
    room.keystroke()
    await world.pass(5_000)
    expect([applied(world), bob.seen(GENERAL)]).toEqual([[1], ['alice']])
    room.stop()
    await world.pass(1_000)
    expect(bob.seen(GENERAL)).toEqual([])
  })

  test('a frame that comes twice is one, one with keys that are no keys is read, and a mangled stop is a stop lost', async () => {
    const { bob, room } = await pair()
    const told = { op: 'frame:changed', user: 'bob' } as const
    befall(
      { match: { ...told, nth: 1 }, fault: { kind: 'dupFrame' } },
      { match: { ...told, nth: 1 }, fault: { kind: 'protoKeys' } },
      { match: { ...told, nth: 2 }, fault: { kind: 'wrongTypes' } },
    )
    room.keystroke()
    await world.pass(500)
    expect(bob.seen(GENERAL)).toEqual(['alice'])
    expect('polluted' in {}).toBe(false)
    room.stop()
    await world.pass(14_000)
    expect([applied(world), bob.seen(GENERAL)]).toEqual([[1, 1, 1], ['alice']])
    await world.pass(1_000)
    expect(bob.seen(GENERAL)).toEqual([])
  })

  test('a half-open socket is found by its silence, and nobody is shown over it; the next one shows who types', async () => {
    const { alice, bob, room } = await pair()
    room.keystroke()
    await world.settle()
    expect(bob.seen(GENERAL)).toEqual(['alice'])
    befall({ match: { user: 'bob' }, fault: { kind: 'halfOpen' }, count: 1 })
    bob.client.conversation('random').keystroke()
    await world.pass(24_500)
    expect([applied(world), bob.client.status.getState().state]).toEqual([[1], 'open'])
    await world.pass(6_500)
    expect([bob.client.status.getState().state, alice.client.status.getState().state, bob.seen(GENERAL)]).toEqual(['open', 'open', []])
    room.keystroke()
    await world.pass(1_000)
    expect(bob.seen(GENERAL)).toEqual(['alice'])
  })

  test('a restart in the middle of a start: both are back, and who goes on is shown', async () => {
    const { bob, room } = await pair()
    befall({ match: STARTS, fault: { kind: 'restart' }, count: 1 })
    room.keystroke()
    await world.pass(8_000)
    room.keystroke()
    await world.pass(6_000)
    expect([applied(world), bob.client.status.getState().state]).toEqual([[1], 'open'])
    room.keystroke()
    await world.pass(1_000)
    expect(bob.seen(GENERAL)).toEqual(['alice'])
  })
})

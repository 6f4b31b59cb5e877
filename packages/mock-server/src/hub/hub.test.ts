import { expect, test } from 'vitest'
import { manualClock } from '../../test/manual-clock.ts'
import { Hub } from './hub.ts'
import { seededRandom, shuffled } from './random.ts'
import { MAX_ROOM_EVENTS } from './room.ts'
import { DEFAULT_WORLD } from './world.ts'

function createHub(seed = 1): Hub {
  return new Hub({ clock: manualClock(), random: seededRandom(seed), typingSweepMs: 5_000, world: DEFAULT_WORLD })
}

test('the first world is alice, bob and carol in general, alice and bob in random, dave in none', () => {
  const hub = createHub()
  expect(hub.rooms().map((room) => [room.id, room.name, room.joined()])).toEqual([
    ['general', 'general', ['alice', 'bob', 'carol']],
    ['random', 'random', ['alice', 'bob']],
  ])
  expect(hub.users.all().map(({ name }) => name)).toEqual(['alice', 'bob', 'carol', 'dave'])
})

test('leaving a room ends the typing in it, a message does not', () => {
  const hub = createHub()
  hub.typing.start('general', 'alice', 30_000)
  hub.typing.start('random', 'alice', 30_000)
  hub.say('general', 'alice', 'hello')
  expect(hub.typists('general')).toEqual(['alice'])
  hub.leave('general', 'alice')
  expect(hub.typing.snapshot()).toEqual([['random', ['alice']]])
})

test('the order of typists is no order, and the same for the same seed', () => {
  const orders = (seed: number): readonly string[] => {
    const hub = createHub(seed)
    for (const name of ['alice', 'bob', 'carol']) hub.typing.start('general', name, 30_000)
    return Array.from({ length: 30 }, () => hub.typists('general').join(' '))
  }
  expect(orders(7)).toEqual(orders(7))
  expect(new Set(orders(7)).size).toBe(6)
  expect(orders(7)).not.toEqual(orders(8))
})

test('a shuffle loses nothing', () => {
  const random = seededRandom(3)
  expect([...shuffled([1, 2, 3, 4, 5], random)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
})

test('nobody speaks in a room they are not in', () => {
  const hub = createHub()
  expect(hub.say('random', 'carol', 'hello')).toBeUndefined()
  expect(hub.say('nowhere', 'alice', 'hello')).toBeUndefined()
})

test('a room for invited people lets in only them', () => {
  const hub = createHub()
  const room = hub.createRoom({ creator: 'alice', name: 'Lunch!', joinRule: 'invited' })
  expect(room?.id).toBe('lunch')
  expect(hub.join('lunch', 'bob')).toBe('not-invited')
  expect(hub.invite('lunch', 'bob', 'bob')).toBe('not-a-member')
  expect(hub.invite('lunch', 'alice', 'bob')).toBe('done')
  expect(hub.join('lunch', 'bob')).toBe('done')
  expect(hub.join('nowhere', 'bob')).toBe('no-such-room')
})

test('S14 the log of a room is bounded and keeps its present state', () => {
  const hub = createHub()
  for (let index = 0; index < MAX_ROOM_EVENTS + 50; index += 1) {
    hub.say('general', 'alice', String(index))
    if (index % 10 === 0) hub.rename('alice', `Alice ${index}`)
  }
  const room = hub.room('general')
  expect(room?.log).toHaveLength(MAX_ROOM_EVENTS)
  expect([...(room?.stateAt(hub.serial).keys() ?? [])].toSorted()).toEqual([
    'created',
    'member alice',
    'member bob',
    'member carol',
    'named',
    'opened',
  ])
})

test('names that could be taken for anything else are no names', () => {
  const { users } = createHub()
  for (const name of ['', '__proto__:x', 'Alice', 'a b', 'a/b', 'x'.repeat(65), 'alice']) {
    expect(users.add({ name, password: 'x', displayName: 'x' })).toBe(false)
  }
  expect(users.add({ name: '__proto__', password: 'x', displayName: 'x' })).toBe(true)
  expect(users.get('__proto__')?.displayName).toBe('x')
  expect(users.get('constructor')).toBeUndefined()
})

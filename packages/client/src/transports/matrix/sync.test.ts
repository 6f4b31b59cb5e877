import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_CONVERSATIONS } from '../../protocol/conversation.ts'
import { MAX_BATCH_BYTES, MAX_EPHEMERAL_EVENTS, MAX_LISTED_IDS, readSync } from './sync.ts'
import { isRoomId, isUserId } from './wire.ts'

const ROOM = '!r:example.org'
const ANN = '@ann:example.org'
const BEN = '@ben:example.org'

const typing = (userIds: unknown): unknown => ({ type: 'm.typing', content: { user_ids: userIds } })
const joined = (...events: readonly unknown[]): unknown => ({ ephemeral: { events } })
const snapshot = (conversation: string, ...ids: readonly string[]): unknown => ({
  type: 'snapshot',
  conversation,
  users: ids.map((id) => ({ id })),
})
const read = (rooms: unknown): ReturnType<typeof readSync> => readSync(JSON.stringify({ next_batch: 's1', rooms }))
const readRoom = (entry: unknown): ReturnType<typeof readSync> => read({ join: { [ROOM]: entry } })

describe('readSync', () => {
  it.each([
    '',
    '<html>',
    '[]',
    '"s1"',
    '1',
    'null',
    '{}',
    '{"next_batch":1}',
    '{"next_batch":""}',
    '{"next_batch":null}',
  ])('takes %j for no answer', (body) => {
    expect(readSync(body)).toBeUndefined()
  })

  it('takes a next_batch that fits into a URL, and no other', () => {
    const answer = (next_batch: string): ReturnType<typeof readSync> => readSync(JSON.stringify({ next_batch }))
    expect(answer('s'.repeat(MAX_BATCH_BYTES))?.nextBatch).toHaveLength(MAX_BATCH_BYTES)
    expect(answer('s'.repeat(MAX_BATCH_BYTES + 1))).toBeUndefined()
    expect(answer('\ud800')).toBeUndefined()
  })

  it('says nothing of rooms that an answer does not name', () => {
    expect(readSync('{"next_batch":"s1"}')).toEqual({ nextBatch: 's1', signals: [], dropped: 0 })
    expect(read({ join: {}, leave: {}, invite: { '!i:x': {} } })).toMatchObject({ signals: [], dropped: 0 })
  })

  it('S3 replaces the list of a room, me included', () => {
    expect(readRoom(joined(typing([ANN, BEN])))?.signals).toEqual([snapshot(ROOM, ANN, BEN)])
    expect(readRoom(joined(typing([])))?.signals).toEqual([snapshot(ROOM)])
  })

  it.each([
    ['has no ephemeral part', {}],
    ['has no events', { ephemeral: {} }],
    ['has an empty list of events', joined()],
    ['has receipts only', joined({ type: 'm.receipt', content: {} })],
  ])('keeps what was known of a room that %s', (_, entry) => {
    expect(readRoom(entry)).toMatchObject({ signals: [], dropped: 0 })
  })

  it('goes by the last well-formed list of a room', () => {
    const answer = readRoom(joined(typing([ANN]), typing([BEN]), { type: 'm.receipt' }, typing('nobody'), typing(null)))
    expect(answer).toMatchObject({ signals: [snapshot(ROOM, BEN)], dropped: 2 })
  })

  it.each([
    ['a list that is none', joined(typing(ANN))],
    ['a list that is an object', joined(typing({ 0: ANN, length: 1 }))],
    ['content that is missing', joined({ type: 'm.typing' })],
    ['content without a list', joined({ type: 'm.typing', content: {} })],
    ['an event that is none', joined(1)],
    ['an event without a type', joined({ content: { user_ids: [ANN] } })],
    ['an event whose type is no text', joined({ type: ['m.typing'], content: { user_ids: [ANN] } })],
    ['events that are no list', { ephemeral: { events: {} } }],
    ['an ephemeral part that is none', { ephemeral: [] }],
    ['a room that is none', 'joined'],
  ])('drops %s, alone', (_, entry) => {
    const answer = read({ join: { '!a:x': joined(typing([ANN])), [ROOM]: entry, '!b:x': joined(typing([])) } })
    expect(answer).toMatchObject({ signals: [snapshot('!a:x', ANN), snapshot('!b:x')], dropped: 1 })
  })

  it('drops ids that are none, and takes a repeated one once', () => {
    const answer = readRoom(
      joined(typing([ANN, 1, null, 'ben', '@ben', '@x\ud800:y', `@${'a'.repeat(300)}:x`, ANN, BEN])),
    )
    expect(answer).toMatchObject({ signals: [snapshot(ROOM, ANN, BEN)], dropped: 6 })
  })

  it('clears a room that I left, and one entered again only by its list', () => {
    expect(read({ leave: { [ROOM]: {} } })?.signals).toEqual([snapshot(ROOM)])
    expect(read({ leave: { [ROOM]: {} }, join: { [ROOM]: joined(typing([ANN])) } })?.signals).toEqual([
      snapshot(ROOM, ANN),
    ])
    expect(read({ leave: { [ROOM]: {} }, join: { [ROOM]: {} } })?.signals).toEqual([])
  })

  it.each([
    '__proto__',
    'constructor',
    'r:example.org',
    '',
    '..',
    '!',
    '!a\u0000',
    '!\ud800',
    `!${'x'.repeat(1_000_000)}`,
  ])('drops a room with the id %.20j', (id) => {
    const body = `{"next_batch":"s1","rooms":{"join":{${JSON.stringify(id)}:${JSON.stringify(joined(typing([ANN])))}}}}`
    expect(readSync(body)).toMatchObject({ signals: [], dropped: 1 })
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it.each([
    ['rooms', 7],
    ['rooms.join', { join: [] }],
    ['rooms.leave', { leave: 'x' }],
  ])('drops a malformed %s', (_, rooms) => {
    expect(read(rooms)).toMatchObject({ nextBatch: 's1', signals: [], dropped: 1 })
  })

  it('ignores keys it does not know', () => {
    const body = JSON.stringify({
      next_batch: 's1',
      to_device: { events: [{ type: 'm.typing', content: { user_ids: [ANN] } }] },
      presence: { events: [1] },
      rooms: {
        knock: { [ROOM]: joined(typing([BEN])) },
        join: {
          [ROOM]: {
            timeline: { events: [typing([BEN])], limited: false },
            state: 1,
            ephemeral: { events: [{ ...Object(typing([ANN])), room_id: '!other:x', sender: BEN }], extra: true },
          },
        },
      },
    })
    expect(readSync(body)).toEqual({ nextBatch: 's1', signals: [snapshot(ROOM, ANN)], dropped: 0 })
  })

  it('S14 looks at so many ids, rooms and events, and counts the rest', () => {
    const ids = Array.from({ length: MAX_LISTED_IDS + 3 }, (_, n) => `@u${n}:x`)
    const list = readRoom(joined(typing(ids)))
    expect(list?.signals[0]).toHaveProperty('users.length', MAX_LISTED_IDS)
    expect(list?.dropped).toBe(3)

    const rooms = Object.fromEntries(
      Array.from({ length: MAX_CONVERSATIONS + 2 }, (_, n) => [`!${n}`, joined(typing([ANN]))]),
    )
    const many = read({ join: rooms })
    expect(many?.signals).toHaveLength(MAX_CONVERSATIONS)
    expect(many?.dropped).toBe(2)

    const events = [typing([ANN]), ...Array.from({ length: MAX_EPHEMERAL_EVENTS }, () => ({ type: 'm.receipt' }))]
    expect(readRoom(joined(...events))).toMatchObject({ signals: [], dropped: 1 })
    expect(readRoom(joined(...events.toReversed()))?.signals).toEqual([snapshot(ROOM, ANN)])
  })

  it('does not count rooms without a list against the cap', () => {
    const quiet = Array.from({ length: MAX_CONVERSATIONS + 5 }, (_, n) => [`!${n}`, {}] as const)
    expect(read({ join: { ...Object.fromEntries(quiet), [ROOM]: joined(typing([ANN])) } })).toMatchObject({
      signals: [snapshot(ROOM, ANN)],
      dropped: 0,
    })
  })

  it('S18 bears any text and any JSON: nothing thrown, no prototype touched, every signal well-formed', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearlySync), (body) => {
        const answer = readSync(body)
        for (const signal of answer?.signals ?? []) {
          if (signal.type !== 'snapshot') throw new Error('only lists come from Matrix')
          expect(isRoomId(signal.conversation)).toBe(true)
          expect(signal.users.every((user) => isUserId(user.id) && Object.keys(user).length === 1)).toBe(true)
          expect(new Set(signal.users.map((user) => user.id)).size).toBe(signal.users.length)
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })
})

/** An answer in which any part may be something else. */
const nearlySync: fc.Arbitrary<string> = (() => {
  const or = <T>(whole: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() })
  const roomId = fc.constantFrom(ROOM, '!x', '!../..', '__proto__', 'constructor', '!\ud800', '')
  const userId = fc.constantFrom(ANN, BEN, '@x', '__proto__', '@\ud800:x')
  const event = fc.record({
    type: or(fc.constantFrom('m.typing', 'm.receipt', '__proto__')),
    content: or(fc.record({ user_ids: or(fc.array(or(userId))) })),
  })
  const entry = fc.record({ ephemeral: or(fc.record({ events: or(fc.array(or(event))) })) })
  // Text keys by hand: an object literal would set its prototype to what JSON.parse makes a field of.
  const rooms = fc
    .array(fc.tuple(roomId, or(entry)))
    .map((entries) => `{${entries.map(([id, value]) => `${JSON.stringify(id)}:${JSON.stringify(value)}`).join()}}`)
  return fc.tuple(rooms, rooms).map(([join, leave]) => `{"next_batch":"s","rooms":{"join":${join},"leave":${leave}}}`)
})()

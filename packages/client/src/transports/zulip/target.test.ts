import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_RECIPIENTS, MAX_TOPIC_BYTES, addressOf, foldTopic, keyOf, readAddress, readTarget } from './target.ts'

const ME = 8

const keyFor = (target: unknown, selfId?: number): string | undefined => {
  const place = readTarget(target, selfId)
  return place === undefined ? undefined : keyOf(place)
}
const addressFor = (target: unknown): string | undefined => {
  const place = readTarget(target, undefined)
  return place === undefined ? undefined : addressOf(place)
}
/** An instance of a class of the app's: its fields are not its own. */
class Topic {
  get channelId(): number {
    return 7
  }
  get topic(): string {
    return 'Lunch'
  }
}

describe('the key of a target', () => {
  it.each<[string, unknown, unknown]>([
    ['the order of ids', { userIds: [10, 9] }, { userIds: [9, 10] }],
    ['repeats', { userIds: [9, 10, 9] }, { userIds: [9, 10] }],
    ['the case of a topic', { channelId: 7, topic: 'Lunch' }, { channelId: 7, topic: 'lUNCH' }],
    ['white space around a topic', { channelId: 7, topic: ' lunch\t' }, { channelId: 7, topic: 'lunch' }],
    ['which way a topic has no name', { channelId: 7, topic: '(no topic)' }, { channelId: 7, topic: '' }],
    ['a blank topic', { channelId: 7, topic: '  ' }, { channelId: 7, topic: '' }],
    ['a field more', { channelId: 7, topic: 'lunch', name: 'General' }, { channelId: 7, topic: 'lunch' }],
    ['a field left undefined', { userIds: [9], messageId: undefined }, { userIds: [9] }],
    ['being of a class', new Topic(), { channelId: 7, topic: 'lunch' }],
  ])('is the same whatever %s', (_, a, b) => {
    expect(keyFor(a)).toBeDefined()
    expect(keyFor(a)).toBe(keyFor(b))
  })

  it.each<[unknown, string]>([
    [{ userIds: [10, 9] }, 'direct:9,10'],
    // By number: as texts, 10 would come before 9.
    [{ userIds: [100, 20, 3] }, 'direct:3,20,100'],
    [{ channelId: 7, topic: 'Lunch' }, 'channel:7:lunch'],
    [{ channelId: 7, topic: 'a:b: C' }, 'channel:7:a:b: c'],
    [{ channelId: 7, topic: '' }, 'channel:7:'],
    [{ messageId: 31 }, 'message:31'],
    [{ messageId: Number.MAX_SAFE_INTEGER }, 'message:9007199254740991'],
  ])('of %j is %s', (target, key) => {
    expect(keyFor(target)).toBe(key)
  })

  it('is without my own id where that is known', () => {
    expect(keyFor({ userIds: [ME, 9] }, ME)).toBe('direct:9')
    expect(keyFor({ userIds: [ME, 9] })).toBe('direct:8,9')
  })

  it.each<[string, unknown]>([
    ['nobody', { userIds: [] }],
    ['nobody but me', { userIds: [ME, ME] }],
    ['an id that is zero', { userIds: [0] }],
    ['an id below zero', { userIds: [9, -1] }],
    ['an id with a fraction', { userIds: [1.5] }],
    ['an id that is no number', { userIds: ['9'] }],
    ['an id beyond what a number holds', { userIds: [2 ** 53] }],
    ['NaN', { userIds: [NaN] }],
    ['a hole', { userIds: Array.from({ length: 3 }) }],
    ['ids that are no array', { userIds: new Set([9]) }],
    ['more than so many', { userIds: Array.from({ length: MAX_RECIPIENTS + 1 }, (_, n) => n + 10) }],
    ['a topic without a channel', { topic: 'lunch' }],
    ['a channel without a topic', { channelId: 7 }],
    ['a channel of another kind', { channelId: '7', topic: 'lunch' }],
    ['a topic that is no text', { channelId: 7, topic: 1 }],
    ['a topic too long', { channelId: 7, topic: 'x'.repeat(MAX_TOPIC_BYTES + 1) }],
    ['a topic too long in fewer characters', { channelId: 7, topic: 'ä'.repeat(MAX_TOPIC_BYTES / 2 + 1) }],
    ['a control character', { channelId: 7, topic: 'a\nb' }],
    ['a lone surrogate', { channelId: 7, topic: 'a\ud800' }],
    ['a message that is none', { messageId: 0 }],
    ['two kinds at once', { channelId: 7, topic: 'lunch', messageId: 31 }],
    ['no kind', {}],
    ['a key', 'direct:9'],
    ['an array', [9]],
    ['nothing', undefined],
    ['null', null],
    [
      'an object that throws',
      {
        get userIds(): never {
          throw new Error('no')
        },
      },
    ],
  ])('is none for %s', (_, target) => {
    expect(keyFor(target, ME)).toBeUndefined()
  })

  it('bears as many others as there may be', () => {
    const userIds = Array.from({ length: MAX_RECIPIENTS }, (_, n) => n + 10)
    expect(keyFor({ userIds: [ME, ...userIds, ...userIds] }, ME)).toBe(`direct:${userIds.join(',')}`)
  })

  it('S18 may be asked of anything: nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), nearlyTarget), (target) => {
        const key = keyFor(target, ME)
        expect(key === undefined || /^(direct:\d+(,\d+)*|channel:\d+:.*|message:\d+)$/s.test(key)).toBe(true)
      }),
    )
  })
})

describe('the address of a target', () => {
  it('spells the topic as the app does', () => {
    expect(addressFor({ channelId: 7, topic: 'Lunch Break' })).toBe('channel:7:Lunch Break')
    expect(addressFor({ channelId: 7, topic: '(no topic)' })).toBe('channel:7:(no topic)')
    expect(addressFor({ userIds: [10, 9] })).toBe('direct:9,10')
    expect(addressFor({ messageId: 31 })).toBe('message:31')
  })

  it('is read back as what it was made of', () => {
    fc.assert(
      fc.property(nearlyTarget, (target) => {
        const place = readTarget(target, undefined)
        if (place !== undefined) expect(readAddress(addressOf(place))).toEqual(place)
      }),
      { examples: [[{ channelId: 7, topic: 'a:b\u2028:c' }], [{ channelId: 7, topic: '' }]] },
    )
  })

  it.each([
    '',
    'direct:',
    'direct:0',
    'direct:a',
    'channel:',
    'channel:7',
    'channel:x:y',
    'message:',
    'message:1.5',
    'room:7',
    'a',
    '__proto__:1',
  ])('is none that reads %j', (address) => {
    expect(readAddress(address)).toBeUndefined()
  })
})

it('folds a topic once and for all', () => {
  fc.assert(
    fc.property(fc.string(), (topic) => {
      expect(foldTopic(foldTopic(topic))).toBe(foldTopic(topic))
    }),
    { examples: [['(No Topic)'], ['İ'], ['ẞ']] },
  )
})

const nearlyTarget: fc.Arbitrary<unknown> = (() => {
  const id = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 99 }) },
    { weight: 1, arbitrary: fc.anything() },
  )
  const topic = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.anything())
  return fc.oneof(
    fc.record({ userIds: fc.oneof(fc.array(fc.integer({ min: 1, max: 99 })), fc.array(id)) }),
    fc.record({ channelId: id, topic }),
    fc.record({ messageId: id }),
    fc.record({ channelId: id, topic, messageId: fc.option(id, { nil: undefined }) }),
  )
})()

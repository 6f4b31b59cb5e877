import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TypingActivity } from '../../protocol/conversation.ts'
import { activityParams, readActivity, shownActivity } from './activity.ts'
import { placeOf } from './target.ts'

const fields = (eventName: unknown, ...args: unknown[]): Record<string, unknown> => ({ eventName, args })
const set = (...activities: TypingActivity[]): ReadonlySet<TypingActivity> => new Set(activities)

describe('events of activity', () => {
  test('name, set and place are read', () => {
    expect(readActivity(fields('r/user-activity', 'bob', ['user-typing', 'user-recording'], {}), 'user-activity')).toEqual({
      place: placeOf('r', undefined),
      name: 'bob',
      activities: set('typing', 'recording'),
    })
  })

  test.each<[name: string, extras: readonly unknown[], key: string]>([
    ['no third argument', [], 'r'],
    ['null', [null], 'r'],
    ['an empty thread', [{ tmid: '' }], 'r'],
    ['no thread', [{ tmid: null }], 'r'],
    ['a thread', [{ tmid: 't' }], 'r/t'],
    ['somebody else’s token', [{ token: 'secret' }], 'r'],
  ])('the place with %s is %s', (_, extras, key) => {
    const news = readActivity(fields('r/user-activity', 'bob', [], ...extras), 'user-activity')
    expect(news?.place.key).toBe(key)
    expect(JSON.stringify(news)).not.toContain('secret')
  })

  test('kinds that nobody knows are left out', () => {
    expect(readActivity(fields('r/user-activity', 'bob', ['user-dancing', 'user-playing', 7]), 'user-activity')?.activities).toEqual(set('playing'))
  })

  test('the old form is a flag', () => {
    expect(readActivity(fields('r/typing', 'bob', true), 'typing')?.activities).toEqual(set('typing'))
    expect(readActivity(fields('r/typing', 'bob', false), 'typing')?.activities).toEqual(set())
  })

  test.each<[name: string, event: Record<string, unknown>]>([
    ['another event', fields('r/deleteMessage', 'bob', [])],
    ['the other form', fields('r/typing', 'bob', true)],
    ['no room', fields('/user-activity', 'bob', [])],
    ['more than a room', fields('a/b/user-activity', 'bob', [])],
    ['no name', fields('r/user-activity', '', [])],
    ['a name that is none', fields('r/user-activity', { a: 1 }, [])],
    ['a name without end', fields('r/user-activity', 'x'.repeat(256), [])],
    ['a flag for a set', fields('r/user-activity', 'bob', true)],
    ['a thread that is none', fields('r/user-activity', 'bob', [], { tmid: 'a/b' })],
    ['no arguments', { eventName: 'r/user-activity' }],
  ])('%s is no news', (_, event) => {
    expect(readActivity(event, 'user-activity')).toBeUndefined()
  })

  test('S18 takes anything', () => {
    const any = fc.record({ eventName: fc.oneof(fc.string(), fc.constant('r/user-activity')), args: fc.oneof(fc.anything(), fc.array(fc.anything())) })
    fc.assert(fc.property(any, (event) => void readActivity(event, 'user-activity')))
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test.each<[activities: readonly TypingActivity[], shown: TypingActivity | undefined]>([
    [[], undefined],
    [['typing'], 'typing'],
    [['playing', 'typing'], 'typing'],
    [['typing', 'uploading'], 'uploading'],
    [['uploading', 'recording'], 'recording'],
    [['playing'], 'playing'],
  ])('of %s, %s is shown', (activities, shown) => {
    expect(shownActivity(new Set(activities))).toBe(shown)
  })
})

describe('writes of activity', () => {
  test('the whole set, with its thread', () => {
    const params = activityParams(placeOf('r', 't'), 'ann', set('uploading', 'typing'), 'user-activity', undefined)
    expect(params).toEqual(['r/user-activity', 'ann', ['user-typing', 'user-uploading'], { tmid: 't' }])
  })

  test('an empty set is a stop, in the thread too', () => {
    expect(activityParams(placeOf('r', 't'), 'ann', set(), 'user-activity', undefined)).toEqual(['r/user-activity', 'ann', [], { tmid: 't' }])
    expect(activityParams(placeOf('r', undefined), 'ann', set(), 'user-activity', undefined)).toEqual(['r/user-activity', 'ann', [], {}])
  })

  test('a visitor shows the token', () => {
    expect(activityParams(placeOf('r', undefined), 'guest', set('typing'), 'user-activity', 'T')).toEqual([
      'r/user-activity',
      'guest',
      ['user-typing'],
      { token: 'T' },
    ])
  })

  test('the old form is a flag', () => {
    expect(activityParams(placeOf('r', undefined), 'ann', set('typing'), 'typing', undefined)).toEqual(['r/typing', 'ann', true])
    expect(activityParams(placeOf('r', undefined), 'ann', set(), 'typing', undefined)).toEqual(['r/typing', 'ann', false])
  })
})

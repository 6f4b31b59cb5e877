import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loggedInAs, NOBODY_YET, ownIds, readMajorVersion, readMe, readNames, readRealNameSetting, shownName, withNames } from './identity.ts'
import { readMessage } from './message.ts'
import { readTarget } from './target.ts'

describe('targets', () => {
  test.each<[target: unknown, key: string | undefined]>([
    ['GENERAL', 'GENERAL'],
    [{ rid: 'GENERAL' }, 'GENERAL'],
    [{ rid: 'GENERAL', tmid: undefined }, 'GENERAL'],
    [{ rid: 'GENERAL', tmid: 'm1' }, 'GENERAL/m1'],
    ['', undefined],
    ['a/b', undefined],
    ['a\u0000b', undefined],
    ['a'.repeat(255), 'a'.repeat(255)],
    ['a'.repeat(256), undefined],
    ['\ud800', undefined],
    [{ rid: 'r', tmid: '' }, undefined],
    [{ rid: 'r', tmid: null }, undefined],
    [{ rid: 'r', tmid: 'a/b' }, undefined],
    [{ tmid: 't' }, undefined],
    [Object.create({ rid: 'r' }), undefined],
  ])('%j is %s', (target, key) => {
    expect(readTarget(target)?.key).toBe(key)
  })

  test('S18 takes anything, traps included', () => {
    fc.assert(fc.property(fc.anything(), (target) => void readTarget(target)))
    const trap = new Proxy({}, { getOwnPropertyDescriptor: () => expect.fail('a trap'), get: () => expect.fail('a trap') })
    expect(readTarget(trap)).toBeUndefined()
  })
})

describe('who I am', () => {
  const ann = { userId: 'me', username: 'ann', name: 'Ann' }

  test('people go by their usernames, or by their names while the setting says so', () => {
    expect(shownName({ ...ann, useRealName: undefined })).toBe('ann')
    expect(shownName({ ...ann, useRealName: true })).toBe('Ann')
    expect(shownName({ ...ann, name: undefined, useRealName: true })).toBeUndefined()
    expect(ownIds({ ...ann, useRealName: false })).toEqual(['ann'])
    expect(ownIds({ ...ann, useRealName: true })).toEqual(['ann', 'Ann'])
    expect(ownIds(NOBODY_YET)).toEqual([])
  })

  test('what is not told stays, and another account has other names', () => {
    expect(withNames({ ...ann, useRealName: true }, { username: undefined, name: 'Ann Second' })).toEqual({ ...ann, name: 'Ann Second', useRealName: true })
    expect(loggedInAs({ ...ann, useRealName: true }, 'another')).toEqual({ userId: 'another', username: undefined, name: undefined, useRealName: true })
    expect(readNames({ username: '', name: 'x'.repeat(256) })).toEqual({ username: undefined, name: undefined })
  })

  test.each<[value: unknown, on: boolean | undefined]>([
    [[{ _id: 'other' }, { _id: 'UI_Use_Real_Name', value: true }], true],
    [{ update: [{ _id: 'UI_Use_Real_Name', value: false }], remove: [] }, false],
    [['updated', { _id: 'UI_Use_Real_Name', value: true }], true],
    [[{ _id: 'UI_Use_Real_Name', value: 'yes' }], undefined],
    [[], undefined],
    [undefined, undefined],
  ])('the setting in %j is %s', (value, on) => {
    expect(readRealNameSetting(value)).toBe(on)
  })

  test.each<[text: string | undefined, major: number | undefined]>([
    ['{"version":"3.18.2"}', 3],
    ['{"version":"8.8","success":true}', 8],
    ['{"info":{"version":"10.0.1"}}', 10],
    ['{"version":8}', undefined],
    ['{"version":"develop"}', undefined],
    ['[]', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('the version in %s is %s', (text, major) => {
    expect(readMajorVersion(text)).toBe(major)
  })

  test('an answer that is no user has no names', () => {
    expect(readMe('{"username":"ann","name":"Ann"}')).toEqual({ username: 'ann', name: 'Ann' })
    expect(readMe('[]')).toBeUndefined()
    expect(readMe(undefined)).toBeUndefined()
  })
})

describe('messages', () => {
  const said = { _id: 'm', rid: 'r', u: { _id: 'b', username: 'bob', name: 'Bob' }, ts: { $date: 1_000 }, _updatedAt: { $date: 1_010 } }
  const event = (message: unknown): Record<string, unknown> => ({ eventName: 'r', args: [message] })

  test('a new message tells its author, and the thread it is in', () => {
    expect(readMessage(event(said))).toMatchObject({ place: { key: 'r' }, author: { username: 'bob', name: 'Bob' } })
    expect(readMessage(event({ ...said, tmid: 't' }))).toMatchObject({ place: { key: 'r/t' } })
  })

  test.each<[name: string, message: unknown]>([
    ['what the server says itself', { ...said, t: 'uj' }],
    ['an edit', { ...said, editedAt: { $date: 1_020 } }],
    ['a reaction to an old message', { ...said, _updatedAt: { $date: 9_000 } }],
    ['a message of nobody', { ...said, u: undefined }],
    ['a thread that is none', { ...said, tmid: 'a/b' }],
    ['nothing', undefined],
  ])('%s is no new message', (_, message) => {
    expect(readMessage(event(message))).toBeUndefined()
  })

  test('S18 takes anything', () => {
    fc.assert(fc.property(fc.anything(), (message) => void readMessage(event(message))))
  })
})

import { onlyAmong } from '@nowtyping/client'
import { createTestTyping, type TestTyping } from '@nowtyping/client/testing'
import { describe, expect, test } from 'vitest'

function connected(): TestTyping & { readonly told: () => readonly string[] } {
  const typing = createTestTyping()
  void typing.client.connect()
  return { ...typing, told: () => typing.sent.map(({ target, typing: on, atMs }) => `${on ? '+' : '-'}${target} ${atMs / 1_000}`) }
}

describe('a rule for sharing', () => {
  test('S6 lets me type where it allows that, and nowhere else', () => {
    const { client, told } = connected()
    client.setSharing((key) => key === 'family')
    client.conversation('work').keystroke()
    client.conversation('family').keystroke()
    expect(told()).toEqual(['+family 0'])
    expect(client.conversation('work').isTyping.getState()).toBe(false)
  })

  test('S6 set while I type stops me once where it forbids that, and leaves me on elsewhere', () => {
    const { client, clock, told } = connected()
    client.conversation('work').keystroke()
    client.conversation('family').keystroke()
    clock.advance(1_000)
    client.setSharing((key) => key === 'family')
    client.setSharing((key) => key === 'family')
    expect(told()).toEqual(['+work 0', '+family 0', '-work 1'])
  })

  test('S6 that changes its mind by itself holds from the next re-send: one stop, and no start', () => {
    const { client, clock, told } = connected()
    let allowed = true
    client.setSharing(() => allowed)
    const { keystroke } = client.conversation('family')
    for (let at = 0; at < 60; at += 1) {
      keystroke()
      clock.advance(1_000)
      if (at === 30) allowed = false
    }
    expect(told()).toEqual(['+family 0', '+family 25', '-family 50'])
  })

  test('S6 that throws forbids', () => {
    const { client, told } = connected()
    client.setSharing(() => {
      throw new Error('no roster yet')
    })
    client.conversation('family').keystroke()
    expect(told()).toEqual([])
  })

  test('S6 that has yet to find out, as a program without types may write it, forbids', () => {
    const { client, told } = connected()
    Reflect.apply(client.setSharing, client, [async () => false])
    client.conversation('family').keystroke()
    expect(told()).toEqual([])
  })

  test('S6 is asked with the key as it is, whatever stands in it', () => {
    const { client } = connected()
    const asked = new Set<string>()
    client.setSharing((key) => {
      asked.add(key)
      return true
    })
    client.conversation('work\nfamily').keystroke()
    client.conversation('work\nfamily').activity('recording')
    expect([...asked]).toEqual(['work\nfamily'])
  })

  test('is asked with the key of the conversation for an activity, too', () => {
    const { client, told } = connected()
    const asked = new Set<string>()
    client.setSharing((key) => {
      asked.add(key)
      return true
    })
    client.conversation('family').activity('recording')
    expect([...asked]).toEqual(['family'])
    expect(told()).toEqual(['+family 0'])
  })

  test('is replaced by a plain yes', () => {
    const { client, told } = connected()
    client.setSharing(() => false)
    client.setSharing(true)
    client.conversation('work').keystroke()
    expect(told()).toEqual(['+work 0'])
  })
})

describe('onlyAmong', () => {
  const friends = new Set(['bob', 'eve'])

  test.each([
    ['all of them are allowed', ['bob', 'eve'], true],
    ['one of them is not', ['bob', 'mallory'], false],
    ['nobody else is there', [], true],
    ['it is not known who is there', undefined, false],
  ])('where %s', (_, members, expected) => {
    expect(onlyAmong({ members: () => members, allowed: friends })('room')).toBe(expected)
  })

  test('where they are more than so many', () => {
    const rule = onlyAmong({ members: (key) => Array.from({ length: Number(key) }, (_, index) => `u${index}`), most: 20 })
    expect([rule('20'), rule('21')]).toEqual([true, false])
  })

  test('looks no further than it has to, at a room of millions', () => {
    let looked = 0
    function* members(): Generator<string> {
      for (;;) {
        looked += 1
        yield `u${looked}`
      }
    }
    expect(onlyAmong({ members, most: 100 })('room')).toBe(false)
    expect(looked).toBe(101)
  })

  test('S6 as a rule: a member who joins while I type ends that with one stop', () => {
    const { client, clock, told } = connected()
    const members = ['bob']
    const rule = onlyAmong({ members: () => members, allowed: friends })
    client.setSharing(rule)
    client.conversation('family').keystroke()
    clock.advance(2_000)
    members.push('mallory')
    client.setSharing(rule)
    expect(told()).toEqual(['+family 0', '-family 2'])
  })
})

describe('whom I see', () => {
  const ids = ({ client }: TestTyping, target: string): readonly string[] =>
    client.conversation(target).users.getState().map(({ id }) => id)

  test('nobody, while I want to see nobody; the same people as before when I want to again', () => {
    const typing = connected()
    typing.receive('work', ['bob'])
    typing.client.setShowing(false)
    expect(ids(typing, 'work')).toEqual([])
    typing.receive('work', ['bob', 'eve'])
    expect(ids(typing, 'work')).toEqual([])
    typing.client.setShowing(true)
    expect(ids(typing, 'work')).toEqual(['bob', 'eve'])
  })

  test('reciprocal: only those to whom I may be shown', () => {
    const typing = connected()
    typing.client.setShowing('reciprocal')
    typing.receive('work', ['bob'])
    typing.receive('family', ['eve'])
    expect([ids(typing, 'work'), ids(typing, 'family')]).toEqual([['bob'], ['eve']])
    typing.client.setSharing((key) => key === 'family')
    expect([ids(typing, 'work'), ids(typing, 'family')]).toEqual([[], ['eve']])
    typing.client.setSharing(false)
    expect([ids(typing, 'work'), ids(typing, 'family')]).toEqual([[], []])
    typing.client.setSharing(true)
    expect([ids(typing, 'work'), ids(typing, 'family')]).toEqual([['bob'], ['eve']])
  })

  test('S17 one notification each, and none where nothing changes', () => {
    const typing = connected()
    const seen: number[] = []
    typing.client.conversation('work').users.subscribe((users) => seen.push(users.length))
    typing.receive('work', ['bob'])
    typing.client.setShowing('reciprocal')
    typing.client.setShowing(false)
    typing.client.setShowing(false)
    expect(seen).toEqual([1, 0])
  })
})

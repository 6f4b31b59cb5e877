import { act, render, renderHook } from '@testing-library/react'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { TypingConversation, TypingUser } from '@nowtyping/client'
import { createTestTyping } from '@nowtyping/client/testing'
import type { TestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTypingUsers } from './index.ts'

const ids = (users: readonly TypingUser[]): readonly string[] => users.map((user) => user.id)

/** A test client that needs no provider to be connected. */
function connected(): TestTyping {
  const typing = createTestTyping()
  void typing.client.connect()
  return typing
}

describe('the list', () => {
  it('has who types there, and is the same array until that changes', () => {
    const { client, receive } = connected()
    const { result, rerender } = renderHook(() => useTypingUsers(client.conversation('general')))
    const nobody = result.current
    expect(nobody).toEqual([])

    act(() => receive('general', ['bob', 'eve']))
    const both = result.current
    expect(ids(both)).toEqual(['bob', 'eve'])

    act(() => receive('general', ['bob', 'eve']))
    rerender()
    expect(result.current).toBe(both)

    act(() => receive('general', []))
    expect(result.current).toBe(nobody)
  })

  it('follows the conversation it is asked for', () => {
    const { client, receive } = createTestTyping()
    const initialProps: { readonly room: string | null } = { room: 'general' }
    const { result, rerender } = renderHook(({ room }) => ids(useTypingUsers(room)), {
      initialProps,
      wrapper: ({ children }) => <TypingProvider client={client}>{children}</TypingProvider>,
    })
    act(() => receive('random', ['eve']))
    act(() => receive('general', ['bob']))
    expect(result.current).toEqual(['bob'])
    rerender({ room: 'random' })
    expect(result.current).toEqual(['eve'])
    rerender({ room: null })
    expect(result.current).toEqual([])
  })

  it('is one frozen empty array where there is no conversation', () => {
    const first = renderHook(() => useTypingUsers(null)).result.current
    const second = renderHook(() => useTypingUsers(undefined)).result.current
    expect(first).toBe(second)
    expect(Object.isFrozen(first)).toBe(true)
  })

  it('unsubscribes with the component', () => {
    const { client } = createTestTyping()
    const handle = client.conversation('general')
    const unsubscribed = vi.fn<() => void>()
    const conversation: TypingConversation = {
      ...handle,
      users: {
        ...handle.users,
        subscribe: (listener) => {
          const unsubscribe = handle.users.subscribe(listener)
          return () => {
            unsubscribed()
            unsubscribe()
          }
        },
      },
    }
    const { unmount } = renderHook(() => useTypingUsers(conversation))
    expect(unsubscribed).not.toHaveBeenCalled()
    unmount()
    expect(unsubscribed).toHaveBeenCalledTimes(1)
  })
})

describe('something made of the list', () => {
  function watch<T>(select: (users: readonly TypingUser[]) => T) {
    const { client, receive } = connected()
    const seen: T[] = []
    const Reader = (): ReactElement => {
      seen.push(useTypingUsers(client.conversation('general'), (users) => select(users)))
      return <p />
    }
    const { rerender } = render(<Reader />)
    return { seen, again: () => rerender(<Reader />), receive: (...users: string[]) => act(() => receive('general', users)) }
  }

  it('renders when it changes, and not when only the list does', () => {
    const { seen, receive } = watch((users) => users.length > 0)
    receive('bob')
    receive('bob', 'eve')
    receive('eve')
    expect(seen).toEqual([false, true])
    receive()
    expect(seen).toEqual([false, true, false])
  })

  it('may be a list or an object built anew each time: compared by members', () => {
    const lists = watch((users) => ids(users).filter((id) => id !== 'bot'))
    lists.receive('bob')
    lists.receive('bob', 'bot')
    lists.again()
    expect(lists.seen).toEqual([[], ['bob'], ['bob']])
    expect(lists.seen[2]).toBe(lists.seen[1])

    const objects = watch((users) => ({ first: users[0]?.id, many: users.length > 1 }))
    objects.receive('bob')
    objects.receive('bob', 'eve')
    objects.receive('bob', 'eve', 'zoe')
    expect(objects.seen).toEqual([
      { first: undefined, many: false },
      { first: 'bob', many: false },
      { first: 'bob', many: true },
    ])
  })

  it('uses the selector of the last render', () => {
    const { client, receive } = connected()
    const { result, rerender } = renderHook(
      ({ at }) => useTypingUsers(client.conversation('general'), (users) => users[at]?.id),
      { initialProps: { at: 0 } },
    )
    act(() => receive('general', ['bob', 'eve']))
    expect(result.current).toBe('bob')
    rerender({ at: 1 })
    expect(result.current).toBe('eve')
    act(() => receive('general', ['bob', 'zoe']))
    expect(result.current).toBe('zoe')
  })
})

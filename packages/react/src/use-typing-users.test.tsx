import { act, render, renderHook } from '@testing-library/react'
import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { TypingConversation, TypingUser } from '@nowtyping/client'
import { createTestTyping } from '@nowtyping/client/testing'
import type { TestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTypingClient, useTypingUsers } from './index.ts'

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

describe('who is not shown', () => {
  it('whom I ignore is left out when the list is read, in every view of it, and is back at once', () => {
    const { client, receive } = connected()
    const { conversation, setIgnored } = client
    const { result } = renderHook(() => ({
      list: ids(useTypingUsers(conversation('general'))),
      busy: useTypingUsers(conversation('general'), (users) => users.length > 0),
      elsewhere: ids(useTypingUsers(conversation('random'))),
    }))
    act(() => receive('general', ['eve']))
    act(() => receive('random', ['bob', 'eve']))
    expect(result.current).toEqual({ list: ['eve'], busy: true, elsewhere: ['bob', 'eve'] })

    act(() => setIgnored(['eve']))
    expect(result.current).toEqual({ list: [], busy: false, elsewhere: ['bob'] })

    // Heard while ignored, and so there when that ends, without another word from the server.
    act(() => receive('general', ['eve', 'zoe']))
    expect(result.current.list).toEqual(['zoe'])
    act(() => setIgnored([]))
    expect(result.current).toEqual({ list: ['eve', 'zoe'], busy: true, elsewhere: ['bob', 'eve'] })
  })

  it('who sent a message is gone in every render that shows it, and is back with the next word of the server', () => {
    const { client, receive } = createTestTyping()
    const shown: string[] = []
    let deliver: (sender: string) => void = () => {}
    function Timeline(): ReactElement {
      const nearest = useTypingClient()
      const [messages, setMessages] = useState<readonly string[]>([])
      const typing = ids(useTypingUsers('general'))
      shown.push(`${messages.length} messages, ${typing.join() || 'nobody'}`)
      useEffect(() => {
        deliver = (sender) => {
          setMessages((before) => [...before, sender])
          nearest.conversation('general').messageFrom(sender)
        }
      }, [nearest])
      return <p />
    }
    render(<TypingProvider client={client}><Timeline /></TypingProvider>)
    act(() => receive('general', ['bob', 'eve']))
    shown.length = 0

    act(() => deliver('bob'))
    act(() => deliver('eve'))
    act(() => deliver('zoe'))
    // React 18 renders what a store tells before what a state does; React 19 does both in one.
    expect(shown.filter((line) => !/^0 messages, eve$|^1 messages, nobody$/.test(line))).toEqual([
      '1 messages, eve',
      '2 messages, nobody',
      '3 messages, nobody',
    ])

    act(() => receive('general', ['bob']))
    expect(shown.at(-1)).toBe('3 messages, bob')
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

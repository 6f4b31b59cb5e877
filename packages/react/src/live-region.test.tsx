import { act, render } from '@testing-library/react'
import { StrictMode } from 'react'
import * as React from 'react'
import type { ReactElement, ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TypingConversation } from '@nowtyping/client'
import { TypingIndicator } from './index.ts'
import type { TypingIndicatorProps } from './index.ts'
import { stageConversation } from '../test/staged-conversation.ts'

// As docs/react.md promises, in milliseconds.
const ANNOUNCE_AFTER_MS = 1_500
const SAME_BURST_MS = 10_000
const TURN_MS = 3_000

// The page's timers and not those of a client: what is moved here is the time of the page.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Said {
  readonly atMs: number
  readonly text: string
}

/** What the regions of the page say from now on, and when; an empty text is no announcement. */
function listen(): readonly Said[] {
  const said: Said[] = []
  const from = performance.now()
  const observer = new MutationObserver((records) => {
    for (const target of new Set(records.map((record) => record.target))) {
      const text = target.textContent ?? ''
      if (text !== '') said.push({ atMs: performance.now() - from, text })
    }
  })
  for (const region of regions()) observer.observe(region, { childList: true, characterData: true, subtree: true })
  return said
}

const regions = (): readonly Element[] => [...document.querySelectorAll('[aria-live="polite"]')]
const texts = (): readonly (string | null)[] => regions().map((region) => region.textContent)

/** Moves the time of the page, in steps after which observers are told. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) await act(() => vi.advanceTimersByTimeAsync(Math.min(left, 100)))
}

function setUp(props: Partial<TypingIndicatorProps> = {}, wrap = (children: ReactNode): ReactElement => <>{children}</>) {
  const { conversation, show } = stageConversation()
  const view = render(wrap(<TypingIndicator conversation={conversation} {...props} />))
  const [region] = regions()
  if (region === undefined) throw new Error('there is no region')
  return {
    ...view,
    region,
    said: listen(),
    receive: (...ids: string[]) => act(() => show(ids.map((id) => ({ id })))),
  }
}

describe('a live region', () => {
  it('is there before its text, empty, polite and whole; the line that is seen says nothing by itself', async () => {
    const { region, container, receive } = setUp()
    expect(region.textContent).toBe('')
    expect(region.getAttribute('aria-atomic')).toBe('true')
    expect(region.closest('[aria-hidden]')).toBeNull()
    receive('bob')
    await pass(ANNOUNCE_AFTER_MS)
    expect(regions()).toEqual([region])
    expect(region.textContent).toBe('bob is typing')
    expect(container.querySelectorAll('[aria-live]')).toHaveLength(2)
    expect(container.querySelector('[role="status"]')?.getAttribute('aria-live')).toBe('off')
  })

  it('is not there where announce is off', () => {
    const { conversation } = stageConversation()
    render(<TypingIndicator conversation={conversation} announce={false} />)
    expect(regions()).toEqual([])
  })

  it('says in 1.5 to 2 s who types, in words without marks for direction, and is empty again after its turn', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(ANNOUNCE_AFTER_MS - 1)
    expect(texts()).toEqual([''])
    await pass(2_000 - ANNOUNCE_AFTER_MS)
    expect(texts()).toEqual(['bob is typing'])
    await pass(TURN_MS)
    expect(texts()).toEqual([''])
    await pass(60_000)
    expect(said).toEqual([{ atMs: expect.closeTo(ANNOUNCE_AFTER_MS, -2), text: 'bob is typing' }])
  })

  it('says who types when its time has come, and not who did when it began', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(1_000)
    receive('eve')
    await pass(400)
    receive('eve', 'zoe')
    await pass(10_000)
    expect(said.map(({ text }) => text)).toEqual(['eve and zoe are typing'])
  })

  it('says nothing of who types for less than that', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(ANNOUNCE_AFTER_MS - 1)
    receive()
    expect(vi.getTimerCount()).toBe(0)
    await pass(60_000)
    expect(said).toEqual([])
  })
})

describe('a burst', () => {
  it('is said once: not the stop, not who joins, not who leaves', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(5_000)
    receive('bob', 'eve')
    await pass(5_000)
    receive('eve')
    await pass(60_000)
    receive()
    await pass(60_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing'])
  })

  it('goes on where the same people do within ten seconds, as often as they like', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(5_000)
    receive('bob', 'eve')
    for (const who of ['eve', 'bob', 'bob']) {
      receive()
      await pass(SAME_BURST_MS - 100)
      receive(who, 'zoe')
      await pass(5_000)
    }
    expect(said.map(({ text }) => text)).toEqual(['bob is typing'])
    receive()
    await pass(SAME_BURST_MS)
    receive('bob')
    await pass(5_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'bob is typing'])
  })

  it('begins anew with somebody else, and is said with all who then type', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(5_000)
    receive()
    await pass(500)
    receive('eve')
    await pass(500)
    receive('eve', 'bob')
    await pass(5_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'eve and bob are typing'])
  })

  it('is compared with the last one alone', async () => {
    const { said, receive } = setUp()
    for (const who of ['bob', 'eve', 'bob']) {
      receive(who)
      await pass(5_000)
      receive()
      await pass(1_000)
    }
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'eve is typing', 'bob is typing'])
  })

  it('S14 is remembered with a few hundred people and no more', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(5_000)
    for (let index = 0; index < 300; index += 1) receive(`joiner ${index}`)
    receive()
    await pass(1_000)
    receive('joiner 299')
    await pass(5_000)
    receive()
    await pass(1_000)
    receive('bob')
    await pass(5_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'bob is typing'])
  })

  it('is not forgotten for somebody who typed for a moment only', async () => {
    const { said, receive } = setUp()
    for (const [who, ms] of [['bob', 5_000], ['', 1_000], ['eve', 1_000], ['', 1_000], ['bob', 5_000]] as const) {
      receive(...(who === '' ? [] : [who]))
      await pass(ms)
    }
    expect(said.map(({ text }) => text)).toEqual(['bob is typing'])
  })

  it('that begins while the last one is being said waits for the end of that turn', async () => {
    const { said, receive } = setUp()
    receive('bob')
    await pass(ANNOUNCE_AFTER_MS)
    receive()
    receive('eve')
    await pass(10_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'eve is typing'])
    const [first, second] = said
    expect(Number(second?.atMs) - Number(first?.atMs)).toBeGreaterThanOrEqual(TURN_MS)
  })

  it('of another conversation is another one', async () => {
    const [general, random] = [stageConversation('general'), stageConversation('random')]
    const { rerender } = render(<TypingIndicator conversation={general.conversation} />)
    const said = listen()
    act(() => general.show([{ id: 'bob' }]))
    act(() => random.show([{ id: 'bob' }]))
    await pass(ANNOUNCE_AFTER_MS)
    rerender(<TypingIndicator conversation={random.conversation} />)
    expect(texts()).toEqual([''])
    await pass(10_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'bob is typing'])
  })
})

describe('several on one page', () => {
  function setUpMany(conversations: Readonly<Record<string, TypingConversation>>) {
    const view = render(<>{Object.entries(conversations).map(([place, conversation]) => <TypingIndicator key={place} conversation={conversation} />)}</>)
    return { ...view, said: listen() }
  }

  function setUpRooms() {
    const [a, b, c] = [stageConversation('a'), stageConversation('b'), stageConversation('c')]
    const rooms = [a, b, c]
    const view = setUpMany({ a: a.conversation, b: b.conversation, c: c.conversation })
    act(() => {
      for (const { conversation, show } of rooms) show([{ id: conversation.key }])
    })
    return { ...view, b }
  }

  it('have the word one after the other', async () => {
    const { said } = setUpRooms()
    for (let at = 0; at < 12_000; at += 100) {
      await pass(100)
      expect(texts().filter((text) => text !== '').length).toBeLessThanOrEqual(1)
    }
    expect(said.map(({ text }) => text)).toEqual(['a is typing', 'b is typing', 'c is typing'])
    for (const [index, { atMs }] of said.entries()) expect(atMs).toBeCloseTo(ANNOUNCE_AFTER_MS + index * TURN_MS, -2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leave out who has stopped before their turn', async () => {
    const { said, b } = setUpRooms()
    await pass(2_000)
    act(() => b.show([]))
    await pass(10_000)
    expect(said.map(({ text }) => text)).toEqual(['a is typing', 'c is typing'])
    expect(said[1]?.atMs).toBeCloseTo(ANNOUNCE_AFTER_MS + TURN_MS, -2)
  })

  it('of one conversation say it once, and go on together', async () => {
    const { conversation, show } = stageConversation()
    const { said } = setUpMany({ header: conversation, footer: conversation })
    for (const ids of [['bob'], [], ['bob'], [], ['eve']]) {
      act(() => show(ids.map((id) => ({ id }))))
      await pass(5_000)
    }
    expect(said.map(({ text }) => text)).toEqual(['bob is typing', 'eve is typing'])
  })

  it('in another document wait for nobody in this one', async () => {
    const there = document.implementation.createHTMLDocument()
    const container = there.body.appendChild(there.createElement('div'))
    const [here, elsewhere] = [stageConversation('here'), stageConversation('elsewhere')]
    render(<TypingIndicator conversation={here.conversation} />)
    render(<TypingIndicator conversation={elsewhere.conversation} />, { container })
    act(() => here.show([{ id: 'bob' }]))
    act(() => elsewhere.show([{ id: 'eve' }]))
    await pass(ANNOUNCE_AFTER_MS)
    expect([...texts(), container.querySelector('[aria-live="polite"]')?.textContent]).toEqual(['bob is typing', 'eve is typing'])
  })

  it('give the word on when the one who has it is unmounted', async () => {
    const rooms = ['a', 'b'].map((key) => stageConversation(key))
    const tree = (shown: readonly TypingConversation[]): ReactElement => (
      <>{shown.map((conversation) => <TypingIndicator key={conversation.key} conversation={conversation} />)}</>
    )
    const conversations = rooms.map((room) => room.conversation)
    const { rerender } = render(tree(conversations))
    act(() => {
      for (const { conversation, show } of rooms) show([{ id: conversation.key }])
    })
    await pass(ANNOUNCE_AFTER_MS)
    expect(texts()).toEqual(['a is typing', ''])
    rerender(tree(conversations.slice(1)))
    expect(texts()).toEqual([''])
    await pass(TURN_MS)
    expect(texts()).toEqual(['b is typing'])
  })
})

describe('S15', () => {
  it.each([
    ['before it speaks', 500],
    ['while it speaks', ANNOUNCE_AFTER_MS],
    ['while others wait', ANNOUNCE_AFTER_MS + 100],
    ['when all is said', 60_000],
  ])('no timer is left after the unmount %s', async (_, ms) => {
    const rooms = ['a', 'b', 'c'].map((key) => stageConversation(key))
    const { unmount } = render(<>{rooms.map(({ conversation }) => <TypingIndicator key={conversation.key} conversation={conversation} />)}</>)
    expect(vi.getTimerCount()).toBe(0)
    act(() => {
      for (const { conversation, show } of rooms) show([{ id: conversation.key }])
    })
    expect(vi.getTimerCount()).toBe(3)
    await pass(ms)
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('under StrictMode there is one timer, and one announcement', async () => {
    const { said, receive } = setUp({}, (children) => <StrictMode>{children}</StrictMode>)
    receive('bob')
    expect(vi.getTimerCount()).toBe(1)
    await pass(10_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing'])
  })

  it('somebody who typed before the mount is announced like any other', async () => {
    const { conversation, show } = stageConversation()
    show([{ id: 'bob' }])
    render(<StrictMode><TypingIndicator conversation={conversation} /></StrictMode>)
    await pass(ANNOUNCE_AFTER_MS)
    expect(texts()).toEqual(['bob is typing'])
  })

  // React 18 has no <Activity>, and so nothing to be tested there.
  it.each('Activity' in React ? [React.Activity] : [])('in a hidden <Activity> nothing is said, and nothing again when it is shown', async (Activity) => {
    const { conversation, show } = stageConversation()
    const tree = (mode: 'visible' | 'hidden'): ReactElement => <Activity mode={mode}><TypingIndicator conversation={conversation} /></Activity>
    const { rerender } = render(tree('visible'))
    const said = listen()
    act(() => show([{ id: 'bob' }]))
    await pass(500)
    rerender(tree('hidden'))
    expect(vi.getTimerCount()).toBe(0)
    await pass(10_000)
    rerender(tree('visible'))
    await pass(5_000)
    rerender(tree('hidden'))
    await pass(5_000)
    rerender(tree('visible'))
    await pass(5_000)
    expect(said.map(({ text }) => text)).toEqual(['bob is typing'])
  })
})

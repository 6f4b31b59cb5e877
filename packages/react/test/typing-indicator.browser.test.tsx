import { act } from 'react'
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import type { TypingUser } from '@nowtyping/client'
import { TypingIndicator } from '@nowtyping/react'
import type { TypingIndicatorProps } from '@nowtyping/react'
import { ar } from '@nowtyping/react/messages/ar'
import { he } from '@nowtyping/react/messages/he'
import { stageConversation } from './staged-conversation.ts'

const cleanups: (() => void)[] = []

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  // The page's time; what React and the browser need to render goes on.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** Renders indicators into the page, one for each key, with a line of text below. */
function mount(keys: readonly string[], props: Partial<TypingIndicatorProps> = {}, css = '', className = '') {
  const rooms = new Map(keys.map((key) => [key, stageConversation(key)]))
  const container = document.createElement('div')
  container.className = className
  const style = document.createElement('style')
  style.textContent = css
  document.body.append(style, container)
  const root = createRoot(container)
  const tree: ReactElement = (
    <>
      {[...rooms].map(([key, { conversation }]) => <TypingIndicator key={key} conversation={conversation} {...props} />)}
      <p id="below">below</p>
    </>
  )
  act(() => root.render(tree))
  cleanups.push(() => {
    act(() => root.unmount())
    container.remove()
    style.remove()
  })
  const find = (selector: string): Element => {
    const found = container.querySelector(selector)
    if (found === null) throw new Error(`there is no ${selector}`)
    return found
  }
  return {
    find,
    top: () => find('#below').getBoundingClientRect().top,
    show: (key: string, ...users: readonly (TypingUser | string)[]) =>
      act(() => rooms.get(key)?.show(users.map((user) => (typeof user === 'string' ? { id: user } : user)))),
  }
}

describe('what is below', () => {
  it.each([
    ['of one line', '', 'general'],
    ['of a stylesheet', '[data-nowtyping] { --nowtyping-height: 40px }', 'general'],
  ])('does not move when somebody types and when they stop, with the height %s', (_, css, key) => {
    const { show, top, find } = mount([key], {}, css)
    const before = top()
    expect(find('[data-nowtyping]').getBoundingClientRect().height).toBeGreaterThan(css === '' ? 10 : 39)
    show(key, 'bob')
    expect(find('[role="status"]').getBoundingClientRect().height).toBeGreaterThan(10)
    expect(top()).toBe(before)
    show(key)
    expect(top()).toBe(before)
  })

  it('does not move for what is announced, either', () => {
    const { show, top, find } = mount(['general'], { children: () => null })
    const before = top()
    show('general', 'bob'.repeat(40), 'eve'.repeat(40), 'zoe'.repeat(40))
    act(() => void vi.advanceTimersByTime(2_000))
    expect(find('[data-part="live"]').textContent).toContain('are typing')
    expect(top()).toBe(before)
  })

  it('is not made longer or wider by what cannot be seen, far down in something that scrolls', () => {
    const { show } = mount(['general'], {}, '.scrolls { height: 50px; overflow: auto } .scrolls::before { content: ""; display: block; height: 5000px }', 'scrolls')
    show('general', 'bob')
    act(() => void vi.advanceTimersByTime(2_000))
    const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement
    expect([scrollHeight, scrollWidth]).toEqual([clientHeight, clientWidth])
  })
})

it('nothing of ours moves', () => {
  const { show } = mount(['general'])
  show('general', 'bob')
  act(() => void vi.advanceTimersByTime(2_000))
  expect(document.getAnimations()).toEqual([])
  const durations = [...document.querySelectorAll('[data-nowtyping], [data-nowtyping] *')].map((element) => {
    const { animationName, transitionDuration } = getComputedStyle(element)
    return `${animationName} ${transitionDuration}`
  })
  expect(new Set(durations)).toEqual(new Set(['none 0s']))
})

describe('the line runs as its words do, whoever is named', () => {
  it.each<readonly [string, string, Partial<TypingIndicatorProps>, string]>([
    ['ltr', 'English and a Latin name', {}, 'Bob'],
    ['ltr', 'English and an Arabic name', {}, 'علي'],
    ['rtl', 'Arabic and a Latin name', { messages: ar }, 'Bob'],
    ['rtl', 'Hebrew and a Hebrew name', { messages: he }, 'נועה'],
    ['rtl', 'Hebrew and a Latin name', { messages: he }, 'Bob'],
  ])('%s: %s', (direction, _, props, name) => {
    const { show, find } = mount(['general'], props)
    show('general', name)
    expect(getComputedStyle(find('[data-part="text"]')).direction).toBe(direction)
  })

  it('a name that would turn the words around it leaves them where they are', () => {
    const { show, find } = mount(['general'])
    show('general', '\u202eלא', 'Bob')
    const [hebrew, bob] = [...find('[data-part="text"]').querySelectorAll('bdi')].map((name) => name.getBoundingClientRect().left)
    expect(Number(hebrew)).toBeLessThan(Number(bob))
  })
})

/** A member of what the browser answered, however deep. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value)
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const framesOf = (tree: unknown): readonly unknown[] => [at(tree, 'frame'), ...list(at(tree, 'childFrames')).flatMap(framesOf)]

/** What the browser hands to a screen reader of this page: each status and each live region, how live it is, and its text. */
async function handedOver(): Promise<readonly string[]> {
  const tree = await cdp().send('Page.getFrameTree', {})
  const here = framesOf(at(tree, 'frameTree')).find((frame) => at(frame, 'url') === location.href)
  const nodes = list(at(await cdp().send('Accessibility.getFullAXTree', { frameId: at(here, 'id') }), 'nodes'))
  const byId = new Map(nodes.map((node) => [at(node, 'nodeId'), node]))
  const textOf = (node: unknown): string =>
    at(node, 'role', 'value') === 'StaticText'
      ? String(at(node, 'name', 'value'))
      : list(at(node, 'childIds')).map((id) => textOf(byId.get(id))).join('')
  return nodes.flatMap((node) => {
    const live = list(at(node, 'properties')).find((property) => at(property, 'name') === 'live')
    const kinds = [at(node, 'role', 'value') === 'status' ? ['status'] : [], live === undefined ? [] : [at(live, 'value', 'value')]].flat()
    return kinds.length === 0 ? [] : [`${kinds.join(' ')}: ${textOf(node).replaceAll(/[\u2068\u2069]/gu, '')}`]
  })
}

describe('a screen reader', () => {
  /** What polite regions came to hold, and when, in milliseconds of the page's time. */
  function listen(): readonly string[] {
    const said: string[] = []
    const observer = new MutationObserver((records) => {
      for (const target of new Set(records.map((record) => record.target))) {
        if (target.textContent !== '') said.push(`${Math.round(performance.now() - from)} ${target.textContent}`)
      }
    })
    const from = performance.now()
    for (const region of document.querySelectorAll('[aria-live="polite"]')) observer.observe(region, { childList: true })
    cleanups.push(() => observer.disconnect())
    return said
  }

  /** Moves the page's time, in steps after which observers are told. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) await act(async () => void vi.advanceTimersByTime(Math.min(left, 100)))
  }

  it('is told by the browser of a line to be read at any time, and of a region that is empty until its turn', async () => {
    const { show } = mount(['general'])
    expect(await handedOver()).toEqual(['status: ', 'polite: '])
    show('general', 'bob')
    expect(await handedOver()).toEqual(['status: bob is typing', 'polite: '])
    await pass(2_000)
    expect(await handedOver()).toEqual(['status: bob is typing', 'polite: bob is typing'])
    show('general')
    await pass(5_000)
    expect(await handedOver()).toEqual(['status: ', 'polite: '])
  })

  it('is told the words where the look is replaced', async () => {
    const { show } = mount(['general'], { children: (users) => <b>{users.length} dots</b> })
    show('general', 'bob')
    await pass(2_000)
    expect(await handedOver()).toEqual(['status: bob is typing', 'polite: bob is typing'])
  })

  it('hears each burst once, one conversation after the other, and never the stop', async () => {
    const { show } = mount(['general', 'random'])
    const said = listen()
    show('general', 'bob')
    show('random', { id: 'eve', activity: 'recording' })
    await pass(4_000)
    show('general', 'bob', 'zoe')
    await pass(4_000)
    show('general')
    show('random')
    await pass(4_000)
    show('general', 'zoe')
    await pass(12_000)
    show('general')
    await pass(60_000)
    show('general', 'zoe')
    await pass(4_000)
    expect(said).toEqual(['1500 bob is typing', '4500 eve is recording a message', '85500 zoe is typing'])
  })
})

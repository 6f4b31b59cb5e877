import { act, render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { createTestTyping } from '@nowtyping/client/testing'
import { de } from './messages/de.ts'
import { TypingIndicator, TypingProvider } from './index.ts'
import { stageConversation } from '../test/staged-conversation.ts'
import type { TypingIndicatorProps } from './index.ts'

function setUp(props: Partial<TypingIndicatorProps> = {}) {
  const { client, receive } = createTestTyping()
  const { container } = render(<TypingProvider client={client}><TypingIndicator conversation="general" {...props} /></TypingProvider>)
  const root = container.firstElementChild
  if (!(root instanceof HTMLElement)) throw new Error('it rendered nothing')
  return { root, receive: (...users: string[]) => act(() => receive('general', users)) }
}

describe('what can be read', () => {
  it('is a status that is there before its text and stays after it', () => {
    const { receive } = setUp()
    const line = screen.getByRole('status')
    expect(line.textContent).toBe('')
    receive('bob', 'eve')
    expect(screen.getByRole('status')).toBe(line)
    expect(line.textContent).toBe('\u2068bob\u2069 and \u2068eve\u2069 are typing')
    receive()
    expect(screen.getByRole('status')).toBe(line)
    expect(line.textContent).toBe('')
  })

  it('is the line of now, also where what was announced is past', () => {
    const { receive } = setUp()
    receive('bob')
    receive('bob', 'eve')
    expect(screen.getByRole('status').textContent).toContain('eve')
  })

  it('is no status where announce is off, and is seen', () => {
    const { root, receive } = setUp({ announce: false })
    receive('bob')
    expect(screen.queryByRole('status')).toBeNull()
    expect(root.textContent).toBe('\u2068bob\u2069 is typing')
    expect(root.querySelector('[aria-hidden]')).toBeNull()
  })

  it('takes the options of the formatter', () => {
    const { root, receive } = setUp({
      locale: 'de',
      maxNames: 1,
      nameOf: (user) => user.id.toUpperCase(),
      messages: { typing: { other: '{names} schreiben' }, others: { other: '{count} weitere' } },
    })
    receive('ann', 'bob', 'eve')
    expect(root.textContent).toBe('\u2068ANN\u2069 und 2 weitere schreiben')
  })

  it('never holds markup that a name brings', () => {
    const { root, receive } = setUp()
    receive('<img src=x onerror=alert(1)>')
    expect(root.querySelector('img')).toBeNull()
    expect(root.textContent).toContain('<img src=x onerror=alert(1)>')
  })
})

describe('what is seen', () => {
  it('keeps its height, of which a stylesheet may have another idea', () => {
    const { root, receive } = setUp()
    expect(root.style.minHeight).toBe('var(--nowtyping-height, 1lh)')
    receive('bob')
    expect(root.style.minHeight).toBe('var(--nowtyping-height, 1lh)')
  })

  it('has hooks for styles', () => {
    const { root, receive } = setUp({ maxNames: 2 })
    expect(root.dataset['count']).toBe('0')
    receive('bob', 'eve', 'tim', 'zoe')
    expect(root.dataset['count']).toBe('4')
    expect([...root.querySelectorAll('[data-part]')].map((part) => [part.localName, part.getAttribute('data-part'), part.textContent])).toEqual([
      ['div', 'text', '\u2068bob\u2069, \u2068eve\u2069, and 2 others are typing'],
      ['bdi', 'name', '\u2068bob\u2069'],
      ['bdi', 'name', '\u2068eve\u2069'],
      ['span', 'others', '2 others'],
      ['div', 'live', ''],
    ])
  })

  it('tells apart what people do', () => {
    const { conversation, show } = stageConversation()
    const { container } = render(<TypingIndicator conversation={conversation} />)
    act(() => show([{ id: 'bob' }, { id: 'eve', activity: 'recording' }]))
    expect([...container.querySelectorAll('bdi')].map((name) => [name.textContent, name.dataset['activity']])).toEqual([
      ['\u2068eve\u2069', 'recording'],
      ['\u2068bob\u2069', undefined],
    ])
    expect(screen.getByRole('status').textContent).toBe('\u2068eve\u2069 is recording a message, \u2068bob\u2069 is typing')
  })

  it.each<readonly [string | null, Partial<TypingIndicatorProps>]>([
    ['en', {}],
    ['en', { locale: 'de' }],
    ['de', { messages: de }],
    ['de', { messages: de, locale: 'de-AT' }],
    ['fi', { messages: { typing: { other: '{names} kirjoittaa' }, others: { other: '{count} muuta' } }, locale: 'fi' }],
    [null, { messages: { typing: { other: '{names} kirjoittaa' }, others: { other: '{count} muuta' } } }],
  ])('is marked as the language of its words, %s, and takes its direction from them', (lang, props) => {
    const { root } = setUp(props)
    const marked = [...root.querySelectorAll('[data-part="text"], [data-part="live"]')]
    expect(marked.map((part) => part.getAttribute('lang'))).toEqual([lang, lang])
    expect(root.querySelector('[data-part="text"]')?.getAttribute('dir')).toBe('auto')
  })

  it('has the attributes of the app on the outermost element', () => {
    const { root } = setUp({ className: 'line', id: 'typing', style: { color: 'gray', minHeight: '2em' } })
    expect(root).toMatchObject({ className: 'line', id: 'typing' })
    expect(root.style).toMatchObject({ color: 'gray', minHeight: '2em' })
  })

  it('may be replaced; what is said stays', () => {
    const look = vi.fn<NonNullable<TypingIndicatorProps['children']>>((users, text) => <b title={text}>{users.length} dots</b>)
    const { root, receive } = setUp({ children: look })
    const region = screen.getByRole('status')
    expect(look).not.toHaveBeenCalled()
    receive('bob')
    expect(screen.getByText('1 dots')).toHaveProperty('title', '\u2068bob\u2069 is typing')
    expect(screen.getByText('1 dots').closest('[aria-hidden="true"]')).not.toBeNull()
    expect(screen.getByRole('status')).toBe(region)
    expect(region.textContent).toBe('\u2068bob\u2069 is typing')
    expect(region.closest('[aria-hidden]')).toBeNull()
    receive()
    expect(root.textContent).toBe('')
  })

  it('is all there is where it is replaced and nothing is announced', () => {
    const { root, receive } = setUp({ announce: false, children: (users) => <b>{users.length} dots</b> })
    receive('bob')
    expect(root.textContent).toBe('1 dots')
    expect(root.querySelector('[aria-hidden]')).toBeNull()
  })
})

import { act, render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingIndicator, TypingProvider } from './index.ts'
import type { TypingIndicatorProps } from './index.ts'

function setUp(props: Partial<TypingIndicatorProps> = {}) {
  const { client, receive } = createTestTyping()
  const { container } = render(<TypingProvider client={client}><TypingIndicator conversation="general" {...props} /></TypingProvider>)
  const root = container.firstElementChild
  if (!(root instanceof HTMLElement)) throw new Error('it rendered nothing')
  return { root, receive: (...users: string[]) => act(() => receive('general', users)) }
}

describe('what is said', () => {
  it('is in a live region that is there before its text and stays after it', () => {
    const { receive } = setUp()
    const region = screen.getByRole('status')
    expect(region.textContent).toBe('')
    receive('bob', 'eve')
    expect(screen.getByRole('status')).toBe(region)
    expect(region.textContent).toBe('\u2068bob\u2069 and \u2068eve\u2069 are typing')
    receive()
    expect(screen.getByRole('status')).toBe(region)
    expect(region.textContent).toBe('')
  })

  it('is nothing where announce is off, though it is seen', () => {
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
  it('keeps its height, and has hooks for styles', () => {
    const { root, receive } = setUp()
    expect(root.style.minHeight).toBe('1lh')
    expect(root.dataset['count']).toBe('0')
    receive('bob', 'eve')
    expect(root.dataset['count']).toBe('2')
    expect([...root.querySelectorAll('bdi[data-part="name"]')].map((name) => name.textContent)).toEqual(['\u2068bob\u2069', '\u2068eve\u2069'])
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

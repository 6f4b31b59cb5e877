import { act } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping } from '@nowtyping/react'
import type { TypingComposer } from '@nowtyping/react'
import { spoken } from './spoken.ts'

declare module 'vitest/internal/browser' {
  // What the provider for Playwright adds to another name of this interface, where `cdp()` does not see it.
  interface CDPSession {
    send: (method: string, parameters: object) => Promise<unknown>
  }
}

const cleanups: (() => void)[] = []

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
})

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function Composer({ children }: { readonly children: (composer: TypingComposer) => ReactNode }): ReactNode {
  return children(useTyping('general'))
}

/** Renders a composer in the page; `field` is what `#field` finds. */
function mount(children: (composer: TypingComposer) => ReactElement) {
  const { client, sent } = createTestTyping()
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  act(() => root.render(<TypingProvider client={client}><Composer>{children}</Composer></TypingProvider>))
  cleanups.push(() => {
    act(() => root.unmount())
    container.remove()
  })
  const field = container.querySelector('#field')
  if (!(field instanceof HTMLElement)) throw new Error('there is no #field')
  return { field, said: () => spoken(sent) }
}

/** What the input method of a person who writes Japanese does: it composes, and then commits or gives up. */
const compose = (text: string): Promise<unknown> =>
  act(() => cdp().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }))
const commit = (text: string): Promise<unknown> => act(() => cdp().send('Input.insertText', { text }))

const FIELDS: readonly [string, (composer: TypingComposer) => ReactElement][] = [
  ['a textarea', ({ inputProps }) => <textarea id="field" {...inputProps} />],
  ['an input', ({ inputProps }) => <input id="field" {...inputProps} />],
  ['editable content', ({ inputProps }) => <div id="field" contentEditable suppressContentEditableWarning {...inputProps} />],
  ['editable content in a wrapper', ({ inputProps }) => (
    <div {...inputProps}><div id="field" contentEditable suppressContentEditableWarning /></div>
  )],
]

it.each(FIELDS)('keys in %s start once, and the last one that is deleted stops', async (_, children) => {
  const { field, said } = mount(children)
  await act(() => userEvent.click(field))
  await act(() => userEvent.keyboard('hi'))
  expect(said()).toEqual(['start general'])
  await act(() => userEvent.keyboard('{Backspace}'))
  expect(said()).toEqual(['start general'])
  await act(() => userEvent.keyboard('{Backspace}'))
  expect(said()).toEqual(['start general', 'stop general'])
})

it.each(FIELDS)('an input method in %s starts while it composes, and a composition given up stops', async (_, children) => {
  const { field, said } = mount(children)
  await act(() => userEvent.click(field))
  await compose('に')
  expect(said()).toEqual(['start general'])
  await compose('')
  expect(said()).toEqual(['start general', 'stop general'])
  await compose('にほん')
  await commit('日本')
  expect('value' in field ? field.value : field.textContent).toBe('日本')
  expect(said()).toEqual(['start general', 'stop general', 'start general'])
})

it('a form action of React stops, and so does the reset that follows it', async () => {
  const action = vi.fn<(data: FormData) => void>()
  const { field, said } = mount(({ inputProps }) => (
    <form action={action}>
      <input id="field" name="text" {...inputProps} />
      <button type="submit">Send</button>
    </form>
  ))
  await act(() => userEvent.type(field, 'hello{Enter}'))
  expect(action).toHaveBeenCalledTimes(1)
  expect(field).toHaveProperty('value', '')
  expect(said()).toEqual(['start general', 'stop general'])
})

it('Enter that sends without a form, from a field that code empties, stops when the key comes up', async () => {
  const { field, said } = mount(({ inputProps }) => (
    <div {...inputProps}>
      <textarea
        id="field"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          event.currentTarget.value = ''
        }}
      />
    </div>
  ))
  await act(() => userEvent.type(field, 'hello{Enter}'))
  expect(said()).toEqual(['start general', 'stop general'])
})

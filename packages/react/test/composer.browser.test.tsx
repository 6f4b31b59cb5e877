import { act } from 'react'
import type { ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { TypingComposer } from '@nowtyping/react'
import { commit, compose, mount, unmountAfterEach } from './composer-page.tsx'

unmountAfterEach()

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

// Snippets 2 and 3, beside the packages they are about.
import { act, StrictMode } from 'react'
import type { ReactElement } from 'react'
import { EditorContent, useEditor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { createRoot } from 'react-dom/client'
import { useForm } from 'react-hook-form'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping } from '../../src/index.ts'
import { spoken } from '../spoken.ts'

const send = vi.fn<(roomId: string, text: string) => Promise<void>>(async () => {})
const unmounts: (() => void)[] = []

beforeEach(() => void vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true))
afterEach(() => {
  for (const unmount of unmounts.splice(0)) unmount()
  send.mockClear()
})

function Composer({ roomId }: { roomId: string }) {
  const { register, handleSubmit, reset } = useForm<{ text: string }>()
  const { inputProps } = useTyping(roomId)

  return (
    // oxlint-disable-next-line typescript/no-misused-promises -- as the documentation of react-hook-form has it
    <form onSubmit={handleSubmit(async ({ text }) => { await send(roomId, text); reset() })}>
      <input {...register('text', { required: true })} {...inputProps} />
    </form>
  )
}

function RichComposer({ roomId }: { roomId: string }) {
  const editor = useEditor({ extensions: [StarterKit] })
  const { inputProps, stop } = useTyping(roomId)

  const submit = () => {
    stop()
    void send(roomId, editor.getHTML())
    editor.commands.clearContent()
  }
  return (
    <div {...inputProps}>
      <EditorContent editor={editor} />
      {/* oxlint-disable-next-line react/button-has-type -- no form is around it */}
      <button onClick={submit}>Send</button>
    </div>
  )
}

function open(composer: ReactElement): { readonly field: HTMLElement; readonly said: () => readonly string[] } {
  const { client, sent } = createTestTyping()
  const container = document.createElement('div')
  document.body.append(container)
  const root = createRoot(container)
  act(() => root.render(<StrictMode><TypingProvider client={client}>{composer}</TypingProvider></StrictMode>))
  unmounts.push(() => {
    act(() => root.unmount())
    container.remove()
  })
  const field = container.querySelector('input,[contenteditable=true]')
  if (!(field instanceof HTMLElement)) throw new Error('there is no field')
  return { field, said: () => spoken(sent) }
}

it('snippet 2: react-hook-form registers the field beside it, and a message that is sent is one stop', async () => {
  const { field, said } = open(<Composer roomId="general" />)
  await act(() => userEvent.type(field, 'hello{Enter}'))
  await expect.poll(() => send.mock.calls).toEqual([['general', 'hello']])
  expect(field).toHaveProperty('value', '')
  expect(said()).toEqual(['start general', 'stop general'])
  await act(() => userEvent.type(field, '{Enter}'))
  expect(said()).toEqual(['start general', 'stop general'])
})

it('snippet 3: a rich text that is sent with a button is one stop', async () => {
  const { field, said } = open(<RichComposer roomId="general" />)
  await act(() => userEvent.click(field))
  await act(() => userEvent.keyboard('hello'))
  expect(said()).toEqual(['start general'])
  await act(() => page.getByRole('button', { name: 'Send' }).click())
  expect(send.mock.calls).toEqual([['general', '<p>hello</p>']])
  expect(field.textContent.replaceAll('\ufeff', '')).toBe('')
  expect(said()).toEqual(['start general', 'stop general'])
})

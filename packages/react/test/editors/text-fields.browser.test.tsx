import { act } from 'react'
import type { ReactElement } from 'react'
import { MantineProvider, Textarea as MantineTextarea, TextInput as MantineInput } from '@mantine/core'
import OutlinedInput from '@mui/material/OutlinedInput'
import MuiField from '@mui/material/TextField'
import AntInput from 'antd/es/input'
import { Input as AriaInput } from 'react-aria-components/Input'
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea'
import { TextField as AriaField } from 'react-aria-components/TextField'
import { useForm } from 'react-hook-form'
import { describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { mount, unmountAfterEach } from '../composer-page.tsx'
import type { TypingComposer } from '../../src/index.ts'

unmountAfterEach()

const FIELDS: readonly [string, (composer: TypingComposer) => ReactElement][] = [
  ['MUI TextField', ({ inputProps }) => <MuiField label="Message" {...inputProps} />],
  ['MUI TextField of several lines', ({ inputProps }) => <MuiField label="Message" multiline minRows={2} {...inputProps} />],
  ['MUI OutlinedInput', ({ inputProps }) => <OutlinedInput {...inputProps} />],
  ['React Aria Input', ({ inputProps }) => <AriaField aria-label="Message"><AriaInput {...inputProps} /></AriaField>],
  ['React Aria TextArea', ({ inputProps }) => <AriaField aria-label="Message"><AriaTextArea {...inputProps} /></AriaField>],
  ['antd Input', ({ inputProps }) => <AntInput allowClear {...inputProps} />],
  ['antd Input.TextArea', ({ inputProps }) => <AntInput.TextArea autoSize {...inputProps} />],
  ['Mantine TextInput', ({ inputProps }) => <MantineProvider><MantineInput {...inputProps} /></MantineProvider>],
  ['Mantine Textarea', ({ inputProps }) => <MantineProvider><MantineTextarea autosize {...inputProps} /></MantineProvider>],
]

it.each(FIELDS)('%s passes them on: keys start once, and the last one that is deleted stops', async (_, children) => {
  const { field, said } = mount(children)
  await act(() => userEvent.click(field))
  expect(said()).toEqual([])
  await act(() => userEvent.keyboard('hi{ArrowLeft}{ArrowRight}'))
  expect(field).toHaveProperty('value', 'hi')
  expect(said()).toEqual(['start general'])
  await act(() => userEvent.keyboard('{Backspace}{Backspace}'))
  expect(field).toHaveProperty('value', '')
  expect(said()).toEqual(['start general', 'stop general'])
})

it('antd empties its field with a button of its own: a stop', async () => {
  const { field, said } = mount(({ inputProps }) => <AntInput allowClear {...inputProps} />)
  await act(() => userEvent.type(field, 'hi'))
  const clear = field.parentElement?.querySelector('.ant-input-clear-icon') ?? null
  expect(clear).not.toBeNull()
  await act(() => userEvent.click(clear ?? field))
  expect(field).toHaveProperty('value', '')
  expect(said()).toEqual(['start general', 'stop general'])
})

describe('react-hook-form', () => {
  interface Fields {
    readonly text: string
  }

  function Form({ composer, send }: { readonly composer: TypingComposer; readonly send: (text: string) => void }): ReactElement {
    const { register, handleSubmit, reset, formState } = useForm<Fields>({ defaultValues: { text: '' } })
    const submit = handleSubmit(({ text }) => {
      send(text)
      reset()
    })
    return (
      <form onSubmit={(event) => void submit(event)} data-touched={formState.touchedFields.text === true}>
        <input {...register('text', { required: true })} {...composer.inputProps} />
        <button type="button" onClick={() => reset()}>Discard</button>
      </form>
    )
  }

  it('registers its field beside them: each has its handlers, and a message that is sent stops', async () => {
    const send = vi.fn<(text: string) => void>()
    const { field, said } = mount((composer) => <Form composer={composer} send={send} />)
    await act(() => userEvent.type(field, 'hello'))
    expect(said()).toEqual(['start general'])
    await act(async () => field.blur())
    expect(field.closest('form')?.dataset['touched']).toBe('true')
    await act(() => userEvent.type(field, '{Enter}'))
    await expect.poll(() => send.mock.calls).toEqual([['hello']])
    expect(field).toHaveProperty('value', '')
    expect(said()).toEqual(['start general', 'stop general'])
  })

  it('reset() of a draft that is discarded stops', async () => {
    const { field, said } = mount((composer) => <Form composer={composer} send={() => {}} />)
    await act(() => userEvent.type(field, 'hello'))
    const discard = field.closest('form')?.querySelector('button') ?? field
    await act(() => userEvent.click(discard))
    expect(field).toHaveProperty('value', '')
    expect(said()).toEqual(['start general', 'stop general'])
  })
})

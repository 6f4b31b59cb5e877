import { act, fireEvent, render, screen } from '@testing-library/react'
import * as React from 'react'
import type { ReactElement } from 'react'
import { describe, expect, it } from 'vitest'
import { TypingIndicator, TypingProvider, useTyping } from '@nowtyping/react'
import { countListeners } from './listeners.ts'
import { spoken } from './spoken.ts'
import { createTestTyping } from '@nowtyping/client/testing'

function Chat(): ReactElement {
  const { inputProps } = useTyping('general')
  return (
    <form aria-label="form">
      <textarea {...inputProps} />
      <TypingIndicator conversation="general" />
    </form>
  )
}

it('under StrictMode mount, unmount and mount connect once, send nothing and leave nothing', async () => {
  const { client, clock, sent, receive } = createTestTyping()
  const states: string[] = []
  client.status.subscribe(({ state }) => states.push(state))
  const { unmount } = render(<React.StrictMode><TypingProvider client={client}><Chat /></TypingProvider></React.StrictMode>)
  await act(async () => {})
  expect(states).toEqual(['connecting', 'open'])
  expect(sent).toEqual([])

  const field = screen.getByRole('textbox')
  const listeners = [countListeners(field), countListeners(screen.getByRole('form'))]
  fireEvent.input(field, { target: { value: 'h' } })
  act(() => receive('general', ['bob']))
  expect(screen.getByRole('status').textContent).toContain('bob')
  expect(spoken(sent)).toEqual(['start general'])

  unmount()
  await act(async () => {})
  expect(spoken(sent)).toEqual(['start general', 'stop general'])
  expect(listeners.map((count) => count())).toEqual([{}, {}])
  expect(states).toEqual(['connecting', 'open', 'closed'])
  expect(clock.pending()).toBe(0)
})

// React 18 has no <Activity>, and so nothing to be tested there.
describe.each('Activity' in React ? [React.Activity] : [])('in an <Activity>', (Activity) => {
  it('that is hidden, typing stops; shown again, it starts with the next key', () => {
    const { client, sent } = createTestTyping()
    const tree = (mode: 'visible' | 'hidden'): ReactElement => (
      <TypingProvider client={client}>
        <Activity mode={mode}><Chat /></Activity>
      </TypingProvider>
    )
    const { rerender } = render(tree('visible'))
    const field = screen.getByRole('textbox')
    fireEvent.input(field, { target: { value: 'h' } })
    rerender(tree('hidden'))
    expect(spoken(sent)).toEqual(['start general', 'stop general'])
    rerender(tree('hidden'))
    rerender(tree('visible'))
    expect(screen.getByRole('textbox')).toBe(field)
    expect(spoken(sent)).toEqual(['start general', 'stop general'])
    fireEvent.input(field, { target: { value: 'hi' } })
    expect(spoken(sent)).toEqual(['start general', 'stop general', 'start general'])
  })

  it('that is hidden with its provider, the connection closes, and opens again', async () => {
    const { client, receive } = createTestTyping()
    const tree = (mode: 'visible' | 'hidden'): ReactElement => (
      <Activity mode={mode}>
        <TypingProvider client={client}><TypingIndicator conversation="general" /></TypingProvider>
      </Activity>
    )
    const { rerender } = render(tree('visible'))
    await act(async () => rerender(tree('hidden')))
    expect(client.status.getState().state).toBe('closed')
    await act(async () => rerender(tree('visible')))
    expect(client.status.getState().state).toBe('open')
    act(() => receive('general', ['bob']))
    expect(screen.getByRole('status').textContent).toContain('bob')
  })
})

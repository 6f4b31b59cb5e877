import { act, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import type { TypingClient } from '@nowtyping/client'
import { TypingIndicator, TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'
import { spoken } from './spoken.ts'
import { createTestTyping } from '@nowtyping/client/testing'

function Page({ client }: { readonly client: TypingClient }): ReactElement {
  return (
    <StrictMode>
      <TypingProvider client={client} sharing ignored={['eve']}>
        <Chat />
      </TypingProvider>
    </StrictMode>
  )
}

function Chat(): ReactElement {
  const { inputProps } = useTyping('general')
  const names = useTypingUsers('general', (users) => users.map((user) => user.id))
  return (
    <>
      <p data-testid="names">{names.length === 0 ? 'nobody' : names.join()}</p>
      <TypingIndicator conversation="general" />
      <textarea {...inputProps} />
    </>
  )
}

afterEach(() => void vi.useRealTimers())

it('renders on a server without connecting, and shows nobody', () => {
  const { client, sent, clock } = createTestTyping()
  vi.useFakeTimers()
  const html = renderToString(<Page client={client} />)
  expect(html).toContain('nobody')
  expect(html).toContain('role="status"')
  expect(client.status.getState().state).toBe('idle')
  expect(sent).toEqual([])
  expect([clock.pending(), vi.getTimerCount()]).toEqual([0, 0])
})

it('hydrates without a warning, also where somebody types already, and works from then on', async () => {
  const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = renderToString(<Page client={createTestTyping().client} />)
  const field = container.querySelector('textarea')
  // Part of the page that the server sent, and so known to a screen reader long before it has a text.
  const region = container.querySelector('[aria-live="polite"]')
  expect(region?.textContent).toBe('')

  vi.useFakeTimers()
  const { client, sent, receive } = createTestTyping()
  await client.connect()
  const off = client.conversation('general').users.subscribe(() => {})
  receive('general', ['bob'])
  const mismatches = vi.fn<() => void>()
  render(<Page client={client} />, { container, hydrate: true, onRecoverableError: mismatches })

  expect(screen.getByTestId('names').textContent).toBe('bob')
  expect(screen.getByRole('textbox')).toBe(field)
  act(() => receive('general', ['bob', 'ann']))
  expect(screen.getByRole('status').textContent).toContain('ann')
  expect(container.querySelector('[aria-live="polite"]')).toBe(region)
  expect(region?.textContent).toBe('')
  act(() => void vi.advanceTimersByTime(2_000))
  expect(region?.textContent).toBe('ann and bob are typing')
  fireEvent.input(screen.getByRole('textbox'), { target: { value: 'h' } })
  expect(spoken(sent)).toEqual(['start general'])
  expect(mismatches).not.toHaveBeenCalled()
  for (const spy of said) expect(spy).not.toHaveBeenCalled()
  off()
})

import { act, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import { createManualClock, createMemoryServer } from '@nowtyping/client/testing'
import { TypingIndicator, TypingProvider } from '@nowtyping/react'

test('Bob sees Ann from her first key until six seconds after her last', async () => {
  const clock = createManualClock()
  const server = createMemoryServer()
  const ann = createTypingClient({ transport: server.transport('ann'), clock })
  const bob = createTypingClient({ transport: server.transport('bob'), clock })
  render(<TypingProvider client={bob}><TypingIndicator conversation="general" /></TypingProvider>)
  const line = screen.getByRole('status')
  await ann.connect()

  act(() => ann.conversation('general').keystroke())
  expect(line.textContent).toMatch(/ann.* is typing/)
  act(() => clock.advance(5_999))
  expect(line.textContent).not.toBe('')
  act(() => clock.advance(1))
  expect(line.textContent).toBe('')
  await ann.close()
})

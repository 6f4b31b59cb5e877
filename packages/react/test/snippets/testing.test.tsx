// Snippet 8: the tests of an app.
import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingIndicator, TypingProvider } from '@nowtyping/react'
import { Composer } from './app.tsx'

test('tells the room that I type, until I send', async () => {
  const { client, sent } = createTestTyping()
  render(<TypingProvider client={client}><Composer roomId="general" /></TypingProvider>)

  await userEvent.type(screen.getByRole('textbox'), 'hello{Enter}')

  expect(sent).toMatchObject([{ target: 'general', typing: true }, { target: 'general', typing: false }])
})

test('goes quiet when I only think', async () => {
  const { client, clock, sent } = createTestTyping()
  render(<TypingProvider client={client}><Composer roomId="general" /></TypingProvider>)

  await userEvent.type(screen.getByRole('textbox'), 'hm')
  act(() => clock.advance(6_000))

  expect(sent.at(-1)).toEqual({ target: 'general', typing: false, atMs: 6_000 })
})

test('shows who types', () => {
  const { client, receive } = createTestTyping()
  render(<TypingProvider client={client}><TypingIndicator conversation="general" /></TypingProvider>)

  act(() => receive('general', ['bob', 'eve']))

  expect(screen.getByRole('status')).toHaveProperty('textContent', '\u2068bob\u2069 and \u2068eve\u2069 are typing')
})

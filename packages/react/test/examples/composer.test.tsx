import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingIndicator, TypingProvider, useTyping } from '@nowtyping/react'

// In your app this is imported.
function Composer({ roomId }: { roomId: string }) {
  const [draft, setDraft] = useState('')
  const { inputProps } = useTyping(roomId)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setDraft('')
      }}
    >
      <input value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
    </form>
  )
}

function open() {
  const typing = createTestTyping()
  const page = (sharing: boolean) => (
    <TypingProvider client={typing.client} sharing={sharing}>
      <TypingIndicator conversation="general" />
      <Composer roomId="general" />
    </TypingProvider>
  )
  const { rerender, unmount } = render(page(true))
  return { ...typing, share: (on: boolean) => rerender(page(on)), unmount, field: screen.getByRole('textbox') }
}

test('a message is one start and one stop, however many keys it has', async () => {
  const { field, sent } = open()
  await userEvent.type(field, 'See you at noon{Enter}')
  expect(sent).toEqual([
    { target: 'general', typing: true, atMs: 0 },
    { target: 'general', typing: false, atMs: 0 },
  ])
})

test('whoever writes for half a minute is told once more, and ends six seconds after the last key', async () => {
  const { field, sent, clock } = open()
  for (const word of ['This ', 'takes ', 'me ', 'a ', 'while ', '…']) {
    await userEvent.type(field, word)
    act(() => clock.advance(5_000))
  }
  act(() => clock.advance(60_000))
  expect(sent.map(({ typing, atMs }) => [typing, atMs])).toEqual([[true, 0], [true, 25_000], [false, 31_000]])
})

test('whoever does not share is told nothing of, and whoever stops sharing is gone at once', async () => {
  const { field, sent, share } = open()
  await userEvent.type(field, 'Hm')
  share(false)
  await userEvent.type(field, ' hm')
  expect(sent.map(({ typing }) => typing)).toEqual([true, false])
})

test('others are shown, and then they are not', () => {
  const { receive } = open()
  const line = screen.getByRole('status')
  act(() => receive('general', ['bob', 'eve']))
  expect(line.textContent).toMatch(/bob.* and .*eve.* are typing/)
  act(() => receive('general', []))
  expect(line.textContent).toBe('')
})

test('nothing is left of it when the page is left', async () => {
  const { field, sent, clock, unmount } = open()
  await userEvent.type(field, 'Hm')
  unmount()
  await Promise.resolve() // the provider closes the connection a microtask later
  expect(sent.at(-1)).toMatchObject({ typing: false })
  expect(clock.pending()).toBe(0)
})

import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import type { ZulipTarget } from '@nowtyping/client/zulip'
import { TypingProvider } from '@nowtyping/react'
import { ComposeBox, EditBox, Refused, TopicFooter, typing } from './zulip.tsx'

const server = await vi.hoisted(async () => {
  const { createMemoryServer } = await import('@nowtyping/client/testing')
  return createMemoryServer<ZulipTarget>()
})
vi.mock('@nowtyping/client/zulip', () => ({ zulip: () => server.transport('7') }))

function Compose({ to }: { readonly to: readonly number[] }) {
  const [draft, setDraft] = useState('')
  return <ComposeBox to={to} draft={draft} setDraft={setDraft} />
}

it('snippet 4: nobody is told while nobody is chosen; then those who are, and whoever waits for an edit', async () => {
  const bob = createTypingClient({ transport: server.transport('8') })
  await bob.connect()
  const direct = bob.conversation({ userIds: [8] }).users
  const edited = bob.conversation({ messageId: 100 }).users
  const ends = [direct, edited].map((users) => users.subscribe(() => {}))
  const page = (to: readonly number[]) => <TypingProvider client={typing}><Compose to={to} /></TypingProvider>

  const { rerender, unmount } = render(page([]))
  await userEvent.type(screen.getByRole('textbox'), 'Hi')
  expect(direct.getState()).toEqual([])
  rerender(page([8]))
  await userEvent.type(screen.getByRole('textbox'), ' Bob')
  expect(direct.getState()).toEqual([{ id: '7' }])

  rerender(<TypingProvider client={typing}><EditBox messageId={100} text="Typo" /></TypingProvider>)
  expect(direct.getState()).toEqual([])
  await userEvent.type(screen.getByRole('textbox'), '!')
  expect(edited.getState()).toEqual([{ id: '7' }])
  unmount()
  for (const end of ends) end()
  await bob.close()
})

it('snippet 4: a topic says who writes in it, by their full names', async () => {
  const others = ['8', '9', '10'].map((id) => createTypingClient({ transport: server.transport(id) }))
  await Promise.all(others.map((client) => client.connect()))
  const { unmount } = render(<TypingProvider client={typing}><TopicFooter channelId={7} topic="release" /></TypingProvider>)
  act(() => {
    for (const client of others) client.conversation({ channelId: 7, topic: 'release' }).keystroke()
  })
  expect(screen.getByRole('status').textContent).toBe('\u2068Bob Bobson\u2069, \u20689\u2069, and 1 other are typing')
  unmount()
  await Promise.all(others.map((client) => client.close()))
})

it('snippet 4: what the compiler refuses, and an app sends past it, throws nothing while the page renders', () => {
  const { container } = render(<TypingProvider client={typing}><Refused /></TypingProvider>)
  expect(container.innerHTML).toBe('')
})

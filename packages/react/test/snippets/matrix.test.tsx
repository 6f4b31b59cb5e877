import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import { said } from './app.tsx'
import { Chat } from './matrix.tsx'

const server = await vi.hoisted(async () => (await import('@nowtyping/client/testing')).createMemoryServer())
vi.mock('@nowtyping/client/matrix', () => ({ matrix: ({ userId }: { userId: string }) => server.transport(userId) }))

const ROOM = '!room:example.org'

it('snippet 1: Ann and Bob see each other type on Matrix, and a message ends it', async () => {
  const bob = createTypingClient({ transport: server.transport('@bob:example.org') })
  await bob.connect()
  const { users, keystroke } = bob.conversation(ROOM)
  const off = users.subscribe(() => {})
  const { unmount } = render(<Chat roomId={ROOM} />)

  await userEvent.type(screen.getByRole('textbox'), 'Hello')
  expect(users.getState()).toEqual([{ id: '@ann:example.org' }])
  act(() => keystroke())
  expect(screen.getByRole('status').textContent).toBe('\u2068Bob\u2069 is typing')

  fireEvent.submit(screen.getByRole('textbox'))
  expect(users.getState()).toEqual([])
  expect(said).toEqual([[ROOM, 'Hello']])
  expect(screen.getByRole('textbox')).toHaveProperty('value', '')

  unmount()
  off()
  await bob.close()
})

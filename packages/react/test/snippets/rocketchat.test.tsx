import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import type { RocketChatTarget } from '@nowtyping/client/rocketchat'
import { TypingProvider } from '@nowtyping/react'
import { RoomRow, Thread, typing, writeTo } from './rocketchat.tsx'

const call = vi.hoisted(() => vi.fn<(method: string, ...params: readonly unknown[]) => Promise<unknown>>())
const server = await vi.hoisted(async () => {
  const { createMemoryServer } = await import('@nowtyping/client/testing')
  return createMemoryServer<RocketChatTarget>()
})
vi.mock('@nowtyping/client/rocketchat', () => ({ rocketchat: () => ({ ...server.transport('ann'), call }) }))

it('snippet 5: a row is busy while somebody types in its room, and a thread is a place of its own', async () => {
  const bob = createTypingClient({ transport: server.transport('bob') })
  await bob.connect()
  const thread = bob.conversation({ rid: 'general', tmid: 'first' })
  const off = thread.users.subscribe(() => {})
  const { unmount } = render(
    <TypingProvider client={typing}>
      <RoomRow room={{ rid: 'general', name: 'General' }} />
      <Thread rid="general" tmid="first" />
    </TypingProvider>,
  )

  act(() => bob.conversation('general').keystroke())
  expect(screen.getByRole('listitem')).toMatchObject({ textContent: 'General …', dataset: { busy: 'true' } })
  expect(screen.getByRole('status').textContent).toBe('')
  act(() => bob.conversation('general').stop())
  expect(screen.getByRole('listitem')).toMatchObject({ textContent: 'General', dataset: { busy: 'false' } })

  act(() => thread.keystroke())
  expect(screen.getByRole('status').textContent).toBe('\u2068bob\u2069 is typing')
  await userEvent.type(screen.getByRole('textbox'), 'Me too')
  expect(thread.users.getState()).toEqual([{ id: 'ann' }])

  unmount()
  off()
  await bob.close()
})

it('snippet 5: a direct room is opened by the name of who is in it', async () => {
  call.mockResolvedValue({ rid: 'direct-room', t: 'd', usernames: ['ann', 'bob'] })
  expect(await writeTo('bob')).toBe('direct-room')
  expect(call.mock.calls).toEqual([['createDirectMessage', 'bob']])
})

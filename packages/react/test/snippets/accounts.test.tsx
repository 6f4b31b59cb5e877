import { act, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { createTypingClient } from '@nowtyping/client'
import type { ZulipTarget } from '@nowtyping/client/zulip'
import { TypingProvider } from '@nowtyping/react'
import { App, home, Timeline } from './accounts.tsx'
import { arrive } from './app.tsx'

const servers = await vi.hoisted(async () => {
  const { createMemoryServer } = await import('@nowtyping/client/testing')
  return { matrix: createMemoryServer(), zulip: createMemoryServer<ZulipTarget>() }
})
vi.mock('@nowtyping/client/matrix', () => ({ matrix: ({ userId }: { userId: string }) => servers.matrix.transport(userId) }))
vi.mock('@nowtyping/client/zulip', () => ({ zulip: () => servers.zulip.transport('1') }))

const FAMILY = '!family:example.org'
const RELEASE = { channelId: 7, topic: 'release' }

it('snippet 6: handles of two accounts fit one list, and ignored people are not in it', async () => {
  const bob = createTypingClient({ transport: servers.matrix.transport('@bob:example.org') })
  const eve = createTypingClient({ transport: servers.matrix.transport('@eve:example.org') })
  const cem = createTypingClient({ transport: servers.zulip.transport('3') })
  await Promise.all([bob.connect(), eve.connect(), cem.connect()])
  const { unmount } = render(<App />)
  const rows = (): readonly string[] => screen.getAllByRole('listitem').map((row) => row.textContent)
  const seen: (readonly string[])[] = []
  const then = (change: () => void): void => {
    act(change)
    seen.push(rows())
  }

  then(() => eve.conversation(FAMILY).keystroke())
  then(() => bob.conversation(FAMILY).keystroke())
  then(() => cem.conversation(RELEASE).keystroke())
  then(() => bob.conversation(FAMILY).stop())
  expect(seen).toEqual([
    ['quiet', 'quiet'],
    ['@bob:example.org', 'quiet'],
    ['@bob:example.org', '3'],
    ['quiet', '3'],
  ])
  unmount()
  await Promise.all([bob.close(), eve.close(), cem.close()])
})

it('snippet 6: a look of its own goes with the message, before the server says so', async () => {
  const bob = createTypingClient({ transport: servers.matrix.transport('@bob:example.org') })
  await bob.connect()
  const { unmount } = render(<TypingProvider client={home}><Timeline roomId={FAMILY} /></TypingProvider>)

  act(() => bob.conversation(FAMILY).keystroke())
  expect(screen.getByTestId('avatars').parentElement?.textContent).toBe(
    '@bob:example.org \u2068@bob:example.org\u2069 is typing …',
  )
  act(() => arrive(FAMILY, { sender: '@bob:example.org' }))
  expect(screen.queryByTestId('avatars')).toBeNull()
  expect(screen.getByRole('status').textContent).toBe('')
  unmount()
  await bob.close()
})

import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import type { TypingClient, TypingConversation } from '@nowtyping/client'
import { createTestTyping } from '@nowtyping/client/testing'
import { TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'
import { countListeners } from './listeners.ts'

/** Rows that are mounted at a time, and how often: 10 000 in all. */
const ROWS = 100
const ROUNDS = 100

function Row({ conversation }: { readonly conversation: TypingConversation }): null {
  useTyping(conversation)
  useTypingUsers(conversation)
  return null
}

/** A client whose conversations count who follows them. */
function countFollowers(client: TypingClient<string>): { readonly conversationOf: (target: string) => TypingConversation; readonly count: () => number; readonly most: () => number } {
  let followers = 0
  let most = 0
  const counted = <Listener,>(subscribe: (listener: Listener) => () => void) => (listener: Listener): (() => void) => {
    followers += 1
    most = Math.max(most, followers)
    const end = subscribe(listener)
    return () => {
      followers -= 1
      end()
    }
  }
  return {
    conversationOf(target) {
      const { users, isTyping, ...rest } = client.conversation(target)
      return {
        ...rest,
        users: { ...users, subscribe: counted(users.subscribe) },
        isTyping: { ...isTyping, subscribe: counted(isTyping.subscribe) },
      }
    },
    count: () => followers,
    most: () => most,
  }
}

/** How many readers the engine itself knows of, over all conversations. */
function countWatchers(engine: unknown): number {
  const { world } = Object.assign({ world: { conversations: new Map<string, { readonly watchers: number }>() } }, engine)
  return [...world.conversations.values()].reduce((sum, { watchers }) => sum + watchers, 0)
}

it('S14 S16 after 10 000 mounts and unmounts no listener and no timer is left', async () => {
  const engine: { current: unknown } = { current: undefined }
  const around = (given: unknown): unknown => (engine.current = given)
  const { client, clock, receive } = createTestTyping({ inspector: { around } })
  const { conversationOf, count, most } = countFollowers(client)
  const conversations = Array.from({ length: ROWS }, (_, index) => conversationOf(`room ${index}`))
  const onDocument = countListeners(document)
  const page = (isShown: boolean): ReactElement => (
    <TypingProvider client={client}>
      {isShown && conversations.map((conversation) => <Row key={conversation.key} conversation={conversation} />)}
    </TypingProvider>
  )
  const { rerender, unmount } = render(page(true))
  await act(async () => {})
  expect(countWatchers(engine.current)).toBe(ROWS)
  const [timersBefore, listenersBefore] = [clock.pending(), JSON.stringify(onDocument())]
  act(() => receive('room 0', ['bob']))
  act(() => receive('room 0', []))
  for (let round = 0; round < ROUNDS; round += 1) {
    rerender(page(false))
    rerender(page(true))
  }
  rerender(page(false))
  await act(async () => {})
  expect(most()).toBeGreaterThanOrEqual(ROWS)
  expect(count()).toBe(0)
  expect(countWatchers(engine.current)).toBe(0)
  // A server's subscription is kept for 5 s: rows come back.
  clock.advance(5_000)
  expect(clock.pending()).toBe(timersBefore)
  expect(JSON.stringify(onDocument())).toBe(listenersBefore)
  unmount()
  await act(async () => {})
  expect(clock.pending()).toBe(0)
}, 30_000)

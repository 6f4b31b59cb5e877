/*
 * An app that has registered its client. A registration holds for a whole program, so this one is apart
 * from the other tests; `registered.test.ts` has it checked.
 */
import type { ReactElement } from 'react'
import { expectTypeOf } from 'vitest'
import type { TypingClient, TypingConversation } from '@nowtyping/client'
import { TypingIndicator, TypingProvider, useTyping, useTypingClient, useTypingUsers } from '@nowtyping/react'
import type { ConversationOf, RegisteredTarget } from '@nowtyping/react'

type Target =
  | { readonly userIds: readonly number[] }
  | { readonly channelId: number; readonly topic: string }
  | { readonly messageId: number }

declare const client: TypingClient<Target>
declare const other: TypingConversation

declare module '@nowtyping/react' {
  interface Register {
    client: typeof client
  }
}

expectTypeOf<RegisteredTarget>().toEqualTypeOf<Target>()
expectTypeOf<ConversationOf<RegisteredTarget>>().toEqualTypeOf<Target | TypingConversation | null | undefined>()

export function Registered({ to }: { readonly to: readonly number[] }): ReactElement {
  useTyping(to.length > 0 ? { userIds: to } : null)
  useTyping({ messageId: 7 }, { when: (draft) => draft.length > 1 })
  useTyping({ channelId: 7, topic: 'lunch' })
  useTyping(other)
  useTyping(undefined)
  // The literal widens nothing that the target needs.
  const topic = { channelId: 7, topic: 'lunch' }
  useTypingUsers(topic)
  expectTypeOf<ReturnType<typeof useTypingClient>>().toEqualTypeOf<TypingClient<Target>>()
  useTypingClient().conversation({ messageId: 7 })

  // @ts-expect-error a room id of another server
  useTyping('!room:example.org')
  // @ts-expect-error a topic without its channel
  useTyping({ topic: 'lunch' })
  // @ts-expect-error an id that is no number
  useTypingUsers({ userIds: ['7'] })
  // @ts-expect-error a member that no target has
  useTypingUsers({ messageId: 7, room: 'general' })
  // @ts-expect-error the client of the provider takes the same targets
  useTypingClient().conversation('general')

  return (
    <TypingProvider client={client}>
      <TypingIndicator conversation={{ channelId: 7, topic: 'lunch' }} />
      {/* @ts-expect-error nor does the indicator take another server's */}
      <TypingIndicator conversation="general" />
    </TypingProvider>
  )
}

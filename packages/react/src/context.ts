import { createContext, useContext } from 'react'
import type { Context } from 'react'
import type { TypingClient, TypingConversation } from '@nowtyping/client'
import type { ConversationOf, RegisteredTarget } from './register.ts'

/** The client of the nearest provider. */
export const TypingContext: Context<TypingClient | undefined> = createContext<TypingClient | undefined>(undefined)

/** The client of the nearest provider, if there is one. */
export function useNearestClient(): TypingClient<RegisteredTarget> | undefined {
  // A context has one type for all apps; `Register` is where an app says what its client addresses.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return useContext(TypingContext) as TypingClient<RegisteredTarget> | undefined
}

/** The handle that a hook of this name is called with, or that of the target; equal targets give the same one. */
export function useConversation(
  conversation: ConversationOf<RegisteredTarget>,
  hook: string,
): TypingConversation | undefined {
  const client = useNearestClient()
  if (conversation === null || conversation === undefined) return undefined
  if (isHandle(conversation)) return conversation
  if (client === undefined) {
    throw new Error(
      `unable to use ${hook} with a target; there is no <TypingProvider client={…}> above this component. ` +
        'Add one, or pass a handle: client.conversation(target)',
    )
  }
  return client.conversation(conversation)
}

function isHandle(conversation: string | object): conversation is TypingConversation {
  return typeof conversation === 'object' && 'users' in conversation && 'keystroke' in conversation
}

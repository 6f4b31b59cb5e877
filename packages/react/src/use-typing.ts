'use client'

import { useEffect, useMemo } from 'react'
import { bindComposer } from './composer.ts'
import type { TypingComposer } from './composer.ts'
import { useConversation } from './context.ts'
import type { ConversationOf, RegisteredTarget } from './register.ts'

/** Options of `useTyping`. */
export interface UseTypingOptions {
  /**
   * Whether a draft may count as typing. By default all but slash commands do, `/me` aside; a blank one never does.
   * What is written goes no further than this function.
   */
  readonly when?: ((draft: string) => boolean) | undefined
}

/** Tells the others that I type, and never re-renders its component. */
export function useTyping(conversation: ConversationOf<RegisteredTarget>, options?: UseTypingOptions): TypingComposer {
  const handle = useConversation(conversation, 'useTyping')
  const binding = useMemo(() => bindComposer(handle), [handle])
  const when = options?.when

  // After every commit, since any of them may have emptied the field.
  useEffect(() => {
    binding.commit(when)
  })
  useEffect(() => binding.release, [binding])

  return binding.composer
}

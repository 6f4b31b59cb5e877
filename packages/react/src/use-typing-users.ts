'use client'

import { useMemo, useSyncExternalStore } from 'react'
import type { ReadonlyStore, TypingUser } from '@nowtyping/client'
import { useConversation } from './context.ts'
import type { ConversationOf, RegisteredTarget } from './register.ts'
import { createSelection } from './selection.ts'

type Users = readonly TypingUser[]

const NOBODY: Users = Object.freeze([])
const NOWHERE: ReadonlyStore<Users> = {
  getState: () => NOBODY,
  getInitialState: () => NOBODY,
  subscribe: () => () => {},
}

const everyone = (users: Users): Users => users

/** Who else types there, longest first; nobody while there is no conversation. */
export function useTypingUsers(conversation: ConversationOf<RegisteredTarget>): readonly TypingUser[]
/** Something made of who else types there; re-renders when that changes, with lists and plain objects compared by their members. */
export function useTypingUsers<T>(
  conversation: ConversationOf<RegisteredTarget>,
  select: (users: readonly TypingUser[]) => T,
): T
export function useTypingUsers<T>(
  conversation: ConversationOf<RegisteredTarget>,
  select: (users: readonly TypingUser[]) => T | Users = everyone,
): T | Users {
  const users = useConversation(conversation, 'useTypingUsers')?.users ?? NOWHERE
  const selection = useMemo(() => createSelection<Users, T | Users>(), [])

  return useSyncExternalStore(
    users.subscribe,
    () => selection(users.getState(), select),
    // Also for the first render in the browser, which has to match the server's, where nobody is known to type.
    () => selection(users.getInitialState(), select),
  )
}

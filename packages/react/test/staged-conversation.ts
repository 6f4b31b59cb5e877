import type { TypingConversation, TypingUser } from '@nowtyping/client'

/** A conversation whose list the test sets, also with what the transports of the tests cannot say. */
export interface StagedConversation {
  readonly conversation: TypingConversation
  readonly show: (users: readonly TypingUser[]) => void
}

const NOBODY: readonly TypingUser[] = []

/** Makes a conversation in which nobody types yet. */
export function stageConversation(key = 'staged'): StagedConversation {
  const listeners = new Set<(users: readonly TypingUser[], before: readonly TypingUser[]) => void>()
  let users = NOBODY
  const nothing = (): void => {}
  return {
    conversation: {
      key,
      users: {
        getState: () => users,
        getInitialState: () => NOBODY,
        subscribe: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      isTyping: { getState: () => false, getInitialState: () => false, subscribe: () => nothing },
      keystroke: nothing,
      stop: nothing,
      activity: () => nothing,
      messageFrom: nothing,
    },
    show: (next) => {
      const before = users
      users = next
      for (const listener of listeners) listener(users, before)
    },
  }
}

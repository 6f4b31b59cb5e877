import type { ActivityOptions, TypingConversation } from '../protocol/client.ts'

/**
 * Shows me as typing while something is worked out, and no longer, whatever comes of it: for agents
 * and bots, which have no keys. Returns what the work does.
 *
 * @example
 * const answer = await typingWhile(client.conversation(roomId), model.answer(question))
 */
export async function typingWhile<T>(
  conversation: TypingConversation,
  work: PromiseLike<T>,
  options?: ActivityOptions,
): Promise<T> {
  const end = conversation.activity('typing', options)
  try {
    return await work
  } finally {
    end()
  }
}

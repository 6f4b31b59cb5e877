import type { TypingConversation } from '../protocol/client.ts'
import { NOBODY } from '../protocol/conversation.ts'
import { TypingError } from '../protocol/errors.ts'

const NEVER = (): void => {}

/**
 * The handle of something that is no conversation. It does nothing; the first use says so, not its
 * making: that happens while rendering, where an app's error handler must not set state.
 */
export function invalidConversation(
  { name, targets }: { readonly name: string; readonly targets?: string | undefined },
  report: (error: TypingError) => void,
): TypingConversation {
  let reported = false
  const complain = (): void => {
    if (reported) return
    reported = true
    const takes = targets === undefined ? '' : `, but for ${targets}`
    const reason = `the ${name} transport has no address for this target${takes}`
    report(new TypingError('invalid-conversation', `unable to find the conversation; ${reason}`))
  }
  const complainAndLeave = (): (() => void) => {
    complain()
    return NEVER
  }
  return {
    key: '',
    users: { getState: () => NOBODY, getInitialState: () => NOBODY, subscribe: complainAndLeave },
    isTyping: { getState: () => false, getInitialState: () => false, subscribe: complainAndLeave },
    keystroke: complain,
    stop: NEVER,
    activity: complainAndLeave,
    messageFrom: NEVER,
  }
}

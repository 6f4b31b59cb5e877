import type { EngineInput } from '../engine/input.ts'
import { readActivityKey } from '../protocol/activity-key.ts'
import type { SharingRule } from '../protocol/client.ts'

/** What the app says about consent, as the engine is told it. */
export function sharingInput(sharing: boolean | SharingRule): EngineInput {
  if (typeof sharing !== 'function') return { type: 'sharing', sharing }
  const allows = (conversation: string): boolean => {
    try {
      // A promise, which a program without types may give, is no yes.
      const allowed: unknown = sharing(readActivityKey(conversation).conversation)
      return allowed === true
    } catch {
      // Whoever cannot say who would see it has not consented.
      return false
    }
  }
  return { type: 'sharing', sharing: true, allows }
}

/** Options of `onlyAmong`. */
export interface AudienceOptions {
  /** Ids of those who would see me type in that conversation; undefined where that is not known. */
  readonly members: (conversationKey: string) => Iterable<string> | undefined
  /** Whom I let see it; left out, anybody. I need not be among them if I am not among the members. */
  readonly allowed?: { readonly has: (userId: string) => boolean } | undefined
  /** Most members of a conversation in which I type for others to see. */
  readonly most?: number | undefined
}

/**
 * A rule for `setSharing`: I am shown only where everybody who would see it is one of those, and where
 * they are not too many. The Matrix specification asks clients to let people decide this. Call
 * `setSharing` again when members leave or come, and it holds at once; else from the next re-send.
 *
 * @example
 * client.setSharing(onlyAmong({ members: (roomId) => rooms.get(roomId)?.memberIds, allowed: friends }))
 */
export function onlyAmong({ members, allowed, most = Infinity }: AudienceOptions): SharingRule {
  return (conversationKey) => {
    const audience = members(conversationKey)
    if (audience === undefined) return false
    let count = 0
    for (const userId of audience) {
      count += 1
      if (count > most || allowed?.has(userId) === false) return false
    }
    return true
  }
}

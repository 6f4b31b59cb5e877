import { createTypingClient } from '@nowtyping/client'
import { createInspector } from '@nowtyping/client/inspect'
import { zulip } from '@nowtyping/client/zulip'
import type { Account } from '../chat/account.ts'
import type { Messenger } from '../messenger.ts'
import type { ZulipSignedIn } from './zulip-account.ts'
import { createZulipChat } from './zulip-chat.ts'

/** A Zulip chat and typing over the same account; `chosen` is the room to begin with. */
export function createZulipMessenger(account: Account<ZulipSignedIn>, email: string, chosen?: string): Messenger {
  const chat = createZulipChat(account, chosen)
  return {
    protocol: 'zulip',
    chat,
    openTyping: ({ baseUrl, userId }) => {
      const transport = zulip({ baseUrl, email, apiKey: account.freshToken, userId: Number(userId) })
      const inspector = createInspector()
      const client = createTypingClient({ transport, inspector })
      return {
        client,
        inspector,
        conversationOf: ({ roomId }) => client.conversation(chat.placeOf(roomId) ?? { userIds: [] }),
        activities: [],
      }
    },
  }
}

import { createTypingClient } from '@nowtyping/client'
import { createInspector } from '@nowtyping/client/inspect'
import { rocketchat } from '@nowtyping/client/rocketchat'
import type { Account } from '../chat/account.ts'
import type { Messenger } from '../messenger.ts'
import type { RocketChatSignedIn } from './rocketchat-account.ts'
import { createRocketChatChat } from './rocketchat-chat.ts'

/** A Rocket.Chat chat and typing over the same account; `chosen` is the room to begin with. */
export function createRocketChatMessenger(account: Account<RocketChatSignedIn>, chosen?: string): Messenger {
  return {
    protocol: 'rocketchat',
    chat: createRocketChatChat(account, chosen),
    openTyping: ({ baseUrl }) => {
      const inspector = createInspector()
      const client = createTypingClient({ transport: rocketchat({ baseUrl, authToken: account.freshToken }), inspector })
      return {
        client,
        inspector,
        conversationOf: ({ roomId, threadId }) => client.conversation({ rid: roomId, tmid: threadId }),
        activities: ['recording', 'uploading'],
      }
    },
  }
}

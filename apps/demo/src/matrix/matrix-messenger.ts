import { createTypingClient } from '@nowtyping/client'
import { createInspector } from '@nowtyping/client/inspect'
import { matrix } from '@nowtyping/client/matrix'
import type { Account } from '../chat/account.ts'
import type { Messenger } from '../messenger.ts'
import type { MatrixSignedIn } from './matrix-account.ts'
import { createMatrixChat } from './matrix-chat.ts'

/** A Matrix chat and typing over the same account; `chosen` is the room to begin with. */
export function createMatrixMessenger(account: Account<MatrixSignedIn>, chosen?: string): Messenger {
  return {
    protocol: 'matrix',
    chat: createMatrixChat(account, chosen),
    openTyping: ({ baseUrl, userId }) => {
      const inspector = createInspector()
      const transport = matrix({ baseUrl, userId, accessToken: account.freshToken })
      const client = createTypingClient({ transport, inspector })
      return { client, inspector, conversationOf: ({ roomId }) => client.conversation(roomId), activities: [] }
    },
  }
}

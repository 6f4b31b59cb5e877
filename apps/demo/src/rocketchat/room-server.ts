import type { RocketChatServer } from '@nowtyping/client/rocketchat'
import type { Account } from '../chat/account.ts'
import type { Ddp } from './ddp.ts'
import type { RocketChatSignedIn } from './rocketchat-account.ts'

/**
 * Where the room methods are called. An app that has a connection of its own hands them that, as here; one that has
 * none hands them the transport.
 */
export function roomServer(account: Account<RocketChatSignedIn>, current: () => Ddp | undefined): RocketChatServer {
  return {
    call: async (method, ...params) => {
      const ddp = current()
      if (ddp === undefined) throw new Error(`unable to call ${method}; there is no connection`)
      return ddp.call(method, ...params)
    },
    session: async () => {
      const { baseUrl, logIn } = await account.signIn()
      return { baseUrl, userId: logIn.userId, authToken: logIn.authToken }
    },
  }
}

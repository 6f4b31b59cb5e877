import { createMatrixAccount } from './matrix/matrix-account.ts'
import { createMatrixMessenger } from './matrix/matrix-messenger.ts'
import type { Messenger } from './messenger.ts'
import type { Person } from './people.ts'
import { baseUrlsOf, type ServerAddress } from './server-address.ts'
import { createRocketChatAccount } from './rocketchat/rocketchat-account.ts'
import { createRocketChatMessenger } from './rocketchat/rocketchat-messenger.ts'
import { createZulipAccount } from './zulip/zulip-account.ts'
import { createZulipMessenger } from './zulip/zulip-messenger.ts'

/** What a person of the mock server chats with; `chosen` is the room to begin with. */
export function createMessenger(person: Person, server: ServerAddress, chosen?: string): Messenger {
  const { name, email, password, protocol } = person
  const baseUrls = baseUrlsOf(name, protocol, server)
  switch (protocol) {
    case 'matrix':
      return createMatrixMessenger(createMatrixAccount(name, password, baseUrls), chosen)
    case 'rocketchat':
      return createRocketChatMessenger(createRocketChatAccount(name, password, baseUrls), chosen)
    case 'zulip':
      return createZulipMessenger(createZulipAccount(email, password, baseUrls), email, chosen)
  }
}

import { createMatrixAccount } from './matrix/matrix-account.ts'
import { createMatrixMessenger } from './matrix/matrix-messenger.ts'
import type { Messenger } from './messenger.ts'
import type { Person } from './people.ts'
import { baseUrlsOf, type ServerAddress } from './server-address.ts'

/** What a person of the mock server chats with; `chosen` is the room to begin with. */
export function createMessenger({ name, password, protocol }: Person, server: ServerAddress, chosen?: string): Messenger {
  const baseUrls = baseUrlsOf(name, protocol, server)
  return createMatrixMessenger(createMatrixAccount(name, password, baseUrls), chosen)
}

import { atFirstThatAnswers, createAccount, SessionEnded, type Account, type SignedIn } from '../chat/account.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import { createRealm, type Realm, type ZulipKey } from './realm.ts'

/** Somebody who is logged in on a Zulip server; the token is the API key. */
export interface ZulipSignedIn extends SignedIn {
  readonly realm: Realm
  readonly key: ZulipKey
  readonly ownId: number
}

/** An account whose password is known; the addresses are those of one and the same server. */
export function createZulipAccount(
  email: string,
  password: string,
  baseUrls: readonly [string, ...string[]],
): Account<ZulipSignedIn> {
  async function logInAt(baseUrl: string): Promise<ZulipSignedIn> {
    const realm = createRealm(baseUrl)
    const { apiKey, userId } = await realm.fetchApiKey(email, password).catch((error: unknown) => {
      throw error instanceof ServerRefusal && error.status === 401 ? new SessionEnded() : error
    })
    return { realm, baseUrl, userId: String(userId), ownId: userId, token: apiKey, key: { email, apiKey } }
  }

  return createAccount({
    logIn: () => atFirstThatAnswers(baseUrls, logInAt),
    accepts: ({ realm, key }) => realm.accepts(key),
  })
}

import { createHomeserver, ServerRefusal, type Homeserver } from './homeserver.ts'

/** Who logs in, and where. */
export interface AccountOptions {
  readonly name: string
  readonly password: string
  /** Addresses of one and the same server, the best first. */
  readonly baseUrls: readonly [string, ...string[]]
}

/** Somebody who is logged in. */
export interface SignedIn {
  readonly homeserver: Homeserver
  readonly userId: string
  readonly accessToken: string
}

/** One account: logs in when it has to, and hands out what that gave. Nothing of it outlives the page. */
export interface Account {
  /** Logs in, unless that was done. Calls at the same time share one log-in. */
  readonly signIn: () => Promise<SignedIn>
  /** Says that the server no longer takes a token. */
  readonly refused: (accessToken: string) => void
  /** A token that the server takes, after another log-in where that is needed. */
  readonly freshToken: () => Promise<string>
}

/** The server no longer takes the token, and only the person can log in again. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded'

  constructor() {
    super('unable to go on; the server has ended the session')
  }
}

/** Makes an account; nothing is asked of the server before it is needed. */
export function createAccount({ name, password, baseUrls }: AccountOptions): Account {
  const [best, ...others] = baseUrls

  async function logInAt(baseUrl: string): Promise<SignedIn> {
    const homeserver = createHomeserver(baseUrl)
    return { homeserver, ...(await homeserver.logIn(name, password)) }
  }

  function logIn(): Promise<SignedIn> {
    return others.reduce(
      (before, baseUrl) =>
        before.catch((error: unknown) => {
          // A refusal is one at every address; only where nothing answers may another address do better.
          if (error instanceof ServerRefusal) throw error
          return logInAt(baseUrl)
        }),
      logInAt(best),
    )
  }

  return accountOf(logIn)
}

/** The account of somebody who has logged in by hand: it knows no password, and ends with the token. */
export function createSignedInAccount(signedIn: SignedIn): Account {
  return accountOf(() => Promise.reject(new SessionEnded()), signedIn)
}

function accountOf(logIn: () => Promise<SignedIn>, begin?: SignedIn): Account {
  let attempt: Promise<SignedIn> | undefined
  let current = begin

  function signIn(): Promise<SignedIn> {
    if (current !== undefined) return Promise.resolve(current)
    attempt ??= logIn()
      .then((signedIn) => {
        current = signedIn
        return signedIn
      })
      .finally(() => {
        attempt = undefined
      })
    return attempt
  }

  function refused(accessToken: string): void {
    if (current?.accessToken === accessToken) current = undefined
  }

  return {
    signIn,
    refused,
    freshToken: async () => {
      const { homeserver, accessToken } = await signIn()
      if (await homeserver.accepts(accessToken)) return accessToken
      refused(accessToken)
      return (await signIn()).accessToken
    },
  }
}

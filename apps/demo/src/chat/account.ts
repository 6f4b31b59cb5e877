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

/** Makes an account; nothing is asked of the server before it is needed. */
export function createAccount({ name, password, baseUrls }: AccountOptions): Account {
  const [best, ...others] = baseUrls
  let attempt: Promise<SignedIn> | undefined
  let current: SignedIn | undefined

  async function logInAt(baseUrl: string): Promise<SignedIn> {
    const homeserver = createHomeserver(baseUrl)
    current = { homeserver, ...(await homeserver.logIn(name, password)) }
    return current
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

  function signIn(): Promise<SignedIn> {
    if (current !== undefined) return Promise.resolve(current)
    attempt ??= logIn().finally(() => {
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

import { ServerRefusal } from './server-refusal.ts'

/** Somebody who is logged in. */
export interface SignedIn {
  readonly baseUrl: string
  /** As the typing of that protocol names its users. */
  readonly userId: string
  /** A secret. */
  readonly token: string
}

/** One account: logs in when it has to, and hands out what that gave. Nothing of it outlives the page. */
export interface Account<S extends SignedIn = SignedIn> {
  /** Logs in, unless that was done. Calls at the same time share one log-in. */
  readonly signIn: () => Promise<S>
  /** Says that the server no longer takes a token. */
  readonly refused: (token: string) => void
  /** A token that the server takes, after another log-in where that is needed. */
  readonly freshToken: () => Promise<string>
}

/** How an account does what differs between protocols. */
export interface AccountWays<S extends SignedIn> {
  readonly logIn: () => Promise<S>
  /** Whether the token is still good. */
  readonly accepts: (signedIn: S) => Promise<boolean>
}

/** The server no longer takes the token, and only the person can log in again. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded'

  constructor() {
    super('unable to go on; the server has ended the session')
  }
}

/** Makes an account, logged in already or not; nothing is asked of the server before it is needed. */
export function createAccount<S extends SignedIn>({ logIn, accepts }: AccountWays<S>, begin?: S): Account<S> {
  let attempt: Promise<S> | undefined
  let current = begin

  function signIn(): Promise<S> {
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

  function refused(token: string): void {
    if (current?.token === token) current = undefined
  }

  return {
    signIn,
    refused,
    freshToken: async () => {
      const signedIn = await signIn()
      if (await accepts(signedIn)) return signedIn.token
      refused(signedIn.token)
      return (await signIn()).token
    },
  }
}

/** Tries the addresses of one and the same server, the best first, until one answers. */
export function atFirstThatAnswers<T>(
  [best, ...others]: readonly [string, ...string[]],
  ask: (baseUrl: string) => Promise<T>,
): Promise<T> {
  return others.reduce(
    (before, baseUrl) =>
      before.catch((error: unknown) => {
        // A refusal is one at every address; only where nothing answers may another address do better.
        if (error instanceof ServerRefusal) throw error
        return ask(baseUrl)
      }),
    ask(best),
  )
}

import { atFirstThatAnswers, createAccount, SessionEnded, type Account, type SignedIn } from '../chat/account.ts'
import { ServerRefusal } from '../chat/server-refusal.ts'
import { createWorkspace, type Workspace, type WorkspaceLogIn } from './workspace.ts'

/** Somebody who is logged in on a workspace; typing knows them by username. */
export interface RocketChatSignedIn extends SignedIn {
  readonly workspace: Workspace
  readonly logIn: WorkspaceLogIn
}

/** An account whose password is known; the addresses are those of one and the same server. */
export function createRocketChatAccount(
  name: string,
  password: string,
  baseUrls: readonly [string, ...string[]],
): Account<RocketChatSignedIn> {
  async function logInAt(baseUrl: string): Promise<RocketChatSignedIn> {
    const workspace = createWorkspace(baseUrl)
    const logIn = await workspace.logIn(name, password).catch((error: unknown) => {
      throw error instanceof ServerRefusal && error.status === 401 ? new SessionEnded() : error
    })
    return { workspace, logIn, baseUrl, userId: logIn.username, token: logIn.authToken }
  }

  return createAccount({
    logIn: () => atFirstThatAnswers(baseUrls, logInAt),
    accepts: ({ workspace, logIn }) => workspace.accepts(logIn),
  })
}

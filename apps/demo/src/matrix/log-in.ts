import { ServerRefusal } from '../chat/server-refusal.ts'
import { createHomeserver } from './homeserver.ts'
import { logInAt, type MatrixSignedIn } from './matrix-account.ts'

/** Why somebody is not let in. */
export type LogInProblem = 'wrong' | 'no password' | 'limited' | 'unreachable' | 'unexpected'

/** What became of a log-in. */
export type LogInOutcome =
  | { readonly kind: 'in'; readonly signedIn: MatrixSignedIn }
  | { readonly kind: 'out'; readonly problem: LogInProblem }

/** Logs in by password, where the server offers that; never rejects. */
export async function logIn(baseUrl: string, name: string, password: string): Promise<LogInOutcome> {
  const homeserver = createHomeserver(baseUrl)
  try {
    if (!(await homeserver.takesPasswords())) return { kind: 'out', problem: 'no password' }
    return { kind: 'in', signedIn: await logInAt(homeserver, name, password) }
  } catch (error) {
    return { kind: 'out', problem: problemOf(error) }
  }
}

function problemOf(error: unknown): LogInProblem {
  if (error instanceof ServerRefusal) {
    if (error.status === 403) return 'wrong'
    return error.status === 429 ? 'limited' : 'unexpected'
  }
  // No connection and no permission for this page look the same to it: a TypeError; a late answer is a TimeoutError.
  const isSilent = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')
  return isSilent ? 'unreachable' : 'unexpected'
}

import { atFirstThatAnswers, createAccount, SessionEnded, type Account, type SignedIn } from '../chat/account.ts'
import { createHomeserver, type Homeserver } from './homeserver.ts'

/** Somebody who is logged in on a homeserver. */
export interface MatrixSignedIn extends SignedIn {
  readonly homeserver: Homeserver
}

/** Logs in by password on one homeserver. */
export async function logInAt(homeserver: Homeserver, name: string, password: string): Promise<MatrixSignedIn> {
  const { userId, accessToken } = await homeserver.logIn(name, password)
  return { homeserver, baseUrl: homeserver.baseUrl, userId, token: accessToken }
}

const accepts = ({ homeserver, token }: MatrixSignedIn): Promise<boolean> => homeserver.accepts(token)

/** An account whose password is known; the addresses are those of one and the same server. */
export function createMatrixAccount(
  name: string,
  password: string,
  baseUrls: readonly [string, ...string[]],
): Account<MatrixSignedIn> {
  const logIn = (): Promise<MatrixSignedIn> =>
    atFirstThatAnswers(baseUrls, (baseUrl) => logInAt(createHomeserver(baseUrl), name, password))
  return createAccount({ logIn, accepts })
}

/** The account of somebody who has logged in by hand: it knows no password, and ends with the token. */
export function createSignedInAccount(signedIn: MatrixSignedIn): Account<MatrixSignedIn> {
  return createAccount({ logIn: () => Promise.reject(new SessionEnded()), accepts }, signedIn)
}

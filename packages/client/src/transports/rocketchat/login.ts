import type { Secret } from '../../protocol/platform.ts'
import type { LoginWay } from './session.ts'

/** As whom one comes in. */
export type RocketChatLogin =
  | {
      /** A personal access token, or the token of a login; or a callback for it where it can end. */
      readonly authToken: Secret
    }
  | {
      readonly username: string
      /** Only its SHA-256 leaves; the token that it brings is used for as long as the server takes it. */
      readonly password: Secret
    }
  | { readonly email: string; readonly password: Secret }
  | {
      /** Of a visitor of the livechat, who does not log in: full access to the visitor's room. */
      readonly visitorToken: string
      /** The name that the visitor goes by, such as `guest-1`. */
      readonly visitorName: string
    }

/** How one comes in, and how what that needs is had. */
export interface ReadLogin {
  readonly way: LoginWay
  readonly secret: Secret
}

/**
 * Reads the options of the login, as a program without types may give them.
 * @throws TypeError unless they name exactly one way in.
 */
export function readLogin(login: RocketChatLogin, digest: (password: string) => Promise<string>): ReadLogin {
  const given: { readonly [K in 'authToken' | 'username' | 'email' | 'password' | 'visitorToken' | 'visitorName']?: unknown } = login
  const { authToken, username, email, password, visitorToken, visitorName } = given
  const ways = [authToken, username, email, visitorToken].filter((way) => way !== undefined)
  if (ways.length !== 1) {
    throw new TypeError('unable to make a Rocket.Chat transport; it must have one of authToken, username, email and visitorToken')
  }
  if (authToken !== undefined) return { way: { type: 'token' }, secret: requireSecret('authToken', authToken) }
  if (visitorToken !== undefined) {
    const way: LoginWay = { type: 'visitor', token: requireText('visitorToken', visitorToken), name: requireText('visitorName', visitorName) }
    return { way, secret: '' }
  }
  const user = username === undefined ? { email: requireText('email', email) } : { username: requireText('username', username) }
  const secret = requireSecret('password', password)
  return {
    way: { type: 'password', user },
    secret: async () => {
      const text = typeof secret === 'function' ? await secret() : secret
      // An empty one means that there is none, and its digest would not.
      return text === '' ? '' : digest(text)
    },
  }
}

function requireText(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`unable to make a Rocket.Chat transport; ${name} must be a non-empty text`)
}

function requireSecret(name: string, value: unknown): Secret {
  if (typeof value === 'string' && value !== '') return value
  // A function cannot be looked into: what it gives is checked where it is asked.
  if (isFunction(value)) return value
  throw new TypeError(`unable to make a Rocket.Chat transport; ${name} must be a non-empty text or a function`)
}

const isFunction = (value: unknown): value is () => string | Promise<string> => typeof value === 'function'

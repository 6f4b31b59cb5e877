import { createHttp } from '../../io/http.ts'
import type { Fetch, Secret } from '../../protocol/platform.ts'
import type { TypingTransport } from '../../protocol/transport.ts'
import { zulipCodec } from './codec.ts'
import { countingWith, ZULIP_LIMITS } from './limits.ts'
import { DEFAULT_ZULIP_TIMING } from './register.ts'
import { addressOf, isId, keyOf, readTarget } from './target.ts'
import type { ZulipTarget } from './target.ts'

export type { ZulipTarget } from './target.ts'

/** Where the server is, and what the app knows of the account. */
export interface ZulipServerOptions {
  /**
   * Of the organisation, such as `https://chat.example.org`, or of a proxy before it; a path of the
   * page's own origin, such as `/zulip`, will do.
   */
  readonly baseUrl: string
  /** Mine; asked from the server where it is left out. With it, my own id may stand among `userIds`. */
  readonly userId?: number | undefined
  /**
   * How many follow a channel, where the app knows: in one with more than 100 a server accepts typing
   * and tells nobody, so nothing is sent there.
   */
  readonly subscriberCount?: ((channelId: number) => number | undefined) | undefined
  /** Used in place of the platform's own `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** An account whose key the app holds: full access to it, so prefer a proxy in a browser. */
export interface ZulipAccountOptions extends ZulipServerOptions {
  /** The address that belongs to the key, as Zulip shows it beside it. */
  readonly email: string
  /** The key, or a callback for it where it can change. */
  readonly apiKey: Secret
}

/** An account whose key a proxy at `baseUrl` adds; it may know its user by a cookie of its own origin. */
export interface ZulipProxyOptions extends ZulipServerOptions {
  readonly email?: undefined
  readonly apiKey?: undefined
}

/** Options of `zulip`. */
export type ZulipOptions = ZulipAccountOptions | ZulipProxyOptions

/** Stands where a key would: the proxy has it. */
const KEY_OF_THE_PROXY = 'of the proxy'

/** For rules that only lists need: here each start ends by itself. */
const NEVER_MS = Infinity

/**
 * Typing over the REST API of Zulip and its queue of events, for one account.
 * @throws TypeError if an option cannot be what it has to be.
 */
export function zulip(options: ZulipOptions): TypingTransport<ZulipTarget> {
  const { baseUrl, email, apiKey, userId, fetch } = options
  const isProxied = checkAccount(options)
  check(userId === undefined || isId(userId), 'userId must be a whole number above zero')
  return {
    kind: 'codec',
    name: 'zulip',
    targets: '{ userIds }, { channelId, topic } and { messageId }',
    timing: DEFAULT_ZULIP_TIMING,
    limits: ZULIP_LIMITS,
    key: (target: unknown) => {
      const place = readTarget(target, userId)
      return place === undefined ? undefined : keyOf(place)
    },
    address: (target: unknown) => {
      const place = readTarget(target, userId)
      return place === undefined ? '' : addressOf(place)
    },
    codec: zulipCodec({ email, userId, subscriberCount: countingWith(options.subscriberCount) }),
    io: createHttp({ baseUrl, fetch, ofPage: true, cookies: isProxied }),
    // A transport that is logged, or looked at in a devtool, shows a function.
    secret: typeof apiKey === 'function' ? apiKey : () => apiKey ?? KEY_OF_THE_PROXY,
    self: userId === undefined ? [] : [String(userId)],
    trust: {
      // A fallback: a server says itself how long it waits.
      pollMs: 90_000,
      pollShownMs: 90_000,
      staleMs: 100_000,
      suspectMs: NEVER_MS,
      lookUpMs: NEVER_MS,
      retakeMs: NEVER_MS,
      maxListAgeMs: NEVER_MS,
      retakeWithinMs: 0,
      retakeBelowBytes: 0,
      retakeEveryMs: NEVER_MS,
    },
  }
}

function check(holds: boolean, rule: string): void {
  if (!holds) throw new TypeError(`unable to make a Zulip transport; ${rule}`)
}

/** Whether a proxy has the key. What a program without types hands over may be anything. */
function checkAccount({ email, apiKey }: { readonly email?: unknown; readonly apiKey?: unknown }): boolean {
  if (email === undefined && apiKey === undefined) return true
  const isEmail = typeof email === 'string' && email !== '' && !email.includes(':')
  check(isEmail, 'email must be that of the account, or be left out with apiKey')
  const isKey = typeof apiKey === 'function' || (typeof apiKey === 'string' && apiKey !== '')
  check(isKey, 'apiKey must be a non-empty text or a function, or be left out with email')
  return false
}

/** The base of every address of one server, without a slash at its end. */
export interface BaseAddress {
  /** Without an origin where it is a path of the page's own. */
  readonly text: string
  /** Its path, `''` where it has none. */
  readonly path: string
}

/** Stands for the origin of a page that is not known yet: on a server there is none. */
const ANY_ORIGIN = 'http://page.invalid'

/**
 * Reads a base URL; with `ofPage` a path of the page's own origin, such as `/zulip`, is one too.
 * @throws TypeError unless it is absolute, http or https, and without credentials, query or hash.
 */
export function readBaseUrl(baseUrl: unknown, ofPage = false): BaseAddress {
  const isPath = ofPage && typeof baseUrl === 'string' && baseUrl.startsWith('/')
  const url = typeof baseUrl === 'string' ? parseUrl(baseUrl, isPath ? ANY_ORIGIN : undefined) : undefined
  // `//example.org` is no path, though it begins like one.
  const leadsAway = isPath && url?.origin !== ANY_ORIGIN
  if (url === undefined || leadsAway || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    const kinds = ofPage
      ? 'an absolute http or https address, or a path of the page'
      : 'an absolute http or https address'
    throw new TypeError(`unable to use baseUrl; it must be ${kinds}`)
  }
  // The address itself stays out of the message: what is wrong with it may be a password.
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('unable to use baseUrl; it must hold no user name or password')
  }
  // An empty query or hash shows in the text only.
  if (url.href.includes('?') || url.href.includes('#')) {
    throw new TypeError('unable to use baseUrl; it must have no query and no hash')
  }
  const path = url.pathname.replace(/\/+$/, '')
  return { text: isPath ? path : url.origin + path, path }
}

/**
 * The address of a path, or undefined if it would be another path than the one that was written:
 * a parser of URLs eats `..`, `%2e` and the like, and a request would reach what it was not meant for.
 * A base that is a path is one of `pageOrigin`; without a page it leads nowhere.
 */
export function addressOf(base: BaseAddress, path: string, pageOrigin?: string): string | undefined {
  const text = base.text + path
  const written = base.path + (path.split('?', 1)[0] ?? '')
  const origin = base.text === base.path ? pageOrigin : ''
  if (origin === undefined || !path.startsWith('/') || path.includes('#')) return undefined
  return parseUrl(origin + text)?.pathname === written ? origin + text : undefined
}

function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

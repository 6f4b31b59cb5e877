/** The base of every address of one server, without a slash at its end. */
export interface BaseAddress {
  readonly text: string
  /** Its path, `''` where it has none. */
  readonly path: string
}

/**
 * Reads a base URL.
 * @throws TypeError unless it is absolute, http or https, and without credentials, query or hash.
 */
export function readBaseUrl(baseUrl: unknown): BaseAddress {
  const url = typeof baseUrl === 'string' ? parseUrl(baseUrl) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new TypeError('unable to use baseUrl; it must be an absolute http or https address')
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
  return { text: url.origin + path, path }
}

/**
 * The address of a path, or undefined if it would be another path than the one that was written:
 * a parser of URLs eats `..`, `%2e` and the like, and a request would reach what it was not meant for.
 */
export function addressOf(base: BaseAddress, path: string): string | undefined {
  const text = base.text + path
  const written = base.path + (path.split('?', 1)[0] ?? '')
  return path.startsWith('/') && parseUrl(text)?.pathname === written && !path.includes('#') ? text : undefined
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** Origins a page may have by default: this machine, on any port. */
export const DEFAULT_ORIGINS: readonly string[] = ['http://localhost:*', 'http://127.0.0.1:*', 'http://*.localhost:*']

interface Place {
  readonly scheme: string
  readonly host: string
  readonly port: string
}

function placeOf(text: string): Place | undefined {
  const [scheme, rest] = text.split('://', 2)
  if (scheme === undefined || rest === undefined || text.includes('@') || /[/?#\s]/.test(rest)) return undefined
  const colon = rest.lastIndexOf(':')
  const hasPort = colon > rest.lastIndexOf(']')
  return {
    scheme,
    host: (hasPort ? rest.slice(0, colon) : rest).toLowerCase(),
    port: hasPort ? rest.slice(colon + 1) : '',
  }
}

function hostMatches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host
  return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1)) && !/[^a-z0-9.-]/.test(host)
}

/** Whether a pattern such as `http://*.localhost:*` can match anything. */
export function isOriginPattern(pattern: string): boolean {
  const place = placeOf(pattern)
  return place !== undefined && place.host !== '' && /^(?:\*|[0-9]*)$/.test(place.port)
}

/** Whether the page's origin is one of the patterns; the opaque origin `null` never is. */
export function originAllowed(origin: string, patterns: readonly string[]): boolean {
  const place = placeOf(origin)
  if (place === undefined) return false
  return patterns.some((text) => {
    const pattern = placeOf(text)
    if (pattern === undefined || pattern.scheme !== place.scheme || !hostMatches(pattern.host, place.host)) return false
    return pattern.port === '*' ? /^[0-9]*$/.test(place.port) : pattern.port === place.port
  })
}

/**
 * Whether a `Host` header names this machine and our port. Without this check a page whose name was pointed at
 * 127.0.0.1 after it loaded (DNS rebinding) would be of our own origin.
 */
export function hostAllowed(host: string | undefined, port: number): boolean {
  const place = host === undefined ? undefined : placeOf(`http://${host}`)
  if (place === undefined || place.port !== String(port)) return false
  return ['127.0.0.1', 'localhost', '[::1]', '*.localhost'].some((pattern) => hostMatches(pattern, place.host))
}

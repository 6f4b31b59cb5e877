/** Kinds of failures that platforms have; any other name is somebody's own and may hold anything. */
const KNOWN_NAMES: ReadonlySet<string> = new Set(['AbortError', 'Error', 'NetworkError', 'TimeoutError', 'TypeError'])

/** A code of the operating system or of the platform's client, such as `ECONNREFUSED` or `UND_ERR_SOCKET`. */
const CODE = /^(?:E|UND_ERR_|HPE_|ERR_)[A-Z_]{2,40}$/

/**
 * What a failed `fetch` may tell: its kind and its code. Clients that wrap `fetch` put the request on
 * what they throw, and with it the token; nothing of that is passed on.
 */
export function plainCause(cause: unknown): Error | undefined {
  if (!(cause instanceof Error)) return undefined
  const name = KNOWN_NAMES.has(cause.name) ? cause.name : 'Error'
  const code = codeOf(cause) ?? codeOf(cause.cause)
  return new Error(code === undefined ? name : `${name}, ${code}`)
}

function codeOf(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && CODE.test(code) ? code : undefined
}

/** An answer that is an error of the protocol. Its message goes to the client; it never holds a key or a text. */
export class ZulipError extends Error {
  override readonly name = 'ZulipError' as const
  readonly status: number
  readonly code: string | undefined
  /** Members of the body beside `result`, `msg` and `code`. */
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string | undefined,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
    this.headers = headers
  }
}

export function badRequest(message: string): ZulipError {
  return new ZulipError(400, 'BAD_REQUEST', message)
}

/** A parameter the server's own checks miss (zerver/lib/typed_endpoint.py). */
export function missingVariable(name: string): ZulipError {
  return new ZulipError(400, 'REQUEST_VARIABLE_MISSING', `Missing '${name}' argument`, { var_name: name })
}

/** A parameter that the code of a view misses, which has no code of its own. */
export function missingArgument(name: string): ZulipError {
  return badRequest(`Missing '${name}' argument`)
}

/** A queue that is gone, that never was, or that is somebody else's. */
export function badEventQueueId(queueId: string): ZulipError {
  return new ZulipError(400, 'BAD_EVENT_QUEUE_ID', `Bad event queue ID: ${queueId}`, { queue_id: queueId })
}

/** 401 for whoever is not known by their e-mail address and key. */
export function unauthorized(message: string): ZulipError {
  return new ZulipError(401, 'UNAUTHORIZED', message, {}, { 'WWW-Authenticate': 'Basic realm="zulip"' })
}

/** 429 with both ways to say how long to wait, in seconds. */
export function rateLimitHit(waitMs: number): ZulipError {
  const seconds = waitMs / 1_000
  const headers = { 'Retry-After': String(seconds) }
  return new ZulipError(429, 'RATE_LIMIT_HIT', 'API usage exceeded rate limit', { 'retry-after': seconds }, headers)
}

/** What Zulip answers where its own code raised something it did not expect. */
export function internalError(): ZulipError {
  return new ZulipError(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
}

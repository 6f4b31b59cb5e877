/** An answer that is an error of the protocol. Its message goes to the client; it never holds a token or a text. */
export class MatrixError extends Error {
  override readonly name = 'MatrixError' as const
  readonly status: number
  readonly errcode: string
  /** Members of the body beside `errcode` and `error`. */
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    errcode: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.errcode = errcode
    this.details = details
    this.headers = headers
  }
}

export function badRequest(errcode: string, message: string): MatrixError {
  return new MatrixError(400, errcode, message)
}

/** The text is no user id. */
export function invalidUserId(): MatrixError {
  return badRequest('M_INVALID_PARAM', 'A user id begins with @ and names a server')
}

/** The user id is one of another server. */
export function remoteUser(): MatrixError {
  return badRequest('M_UNKNOWN', 'User is not hosted on this homeserver')
}

export function forbidden(message: string): MatrixError {
  return new MatrixError(403, 'M_FORBIDDEN', message)
}

export function notFound(message: string): MatrixError {
  return new MatrixError(404, 'M_NOT_FOUND', message)
}

/** What Synapse answers where its own code raised something it did not expect. */
export function internalError(): MatrixError {
  return new MatrixError(500, 'M_UNKNOWN', 'Internal server error')
}

/** 401 for a token the server does not take; `softLogout` means that logging in again keeps the device. */
export function unknownToken(message: string, softLogout: boolean): MatrixError {
  return new MatrixError(401, 'M_UNKNOWN_TOKEN', message, { soft_logout: softLogout })
}

/** 429 with both ways to say how long to wait, in the units of each. */
export function limitExceeded(retryAfterMs: number): MatrixError {
  return new MatrixError(
    429,
    'M_LIMIT_EXCEEDED',
    'Too Many Requests',
    { retry_after_ms: retryAfterMs },
    { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) },
  )
}

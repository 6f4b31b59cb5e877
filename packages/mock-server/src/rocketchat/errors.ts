/** What a method or a subscription is refused with. It goes to the client; it never holds a token or a text. */
export class MeteorError extends Error {
  override readonly name = 'MeteorError' as const
  readonly error: string | number
  readonly reason: string | undefined
  readonly details: object | undefined

  constructor(error: string | number, reason?: string, details?: object) {
    super(reason === undefined ? `[${error}]` : `${reason} [${error}]`)
    this.error = error
    this.reason = reason
    this.details = details
  }
}

/** The error as DDP writes it (livedata_server.js, wrapInternalException). */
export function formatError(error: unknown): object {
  const known = error instanceof MeteorError ? error : new MeteorError(500, 'Internal server error')
  return {
    isClientSafe: true,
    error: known.error,
    reason: known.reason,
    details: known.details,
    message: known.message,
    errorType: 'Meteor.Error',
  }
}

/** The number the journal shows for an error: that of HTTP that says the same. */
export function statusOf(error: unknown): number {
  if (!(error instanceof MeteorError)) return 500
  if (typeof error.error === 'number') return error.error
  if (error.error === 'too-many-requests') return 429
  return error.error === 'not-allowed' || error.error === 'error-not-allowed' ? 403 : 400
}

/** What the `check` of a method throws. */
export function matchFailed(): MeteorError {
  return new MeteorError(400, 'Match failed')
}

/** What most methods throw for somebody who is not logged in, or does not exist. */
export function invalidUser(method: string, reason = 'Invalid user'): MeteorError {
  return new MeteorError('error-invalid-user', reason, { method })
}

/** What methods throw for a room there is not. */
export function invalidRoom(method: string): MeteorError {
  return new MeteorError('error-invalid-room', 'Invalid room', { method })
}

/** What methods throw where a permission is missing. */
export function notAllowed(method: string): MeteorError {
  return new MeteorError('error-not-allowed', 'Not allowed', { method })
}

/** What a call over a limit is refused with (livedata_server.js and its rate limiter). */
export function tooManyRequests(timeToReset: number): MeteorError {
  const seconds = Math.ceil(timeToReset / 1_000)
  return new MeteorError(
    'too-many-requests',
    `Error, too many requests. Please slow down. You must wait ${seconds} seconds before trying again.`,
    { timeToReset },
  )
}

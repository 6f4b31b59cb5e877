import type { Protocol } from '../hub/protocol.ts'
import type { Answer } from '../http/exchange.ts'
import { jsonAnswer } from '../http/json.ts'
import { MATRIX_HEADERS } from '../matrix/cors.ts'
import { ROCKETCHAT_CORS_HEADERS } from '../rocketchat/cors.ts'
import { formatError, MeteorError } from '../rocketchat/errors.ts'
import { ZULIP_HEADERS } from '../zulip/cors.ts'
import type { Absurdity, FaultOf, FaultStatus } from './fault.ts'

/** How long to wait after a 429 that no plan says more of, in milliseconds. */
const DEFAULT_WAIT_MS = 1_000

const MATRIX: Readonly<Record<FaultStatus, readonly [errcode: string, error: string, more?: object]>> = {
  401: ['M_UNKNOWN_TOKEN', 'Invalid access token passed.', { soft_logout: false }],
  403: ['M_FORBIDDEN', 'You are not allowed to do that.'],
  404: ['M_NOT_FOUND', 'Not found'],
  408: ['M_UNKNOWN', 'Request timed out'],
  429: ['M_LIMIT_EXCEEDED', 'Too Many Requests', { retry_after_ms: DEFAULT_WAIT_MS }],
  500: ['M_UNKNOWN', 'Internal server error'],
  502: ['M_UNKNOWN', 'Bad Gateway'],
  503: ['M_UNKNOWN', 'Service Unavailable'],
  504: ['M_UNKNOWN', 'Gateway Timeout'],
}

const ZULIP: Readonly<Record<FaultStatus, readonly [code: string | undefined, msg: string, more?: object]>> = {
  401: ['UNAUTHORIZED', 'Invalid API key'],
  403: ['UNAUTHORIZED', 'Insufficient permission'],
  404: [undefined, 'API endpoint does not exist'],
  408: [undefined, 'Request timed out'],
  429: ['RATE_LIMIT_HIT', 'API usage exceeded rate limit', { 'retry-after': DEFAULT_WAIT_MS / 1_000 }],
  500: ['INTERNAL_SERVER_ERROR', 'Internal server error'],
  502: [undefined, 'Bad Gateway'],
  503: [undefined, 'Service Unavailable'],
  504: [undefined, 'Gateway Timeout'],
}

// As DDP has them: what a method throws.
const METEOR: Readonly<Record<FaultStatus, readonly [error: string | number, reason: string]>> = {
  401: [401, 'You must be logged in to do this.'],
  403: [403, "You've been logged out by the server. Please log in again."],
  404: [404, 'Not found'],
  408: [408, 'Request timed out'],
  429: ['too-many-requests', 'Error, too many requests. Please slow down. You must wait 1 seconds before trying again.'],
  500: [500, 'Internal server error'],
  502: [502, 'Bad Gateway'],
  503: [503, 'Service Unavailable'],
  504: [504, 'Gateway Timeout'],
}

// What stands before the server says this, and knows neither protocol nor CORS.
function gatewayAnswer(code: FaultStatus): Answer {
  const title = METEOR[code][1]
  const body = `<html>\n<head><title>${code} ${title}</title></head>\n<body><h1>${code} ${title}</h1></body>\n</html>\n`
  return { status: code, headers: { 'Content-Type': 'text/html' }, body }
}

function headersOf(protocol: Protocol): Readonly<Record<string, string>> {
  switch (protocol) {
    case 'matrix':
      return MATRIX_HEADERS
    case 'zulip':
      return ZULIP_HEADERS
    case 'rocketchat':
      return ROCKETCHAT_CORS_HEADERS
  }
}

function bodyOf(protocol: Protocol, code: FaultStatus): object {
  switch (protocol) {
    case 'matrix': {
      const [errcode, error, more] = MATRIX[code]
      return { errcode, error, ...more }
    }
    case 'zulip': {
      const [known, msg, more] = ZULIP[code]
      return { result: 'error', msg, ...(known !== undefined && { code: known }), ...more }
    }
    case 'rocketchat': {
      const [error, reason] = METEOR[code]
      return code === 401
        ? { status: 'error', message: reason }
        : { success: false, error: `${reason} [${error}]`, errorType: code === 429 ? 'error-too-many-requests' : String(error) }
    }
  }
}

/** The answer of that status: in the words of the protocol, or for 502 and 504 those of the proxy before it. */
export function statusAnswer(protocol: Protocol, code: FaultStatus): Answer {
  if (code === 502 || code === 504) return gatewayAnswer(code)
  const limits = code === 429 ? { 'Retry-After': String(DEFAULT_WAIT_MS / 1_000) } : {}
  return jsonAnswer(code, bodyOf(protocol, code), { ...headersOf(protocol), ...limits })
}

const ABSURD: Readonly<Record<Absurdity, { readonly header: string; readonly body: unknown }>> = {
  huge: { header: '99999999999999999999', body: 1e20 },
  negative: { header: '-1', body: -1_000 },
  fraction: { header: '0.5', body: 0.5 },
  words: { header: 'later', body: 'later' },
}

type RetryAfter = FaultOf<'retryAfter'>

/** A 429 that says how long to wait in the way the fault names; `nowMs` is that of the calendar, for a date. */
export function retryAfterAnswer(protocol: Protocol, { header, date, body, absurd }: RetryAfter, nowMs: number): Answer {
  const odd = absurd && ABSURD[absurd]
  const seconds = odd?.header ?? (date === undefined ? header : new Date(nowMs + date * 1_000).toUTCString())
  const waitMs = odd?.body ?? body
  const inSeconds = typeof waitMs === 'number' ? waitMs / 1_000 : waitMs
  const { 'retry-after': _seconds, retry_after_ms: _ms, ...rest }: Record<string, unknown> = { ...bodyOf(protocol, 429) }
  const said = protocol === 'zulip' ? { 'retry-after': inSeconds } : protocol === 'matrix' ? { retry_after_ms: waitMs } : {}
  const headers = { ...headersOf(protocol), ...(seconds !== undefined && { 'Retry-After': String(seconds) }) }
  return jsonAnswer(429, { ...rest, ...said }, headers)
}

/** The error of that status as DDP writes it. */
export function statusError(code: FaultStatus): object {
  const [error, reason] = METEOR[code]
  return formatError(new MeteorError(error, reason, code === 429 ? { timeToReset: DEFAULT_WAIT_MS } : undefined))
}

/** The error of a call too many as DDP writes it: there the wait is in milliseconds, and nowhere else. */
export function retryAfterError({ header, date, body, absurd }: RetryAfter): object {
  const timeToReset = absurd === undefined ? (body ?? (header ?? date ?? 1) * 1_000) : ABSURD[absurd].body
  const [error, reason] = METEOR[429]
  return formatError(new MeteorError(error, reason, { timeToReset }))
}

import type { Fetch } from '../protocol/platform.ts'
import type { WireReply, WireRequest } from '../protocol/wire.ts'
import { createHttp } from './http.ts'

/** Options of `requestOnce`. */
export interface RequestOptions {
  /** Absolute, http or https, without credentials, query or hash. */
  readonly baseUrl: string
  /** How long it may take, in milliseconds. */
  readonly limitMs: number
  /** Used in place of the platform's own `fetch`. */
  readonly fetch?: Fetch | undefined
}

/**
 * Carries out one request that no machine paces or repeats; `timeout` if it took too long. Never rejects.
 * @throws TypeError if the base URL cannot be one.
 */
export async function requestOnce(
  request: WireRequest,
  { baseUrl, limitMs, fetch }: RequestOptions,
): Promise<WireReply | { readonly type: 'timeout' }> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), limitMs)
  try {
    const reply = await createHttp({ baseUrl, fetch })(request, { signal: limit.signal, keepalive: false })
    return reply.type === 'failed' && limit.signal.aborted ? { type: 'timeout' } : reply
  } finally {
    clearTimeout(timer)
  }
}

import { createHttp } from '../../io/http.ts'
import type { Fetch, Secret } from '../../protocol/platform.ts'
import { clampMs } from '../../protocol/timing.ts'
import type { TypingTransport } from '../../protocol/transport.ts'
import { matrixCodec } from './codec.ts'
import { DEFAULT_LIST_AGE_MS, LIST_AGE_BOUNDS_MS, MATRIX_BOUNDS, MATRIX_LIMITS, MATRIX_TIMING } from './periods.ts'
import { isRoomId, isUserId, type MatrixTarget } from './wire.ts'

export type { MatrixTarget } from './wire.ts'

/** Options of `matrix`. */
export interface MatrixOptions {
  /** Where the client-server API is served, such as `https://matrix.example.org`; a path may follow. */
  readonly baseUrl: string
  /** The user whom the token belongs to, such as `@alice:example.org`. */
  readonly userId: string
  /** The token, or a callback for it where it can expire. */
  readonly accessToken: Secret
  /**
   * Milliseconds after which a list of typists that no answer has named again is hidden: 120 000 by
   * default, between 90 000 and 600 000.
   */
  readonly maxListAgeMs?: number | undefined
  /** Used in place of the platform's own `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** Milliseconds before a list is hidden at which it is taken anew. */
const RETAKE_AHEAD_MS = 20_000

/**
 * Typing over the Matrix client-server API, for one account.
 * @throws TypeError if an option cannot be what it has to be.
 */
export function matrix(options: MatrixOptions): TypingTransport<MatrixTarget> {
  const { baseUrl, userId, accessToken, maxListAgeMs, fetch } = options
  if (!isUserId(userId)) {
    throw new TypeError('unable to make a Matrix transport; userId must be a full user id such as @alice:example.org')
  }
  if (typeof accessToken !== 'function' && (typeof accessToken !== 'string' || accessToken === '')) {
    throw new TypeError('unable to make a Matrix transport; accessToken must be a non-empty text or a function')
  }
  const listAgeMs = clampMs(maxListAgeMs, LIST_AGE_BOUNDS_MS, DEFAULT_LIST_AGE_MS)
  return {
    kind: 'codec',
    name: 'matrix',
    targets: 'the id of a room, such as !abc:example.org',
    timing: MATRIX_TIMING,
    bounds: MATRIX_BOUNDS,
    limits: MATRIX_LIMITS,
    key: (target: unknown) => (isRoomId(target) ? target : undefined),
    codec: matrixCodec(userId),
    io: createHttp({ baseUrl, fetch }),
    // A transport that is logged, or looked at in a devtool, shows a function.
    secret: typeof accessToken === 'function' ? accessToken : () => accessToken,
    self: [userId],
    trust: {
      pollMs: 30_000,
      pollShownMs: 10_000,
      staleMs: 25_000,
      suspectMs: 40_000,
      lookUpMs: 35_000,
      retakeMs: Math.min(100_000, listAgeMs - RETAKE_AHEAD_MS),
      maxListAgeMs: listAgeMs,
      retakeWithinMs: 2_000,
      retakeBelowBytes: 256_000,
      retakeEveryMs: 60_000,
    },
  }
}

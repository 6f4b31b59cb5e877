/** Close codes of both servers: Meteor's raw WebSockets end with 1000, the rest is the streamer's (constants.ts). */
export const CLOSE = {
  normal: { code: 1_000, reason: 'Normal closure' },
  protocol: { code: 1_002, reason: 'CLOSE_PROTOCOL_ERROR' },
  unsupported: { code: 1_007, reason: 'Binary data not supported' },
  slow: { code: 1_013, reason: 'Slow consumer' },
  broken: { code: 1_011, reason: 'Internal server error' },
  timeout: { code: 4_000, reason: 'TIMEOUT' },
} as const

/** A close code with its reason. */
export interface Close {
  readonly code: number
  readonly reason: string
}

/** Whether an endpoint may send that close code (RFC 6455, section 7.4): 1004 to 1006 never are sent. */
export function isCloseCode(code: unknown): code is number {
  if (typeof code !== 'number' || !Number.isInteger(code)) return false
  return (code >= 1_000 && code <= 1_014 && (code < 1_004 || code > 1_006)) || (code >= 3_000 && code < 5_000)
}

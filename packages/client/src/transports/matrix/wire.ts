import { MAX_ID_BYTES } from '../../protocol/conversation.ts'
import { MAX_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from '../../protocol/limits.ts'
import type { TypingTiming } from '../../protocol/timing.ts'
import type { WireRequest } from '../../protocol/wire.ts'
import { hasControl, readText } from '../shared/parse.ts'

/** The id of a Matrix room, such as `!abc:example.org`; an alias (`#…`) is none. */
export type MatrixTarget = string

/** The client-server API as its paths name it; `r0` is what servers older than specification 1.1 know. */
export type ApiVersion = 'v3' | 'r0'

/**
 * An id that may stand in a path: well-formed (or encoding it throws), bounded, and without control
 * characters. The specification bears them in historical ids, but nobody could read such an id or
 * tell two of them apart, so here they address nothing.
 */
function readId(value: unknown): string | undefined {
  const id = readText(value, MAX_ID_BYTES)
  return id === undefined || hasControl(id) ? undefined : id
}

/**
 * Whether this can be the id of a room: `!` and at least one character more. A `:server` is not
 * asked for, since rooms of version 12 and later have none.
 */
export function isRoomId(value: unknown): value is string {
  const id = readId(value)
  return id !== undefined && id.length > 1 && id.startsWith('!')
}

/** Whether this can be the id of a user: `@local:server`, of which historical ids may lack the local part. */
export function isUserId(value: unknown): value is string {
  const id = readId(value)
  if (id === undefined || !id.startsWith('@')) return false
  const colon = id.indexOf(':')
  return colon > 0 && colon < id.length - 1
}

/**
 * Only typing, and nothing that wakes a poll for another reason. Rooms are not named: Synapse before
 * 1.140 drops typing silently when they are. `types: []` rather than `not_types: ['*']`, which older
 * Synapse does not apply to presence.
 */
const TYPING_ONLY: string = encodeURIComponent(
  JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: {
      timeline: { types: [], limit: 1 },
      state: { types: [] },
      account_data: { types: [] },
      ephemeral: { types: ['m.typing'] },
    },
  }),
)

/** The request that says whether I type in a room. Both ids have passed `isRoomId` and `isUserId`. */
export function typingRequest(
  version: ApiVersion,
  room: string,
  userId: string,
  typing: boolean,
  timing: TypingTiming,
  token: string,
): WireRequest {
  return {
    method: 'PUT',
    path: `/_matrix/client/${version}/rooms/${encodeURIComponent(room)}/typing/${encodeURIComponent(userId)}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    // Always with its timeout: Dendrite takes a start without one for no start at all.
    body: JSON.stringify(typing ? { typing, timeout: Math.round(timing.expireAfterMs) } : { typing }),
    maxBytes: MAX_ANSWER_BYTES,
  }
}

/** The request that asks for news since `since`, or without it for everything. */
export function syncRequest(
  version: ApiVersion,
  since: string | undefined,
  timeoutMs: number,
  token: string,
): WireRequest {
  // Left out, `set_presence` would show me as online for as long as we listen.
  const query = `filter=${TYPING_ONLY}&set_presence=offline&timeout=${Math.round(timeoutMs)}`
  return {
    method: 'GET',
    path: `/_matrix/client/${version}/sync?${query}${since === undefined ? '' : `&since=${encodeURIComponent(since)}`}`,
    headers: { authorization: `Bearer ${token}` },
    body: undefined,
    maxBytes: since === undefined ? MAX_SNAPSHOT_BYTES : MAX_ANSWER_BYTES,
  }
}

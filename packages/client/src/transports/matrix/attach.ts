import { MAX_CONVERSATIONS } from '../../protocol/conversation.ts'
import { TypingError } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { clampMs, STATED_WAIT_BOUNDS_MS } from '../../protocol/timing.ts'
import type { ConnectionTransport, TransportConnection, TransportHost } from '../../protocol/transport.ts'
import { field, isRecord } from '../shared/parse.ts'
import type { MatrixClientLike, MatrixEventLike, MatrixMemberLike } from './attached-client.ts'
import { isLoggedOut, readRejection } from './attached-outcome.ts'
import { DEFAULT_LIST_AGE_MS, LIST_AGE_BOUNDS_MS, MATRIX_LIMITS, MATRIX_TIMING } from './periods.ts'
import { readUserIds } from './sync.ts'
import { isRoomId, isUserId, type MatrixTarget } from './wire.ts'

export type { MatrixClientLike, MatrixEventLike, MatrixMemberLike, MatrixRoomLike } from './attached-client.ts'
export type { MatrixTarget } from './wire.ts'

/** Options of `attachMatrix`. */
export interface MatrixAttachOptions {
  /**
   * Milliseconds after which a list of typists that no event has named again is hidden: 120 000 by
   * default, between 90 000 and 600 000.
   */
  readonly maxListAgeMs?: number | undefined
}

/** Milliseconds until matrix-js-sdk tries again, 5 to 10 s after it found the server away (`sync.ts`). */
const RETRY_MS = 5_000

/** `expireAfterMs` is fixed: a send is not told which one the app would have. */
const FIXED_BOUNDS = {
  expireAfterMs: [MATRIX_TIMING.expireAfterMs, MATRIX_TIMING.expireAfterMs],
  resendEveryMostMs: MATRIX_TIMING.resendEveryMs,
} as const

/**
 * Typing over a client of matrix-js-sdk that the app runs already: its sync loop, its token, its device. It is never
 * started, stopped or asked to sync.
 *
 * @example
 * const typing = createTypingClient({ transport: attachMatrix(matrixClient) })
 */
export function attachMatrix(client: MatrixClientLike, options: MatrixAttachOptions = {}): ConnectionTransport<MatrixTarget> {
  const listAgeMs = clampMs(options.maxListAgeMs, LIST_AGE_BOUNDS_MS, DEFAULT_LIST_AGE_MS)
  return {
    kind: 'connection',
    name: 'matrix',
    timing: MATRIX_TIMING,
    bounds: FIXED_BOUNDS,
    limits: MATRIX_LIMITS,
    key: (target: unknown) => (isRoomId(target) ? target : undefined),
    open: (host) => openAttached(client, host, listAgeMs),
  }
}

function openAttached(client: MatrixClientLike, host: TransportHost, listAgeMs: number): TransportConnection<MatrixTarget> {
  /** When the list of a room in which somebody types is too old to be believed. */
  const endsAt = new Map<string, number>()
  let lastEvent: MatrixEventLike | undefined
  let isOpen = false
  /** Whether what the client remembers has been followed without a break. */
  let unbroken = true

  function tell(room: string, users: ReturnType<typeof readUserIds>): void {
    if (users === undefined || (!endsAt.has(room) && endsAt.size >= MAX_CONVERSATIONS)) return
    if (users.length === 0) endsAt.delete(room)
    else endsAt.set(room, host.now() + listAgeMs)
    host.emit({ type: 'snapshot', conversation: room, users })
    host.wakeAt(Math.min(...endsAt.values()))
  }

  function hear(room: unknown, event: MatrixEventLike): void {
    // Told once for each member who changed, and each time with the whole list.
    if (event === lastEvent || !isRoomId(room)) return
    lastEvent = event
    tell(room, readUserIds(event.getContent(), { dropped: 0 }))
  }

  function opened(): void {
    // Told with each poll.
    if (isOpen) return
    isOpen = true
    const userId = client.getUserId()
    if (isUserId(userId)) host.emit({ type: 'self', userIds: [userId] })
    host.emit({ type: 'opened' })
  }

  function lose(reason: string, retryInMs: number): void {
    isOpen = false
    unbroken = false
    endsAt.clear()
    // What changes while nobody syncs is told by no event: a server that was started anew has forgotten who typed.
    host.emit({ type: 'cleared' })
    host.emit({ type: 'lost', error: new TypingError('unreachable', `unable to hear who types; ${reason}`), retryInMs })
  }

  function onSync(state: unknown, _before?: unknown, data?: unknown): void {
    const error = isRecord(data) ? field(data, 'error') : undefined
    switch (state) {
      case 'SYNCING':
        return opened()
      case 'RECONNECTING':
      case 'ERROR':
        if (isLoggedOut(error)) return fail()
        return lose('the Matrix client does not reach its server', RETRY_MS)
      case 'STOPPED':
        return lose('the Matrix client was stopped', STATED_WAIT_BOUNDS_MS[1])
      default:
        // Before the first answer, from a cache, or about to ask again.
        return undefined
    }
  }

  function fail(): void {
    const error = new TypingError('unauthorized', 'unable to connect; the Matrix client was logged out')
    host.emit({ type: 'failed', error })
  }

  const listeners = {
    sync: onSync,
    'RoomMember.typing': (event: MatrixEventLike, member: MatrixMemberLike): void => hear(member.roomId, event),
    // Sliding sync names the room, and so tells of members whom the client has not loaded.
    event: (event: MatrixEventLike): void => {
      if (event.getType() === 'm.typing') hear(event.getRoomId(), event)
    },
    'Room.myMembership': (room: { readonly roomId: unknown }, membership: unknown): void => {
      if (membership !== 'join' && isRoomId(room.roomId)) tell(room.roomId, [])
    },
  }
  for (const [name, listener] of Object.entries(listeners)) client.on(name, listener)
  onSync(client.getSyncState())

  async function send(room: string, typing: boolean): Promise<SendOutcome> {
    try {
      await client.sendTyping(room, typing, MATRIX_TIMING.expireAfterMs)
      return { type: 'ok' }
    } catch (rejection) {
      const outcome = readRejection(rejection, room)
      // The client has exchanged its token already, where it could.
      if (outcome.type === 'auth') fail()
      return outcome
    }
  }

  return {
    send,
    watch(room) {
      // Who typed before this connection was opened; what was heard since is newer.
      const members = unbroken && !endsAt.has(room) ? client.getRoom(room)?.getMembers() : undefined
      const users = members?.filter(({ typing, userId: id }) => typing && isUserId(id)).map(({ userId: id }) => ({ id }))
      if (users !== undefined && users.length > 0) tell(room, users)
      return () => {}
    },
    due() {
      for (const [room, at] of endsAt) if (at <= host.now()) tell(room, [])
      host.wakeAt(Math.min(...endsAt.values()))
    },
    close() {
      for (const [name, listener] of Object.entries(listeners)) client.removeListener(name, listener)
    },
  }
}

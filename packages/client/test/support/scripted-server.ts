import type { PresenceSignal } from '../../src/protocol/signal.ts'
import type { Told } from './scripted-codec.ts'

/** Who types where, as a server with lists keeps it. Instants are those of the harness. */
export interface ScriptedServer {
  /** Somebody starts, until that instant, or stops (undefined). */
  readonly set: (conversation: string, userId: string, until: number | undefined) => void
  /** From now on these others type there, and nobody else but me. */
  readonly setOthers: (conversation: string, userIds: readonly string[]) => void
  readonly isOn: (conversation: string, userId: string) => boolean
  readonly typistsOf: (conversation: string) => readonly string[]
  /** Ends what has expired. */
  readonly expire: (now: number) => void
  /** When the next start expires. */
  readonly expiresAt: () => number
  /** What an ask from that position is told; undefined while there is nothing new. */
  readonly tell: (since: number | undefined) => Told | undefined
  /** What an ask is told when there is nothing new and it has waited long enough. */
  readonly tellNothing: () => Told
  /** Forgets who types, without a word to anybody: a restart. */
  readonly forget: () => void
}

/** Makes a server without anybody on it. */
export function createScriptedServer(me: string): ScriptedServer {
  const rooms = new Map<string, Map<string, number>>()
  const changedAt = new Map<string, number>()
  let position = 1

  function roomOf(conversation: string): Map<string, number> {
    const known = rooms.get(conversation) ?? new Map<string, number>()
    rooms.set(conversation, known)
    return known
  }

  function touch(conversation: string): void {
    position += 1
    changedAt.set(conversation, position)
  }

  function set(conversation: string, userId: string, until: number | undefined): void {
    const room = roomOf(conversation)
    const was = room.has(userId)
    if (until === undefined) room.delete(userId)
    else room.set(userId, until)
    if (was !== (until !== undefined)) touch(conversation)
  }

  function listOf(conversation: string): PresenceSignal {
    const users = Array.from(rooms.get(conversation)?.keys() ?? [], (id) => ({ id }))
    return { type: 'snapshot', conversation, users }
  }

  return {
    set,
    setOthers(conversation, userIds) {
      for (const userId of roomOf(conversation).keys()) {
        if (userId !== me && !userIds.includes(userId)) set(conversation, userId, undefined)
      }
      for (const userId of userIds) set(conversation, userId, Infinity)
    },
    isOn: (conversation, userId) => rooms.get(conversation)?.has(userId) ?? false,
    typistsOf: (conversation) => [...(rooms.get(conversation)?.keys() ?? [])],
    expire(now) {
      for (const [conversation, room] of rooms) {
        for (const [userId, until] of room) if (until <= now) set(conversation, userId, undefined)
      }
    },
    expiresAt() {
      let at = Infinity
      for (const room of rooms.values()) for (const until of room.values()) at = Math.min(at, until)
      return at
    },
    tell(since) {
      if (since === undefined) {
        const named = [...rooms].filter(([, room]) => room.size > 0)
        return { signals: named.map(([conversation]) => listOf(conversation)), position }
      }
      const changed = [...changedAt].filter(([, at]) => at > since)
      return changed.length === 0
        ? undefined
        : { signals: changed.map(([conversation]) => listOf(conversation)), position }
    },
    tellNothing: () => ({ signals: [], position }),
    forget() {
      rooms.clear()
      changedAt.clear()
    },
  }
}

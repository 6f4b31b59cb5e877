import type { ConnectionTransport, TransportHost, TypingTransport } from '../protocol/transport.ts'
import { DEFAULT_TIMING } from '../protocol/timing.ts'
import { targetKey } from './target-key.ts'

/** Several people in one process: for demos without a server, and for tests with more than one client. */
export interface MemoryServer<Target = string> {
  /** The way of one person to this server; their id is what others see. */
  readonly transport: (userId: string) => TypingTransport<Target>
}

interface Connected {
  readonly userId: string
  readonly host: TransportHost
}

/** Makes a server in memory. Clients of one server are given one clock, where they are given any. */
export function createMemoryServer<Target = string>(): MemoryServer<Target> {
  const connected = new Set<Connected>()
  /** Conversation → user id → when their last start ends. */
  const typing = new Map<string, Map<string, number>>()

  function tell(conversation: string, userId: string, on: boolean, expireInMs: number): void {
    for (const { host, userId: reader } of connected) {
      if (reader === userId) continue
      if (on) host.emit({ type: 'started', conversation, user: { id: userId }, expireInMs })
      else host.emit({ type: 'stopped', conversation, userId })
    }
  }

  function onSend(me: Connected, target: Target, on: boolean): void {
    const conversation = targetKey(target)
    if (conversation === undefined) return
    const room = typing.get(conversation) ?? new Map<string, number>()
    if (on) room.set(me.userId, me.host.now() + DEFAULT_TIMING.expireAfterMs)
    else room.delete(me.userId)
    if (room.size === 0) typing.delete(conversation)
    else typing.set(conversation, room)
    tell(conversation, me.userId, on, DEFAULT_TIMING.expireAfterMs)
  }

  function greet(me: Connected): void {
    me.host.emit({ type: 'self', userIds: [me.userId] })
    me.host.emit({ type: 'opened' })
    for (const [conversation, room] of typing) {
      for (const [userId, until] of room) {
        const expireInMs = until - me.host.now()
        if (userId === me.userId || expireInMs <= 0) continue
        me.host.emit({ type: 'started', conversation, user: { id: userId }, expireInMs })
      }
    }
  }

  return {
    transport(userId): ConnectionTransport<Target> {
      return {
        kind: 'connection',
        name: 'memory',
        timing: DEFAULT_TIMING,
        key: targetKey,
        open(host) {
          const me = { userId, host }
          connected.add(me)
          greet(me)
          return {
            send: (target, on) => onSend(me, target, on),
            close: () => void connected.delete(me),
          }
        },
      }
    },
  }
}

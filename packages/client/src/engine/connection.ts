import type { TransportSignal } from '../protocol/signal.ts'
import { tellLink } from './asking.ts'
import { refreshDue } from './conversations.ts'
import { applySignal } from './receiving.ts'
import { tellAllSenders } from './sending.ts'
import { emit, type Conversation, type World } from './world.ts'

/** A conversation that nobody reads any more stays subscribed so long, in milliseconds: rows and pages come back. */
const UNWATCH_AFTER_MS = 5_000

/** What a transport's own connection reports. */
export function hear(world: World, heard: TransportSignal): void {
  switch (heard.type) {
    case 'opened':
      world.connected = true
      world.lostAt = Infinity
      for (const { key: name, watchers } of world.conversations.values()) {
        if (watchers > 0) emit(world, { type: 'watch', conversation: name })
      }
      if (world.link.phase === 'open') tellAllSenders(world, { type: 'returned' })
      return tellLink(world, { type: 'answered', empty: false })
    case 'lost':
      // Once for each connection that was open; its own repeats are in the status.
      if (world.connected) emit(world, { type: 'error', error: heard.error })
      world.connected = false
      world.lostAt = Math.min(world.lostAt, world.now)
      return tellLink(world, { type: 'lost', error: heard.error, retryInMs: heard.retryInMs })
    case 'failed':
      world.fatal = heard.error
      return undefined
    case 'error':
      return emit(world, { type: 'error', error: heard.error })
    case 'snapshot':
    case 'started':
      // News of a new connection may come before it says that it is open: where nobody is shown, none is of the old.
      if (world.lostAt !== Infinity && world.listed.size === 0) world.lostAt = world.now
      return applySignal(world, heard)
    case 'stopped':
    case 'message':
    case 'cleared':
    case 'self':
    case 'timing':
      return applySignal(world, heard)
  }
}

/** Somebody reads the users of this conversation. */
export function watch(world: World, conversation: Conversation): void {
  conversation.watchers += 1
  if (conversation.watchers > 1) return
  const lingers = conversation.unwatchAt !== Infinity
  conversation.unwatchAt = Infinity
  refreshDue(world, conversation)
  if (world.connected && !lingers) emit(world, { type: 'watch', conversation: conversation.key })
}

/** Nobody reads them any more, or one less. */
export function unwatch(world: World, conversation: Conversation): void {
  conversation.watchers = Math.max(0, conversation.watchers - 1)
  const hasConnection = world.options.wire.kind === 'connection' && world.link.asking !== undefined
  if (conversation.watchers > 0 || !hasConnection) return
  conversation.unwatchAt = world.now + UNWATCH_AFTER_MS
  refreshDue(world, conversation)
}

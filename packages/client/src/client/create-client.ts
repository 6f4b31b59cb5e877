import { createStore } from 'zustand/vanilla'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { TypingClient, TypingClientOptions, TypingConversation } from '../protocol/client.ts'
import type { Environment } from '../protocol/environment.ts'
import { DEFAULT_LIMITS } from '../protocol/limits.ts'
import type { ConnectionStatus } from '../protocol/status.ts'
import { clampTiming, DEFAULT_TIMING, DEFAULT_TIMING_BOUNDS } from '../protocol/timing.ts'
import { createConnecting } from './connecting.ts'
import { createConversations, type Conversations } from './conversations.ts'
import { createDriver, type AppEffect } from './driver.ts'
import { browserEnvironment } from './environment.ts'
import { invalidConversation } from './invalid-conversation.ts'
import { readonlyStore } from './readonly-store.ts'
import { sharingInput } from './sharing.ts'
import { createWarner } from './report.ts'
import { systemClock } from './system-clock.ts'

const IDLE: ConnectionStatus = { state: 'idle' }

/** An inspector is of another entry, which whoever does not import it does not load. */
function isAround(around: unknown): around is (engine: Engine) => Engine {
  return typeof around === 'function'
}

/** So many wrong targets get a handle, and so a report, of their own. */
const MOST_INVALID = 100

/**
 * Makes a client for one account on one server. It does nothing until `connect()`, or until a
 * `<TypingProvider>` mounts.
 *
 * @example
 * const typing = createTypingClient({
 *   transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: () => session.token }),
 * })
 */
export function createTypingClient<Target>(options: TypingClientOptions<Target>): TypingClient<Target> {
  return createClientIn(options.environment ?? browserEnvironment, options)
}

/** The same on a page and a network that need not be those of this browser. */
export function createClientIn<Target>(environment: Environment, options: TypingClientOptions<Target>): TypingClient<Target> {
  const { transport, clock = systemClock, random = Math.random, onError } = options
  const report = onError ?? createWarner()
  const bounds = transport.bounds ?? DEFAULT_TIMING_BOUNDS
  const overrides = options.timing ?? {}
  const bare = createEngine({
    wire: transport.kind === 'codec' ? transport : { kind: 'connection' },
    // A transport of somebody's own is outside too: its periods are clamped before they stand in for defaults.
    timing: clampTiming(overrides, clampTiming(transport.timing, DEFAULT_TIMING, bounds), bounds),
    overrides,
    bounds,
    limits: transport.limits ?? DEFAULT_LIMITS,
    random,
  })
  const around = options.inspector?.around
  const engine = isAround(around) ? around(bare) : bare
  const addressOf = transport.kind === 'codec' ? transport.address : undefined
  const activities = transport.activities ?? []
  const status = createStore<ConnectionStatus>(() => IDLE)
  const run = createDriver({ engine, transport, clock, random, addresseeOf: (key) => conversations.get(key), tellApp })
  const conversations: Conversations<Target> = createConversations<Target>({ engine, clock, run, addressOf, activities })
  const connecting = createConnecting({ run, environment, status })
  const invalid = new Map<unknown, TypingConversation>()

  function tellApp(effect: AppEffect): void {
    switch (effect.type) {
      case 'notify':
        return conversations.get(effect.conversation)?.users.setState(effect.users, true)
      case 'typing': {
        const entry = conversations.get(effect.conversation)
        if (entry === undefined) return undefined
        entry.lastKey = effect.typing ? engine.lastKey(effect.conversation) : undefined
        return entry.isTyping.setState(effect.typing, true)
      }
      case 'status':
        status.setState(effect.status, true)
        return connecting.onStatus(effect.status)
      case 'error':
        return report(effect.error)
      case 'settled':
        return connecting.onSettled()
    }
  }

  function conversation(target: Target): TypingConversation {
    const key = transport.key(target)
    if (key !== undefined) return conversations.handle(key, target)
    // Objects share one handle: made anew on each render, each would report anew.
    const which = typeof target === 'object' || invalid.size > MOST_INVALID ? null : target
    const known = invalid.get(which)
    if (known !== undefined) return known
    const handle = invalidConversation(transport, report)
    invalid.set(which, handle)
    return handle
  }

  return {
    status: readonlyStore<ConnectionStatus>(IDLE, () => status),
    conversation,
    connect: connecting.connect,
    close: connecting.close,
    setSharing: (sharing) => run(sharingInput(sharing)),
    setShowing: (showing) => run({ type: 'showing', showing }),
    setIgnored: (userIds) => run({ type: 'ignored', userIds: new Set(userIds) }),
  }
}


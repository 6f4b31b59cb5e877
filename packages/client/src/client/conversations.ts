import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Engine } from '../engine/engine.ts'
import type { EngineInput } from '../engine/input.ts'
import { activityKey } from '../protocol/activity-key.ts'
import type { TypingConversation } from '../protocol/client.ts'
import type { Clock } from '../protocol/clock.ts'
import { MAX_CONVERSATIONS, NOBODY, type TypingActivity, type TypingUser } from '../protocol/conversation.ts'
import { createHolds, type Holds } from './activity.ts'
import { readonlyStore } from './readonly-store.ts'

/** What the client keeps of a conversation that has a handle. */
export interface Entry<Target> {
  readonly target: Target
  /** How the server is told of it: as the app spelled it last. */
  address: string | undefined
  readonly handle: TypingConversation
  readonly users: StoreApi<readonly TypingUser[]>
  readonly isTyping: StoreApi<boolean>
  /** The engine's own place for the instants of keys; set while I wish to type. */
  lastKey: { at: number } | undefined
  /** What is told of it. */
  readonly activity: TypingActivity
  subscribers: number
}

/** What handles are made with. */
export interface ConversationsOptions<Target> {
  readonly engine: Engine
  readonly clock: Clock
  readonly run: (input: EngineInput) => void
  /** How the server is told of a target, where its key does not say it. */
  readonly addressOf: ((target: Target) => string) | undefined
  /** What can be told beside typing. */
  readonly activities: readonly TypingActivity[]
}

/** The handles of a client and the stores behind them. */
export interface Conversations<Target> {
  readonly handle: (key: string, target: Target) => TypingConversation
  readonly get: (key: string) => Entry<Target> | undefined
}

/**
 * Equal keys share one handle. A handle holds only its key and target and asks for the stores on
 * each use: it stays good when they were dropped meanwhile (S14).
 */
export function createConversations<Target>(options: ConversationsOptions<Target>): Conversations<Target> {
  const { engine, clock, run, addressOf, activities } = options
  const entries = new Map<string, Entry<Target>>()

  function entryOf(
    key: string,
    target: Target,
    handle?: TypingConversation,
    activity: TypingActivity = 'typing',
  ): Entry<Target> {
    const known = entries.get(key)
    if (known !== undefined) return known
    if (entries.size >= MAX_CONVERSATIONS) evict()
    const entry: Entry<Target> = {
      target,
      address: addressOf?.(target),
      handle: handle ?? makeHandle(key, target),
      users: createStore<readonly TypingUser[]>(() => engine.users(key)),
      isTyping: createStore<boolean>(() => false),
      lastKey: undefined,
      activity,
      subscribers: 0,
    }
    entries.set(key, entry)
    return entry
  }

  function evict(): void {
    for (const [key, entry] of entries) {
      if (entry.subscribers > 0 || engine.isOn(key)) continue
      entries.delete(key)
      return
    }
  }

  function makeHandle(key: string, target: Target): TypingConversation {
    const live = (): Entry<Target> => entryOf(key, target, handle)
    const holds = new Map<TypingActivity, Holds>()
    let typed: Entry<Target> | undefined
    const handle: TypingConversation = {
      key,
      users: readonlyStore(NOBODY, () => live().users, followUsers),
      isTyping: readonlyStore(false, () => live().isTyping, pin),
      keystroke() {
        // A key while I already type is a clock read and a write: the machine looks when the idle end falls due.
        if (typed?.lastKey !== undefined) {
          typed.lastKey.at = clock.now()
          return
        }
        typed = live()
        run({ type: 'key', conversation: key, address: typed.address })
      },
      stop() {
        holds.get('typing')?.forget()
        run({ type: 'stop', conversation: key })
      },
      activity(kind, settings) {
        const told = activities.includes(kind) ? kind : 'typing'
        const mine = holds.get(told) ?? holdsOf(told)
        holds.set(told, mine)
        return mine.begin(settings)
      },
      messageFrom: (userId) => run({ type: 'message', conversation: key, userId }),
    }
    return handle

    /** An activity of its own is a conversation of its own to the machines: another start, another stop. */
    function holdsOf(told: TypingActivity): Holds {
      const conversation = activityKey({ conversation: key, activity: told })
      return createHolds({
        clock,
        hold(until) {
          const { address } = entryOf(conversation, target, handle, told)
          run({ type: 'hold', conversation, address, until })
        },
      })
    }

    function pin(): () => void {
      const entry = live()
      entry.subscribers += 1
      return () => {
        entry.subscribers -= 1
      }
    }

    function followUsers(): () => void {
      const unpin = pin()
      run({ type: 'watch', conversation: key })
      return () => {
        unpin()
        run({ type: 'unwatch', conversation: key })
      }
    }
  }

  return {
    handle(key, target) {
      const entry = entryOf(key, target)
      // Equal targets may be spelled differently, such as a topic that was renamed in case only.
      if (addressOf !== undefined) entry.address = addressOf(target)
      return entry.handle
    },
    get: (key) => entries.get(key),
  }
}

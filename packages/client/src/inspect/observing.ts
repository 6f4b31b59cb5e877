import { isWishing, type Sender } from '../core/sender.ts'
import type { Effect } from '../core/effect.ts'
import type { Typist } from '../core/typists.ts'
import type { EngineInput } from '../engine/input.ts'
import type { Conversation, World } from '../engine/world.ts'
import { readActivityKey } from '../protocol/activity-key.ts'
import type { TypingUser } from '../protocol/conversation.ts'
import type { HeldReason, InspectorEntry, StopReason } from './entry.ts'
import { endReason, heldReason, hiddenReason, startReason, stopReason } from './reasons.ts'

interface Seen {
  readonly sender: Sender
  readonly typists: readonly Typist[]
  readonly view: readonly TypingUser[]
}

type Draft<Entry = InspectorEntry> = Entry extends unknown ? Omit<Entry, 'atMs'> : never

/** Looks at an engine before and after each of its steps, and says what happened in between. */
export function createObserver(
  world: World,
): { readonly afterStep: (input: EngineInput, effects: readonly Effect[]) => readonly Draft[] } {
  const seen = new Map<string, Seen>()
  const ended = new Map<string, StopReason>()
  const held = new Map<string, HeldReason>()
  let heardAt = world.trust.heardAt

  function noteEnds(input: EngineInput): void {
    for (const conversation of world.conversations.values()) {
      const before = seen.get(conversation.key)?.sender
      if (before === undefined || !isWishing(before) || isWishing(conversation.sender)) continue
      ended.set(conversation.key, endReason(input, world, conversation))
    }
  }

  function sent(key: string, typing: boolean): Draft | undefined {
    const conversation = world.conversations.get(key)
    if (conversation === undefined) return undefined
    const before = seen.get(key)?.sender ?? conversation.sender
    held.delete(key)
    const where = readActivityKey(key)
    return typing
      ? { type: 'sent', ...where, typing, because: startReason(before, conversation.sender) }
      : { type: 'sent', ...where, typing, because: stopReason(before, ended.get(key) ?? 'stop') }
  }

  function* holds(): Generator<Draft> {
    for (const conversation of world.wanting) {
      const because = heldReason(world, conversation)
      if (because === held.get(conversation.key)) continue
      if (because === undefined) held.delete(conversation.key)
      else held.set(conversation.key, because)
      if (because !== undefined) yield { type: 'held', conversation: readActivityKey(conversation.key).conversation, because }
    }
  }

  function* views(key: string, users: readonly TypingUser[], input: EngineInput, distrusted: boolean): Generator<Draft> {
    const { view = [], typists = [] } = seen.get(key) ?? {}
    const now = new Set(users.map(({ id }) => id))
    for (const { id } of view) {
      if (now.delete(id)) continue
      const typist = typists.find(({ user }) => user.id === id)
      const because = hiddenReason(input, typist, { distrusted, now: world.now })
      yield { type: 'hidden', conversation: key, userId: id, because }
    }
    for (const userId of now) yield { type: 'shown', conversation: key, userId }
  }

  function* told(effect: Effect, input: EngineInput, distrusted: boolean): Generator<Draft> {
    if (effect.type === 'request' || effect.type === 'write') {
      const flight = world.flights.get(effect.id)
      // Every stop outlives the page, and no start does.
      const typing = effect.type === 'write' ? effect.typing : !effect.keepalive
      const entry = flight?.type === 'send' ? sent(flight.conversation, typing) : undefined
      if (entry !== undefined) yield entry
    } else if (effect.type === 'notify') {
      yield* views(effect.conversation, effect.users, input, distrusted)
    } else if (effect.type === 'status') {
      yield { type: 'status', status: effect.status.state }
    } else if (effect.type === 'error') {
      yield { type: 'error', code: effect.error.code, conversation: effect.error.conversation }
    }
  }

  function* silences(): Generator<Draft> {
    for (const { key, sender } of world.conversations.values()) {
      if (sender.phase !== 'silenced' || seen.get(key)?.sender.phase === 'silenced') continue
      yield { type: 'silenced', conversation: readActivityKey(key).conversation }
    }
  }

  function remember({ key, sender, typists }: Conversation): void {
    seen.set(key, { sender, typists: typists.all, view: typists.view })
  }

  return {
    afterStep(input, effects) {
      const distrusted = world.trust.heardAt === -Infinity && heardAt !== -Infinity
      heardAt = world.trust.heardAt
      noteEnds(input)
      const entries = effects.flatMap((effect) => [...told(effect, input, distrusted)])
      entries.push(...silences(), ...holds())
      seen.clear()
      for (const conversation of world.conversations.values()) remember(conversation)
      return entries
    },
  }
}

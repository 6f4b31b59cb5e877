import { leaveAt } from '../core/outbox.ts'
import { wantOf, type Sender } from '../core/sender.ts'
import type { Typist } from '../core/typists.ts'
import type { EngineInput } from '../engine/input.ts'
import { codecOf, isShared, type Conversation, type World } from '../engine/world.ts'
import type { HeldReason, HiddenReason, StartReason, StopReason } from './entry.ts'

/** Why a start left, by where its sender stood before. */
export function startReason(before: Sender, after: Sender): StartReason {
  if (after.reassertedAt !== before.reassertedAt || (before.phase === 'wanting' && before.reassertedAt > before.startedAt)) {
    return 'stopped-elsewhere'
  }
  if (before.tries > 0) return 'retry'
  return before.phase === 'typing' || before.remote === 'on' ? 'resend' : 'key'
}

/** Inputs that end a wish by what they are. */
const ENDS: Partial<Record<EngineInput['type'], StopReason>> = {
  stop: 'stop',
  hold: 'stop',
  close: 'closed',
  sharing: 'consent',
}

/** Why a wish ended with this input. */
export function endReason(input: EngineInput, world: World, conversation: Conversation): StopReason {
  const plain = ENDS[input.type]
  if (plain !== undefined) return plain
  if (input.type === 'environment' && (input.event === 'hidden' || input.event === 'pagehide')) return 'page-hidden'
  if (!isShared(world, conversation.key)) return 'consent'
  return conversation.lastKey.at + world.timing.idleAfterMs <= world.now ? 'idle' : 'slept'
}

/** Why a stop left: by what ended the wish, unless this one repeats or confirms another. */
export function stopReason(before: Sender, ended: StopReason): StopReason {
  if (before.phase === 'quiet') return 'confirm'
  return before.phase === 'ending' && before.tries > 0 ? 'retry' : ended
}

/** Why what a conversation wants has not left; undefined where it wants nothing now. */
export function heldReason(world: World, conversation: Conversation): HeldReason | undefined {
  const want = wantOf(conversation.sender, world.now)
  if (want === undefined) return undefined
  const { link, options, outbox, now, credential } = world
  if (!link.online) return 'offline'
  if (want.typing && link.hiddenAt !== Infinity) return 'hidden'
  if (options.wire.kind === 'connection') {
    if (!world.connected) return 'not-connected'
  } else {
    if (!codecOf(world, options.wire).maySend(conversation.address)) return 'not-wanted'
    if (credential.phase !== 'held') return 'credentials'
  }
  if (outbox.send.closedUntil > now) return 'server-pause'
  const waits = leaveAt(outbox, options.limits, 'send', want.tokens, now) > now || world.conversationLeaveAt > now
  return waits ? 'rate' : undefined
}

/** Inputs that hide somebody by what they are. */
const HIDES: Partial<Record<EngineInput['type'], HiddenReason>> = {
  message: 'message',
  ignored: 'ignored',
  showing: 'not-shown',
  sharing: 'not-shown',
  close: 'closed',
}

/** Why somebody who was shown is not any more. */
export function hiddenReason(
  input: EngineInput,
  typist: Typist | undefined,
  { distrusted, now }: { readonly distrusted: boolean; readonly now: number },
): HiddenReason {
  const plain = HIDES[input.type]
  if (plain !== undefined) return plain
  if (input.type === 'signal') {
    const { type } = input.signal
    if (type === 'message') return 'message'
    return type === 'snapshot' || type === 'stopped' ? 'stopped' : 'trust-lost'
  }
  if (input.type === 'reply') return distrusted ? 'trust-lost' : 'stopped'
  return input.type === 'wake' && typist !== undefined && typist.until <= now ? 'expired' : 'trust-lost'
}

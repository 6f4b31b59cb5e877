import { isRunning } from '../core/link.ts'
import { isAtRest } from '../core/sender.ts'
import { conversationOf } from './conversations.ts'
import type { EngineInput } from './input.ts'
import { tellSender } from './sending.ts'
import { isShared, type Conversation, type World } from './world.ts'

/** Without consent or connection a key is nothing: no wish that a timer would have to end (S6, S15). */
export function key(world: World, name: string, address: string = name): void {
  if (!isRunning(world.link) || !isShared(world, name)) return
  const conversation = conversationOf(world, name)
  conversation.lastKey.at = world.now
  wish(world, conversation, address)
}

/** A wish without keys begins, is prolonged, or is taken back; keys that came meanwhile keep theirs. */
export function hold(world: World, input: EngineInput & { type: 'hold' }): void {
  const { conversation: name, address = name, until } = input
  if (until > world.now) {
    const conversation = conversationOf(world, name)
    conversation.heldUntil = until
    if (isRunning(world.link) && isShared(world, name)) wish(world, conversation, address)
    return
  }
  const conversation = world.conversations.get(name)
  if (conversation === undefined || conversation.heldUntil === -Infinity) return
  conversation.heldUntil = -Infinity
  const typedLately = conversation.lastKey.at + world.timing.idleAfterMs > world.now
  if (!typedLately) tellSender(world, conversation, { type: 'stop' })
}

/** Whatever kept it on: a stop ends it (S5). */
export function stop(world: World, name: string): void {
  const conversation = world.conversations.get(name)
  if (conversation === undefined) return
  conversation.heldUntil = -Infinity
  tellSender(world, conversation, { type: 'stop' })
}

/** A page that is seen again goes on with what it was asked to go on with. */
export function resumeHolds(world: World): void {
  if (!isRunning(world.link)) return
  for (const conversation of world.conversations.values()) {
    if (conversation.heldUntil <= world.now || !isShared(world, conversation.key)) continue
    tellSender(world, conversation, { type: 'key' })
  }
}

function wish(world: World, conversation: Conversation, address: string): void {
  // What is on goes off as it was told.
  if (isAtRest(conversation.sender)) conversation.address = address
  tellSender(world, conversation, { type: 'key' })
}

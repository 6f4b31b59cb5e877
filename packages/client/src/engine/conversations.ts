import { isAtRest, isWishing, QUIET, senderDueAt, type Sender } from '../core/sender.ts'
import { listEndsAt } from '../core/trust.ts'
import { isSameUser, NO_TYPISTS, typistsDueAt, type Typists } from '../core/typists.ts'
import { MAX_CONVERSATIONS, NOBODY } from '../protocol/conversation.ts'
import { emit, type Conversation, type World } from './world.ts'

/** The state of that conversation, made if there is none yet. */
export function conversationOf(world: World, key: string): Conversation {
  const known = world.conversations.get(key)
  if (known !== undefined) return known
  if (world.conversations.size >= MAX_CONVERSATIONS) evict(world)
  const conversation: Conversation = {
    key,
    address: key,
    sender: QUIET,
    typists: NO_TYPISTS,
    bucket: undefined,
    lastKey: { at: -Infinity },
    heldUntil: -Infinity,
    watchers: 0,
    unwatchAt: Infinity,
    flight: undefined,
    dueAt: Infinity,
    suspectedAt: Infinity,
    notified: NOBODY,
  }
  world.conversations.set(key, conversation)
  return conversation
}

/** Whether I am on there or may be, or go on as soon as I may. */
export function isOn(world: World, { sender, heldUntil }: Conversation): boolean {
  return !isAtRest(sender) || heldUntil > world.now
}

/** Forgets the oldest one that is neither on, unknown nor watched (S14); if all are, there is one more. */
function evict(world: World): void {
  for (const conversation of world.conversations.values()) {
    if (isOn(world, conversation) || conversation.watchers > 0 || conversation.unwatchAt !== Infinity) continue
    setTypists(world, conversation, NO_TYPISTS)
    notify(world, conversation)
    world.changed.delete(conversation)
    world.conversations.delete(conversation.key)
    return
  }
}

/** The subscriptions that nobody reads ended with their connection; the next one begins without them. */
export function endLingering(world: World): void {
  for (const conversation of world.conversations.values()) {
    if (conversation.unwatchAt === Infinity) continue
    conversation.unwatchAt = Infinity
    refreshDue(world, conversation)
  }
}

/** Puts a sender's next state in its place. */
export function setSender(world: World, conversation: Conversation, sender: Sender): void {
  const before = conversation.sender
  if (sender === before) return
  conversation.sender = sender
  if (sender.askAt === Infinity) world.wanting.delete(conversation)
  else world.wanting.add(conversation)
  if (isWishing(sender) !== isWishing(before)) {
    emit(world, { type: 'typing', conversation: conversation.key, typing: isWishing(sender) })
  }
  refreshDue(world, conversation)
}

/** Puts the typists' next state in its place. */
export function setTypists(world: World, conversation: Conversation, typists: Typists): void {
  const before = conversation.typists
  if (typists === before) return
  conversation.typists = typists
  if (typists.all.length > 0) world.listed.add(conversation)
  else world.listed.delete(conversation)
  if (typists.view !== before.view) world.changed.add(conversation)
  refreshDue(world, conversation)
}

/** Looks up anew when time changes something there. */
export function refreshDue(world: World, conversation: Conversation): void {
  const before = conversation.dueAt
  const after = dueOf(world, conversation)
  conversation.dueAt = after
  if (after < world.dueAt) world.dueAt = after
  // The earliest of all may have moved away: it is looked for once, at the end of the step.
  else if (before <= world.dueAt && after > before) world.dueStale = true
}

function dueOf(world: World, conversation: Conversation): number {
  const { sender, typists, unwatchAt } = conversation
  const own = Math.min(senderDueAt(sender, world.now), unwatchAt)
  return typists.all.length === 0 ? own : Math.min(own, typistsDueAt(typists), listDueAt(world, conversation))
}

/** When the list of a conversation ends, where there is one that nothing names again. */
export function listDueAt(world: World, { typists: { namedAt }, suspectedAt }: Conversation): number {
  const { wire } = world.options
  if (wire.kind === 'connection' || namedAt === -Infinity) return Infinity
  return listEndsAt(world.trust, wire.trust, { namedAt, suspectedAt })
}

/** The earliest instant at which time alone changes something in a conversation. */
export function earliestDue(world: World): number {
  if (world.dueStale) {
    world.dueStale = false
    world.dueAt = Infinity
    for (const { dueAt } of world.conversations.values()) if (dueAt < world.dueAt) world.dueAt = dueAt
  }
  return world.dueAt
}

/** One notification for each view that changed during the step, none where it changed back (S17). */
export function notifyChanged(world: World): void {
  for (const conversation of world.changed) notify(world, conversation)
  world.changed.clear()
}

function notify(world: World, conversation: Conversation): void {
  const { key, typists, notified } = conversation
  if (typists.view === notified) return
  if (sameUsers(typists.view, notified)) {
    // It changed and changed back: the array that was handed out stays the view.
    conversation.typists = { ...typists, view: notified }
    return
  }
  conversation.notified = typists.view
  emit(world, { type: 'notify', conversation: key, users: typists.view })
}

function sameUsers(a: Conversation['notified'], b: Conversation['notified']): boolean {
  return a.length === b.length && a.every((user, index) => {
    const other = b[index]
    return other !== undefined && isSameUser(user, other)
  })
}

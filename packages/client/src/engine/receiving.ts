import { onTrustLost } from '../core/trust.ts'
import { stepTypists, type TypistsEvent } from '../core/typists.ts'
import type { TypingUser } from '../protocol/conversation.ts'
import { TypingError } from '../protocol/errors.ts'
import type { PresenceSignal } from '../protocol/signal.ts'
import type { AskReading } from '../protocol/wire.ts'
import { clampTiming } from '../protocol/timing.ts'
import { conversationOf, setTypists } from './conversations.ts'
import { tellAllSenders, tellSender } from './sending.ts'
import { emit, isShared, type Conversation, type World } from './world.ts'

const EVERYBODY = { has: () => true }

function isShown(world: World, conversation: string): boolean {
  return world.showing === 'reciprocal' ? isShared(world, conversation) : world.showing
}

function tellTypists(world: World, conversation: Conversation, event: TypistsEvent): void {
  const { now, self } = world
  const ignored = isShown(world, conversation.key) ? world.ignored : EVERYBODY
  setTypists(world, conversation, stepTypists(conversation.typists, event, { now, self, ignored }))
}

/** Applies one signal. */
export function applySignal(world: World, signal: PresenceSignal): void {
  switch (signal.type) {
    case 'snapshot':
      return applyList(world, signal.conversation, signal.users)
    case 'started':
      if (isOwnEcho(world, signal.conversation, signal.user.id, true)) return
      return tellTypists(world, conversationOf(world, signal.conversation), signal)
    case 'stopped':
      if (isOwnEcho(world, signal.conversation, signal.userId, false)) return
      return tellKnown(world, signal.conversation, signal)
    case 'message':
      return tellKnown(world, signal.conversation, signal)
    case 'cleared':
      return clearAll(world)
    case 'self':
      world.self = new Set(signal.userIds)
      return filterAll(world)
    case 'timing': {
      const { overrides, timing, bounds } = world.options
      // What the server advertises is from outside too: it is clamped before it stands in for a default.
      world.timing = clampTiming(overrides, clampTiming(signal.timing, timing, bounds), bounds)
      return tellAllSenders(world, { type: 'timing' })
    }
  }
}

/** A list replaces what was known (S3); what it says of me is for my own sender alone (S2). */
function applyList(world: World, key: string, users: readonly TypingUser[]): void {
  const known = world.conversations.get(key)
  if (known === undefined && users.every((user) => world.self.has(user.id))) return
  const conversation = known ?? conversationOf(world, key)
  tellTypists(world, conversation, { type: 'snapshot', users })
  // A transport of somebody's own need not list me at all.
  if (world.options.wire.kind === 'connection') return
  tellSender(world, conversation, { type: 'echo', typing: users.some((user) => world.self.has(user.id)) })
}

/** What another tab or device of mine told is for my own sender alone (S2, S19). */
function isOwnEcho(world: World, key: string, userId: string, typing: boolean): boolean {
  if (!world.self.has(userId)) return false
  const conversation = world.conversations.get(key)
  if (conversation !== undefined) tellSender(world, conversation, { type: 'echo', typing })
  return true
}

/**
 * Applies all that one answer said; in a complete one, whoever is not named does not type. Starts
 * may be as old as the time in which nobody asked.
 */
export function applySignals(world: World, { signals, complete }: AskReading, gapMs: number): void {
  const named = new Set<string>()
  for (const signal of signals) {
    if (signal.type === 'snapshot') named.add(signal.conversation)
    applySignal(world, signal.type === 'started' ? { ...signal, expireInMs: signal.expireInMs - gapMs } : signal)
  }
  if (!complete) return
  for (const key of world.conversations.keys()) if (!named.has(key)) applyList(world, key, [])
}

function tellKnown(world: World, key: string, event: TypistsEvent): void {
  const conversation = world.conversations.get(key)
  if (conversation !== undefined) tellTypists(world, conversation, event)
}

/** A message of this user was shown: they leave the list until they are named again. */
export function messageFrom(world: World, key: string, userId: string): void {
  tellKnown(world, key, { type: 'message', userId })
}

/** Every view follows what is ignored, or who I am. */
export function filterAll(world: World): void {
  for (const conversation of world.listed) tellTypists(world, conversation, { type: 'filter' })
}

/** What time brings to the typists of one conversation. */
export function typistsDue(world: World, conversation: Conversation, listEndsAt: number): void {
  if (conversation.typists.all.length === 0) return
  tellTypists(world, conversation, listEndsAt <= world.now ? { type: 'cleared' } : { type: 'due' })
}

/** Nobody is shown any longer. */
export function clearAll(world: World): void {
  for (const conversation of world.listed) tellTypists(world, conversation, { type: 'cleared' })
}

/** What was shown can no longer be believed: it is cleared, and taken anew where that may be. */
export function distrust(world: World, nothingToGoOn: boolean): void {
  clearAll(world)
  world.trust = onTrustLost(world.trust, nothingToGoOn)
}

/** Parts of an answer that are not the protocol are left out; said once. */
export function reportMalformed(world: World, dropped: number): void {
  if (dropped === 0 || world.malformedReported) return
  world.malformedReported = true
  const reason = 'parts of an answer are not the protocol and were left out'
  emit(world, { type: 'error', error: new TypingError('bad-response', `unable to read all of an answer; ${reason}`) })
}

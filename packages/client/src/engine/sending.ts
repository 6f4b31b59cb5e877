import { withSend } from '../core/attempt.ts'
import { isRunning, isVisible } from '../core/link.ts'
import { leave, leaveAt, pause, unpause } from '../core/outbox.ts'
import { readyAt, take } from '../core/bucket.ts'
import { isWishing, QUIET, wantOf, type SenderEvent, type Want } from '../core/sender.ts'
import { stepSender } from '../core/sender-step.ts'
import type { SendReading, SendRefusal, WireReply } from '../protocol/wire.ts'
import { setSender } from './conversations.ts'
import { needToken, onAccepted, onRefused } from './credentials.ts'
import { codecOf, emit, isShared, type Conversation, type Flight, type World } from './world.ts'

/** Lets a sender take one step, and does what it asks for. */
export function tellSender(world: World, conversation: Conversation, event: SenderEvent): void {
  const { now, timing, pace } = world
  const random = event.type === 'answer' || event.type === 'due' ? world.options.random() : 0
  const step = stepSender(conversation.sender, event, { now, timing, pace, random })
  setSender(world, conversation, step.sender)
  for (const effect of step.effects) {
    switch (effect.type) {
      case 'attempt':
        attempt(world, conversation, effect.typing)
        break
      case 'cancel':
        cancelSend(world, conversation, event.type === 'due')
        break
      case 'error':
        emit(world, { type: 'error', error: effect.error })
        break
    }
  }
}

/** The same for every conversation that the event may concern. */
export function tellAllSenders(world: World, event: SenderEvent): void {
  for (const conversation of world.conversations.values()) {
    if (conversation.sender !== QUIET) tellSender(world, conversation, event)
  }
}

function attempt(world: World, conversation: Conversation, typing: boolean): void {
  const { wire } = world.options
  const id = ++world.lastId
  const { key, address } = conversation
  conversation.flight = id
  const token = tokenOf(world)
  world.flights.set(id, { type: 'send', conversation: key, token, sentAt: world.now })
  // A stop outlives the page; a start that nobody waits for must not.
  const keepalive = !typing
  if (wire.kind === 'connection') {
    emit(world, { type: 'write', id, conversation: key, typing, keepalive })
    return
  }
  const request = codecOf(world, wire).send(address, typing, world.timing, token)
  if ('type' in request) refuse(world, conversation, id, request)
  else emit(world, { type: 'request', id, request, keepalive })
}

/** It never leaves: the codec knows that it would be in vain. */
function refuse(world: World, conversation: Conversation, id: number, refusal: SendRefusal): void {
  world.flights.delete(id)
  conversation.flight = undefined
  tellSender(world, conversation, { type: 'answer', answer: refusal })
}

function cancelSend(world: World, conversation: Conversation, timedOut: boolean): void {
  const id = conversation.flight
  if (id === undefined) return
  const flight = world.flights.get(id)
  // What took too long counts as long, so that the next attempt is given more.
  if (timedOut && flight?.type === 'send') world.pace = withSend(world.pace, world.now - flight.sentAt)
  conversation.flight = undefined
  world.flights.delete(id)
  emit(world, { type: 'cancel', id })
}

/** What an attempt in flight came to, by a codec's reading of the reply or by a connection's own word. */
export function onSendOutcome(world: World, id: number, flight: Flight & { type: 'send' }, outcome: SendReading['outcome']): void {
  const conversation = world.conversations.get(flight.conversation)
  world.flights.delete(id)
  if (conversation?.flight !== id) return
  conversation.flight = undefined
  const answered = outcome.type !== 'unsent' && outcome.type !== 'unknown'
  if (answered) world.pace = withSend(world.pace, world.now - flight.sentAt)
  if (outcome.type === 'limited') {
    world.outbox = pause(world.outbox, world.options.limits, 'send', outcome.retryInMs, world.now)
    emit(world, { type: 'error', error: outcome.error })
  } else if (answered) {
    world.outbox = unpause(world.outbox, 'send')
  }
  tellSender(world, conversation, { type: 'answer', answer: outcome })
  // After a close nothing is repeated, and no other token is asked for (S9).
  if (!isRunning(world.link)) setSender(world, conversation, QUIET)
  else if (outcome.type === 'auth') onRefused(world, flight.token, outcome.error)
  else if (answered) onAccepted(world, flight.token)
}

/** A codec's reading of a reply to a send. */
export function onSendReply(world: World, id: number, flight: Flight & { type: 'send' }, reply: WireReply): void {
  const { wire } = world.options
  if (wire.kind !== 'codec') return
  // A stop of the last connection may be answered before this one has asked for anything.
  const address = world.conversations.get(flight.conversation)?.address ?? flight.conversation
  const reading = codecOf(world, wire).sent(reply, address)
  world.codec = reading.state
  onSendOutcome(world, id, flight, reading.outcome)
}

/** Gives leave to those who want it, the longest waiting first, as far as the buckets and the server allow. */
export function giveLeave(world: World): void {
  world.leaveAt = Infinity
  world.conversationLeaveAt = Infinity
  if (world.wanting.size === 0 || !isRunning(world.link) || !world.link.online) return
  const wants: { conversation: Conversation; want: Want }[] = []
  for (const conversation of world.wanting) {
    endIfUnshared(world, conversation)
    const want = wantOf(conversation.sender, world.now)
    if (want !== undefined && (!want.typing || isVisible(world.link)) && isLetOut(world, conversation)) wants.push({ conversation, want })
  }
  if (wants.length === 0 || !isReady(world)) return
  wants.sort((a, b) => a.want.since - b.want.since)
  for (const { conversation, want } of wants) grant(world, conversation, want)
}

function grant(world: World, conversation: Conversation, { tokens }: Want): void {
  const { limits } = world.options
  // Whoever waits for a token holds back those behind, or a dearer want would never get its turn (L5).
  const held = tokens > 0 && world.leaveAt !== Infinity
  const inLane = leaveAt(world.outbox, limits, 'send', tokens, world.now)
  const inConversation = readyAt(conversation.bucket, limits.conversation, tokens, world.now)
  if (held || Math.max(inLane, inConversation) > world.now) {
    if (inLane > world.now) world.leaveAt = Math.min(world.leaveAt, inLane)
    else if (!held) world.conversationLeaveAt = Math.min(world.conversationLeaveAt, inConversation)
    return
  }
  world.outbox = leave(world.outbox, limits, 'send', tokens, world.now)
  conversation.bucket = take(conversation.bucket, limits.conversation, tokens, world.now)
  tellSender(world, conversation, { type: 'leave' })
}

/** S6: a rule of the app may have changed its mind since the last start. */
function endIfUnshared(world: World, conversation: Conversation): void {
  if (isWishing(conversation.sender) && !isShared(world, conversation.key)) tellSender(world, conversation, { type: 'stop' })
}

function isReady(world: World): boolean {
  const { wire } = world.options
  if (wire.kind === 'connection') return world.connected
  return needToken(world)
}

/** Whether the codec knows how to send there, and that it is wanted: a stop is held back with a start (S6). */
function isLetOut(world: World, conversation: Conversation): boolean {
  const { wire } = world.options
  return wire.kind === 'connection' || codecOf(world, wire).maySend(conversation.address)
}

/** Page hide and close: what is on is stopped now or never. */
export function cutAll(world: World): void {
  const held = world.options.wire.kind === 'connection' ? world.connected : world.credential.phase === 'held'
  const open = leaveAt(world.outbox, world.options.limits, 'send', 0, world.now) <= world.now
  const mayStop = held && open && world.link.online
  for (const conversation of world.conversations.values()) {
    if (conversation.sender === QUIET) continue
    tellSender(world, conversation, { type: 'cut', mayStop: mayStop && isLetOut(world, conversation) })
  }
}

/** After a close only the stops in flight are waited for: a silence, too, ends with its connection (S15). */
export function restAll(world: World): void {
  for (const conversation of world.conversations.values()) {
    if (conversation.flight === undefined) setSender(world, conversation, QUIET)
  }
}

/** Nothing more is sent, not even a stop: the credentials were refused (S9). */
export function silenceAll(world: World): void {
  for (const conversation of world.conversations.values()) {
    cancelSend(world, conversation, false)
    setSender(world, conversation, QUIET)
  }
}

/** What time brings to the senders; idle ends are found by the last key. */
export function senderDue(world: World, conversation: Conversation): void {
  if (conversation.sender === QUIET) return
  // Who is held is looked at again after each idle time: the end of a hold needs no event of its own.
  const held = Math.min(world.now, conversation.heldUntil - world.timing.idleAfterMs)
  tellSender(world, conversation, { type: 'due', lastKeyAt: Math.max(conversation.lastKey.at, held) })
  if (!isRunning(world.link)) setSender(world, conversation, QUIET)
}

function tokenOf(world: World): string {
  return world.credential.phase === 'held' ? world.credential.token : ''
}

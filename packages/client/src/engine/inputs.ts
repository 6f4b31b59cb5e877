import { NO_CREDENTIAL } from '../core/credential.ts'
import { isRunning, linkDueAt } from '../core/link.ts'
import { NO_TRUST } from '../core/trust.ts'
import { TypingError } from '../protocol/errors.ts'
import type { TransportSignal } from '../protocol/signal.ts'
import { onAskReply, tellLink } from './asking.ts'
import { conversationOf, listDueAt, refreshDue } from './conversations.ts'
import { tellCredential } from './credentials.ts'
import type { EngineInput, EnvironmentEvent } from './input.ts'
import { applySignal, filterAll, messageFrom, typistsDue } from './receiving.ts'
import { cutAll, onSendOutcome, onSendReply, restAll, senderDue, tellAllSenders, tellSender } from './sending.ts'
import { emit, type Conversation, type World } from './world.ts'

/** A conversation that nobody reads any more stays subscribed so long, in milliseconds: rows and pages come back. */
const UNWATCH_AFTER_MS = 5_000

/** What an input does to the machines. */
export function receive(world: World, input: EngineInput): void {
  switch (input.type) {
    case 'connect':
      return connect(world)
    case 'close':
      return close(world)
    case 'key':
      return key(world, input.conversation)
    case 'stop': {
      const conversation = world.conversations.get(input.conversation)
      return conversation === undefined ? undefined : tellSender(world, conversation, { type: 'stop' })
    }
    case 'message':
      return messageFrom(world, input.conversation, input.userId)
    case 'watch':
      return watch(world, conversationOf(world, input.conversation))
    case 'unwatch':
      return unwatch(world, conversationOf(world, input.conversation))
    case 'sharing':
      world.sharing = input.sharing
      return input.sharing ? undefined : tellAllSenders(world, { type: 'stop' })
    case 'ignored':
      world.ignored = input.userIds
      return filterAll(world)
    case 'environment':
      return environment(world, input.event)
    case 'given':
      return input.id === world.tokenId ? given(world, input.token) : undefined
    case 'withheld':
      return input.id === world.tokenId ? withheld(world, input.error) : undefined
    case 'reply': {
      const flight = world.flights.get(input.id)
      if (flight?.type === 'send') return onSendReply(world, input.id, flight, input.reply)
      return flight === undefined ? undefined : onAskReply(world, input.id, flight, input.reply)
    }
    case 'outcome': {
      const flight = world.flights.get(input.id)
      return flight?.type === 'send' ? onSendOutcome(world, input.id, flight, input.outcome) : undefined
    }
    case 'signal':
      return isRunning(world.link) ? signal(world, input.signal) : undefined
    case 'wake-at':
      // From a transport of others: no instant is none, and one that has passed is no timer that slept (S12, S13).
      world.portDueAt = Number.isNaN(input.at) ? Infinity : Math.max(world.now, input.at)
      return undefined
    case 'wake':
      return wake(world)
  }
}

function connect(world: World): void {
  if (isRunning(world.link)) return
  world.credential = NO_CREDENTIAL
  world.trust = NO_TRUST
  world.codec = undefined
  world.timing = world.options.timing
  world.malformedReported = false
  world.settling = false
  world.lostAt = Infinity
  tellLink(world, { type: 'connect', lasting: world.options.wire.kind === 'connection' })
  tellAllSenders(world, { type: 'reset' })
}

function close(world: World): void {
  // Asked for once more, or by whoever was told of the end: what is in flight is still waited for.
  world.settling = true
  if (!isRunning(world.link)) return
  cutAll(world)
  restAll(world)
  tellLink(world, { type: 'close' })
  world.portDueAt = Infinity
}

/** Without consent or connection a key is nothing: no wish that a timer would have to end (S6, S15). */
function key(world: World, name: string): void {
  if (!isRunning(world.link) || !world.sharing) return
  const conversation = conversationOf(world, name)
  conversation.lastKey.at = world.now
  tellSender(world, conversation, { type: 'key' })
}

function watch(world: World, conversation: Conversation): void {
  conversation.watchers += 1
  if (conversation.watchers > 1) return
  const lingers = conversation.unwatchAt !== Infinity
  conversation.unwatchAt = Infinity
  refreshDue(world, conversation)
  if (world.connected && !lingers) emit(world, { type: 'watch', conversation: conversation.key })
}

function unwatch(world: World, conversation: Conversation): void {
  conversation.watchers = Math.max(0, conversation.watchers - 1)
  const hasConnection = world.options.wire.kind === 'connection' && world.link.asking !== undefined
  if (conversation.watchers > 0 || !hasConnection) return
  conversation.unwatchAt = world.now + UNWATCH_AFTER_MS
  refreshDue(world, conversation)
}

function environment(world: World, event: EnvironmentEvent): void {
  if (event === 'hidden') tellAllSenders(world, { type: 'stop' })
  if (event === 'pagehide') cutAll(world)
  tellLink(world, { type: event })
  // A connection that outlived the time offline has nothing to report, and is open again.
  if (event === 'online' && world.connected) tellLink(world, { type: 'answered', empty: false })
  if (event === 'online' || event === 'visible' || event === 'pageshow') tellAllSenders(world, { type: 'returned' })
}

function given(world: World, token: string): void {
  const { credential } = world
  // What was asked for before a close comes too late.
  if (!isRunning(world.link) || credential.phase !== 'asking') return
  const renewed = credential.refusedToken !== undefined
  tellCredential(world, { type: 'given', token })
  if (world.credential.phase === 'refused') {
    world.fatal = new TypingError('unauthorized', 'unable to connect; the credentials were refused and there are no others')
  } else if (renewed) {
    // Another token may be another session: what was heard with the old one is taken anew.
    tellLink(world, { type: 'gap' })
  }
}

function withheld(world: World, error: TypingError): void {
  tellCredential(world, { type: 'withheld', now: world.now, random: world.options.random() })
  if (world.link.asking === undefined) tellLink(world, { type: 'missed', error })
}

function signal(world: World, heard: TransportSignal): void {
  switch (heard.type) {
    case 'opened':
      world.connected = true
      world.lostAt = Infinity
      for (const { key: name, watchers } of world.conversations.values()) {
        if (watchers > 0) emit(world, { type: 'watch', conversation: name })
      }
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
    case 'snapshot':
    case 'started':
    case 'stopped':
    case 'message':
    case 'cleared':
    case 'self':
    case 'timing':
      return applySignal(world, heard)
  }
}

/** Compares every deadline with the time, so that a late timer corrects itself. */
function wake(world: World): void {
  const { now } = world
  for (const conversation of world.conversations.values()) {
    if (conversation.dueAt <= now) conversationDue(world, conversation)
  }
  if (linkDueAt(world.link, now) <= now) tellLink(world, { type: 'due' })
  if (world.portDueAt <= now) {
    world.portDueAt = Infinity
    emit(world, { type: 'due' })
  }
}

function conversationDue(world: World, conversation: Conversation): void {
  senderDue(world, conversation)
  typistsDue(world, conversation, listDueAt(world, conversation))
  if (conversation.unwatchAt <= world.now) {
    conversation.unwatchAt = Infinity
    emit(world, { type: 'unwatch', conversation: conversation.key })
  }
  refreshDue(world, conversation)
}

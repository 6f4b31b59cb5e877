import { NO_CREDENTIAL } from '../core/credential.ts'
import { isRunning, linkDueAt } from '../core/link.ts'
import { NO_TRUST } from '../core/trust.ts'
import type { EnvironmentEvent } from '../protocol/environment.ts'
import { TypingError } from '../protocol/errors.ts'
import { onAskReply, tellLink } from './asking.ts'
import { hear, unwatch, watch } from './connection.ts'
import { conversationOf, listDueAt, refreshDue } from './conversations.ts'
import { tellCredential } from './credentials.ts'
import { setSharing, setShowing } from './consent.ts'
import type { EngineInput } from './input.ts'
import { hold, key, resumeHolds, stop } from './wishes.ts'
import { filterAll, messageFrom, typistsDue } from './receiving.ts'
import { cutAll, onSendOutcome, onSendReply, restAll, senderDue, tellAllSenders } from './sending.ts'
import { endFarewell, sayFarewell } from './farewell.ts'
import { emit, type Conversation, type World } from './world.ts'

/** What an input does to the machines. */
export function receive(world: World, input: EngineInput): void {
  switch (input.type) {
    case 'connect':
      return connect(world)
    case 'close':
      return close(world)
    case 'key':
      return key(world, input.conversation, input.address)
    case 'hold':
      return hold(world, input)
    case 'stop':
      return stop(world, input.conversation)
    case 'message':
      return messageFrom(world, input.conversation, input.userId)
    case 'watch':
      return watch(world, conversationOf(world, input.conversation))
    case 'unwatch':
      return unwatch(world, conversationOf(world, input.conversation))
    case 'sharing':
      return setSharing(world, input)
    case 'showing':
      return setShowing(world, input.showing)
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
      switch (flight?.type) {
        case 'send':
          return onSendReply(world, input.id, flight, input.reply)
        case 'ask':
          return onAskReply(world, input.id, flight, input.reply)
        case 'farewell':
          return endFarewell(world)
        case undefined:
          return undefined
      }
    }
    case 'outcome': {
      const flight = world.flights.get(input.id)
      return flight?.type === 'send' ? onSendOutcome(world, input.id, flight, input.outcome) : undefined
    }
    case 'signal':
      return isRunning(world.link) ? hear(world, input.signal) : undefined
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
  resumeHolds(world)
}

function close(world: World): void {
  // Asked for once more, or by whoever was told of the end: what is in flight is still waited for.
  world.settling = true
  if (!isRunning(world.link)) return
  cutAll(world)
  restAll(world)
  tellLink(world, { type: 'close' })
  sayFarewell(world)
  world.portDueAt = Infinity
}

function environment(world: World, event: EnvironmentEvent): void {
  if (event === 'hidden') tellAllSenders(world, { type: 'stop' })
  if (event === 'pagehide') cutAll(world)
  tellLink(world, { type: event })
  if (event === 'pagehide') sayFarewell(world)
  // A connection that outlived the time offline has nothing to report, and is open again.
  if (event === 'online' && world.connected) tellLink(world, { type: 'answered', empty: false })
  if (event === 'online' || event === 'visible' || event === 'pageshow') {
    tellAllSenders(world, { type: 'returned' })
    resumeHolds(world)
  }
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

/** Compares every deadline with the time, so that a late timer corrects itself. */
function wake(world: World): void {
  const { now } = world
  for (const conversation of world.conversations.values()) {
    if (conversation.dueAt <= now) conversationDue(world, conversation)
  }
  if (linkDueAt(world.link, now) <= now) tellLink(world, { type: 'due' })
  if (world.farewellUntil <= now) endFarewell(world)
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

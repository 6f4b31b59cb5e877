import { isRunning, wantsAsk, type LinkEvent } from '../core/link.ts'
import { stepLink } from '../core/link-step.ts'
import { leave, leaveAt, pause, unpause } from '../core/outbox.ts'
import { isSuspect, onGoodAnswer, onMissedAnswer, planAsk, type Shown } from '../core/trust.ts'
import { clampMs, HOLD_BOUNDS_MS } from '../protocol/timing.ts'
import type { Ask, WireReply } from '../protocol/wire.ts'
import { endLingering, refreshDue } from './conversations.ts'
import { needToken, onAccepted, onRefused } from './credentials.ts'
import { applySignals, distrust, reportMalformed } from './receiving.ts'
import { tellAllSenders } from './sending.ts'
import { codecOf, emit, type CodecWire, type Flight, type World } from './world.ts'

/** Lets the link take one step, and does what it asks for. */
export function tellLink(world: World, event: LinkEvent): void {
  const before = world.link
  const step = stepLink(before, event, world.now, world.options.random())
  world.link = step.link
  for (const effect of step.effects) {
    switch (effect) {
      case 'cancel':
        cancelAsk(world)
        break
      case 'distrust':
        distrust(world, false)
        break
      case 'opened':
        tellAllSenders(world, { type: 'returned' })
        break
      case 'wake':
        emit(world, { type: 'nudge' })
        break
    }
  }
  reportTrouble(world, before.failures)
}

/** A failure is told once, not with every repeat. */
function reportTrouble(world: World, failuresBefore: number): void {
  const { error, failures } = world.link
  if (error !== undefined && failuresBefore === 0 && failures === 1) emit(world, { type: 'error', error })
}

const ABANDONED: WireReply = { type: 'failed', reason: 'network', cause: undefined }

function cancelAsk(world: World): void {
  if (world.options.wire.kind === 'connection') {
    world.connected = false
    world.portDueAt = Infinity
    endLingering(world)
    emit(world, { type: 'close' })
    return
  }
  for (const [id, flight] of world.flights) {
    if (flight.type !== 'ask') continue
    world.flights.delete(id)
    // The codec must not ask the same again: the server may have kept the answer.
    world.codec = world.codec?.answered(ABANDONED, flight.ask).state
    emit(world, { type: 'cancel', id })
  }
  world.trust = onMissedAnswer(world.trust)
}

/** What is shown at the moment, as the rules of trust see it. */
export function shownOf(world: World): Shown {
  let oldestNamedAt = Infinity
  for (const { typists } of world.listed) {
    // Who is shown by a start of their own is in no list.
    if (typists.namedAt !== -Infinity) oldestNamedAt = Math.min(oldestNamedAt, typists.namedAt)
  }
  return { any: world.listed.size > 0, oldestNamedAt }
}

/** Asks the server for news, if the link wants to and may. */
export function askIfDue(world: World): void {
  world.askLeaveAt = Infinity
  const { wire, limits } = world.options
  if (!wantsAsk(world.link, world.now)) return
  const at = leaveAt(world.outbox, limits, 'ask', 1, world.now)
  if (at > world.now) {
    world.askLeaveAt = at
    return
  }
  if (wire.kind === 'codec') {
    if (needToken(world)) ask(world, wire)
    return
  }
  world.outbox = leave(world.outbox, limits, 'ask', 1, world.now)
  tellLink(world, { type: 'asked', ask: { complete: true, timeoutMs: 0 }, isRetake: false })
  emit(world, { type: 'open' })
}

function ask(world: World, wire: CodecWire): void {
  const { credential } = world
  if (credential.phase !== 'held') return
  const plan = planAsk(world.trust, wire.trust, shownOf(world), world.now)
  world.trust = plan.trust
  world.outbox = leave(world.outbox, world.options.limits, 'ask', 1, world.now)
  const state = codecOf(world, wire)
  const asked = longestOf(plan.ask, state.holdsMs)
  const id = ++world.lastId
  world.flights.set(id, { type: 'ask', ask: asked, token: credential.token, sentAt: world.now })
  tellLink(world, { type: 'asked', ask: asked, isRetake: plan.isRetake })
  emit(world, { type: 'request', id, request: state.ask(asked, credential.token), keepalive: false })
}

/** A server that does not let itself be told how long to wait says how long it does. */
function longestOf(planned: Ask, holdsMs: number | undefined): Ask {
  if (holdsMs === undefined || planned.timeoutMs === 0) return planned
  return { ...planned, timeoutMs: clampMs(holdsMs, HOLD_BOUNDS_MS, planned.timeoutMs) }
}

/** A reply to an ask. */
export function onAskReply(world: World, id: number, flight: Flight & { type: 'ask' }, reply: WireReply): void {
  const { wire } = world.options
  world.flights.delete(id)
  if (world.codec === undefined || wire.kind !== 'codec' || !isRunning(world.link)) return
  const reading = world.codec.answered(reply, flight.ask)
  world.codec = reading.state
  const { outcome } = reading
  if (outcome.type !== 'unknown' && outcome.type !== 'auth') onAccepted(world, flight.token)
  switch (outcome.type) {
    case 'ok': {
      const bytes = reply.type === 'answer' ? reply.bytes : 0
      // So old may be what happened while nobody asked; time that an ask spends waiting is no age.
      const gapMs = Math.max(0, flight.sentAt - world.trust.heardAt)
      world.outbox = unpause(world.outbox, 'ask')
      believe(world, wire, flight.ask, { complete: reading.complete, tookMs: world.now - flight.sentAt, bytes })
      applySignals(world, reading, gapMs)
      reportMalformed(world, reading.dropped)
      return tellLink(world, { type: 'answered', empty: outcome.empty })
    }
    case 'next':
      applySignals(world, reading, 0)
      return tellLink(world, { type: 'next' })
    case 'again':
      distrust(world, true)
      return tellLink(world, { type: 'again', error: outcome.error })
    case 'unknown':
    case 'server':
      world.trust = onMissedAnswer(world.trust)
      return tellLink(world, { type: 'missed', error: outcome.error })
    case 'limited':
      world.trust = onMissedAnswer(world.trust)
      world.outbox = pause(world.outbox, world.options.limits, 'ask', outcome.retryInMs, world.now)
      emit(world, { type: 'error', error: outcome.error })
      return tellLink(world, { type: 'limited', error: outcome.error, until: world.outbox.ask.closedUntil })
    case 'auth':
      tellLink(world, { type: 'unauthorized' })
      return onRefused(world, flight.token, outcome.error)
    case 'unsupported':
      world.fatal = outcome.error
      return undefined
  }
}

function believe(
  world: World,
  wire: CodecWire,
  asked: Ask,
  answer: { readonly complete: boolean; readonly tookMs: number; readonly bytes: number },
): void {
  const complete = answer.complete || asked.complete
  const recovers = world.trust.shaken && !complete
  world.trust = onGoodAnswer(world.trust, wire.trust, { ...answer, complete }, world.now)
  if (!recovers) return
  for (const conversation of world.listed) {
    // One that is suspect already does not get more time with each failure.
    const { typists, suspectedAt } = conversation
    if (!isSuspect({ namedAt: typists.namedAt, suspectedAt })) conversation.suspectedAt = world.now
    refreshDue(world, conversation)
  }
}

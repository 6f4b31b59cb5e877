import type { Effect } from '../core/effect.ts'
import { isLate, watchClocks } from '../core/gap.ts'
import { isRunning, isVisible, linkDueAt, statusOf, type Link } from '../core/link.ts'
import { staleAt } from '../core/trust.ts'
import { NOBODY, type TypingUser } from '../protocol/conversation.ts'
import { askIfDue, shownOf, tellLink } from './asking.ts'
import { conversationOf, earliestDue, isOn, notifyChanged } from './conversations.ts'
import type { EngineInput } from './input.ts'
import { receive } from './inputs.ts'
import { giveLeave, silenceAll, tellAllSenders } from './sending.ts'
import { createWorld, emit, type EngineOptions, type LastKey, type World } from './world.ts'

/** How long what a lost connection of a transport's own had said is believed, in milliseconds. */
const LOST_STALE_MS = 25_000

/** The machines of one client wired together: input and time in, effects out, nothing else. */
export interface Engine {
  /** One step. `now` is monotonic, `wall` the wall clock's; both in milliseconds. */
  readonly step: (input: EngineInput, now: number, wall: number) => readonly Effect[]
  /** When to wake it at the latest, on the monotonic clock; `Infinity` if nothing is due. */
  readonly dueAt: () => number
  /** Who is shown in a conversation. */
  readonly users: (conversation: string) => readonly TypingUser[]
  /** Whether I am on there or may be, as far as the server is concerned: that must not be forgotten (S14). */
  readonly isOn: (conversation: string) => boolean
  /** Where the instants of further keys are written while I wish to type there. */
  readonly lastKey: (conversation: string) => LastKey
  /** Everything it knows, to be looked at and left alone. */
  readonly world: World
}

/** Makes an engine that knows no clock, no timer and no network. */
export function createEngine(options: EngineOptions): Engine {
  const world = createWorld(options)
  return {
    world,
    step: (input, now, wall) => step(world, input, now, wall),
    dueAt: () => dueAt(world),
    users: (conversation) => world.conversations.get(conversation)?.typists.view ?? NOBODY,
    isOn(name) {
      const conversation = world.conversations.get(name)
      return conversation !== undefined && isOn(world, conversation)
    },
    lastKey: (conversation) => conversationOf(world, conversation).lastKey,
  }
}

function step(world: World, input: EngineInput, now: number, wall: number): readonly Effect[] {
  const link = world.link
  // Whatever comes first after a sleep tells of it: an answer may be quicker than the timer.
  const late = isLate(dueAt(world), now, isVisible(link))
  world.effects = []
  world.now = Math.max(world.now, now)
  watchForGap(world, wall, late)
  receive(world, input)
  expireTrust(world)
  if (world.fatal !== undefined) end(world)
  giveLeave(world)
  askIfDue(world)
  notifyChanged(world)
  reportStatus(world, link)
  if (world.settling && world.flights.size === 0) {
    world.settling = false
    emit(world, { type: 'settled' })
  }
  return world.effects
}

/** S13: after a gap nothing that was shown holds, and nobody wishes what they wished before. */
function watchForGap(world: World, wall: number, late: boolean): void {
  if (!isRunning(world.link)) {
    world.clocks = undefined
    return
  }
  const { watch, gap } = watchClocks(world.clocks, world.now, wall)
  world.clocks = watch
  if (!gap && !late) return
  tellLink(world, { type: 'gap' })
  tellAllSenders(world, { type: 'stop' })
}

/** S: for too long no answer came, and somebody is shown. */
function expireTrust(world: World): void {
  if (isRunning(world.link) && trustEndsAt(world) <= world.now) tellLink(world, { type: 'stale' })
}

function trustEndsAt(world: World): number {
  if (world.listed.size === 0) return Infinity
  const { wire } = world.options
  if (wire.kind === 'connection') return world.lostAt + LOST_STALE_MS
  return staleAt(world.trust, wire.trust, shownOf(world))
}

/** It cannot go on: nothing is sent any more, not even a stop (S9). */
function end(world: World): void {
  const error = world.fatal
  world.fatal = undefined
  if (error === undefined) return
  silenceAll(world)
  tellLink(world, { type: 'fail', error })
  emit(world, { type: 'error', error })
}

function reportStatus(world: World, before: Link): void {
  const { link } = world
  const waitsOtherwise = link.phase === 'waiting' && (link.reason !== before.reason || link.askAt !== before.askAt)
  if (link.phase === before.phase && !waitsOtherwise) return
  emit(world, { type: 'status', status: statusOf(link, world.now) })
}

function dueAt(world: World): number {
  const conversations = earliestDue(world)
  const parting = Math.min(conversations, world.farewellUntil)
  // After a close only the deadlines of what is in flight are left.
  if (!isRunning(world.link)) return parting
  const { credential } = world
  const tokenAt = credential.phase === 'none' && credential.askAt > world.now ? credential.askAt : Infinity
  const leaveAt = Math.min(world.leaveAt, world.conversationLeaveAt, world.askLeaveAt)
  return Math.min(parting, linkDueAt(world.link, world.now), trustEndsAt(world), leaveAt, tokenAt, world.portDueAt)
}

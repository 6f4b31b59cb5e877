import { TypingError } from '../../protocol/errors.ts'
import { flushQueue } from './calling.ts'
import { subFrame } from './ddp.ts'
import { ownIds, readMajorVersion, readMe, readRealNameSetting, shownName, withNames } from './identity.ts'
import { askMe, rename } from './naming.ts'
import { askForRooms } from './watching.ts'
import { isAnswerDue } from './subscriptions.ts'
import { callMethod, change, effect, emit, nextId, type Turn } from './turn.ts'

/** Milliseconds after which it goes on with what is known of version, setting and names. */
const FACTS_MS = 5_000

/** Milliseconds after which it is open though a subscription has no answer. */
const ANSWERS_MS = 10_000

/** Logged in, or a visitor: finds out who I am, and how typing is told here. */
export function orient(turn: Turn): void {
  change(turn, { phase: 'orienting', deadlineAt: turn.now + FACTS_MS })
  if (turn.options.way.type !== 'visitor') {
    effect(turn, { type: 'frame', text: subFrame(nextId(turn), 'stream-notify-all', 'public-settings-changed', []) })
    effect(turn, { type: 'frame', text: subFrame(nextId(turn), 'stream-notify-logged', 'Users:NameChanged', []) })
    callMethod(turn, 'public-settings/get', [], { type: 'settings' })
  }
  flushQueue(turn)
  orientFurther(turn)
}

/** The next question, or the end of questions. */
export function orientFurther(turn: Turn): void {
  const { phase, facts } = turn.session
  if (phase !== 'orienting') return
  if (facts.version === 'asked') return
  if (turn.options.way.type !== 'visitor') {
    if (facts.settings === 'asked') return
    if (askMe(turn) || turn.session.facts.me === 'asked') return
  }
  subscribe(turn)
}

/** The answer of `/api/info`. */
export function onInfo(turn: Turn, text: string | undefined): void {
  const majorVersion = readMajorVersion(text)
  change(turn, { majorVersion, facts: { ...turn.session.facts, version: 'answered' } })
  orientFurther(turn)
}

/** The answer of `/api/v1/me`. */
export function onMe(turn: Turn, text: string | undefined): void {
  const names = readMe(text)
  change(turn, { facts: { ...turn.session.facts, me: 'answered' } })
  if (names !== undefined) rename(turn, withNames(turn.session.identity, names))
  orientFurther(turn)
}

/** All public settings, of which one concerns us; where they cannot be had, people go by their usernames. */
export function onSettings(turn: Turn, result: unknown): void {
  const { identity, facts } = turn.session
  change(turn, { facts: { ...facts, settings: 'answered' } })
  const useRealName = readRealNameSetting(result) ?? identity.useRealName ?? false
  rename(turn, { ...identity, useRealName })
  orientFurther(turn)
}

/** Everything is known that will be: what is watched is asked for. */
export function subscribe(turn: Turn): void {
  const { way } = turn.options
  const { majorVersion, identity } = turn.session
  change(turn, {
    phase: 'subscribing',
    deadlineAt: turn.now + ANSWERS_MS,
    // Where the version cannot be had it is a new one: old servers are few.
    form: majorVersion !== undefined && majorVersion < 4 ? 'typing' : 'user-activity',
  })
  const ids = way.type === 'visitor' ? [way.name] : ownIds(identity)
  if (ids.length > 0) emit(turn, { type: 'self', userIds: ids })
  askForRooms(turn)
  openWhenAnswered(turn)
}

/** Healthy: logged in, and what could be asked for was answered. */
export function openWhenAnswered(turn: Turn): void {
  if (turn.session.phase === 'subscribing' && !isAnswerDue(turn.session.subscriptions)) open(turn)
}

/** It is open. */
export function open(turn: Turn): void {
  change(turn, { phase: 'open', deadlineAt: Infinity, openedAt: turn.now })
  emit(turn, { type: 'opened' })
  const { told, identity } = turn.session
  const nameless = turn.options.way.type !== 'visitor' && shownName(identity) === undefined
  if (!nameless || told.has('nameless')) return
  change(turn, { told: new Set(told).add('nameless') })
  const reason = 'the server does not tell the name I go by'
  emit(turn, { type: 'error', error: new TypingError('bad-response', `unable to send typing; ${reason}`) })
}

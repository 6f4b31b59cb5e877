import { TypingError } from '../protocol/errors.ts'
import { clampMs, STATED_WAIT_BOUNDS_MS } from '../protocol/timing.ts'
import type { WaitingReason } from '../protocol/status.ts'
import type { Ask } from '../protocol/wire.ts'
import { BACKOFF_MS, backoffMs } from './backoff.ts'
import {
  askDeadlineMs,
  HIDDEN_MS,
  IDLE_LINK,
  isRunning,
  isVisible,
  type Link,
  type LinkEffect,
  type LinkEvent,
  type LinkStep,
} from './link.ts'

/** An answer that tells nothing sooner than this, in milliseconds, though it might have waited, is hasty. */
const HASTY_MS = 250

/** So many hasty answers in a row are borne: what we do not ask for, a new room say, may wake a poll. More are a failure (S12). */
const MOST_HASTY = 3

/** So many times in a row a request may be asked differently at once. */
const MOST_REASKS = 2

const NO_EFFECTS: readonly LinkEffect[] = Object.freeze([])

function to(link: Link, effects: readonly LinkEffect[] = NO_EFFECTS): LinkStep {
  return { link, effects }
}

/** One step of a link. What the event does not concern leaves the same object. */
export function stepLink(link: Link, event: LinkEvent, now: number, random: number): LinkStep {
  switch (event.type) {
    case 'connect':
      return isRunning(link) ? to(link) : to(connecting(link, event.lasting, now))
    case 'offline':
      return onOffline(link)
    case 'online':
      return link.online ? to(link) : onBack({ ...link, online: true }, now, NO_EFFECTS)
    case 'hidden':
      return isVisible(link) ? to({ ...link, hiddenAt: now }) : to(link)
    case 'visible':
    // Chrome says that a page is back twice, with `resume` and with `pageshow`; what was shown went with the page.
    case 'pageshow':
      if (isVisible(link)) return to(link)
      return onBack({ ...link, hiddenAt: Infinity, away: false }, now, NO_EFFECTS)
    case 'pagehide':
      return putAway(isVisible(link) ? { ...link, hiddenAt: now } : link)
    case 'close':
      return isRunning(link) ? closed(link, undefined) : to(link)
    case 'fail':
      return isRunning(link) ? closed(link, event.error) : to(link)
    case 'gap':
    case 'stale':
    case 'due':
    case 'asked':
    case 'answered':
    case 'next':
    case 'again':
    case 'missed':
    case 'limited':
    case 'unauthorized':
    case 'lost':
      return isRunning(link) ? whileRunning(link, event, now, random) : to(link)
  }
}

type RunningEvent = Extract<
  LinkEvent,
  { type: 'gap' | 'stale' | 'due' | 'asked' | 'answered' | 'next' | 'again' | 'missed' | 'limited' | 'unauthorized' | 'lost' }
>

function whileRunning(link: Link, event: RunningEvent, now: number, random: number): LinkStep {
  switch (event.type) {
    case 'gap':
      return onBack(link, now, ['distrust'])
    case 'stale':
      return to(link, ['distrust'])
    case 'due':
      return onDue(link, now, random)
    case 'asked':
      return to(asked(link, event.ask, event.isRetake, now))
    case 'answered':
      return onAnswered(link, event.empty, now, random)
    case 'again':
      if (link.reasks >= MOST_REASKS) return to(missed(link, event.error, now, random))
      return to({ ...landed(link), reasks: link.reasks + 1, askAt: now })
    case 'missed':
      return to(missed(link, event.error, now, random))
    case 'limited':
      return to({ ...landed(link), phase: 'waiting', reason: 'limited', error: event.error, askAt: event.until })
    case 'next':
    case 'unauthorized':
      return to({ ...landed(link), askAt: now })
    case 'lost':
      return to({ ...link, phase: 'waiting', reason: 'backoff', error: event.error, askAt: now + clampMs(event.retryInMs, STATED_WAIT_BOUNDS_MS, BACKOFF_MS.first) })
  }
}

function connecting(link: Link, lasting: boolean, now: number): Link {
  const { online } = link
  // On a page hidden long ago this connection is as old as itself: it may hear the first answer.
  const hiddenAt = isVisible(link) ? Infinity : now
  const fresh: Link = { ...IDLE_LINK, online, hiddenAt, lasting, askAt: now }
  return online ? { ...fresh, phase: 'connecting' } : { ...fresh, phase: 'waiting', reason: 'offline' }
}

function closed(link: Link, error: TypingError | undefined): LinkStep {
  const { online, hiddenAt } = link
  const cancelling: readonly LinkEffect[] = link.asking === undefined ? [] : ['cancel']
  return to({ ...IDLE_LINK, phase: 'closed', online, hiddenAt, error }, [...cancelling, 'distrust'])
}

/** The link with no ask in flight. A lasting one goes on by itself. */
function landed(link: Link): Link {
  return link.lasting ? link : { ...link, asking: undefined, deadlineAt: Infinity }
}

function asked(link: Link, ask: Ask, isRetake: boolean, now: number): Link {
  return { ...link, asking: ask, askedAt: now, deadlineAt: now + askDeadlineMs(link, ask, isRetake) }
}

function onAnswered(link: Link, empty: boolean, now: number, random: number): LinkStep {
  const couldWait = link.asking !== undefined && !link.asking.complete && link.asking.timeoutMs > 0
  const isHasty = !link.lasting && empty && couldWait && now - link.askedAt < HASTY_MS
  const hasty = isHasty ? link.hasty + 1 : couldWait ? 0 : link.hasty
  if (hasty > MOST_HASTY) {
    const error = unheard('bad-response', 'the server answers at once and says nothing')
    return to(missed({ ...link, hasty }, error, now, random))
  }
  const open: Link = {
    ...landed(link),
    phase: 'open',
    error: undefined,
    failures: 0,
    completeFailures: 0,
    reasks: 0,
    hasty,
    askAt: now,
  }
  return to(open, link.phase === 'open' ? NO_EFFECTS : ['opened'])
}

function missed(link: Link, error: TypingError, now: number, random: number): Link {
  const failures = link.failures + 1
  const completeFailures = link.completeFailures + (link.asking?.complete === true ? 1 : 0)
  const askAt = now + backoffMs(failures - 1, random)
  return { ...landed(link), phase: 'waiting', reason: 'backoff', error, failures, completeFailures, reasks: 0, askAt }
}

function unheard(code: 'unreachable' | 'bad-response', reason: string): TypingError {
  return new TypingError(code, `unable to hear who types; ${reason}`)
}

function onOffline(link: Link): LinkStep {
  if (!link.online) return to(link)
  const offline = { ...link, online: false }
  if (!isRunning(link)) return to(offline)
  const waiting: Link = { ...landed(offline), phase: 'waiting', reason: 'offline', error: undefined }
  return to(waiting, link.asking === undefined || link.lasting ? NO_EFFECTS : ['cancel'])
}

/** Back from wherever: whatever was in flight is abandoned, and one ask leaves at once. */
function onBack(link: Link, now: number, effects: readonly LinkEffect[]): LinkStep {
  if (!isRunning(link)) return to(link)
  if (link.lasting && link.asking !== undefined) return to(link, [...effects, 'wake'])
  // A poll that is in flight on a page that merely was hidden for a moment is as good as a new one.
  if (link.asking !== undefined && !effects.includes('distrust')) return to(link)
  const limited = link.phase === 'waiting' && link.reason === 'limited'
  const back: Link = { ...landed(link), reason: limited ? 'limited' : waitsFor(link), askAt: limited ? link.askAt : now }
  const cancelling: readonly LinkEffect[] = link.asking === undefined ? [] : ['cancel']
  return to(back, [...cancelling, ...effects])
}

/** Why nothing is asked yet, though it might be by the time. */
function waitsFor(link: Link): WaitingReason {
  if (!link.online) return 'offline'
  return link.away ? 'hidden' : 'backoff'
}

function putAway(link: Link): LinkStep {
  if (!isRunning(link) || link.away) return to(link)
  const away: Link = { ...link, away: true, phase: 'waiting', reason: 'hidden', error: undefined, askAt: Infinity }
  const cancelling: readonly LinkEffect[] = link.asking === undefined ? [] : ['cancel']
  return to({ ...away, asking: undefined, deadlineAt: Infinity }, [...cancelling, 'distrust'])
}

function onDue(link: Link, now: number, random: number): LinkStep {
  if (!link.away && link.hiddenAt + HIDDEN_MS <= now) return putAway(link)
  if (link.deadlineAt <= now) return to(missed(link, unheard('unreachable', 'no answer came in time'), now, random), ['cancel'])
  return to(link)
}

import { TypingError } from '../protocol/errors.ts'
import type { Ask } from '../protocol/wire.ts'
import { HIDDEN_MS, IDLE_LINK, isRunning, type Link, type LinkEffect, type LinkEvent, type LinkPhase } from './link.ts'
import { stepLink } from './link-step.ts'

/** When every cell of the table happens, in milliseconds. */
export const NOW = 100_000

/** A long poll, and an ask for everything. */
export const NEWS: Ask = { complete: false, timeoutMs: 30_000 }
export const ALL: Ask = { complete: true, timeoutMs: 0 }

const REFUSED = new TypingError('unauthorized', 'unable to connect; refused')
const FAILURE = new TypingError('unreachable', 'unable to hear who types; no answer')

/** What can happen, with every meaning that the passing of time can have apart. */
export type EventName =
  | 'connect'
  | 'close'
  | 'fail'
  | 'offline'
  | 'online'
  | 'hidden'
  | 'visible'
  | 'pagehide'
  | 'pageshow'
  | 'gap'
  | 'stale'
  | 'due: nothing'
  | 'due: deadline'
  | 'due: hidden for 60 s'
  | 'asked'
  | 'answered'
  | 'answered: nothing, at once'
  | 'next'
  | 'again'
  | 'missed'
  | 'limited'
  | 'unauthorized'
  | 'lost'

/** Each name as an event. */
export const EVENTS: Record<EventName, LinkEvent> = {
  connect: { type: 'connect', lasting: false },
  close: { type: 'close' },
  fail: { type: 'fail', error: REFUSED },
  offline: { type: 'offline' },
  online: { type: 'online' },
  hidden: { type: 'hidden' },
  visible: { type: 'visible' },
  pagehide: { type: 'pagehide' },
  pageshow: { type: 'pageshow' },
  gap: { type: 'gap' },
  stale: { type: 'stale' },
  'due: nothing': { type: 'due' },
  'due: deadline': { type: 'due' },
  'due: hidden for 60 s': { type: 'due' },
  asked: { type: 'asked', ask: NEWS, isRetake: false },
  answered: { type: 'answered', empty: false },
  'answered: nothing, at once': { type: 'answered', empty: true },
  next: { type: 'next' },
  again: { type: 'again', error: FAILURE },
  missed: { type: 'missed', error: FAILURE },
  limited: { type: 'limited', error: FAILURE, until: NOW + 5_000 },
  unauthorized: { type: 'unauthorized' },
  lost: { type: 'lost', error: FAILURE, retryInMs: 3_000 },
}

/** What must be so for a name to mean what it says; a situation that the name cannot concern stays as it is. */
export const GIVEN: Partial<Record<EventName, (link: Link) => Link>> = {
  'due: deadline': (link) => (link.deadlineAt === Infinity ? link : { ...link, deadlineAt: NOW }),
  'due: hidden for 60 s': (link) => (isRunning(link) ? { ...link, hiddenAt: NOW - HIDDEN_MS } : link),
  'answered: nothing, at once': (link) => (link.asking === undefined ? link : { ...link, askedAt: NOW - 249 }),
}

/** The phases, and more situations that a phase's name does not tell apart. */
export type Situation = LinkPhase | 'limited' | 'offline' | 'hidden' | 'away' | 'lasting'

/** Random numbers are 0.5 throughout. */
export function after(link: Link, ...events: readonly (readonly [at: number, event: LinkEvent])[]): Link {
  return events.reduce((last, [at, event]) => stepLink(last, event, at, 0.5).link, link)
}

const CONNECTING = after(IDLE_LINK, [NOW - 11_000, EVENTS.connect], [NOW - 11_000, { type: 'asked', ask: ALL, isRetake: false }])
const OPEN = after(CONNECTING, [NOW - 10_000, EVENTS.answered], [NOW - 10_000, EVENTS.asked])

/** One link in each situation, brought there by what really happens. */
export const SITUATIONS: Record<Situation, Link> = {
  idle: IDLE_LINK,
  connecting: CONNECTING,
  open: OPEN,
  waiting: after(OPEN, [NOW, EVENTS.missed]),
  closed: after(OPEN, [NOW, EVENTS.close]),
  limited: after(OPEN, [NOW, EVENTS.limited]),
  offline: after(OPEN, [NOW, EVENTS.offline]),
  hidden: after(OPEN, [NOW - 5_000, EVENTS.hidden]),
  away: after(OPEN, [NOW, EVENTS.pagehide]),
  lasting: after(
    IDLE_LINK,
    [NOW - 10_000, { type: 'connect', lasting: true }],
    [NOW - 10_000, { type: 'asked', ask: ALL, isRetake: false }],
    [NOW - 10_000, EVENTS.answered],
  ),
}

/** The next phase, what is asked for, and what else is to be seen of the link; `same`: the very same object. */
export type Cell = 'same' | readonly [LinkPhase, (readonly LinkEffect[])?, Partial<Link>?]

const ANEW: Partial<Link> = { asking: undefined, deadlineAt: Infinity, askAt: NOW }
const AWAY: Partial<Link> = { asking: undefined, deadlineAt: Infinity, askAt: Infinity, away: true, reason: 'hidden' }
const MISSED: Partial<Link> = { asking: undefined, reason: 'backoff', failures: 1, askAt: NOW + 625 }
const LIMITED: Partial<Link> = { asking: undefined, reason: 'limited', askAt: NOW + 5_000 }
const LOST: Partial<Link> = { reason: 'backoff', askAt: NOW + 3_000 }

/** Every situation and every event: the compiler demands each cell. */
export const LINK_TABLE: Record<Situation, Record<EventName, Cell>> = {
  idle: {
    connect: ['connecting', [], { askAt: NOW, lasting: false }],
    close: 'same',
    fail: 'same',
    offline: ['idle', [], { online: false }],
    online: 'same',
    hidden: ['idle', [], { hiddenAt: NOW }],
    visible: 'same',
    pagehide: ['idle', [], { hiddenAt: NOW }],
    pageshow: 'same',
    gap: 'same',
    stale: 'same',
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': 'same',
    asked: 'same',
    answered: 'same',
    'answered: nothing, at once': 'same',
    next: 'same',
    again: 'same',
    missed: 'same',
    limited: 'same',
    unauthorized: 'same',
    lost: 'same',
  },
  connecting: {
    connect: 'same',
    close: ['closed', ['cancel', 'distrust'], { asking: undefined }],
    fail: ['closed', ['cancel', 'distrust'], { asking: undefined, error: REFUSED }],
    offline: ['waiting', ['cancel'], { reason: 'offline', online: false, asking: undefined }],
    online: 'same',
    hidden: ['connecting', [], { hiddenAt: NOW }],
    visible: 'same',
    pagehide: ['waiting', ['cancel', 'distrust'], AWAY],
    pageshow: 'same',
    gap: ['connecting', ['cancel', 'distrust'], ANEW],
    stale: ['connecting', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': ['waiting', ['cancel'], { ...MISSED, completeFailures: 1 }],
    'due: hidden for 60 s': ['waiting', ['cancel', 'distrust'], AWAY],
    asked: ['connecting', [], { asking: NEWS, askedAt: NOW }],
    answered: ['open', ['opened'], ANEW],
    'answered: nothing, at once': ['open', ['opened'], ANEW],
    next: ['connecting', [], ANEW],
    again: ['connecting', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], { ...MISSED, completeFailures: 1 }],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['connecting', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  open: {
    connect: 'same',
    close: ['closed', ['cancel', 'distrust'], { asking: undefined }],
    fail: ['closed', ['cancel', 'distrust'], { asking: undefined, error: REFUSED }],
    offline: ['waiting', ['cancel'], { reason: 'offline', online: false, asking: undefined }],
    online: 'same',
    hidden: ['open', [], { hiddenAt: NOW }],
    visible: 'same',
    pagehide: ['waiting', ['cancel', 'distrust'], AWAY],
    pageshow: 'same',
    gap: ['open', ['cancel', 'distrust'], ANEW],
    stale: ['open', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': ['waiting', ['cancel'], { ...MISSED, completeFailures: 0 }],
    'due: hidden for 60 s': ['waiting', ['cancel', 'distrust'], AWAY],
    asked: ['open', [], { asking: NEWS, askedAt: NOW }],
    answered: ['open', [], ANEW],
    'answered: nothing, at once': ['open', [], { ...ANEW, hasty: 1 }],
    next: ['open', [], ANEW],
    again: ['open', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], { ...MISSED, completeFailures: 0 }],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['open', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  waiting: {
    connect: 'same',
    close: ['closed', ['distrust']],
    fail: ['closed', ['distrust'], { error: REFUSED }],
    offline: ['waiting', [], { reason: 'offline', online: false }],
    online: 'same',
    hidden: ['waiting', [], { hiddenAt: NOW, reason: 'backoff' }],
    visible: 'same',
    pagehide: ['waiting', ['distrust'], AWAY],
    pageshow: 'same',
    gap: ['waiting', ['distrust'], { ...ANEW, reason: 'backoff' }],
    stale: ['waiting', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': ['waiting', ['distrust'], AWAY],
    asked: ['waiting', [], { asking: NEWS, deadlineAt: NOW + 40_000 }],
    answered: ['open', ['opened'], { failures: 0 }],
    'answered: nothing, at once': ['open', ['opened'], { failures: 0 }],
    next: ['waiting', [], ANEW],
    again: ['waiting', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], { failures: 2, askAt: NOW + 1_125 }],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['waiting', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  closed: {
    connect: ['connecting', [], { askAt: NOW, error: undefined }],
    close: 'same',
    fail: 'same',
    offline: ['closed', [], { online: false }],
    online: 'same',
    hidden: ['closed', [], { hiddenAt: NOW }],
    visible: 'same',
    pagehide: ['closed', [], { hiddenAt: NOW }],
    pageshow: 'same',
    gap: 'same',
    stale: 'same',
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': 'same',
    asked: 'same',
    answered: 'same',
    'answered: nothing, at once': 'same',
    next: 'same',
    again: 'same',
    missed: 'same',
    limited: 'same',
    unauthorized: 'same',
    lost: 'same',
  },
  limited: {
    connect: 'same',
    close: ['closed', ['distrust']],
    fail: ['closed', ['distrust'], { error: REFUSED }],
    offline: ['waiting', [], { reason: 'offline', online: false }],
    online: 'same',
    hidden: ['waiting', [], { hiddenAt: NOW, reason: 'limited' }],
    visible: 'same',
    pagehide: ['waiting', ['distrust'], AWAY],
    pageshow: 'same',
    gap: ['waiting', ['distrust'], LIMITED],
    stale: ['waiting', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': ['waiting', ['distrust'], AWAY],
    asked: ['waiting', [], { asking: NEWS, deadlineAt: NOW + 35_000 }],
    answered: ['open', ['opened'], { failures: 0 }],
    'answered: nothing, at once': ['open', ['opened'], { failures: 0 }],
    next: ['waiting', [], ANEW],
    again: ['waiting', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], MISSED],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['waiting', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  offline: {
    connect: 'same',
    close: ['closed', ['distrust']],
    fail: ['closed', ['distrust'], { error: REFUSED }],
    offline: 'same',
    online: ['waiting', [], { ...ANEW, online: true, reason: 'backoff' }],
    hidden: ['waiting', [], { hiddenAt: NOW, reason: 'offline' }],
    visible: 'same',
    pagehide: ['waiting', ['distrust'], AWAY],
    pageshow: 'same',
    gap: ['waiting', ['distrust'], { reason: 'offline' }],
    stale: ['waiting', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': ['waiting', ['distrust'], AWAY],
    asked: ['waiting', [], { asking: NEWS, deadlineAt: NOW + 35_000 }],
    answered: ['open', ['opened'], { failures: 0 }],
    'answered: nothing, at once': ['open', ['opened'], { failures: 0 }],
    next: ['waiting', [], ANEW],
    again: ['waiting', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], MISSED],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['waiting', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  hidden: {
    connect: 'same',
    close: ['closed', ['cancel', 'distrust'], { asking: undefined }],
    fail: ['closed', ['cancel', 'distrust'], { asking: undefined, error: REFUSED }],
    offline: ['waiting', ['cancel'], { reason: 'offline', online: false, asking: undefined }],
    online: 'same',
    hidden: 'same',
    visible: ['open', [], { hiddenAt: Infinity, asking: NEWS }],
    pagehide: ['waiting', ['cancel', 'distrust'], { ...AWAY, hiddenAt: NOW - 5_000 }],
    pageshow: ['open', [], { hiddenAt: Infinity, asking: NEWS }],
    gap: ['open', ['cancel', 'distrust'], ANEW],
    stale: ['open', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': ['waiting', ['cancel'], { ...MISSED, completeFailures: 0 }],
    'due: hidden for 60 s': ['waiting', ['cancel', 'distrust'], AWAY],
    asked: ['open', [], { asking: NEWS, askedAt: NOW }],
    answered: ['open', [], ANEW],
    'answered: nothing, at once': ['open', [], { ...ANEW, hasty: 1 }],
    next: ['open', [], ANEW],
    again: ['open', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], { ...MISSED, completeFailures: 0 }],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['open', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  away: {
    connect: 'same',
    close: ['closed', ['distrust']],
    fail: ['closed', ['distrust'], { error: REFUSED }],
    offline: ['waiting', [], { reason: 'offline', online: false }],
    online: 'same',
    hidden: 'same',
    visible: ['waiting', [], { ...ANEW, away: false, hiddenAt: Infinity, reason: 'backoff' }],
    pagehide: 'same',
    pageshow: ['waiting', [], { ...ANEW, away: false, hiddenAt: Infinity, reason: 'backoff' }],
    gap: ['waiting', ['distrust'], { away: true, reason: 'hidden' }],
    stale: ['waiting', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': 'same',
    asked: ['waiting', [], { asking: NEWS, deadlineAt: NOW + 35_000 }],
    answered: ['open', ['opened'], { failures: 0 }],
    'answered: nothing, at once': ['open', ['opened'], { failures: 0 }],
    next: ['waiting', [], ANEW],
    again: ['waiting', [], { ...ANEW, reasks: 1 }],
    missed: ['waiting', [], MISSED],
    limited: ['waiting', [], LIMITED],
    unauthorized: ['waiting', [], ANEW],
    lost: ['waiting', [], LOST],
  },
  lasting: {
    connect: 'same',
    close: ['closed', ['cancel', 'distrust'], { asking: undefined }],
    fail: ['closed', ['cancel', 'distrust'], { asking: undefined, error: REFUSED }],
    offline: ['waiting', [], { reason: 'offline', asking: ALL }],
    online: 'same',
    hidden: ['open', [], { hiddenAt: NOW }],
    visible: 'same',
    pagehide: ['waiting', ['cancel', 'distrust'], AWAY],
    pageshow: 'same',
    gap: ['open', ['distrust', 'wake'], { asking: ALL }],
    stale: ['open', ['distrust']],
    'due: nothing': 'same',
    'due: deadline': 'same',
    'due: hidden for 60 s': ['waiting', ['cancel', 'distrust'], AWAY],
    asked: ['open', [], { asking: NEWS, deadlineAt: Infinity }],
    answered: ['open', [], { asking: ALL }],
    'answered: nothing, at once': ['open', [], { asking: ALL }],
    next: ['open', [], { asking: ALL }],
    again: ['open', [], { asking: ALL, reasks: 1 }],
    missed: ['waiting', [], { asking: ALL, reason: 'backoff' }],
    limited: ['waiting', [], { asking: ALL, reason: 'limited' }],
    unauthorized: ['open', [], { asking: ALL }],
    lost: ['waiting', [], { asking: ALL, reason: 'backoff', askAt: NOW + 3_000 }],
  },
}

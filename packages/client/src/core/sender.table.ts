import { TypingError } from '../protocol/errors.ts'
import type { TypingTiming } from '../protocol/timing.ts'
import { NO_PACE } from './attempt.ts'
import {
  isInFlight,
  isWishing,
  QUIET,
  type Sender,
  type SenderEvent,
  type SenderInput,
  type SenderPhase,
} from './sender.ts'
import { stepSender } from './sender-step.ts'

/** When every cell of the table happens, in milliseconds. */
export const NOW = 100_000

/** The periods of Matrix, in milliseconds. */
export const TIMING: TypingTiming = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

/** What comes with every event. */
export const INPUT: SenderInput = { now: NOW, timing: TIMING, pace: NO_PACE, random: 0.5 }

const REFUSAL = new TypingError('forbidden', 'unable to send; it is forbidden')

/** What can happen, with every meaning that the passing of time can have apart. */
export type EventName =
  | 'key'
  | 'stop'
  | 'cut'
  | 'cut, no stop may leave'
  | 'due: nothing'
  | 'due: idle'
  | 'due: idle, but a key came'
  | 'due: deadline'
  | 'due: renewal'
  | 'due: echo stood for 1 s'
  | 'due: T is over'
  | 'due: silence is over'
  | 'leave'
  | 'ok'
  | 'unsent'
  | 'unknown'
  | 'server'
  | 'limited'
  | 'auth'
  | 'gone'
  | 'echo: I type'
  | 'echo: I do not'
  | 'returned'
  | 'reset'
  | 'timing: shorter'

const idle = (lastKeyAt: number): SenderEvent => ({ type: 'due', lastKeyAt })
const answer = (type: 'ok' | 'unsent' | 'unknown' | 'server' | 'limited' | 'auth'): SenderEvent => ({
  type: 'answer',
  answer: { type },
})

/** Each name as an event. */
export const EVENTS: Record<EventName, SenderEvent> = {
  key: { type: 'key' },
  stop: { type: 'stop' },
  cut: { type: 'cut', mayStop: true },
  'cut, no stop may leave': { type: 'cut', mayStop: false },
  'due: nothing': idle(NOW),
  'due: idle': idle(NOW - TIMING.idleAfterMs),
  'due: idle, but a key came': idle(NOW - 1_000),
  'due: deadline': idle(NOW),
  'due: renewal': idle(NOW),
  'due: echo stood for 1 s': idle(NOW),
  'due: T is over': idle(NOW),
  'due: silence is over': idle(NOW),
  leave: { type: 'leave' },
  ok: answer('ok'),
  unsent: answer('unsent'),
  unknown: answer('unknown'),
  server: answer('server'),
  limited: answer('limited'),
  auth: answer('auth'),
  gone: { type: 'answer', answer: { type: 'gone', error: REFUSAL } },
  'echo: I type': { type: 'echo', typing: true },
  'echo: I do not': { type: 'echo', typing: false },
  returned: { type: 'returned' },
  reset: { type: 'reset' },
  'timing: shorter': { type: 'timing' },
}

/** What must be so for a name to mean what it says; a situation that the name cannot concern stays as it is. */
export const GIVEN: Partial<Record<EventName, (sender: Sender) => Sender>> = {
  'due: idle': (sender) => (isWishing(sender) ? { ...sender, idleAt: NOW } : sender),
  'due: idle, but a key came': (sender) => (isWishing(sender) ? { ...sender, idleAt: NOW } : sender),
  'due: deadline': (sender) => (isInFlight(sender) ? { ...sender, deadlineAt: NOW } : sender),
  'due: renewal': (sender) => (sender.renewAt === Infinity ? sender : { ...sender, renewAt: NOW }),
  'due: echo stood for 1 s': (sender) => (sender.phase === 'typing' ? { ...sender, echoOffAt: NOW - 1_000 } : sender),
  'due: T is over': (sender) => (sender.expiresAt === Infinity ? sender : { ...sender, expiresAt: NOW }),
  'due: silence is over': (sender) => (sender.silentUntil === Infinity ? sender : { ...sender, silentUntil: NOW }),
}

/** The phases, and two more situations that a phase's name does not tell apart. */
export type Situation = SenderPhase | 'renewing' | 'confirming'

function after(sender: Sender, ...events: readonly EventName[]): Sender {
  return events.reduce((last, name) => stepSender(last, EVENTS[name], INPUT).sender, sender)
}

/** One sender in each situation, brought there by what really happens. */
export const SITUATIONS: Record<Situation, Sender> = {
  quiet: QUIET,
  wanting: after(QUIET, 'key'),
  starting: after(QUIET, 'key', 'leave'),
  typing: after(QUIET, 'key', 'leave', 'ok'),
  renewing: after({ ...after(QUIET, 'key', 'leave', 'ok'), renewAt: NOW }, 'due: renewal'),
  ending: after(QUIET, 'key', 'leave', 'ok', 'stop'),
  stopping: after(QUIET, 'key', 'leave', 'ok', 'stop', 'leave'),
  overtaken: after(QUIET, 'key', 'leave', 'stop'),
  returning: after(QUIET, 'key', 'leave', 'ok', 'stop', 'leave', 'key'),
  silenced: after(QUIET, 'key', 'leave', 'gone'),
  confirming: { ...after(QUIET, 'key', 'leave', 'stop', 'unknown', 'leave', 'ok'), askAt: NOW },
}

/** What a step asks for, by one word each. */
export type EffectName = 'start' | 'stop' | 'cancel' | 'error'

/** The next phase, what is asked for, and what else is to be seen of the sender; `same`: the very same object. */
export type Cell = 'same' | readonly [SenderPhase, (readonly EffectName[])?, Partial<Sender>?]

const AT_REST: Partial<Sender> = {
  remote: 'off',
  idleAt: Infinity,
  askAt: Infinity,
  deadlineAt: Infinity,
  expiresAt: Infinity,
}

/** Every situation and every event: the compiler demands each cell. */
export const SENDER_TABLE: Record<Situation, Record<EventName, Cell>> = {
  quiet: {
    key: ['wanting', [], { askAt: NOW, remote: 'off', idleAt: NOW + 6_000 }],
    stop: 'same',
    cut: 'same',
    'cut, no stop may leave': 'same',
    'due: nothing': 'same',
    'due: idle': 'same',
    'due: idle, but a key came': 'same',
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  wanting: {
    key: 'same',
    stop: ['quiet', [], AT_REST],
    cut: ['quiet', [], AT_REST],
    'cut, no stop may leave': ['quiet', [], AT_REST],
    'due: nothing': 'same',
    'due: idle': ['quiet', [], AT_REST],
    'due: idle, but a key came': ['wanting', [], { idleAt: NOW + 5_000 }],
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: ['starting', ['start'], { startedAt: NOW, deadlineAt: NOW + 3_000, stopPaid: true }],
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  starting: {
    key: 'same',
    stop: ['overtaken', [], { idleAt: Infinity }],
    cut: ['stopping', ['cancel', 'stop'], { remote: 'unknown', expiresAt: NOW + 30_000 }],
    'cut, no stop may leave': ['quiet', ['cancel'], AT_REST],
    'due: nothing': 'same',
    'due: idle': ['overtaken'],
    'due: idle, but a key came': ['starting', [], { idleAt: NOW + 5_000 }],
    'due: deadline': [
      'wanting',
      ['cancel'],
      { remote: 'unknown', tries: 1, askAt: NOW + 175, strayUntil: NOW + 30_000 },
    ],
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: ['typing', [], { remote: 'on', renewAt: NOW + 20_500, expiresAt: NOW + 30_000 }],
    unsent: ['wanting', [], { remote: 'off', askAt: Infinity }],
    unknown: ['wanting', [], { remote: 'unknown', tries: 1, askAt: NOW + 175, strayUntil: NOW + 30_000 }],
    server: ['wanting', [], { remote: 'unknown', tries: 1, askAt: NOW + 175, strayUntil: -Infinity }],
    limited: ['wanting', [], { remote: 'off', askAt: NOW }],
    auth: ['wanting', [], { remote: 'off', askAt: NOW }],
    gone: ['silenced', ['error'], { silentUntil: NOW + 300_000, idleAt: NOW + 6_000 }],
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  typing: {
    key: 'same',
    stop: ['ending', [], { askAt: NOW, idleAt: Infinity, remote: 'on' }],
    cut: ['stopping', ['stop'], { expiresAt: NOW + 30_000 }],
    'cut, no stop may leave': ['quiet', [], AT_REST],
    'due: nothing': 'same',
    'due: idle': ['ending', [], { askAt: NOW, idleAt: Infinity }],
    'due: idle, but a key came': ['typing', [], { idleAt: NOW + 5_000 }],
    'due: deadline': 'same',
    'due: renewal': ['wanting', [], { remote: 'on', askAt: NOW, tries: 0 }],
    'due: echo stood for 1 s': ['wanting', [], { remote: 'unknown', askAt: NOW, reassertedAt: NOW }],
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': ['typing', [], { echoOffAt: NOW }],
    returned: 'same',
    reset: 'same',
    'timing: shorter': ['typing', [], { renewAt: NOW + 10_000 }],
  },
  renewing: {
    key: 'same',
    stop: ['ending', [], { askAt: NOW, remote: 'on' }],
    cut: ['stopping', ['stop']],
    'cut, no stop may leave': ['quiet', [], AT_REST],
    'due: nothing': 'same',
    'due: idle': ['ending', [], { askAt: NOW }],
    'due: idle, but a key came': ['wanting', [], { idleAt: NOW + 5_000 }],
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: ['starting', ['start'], { startedAt: NOW }],
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  ending: {
    key: ['typing', [], { askAt: Infinity, idleAt: NOW + 6_000 }],
    stop: 'same',
    cut: ['stopping', ['stop']],
    'cut, no stop may leave': ['quiet', [], AT_REST],
    'due: nothing': 'same',
    'due: idle': 'same',
    'due: idle, but a key came': 'same',
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': ['quiet', [], AT_REST],
    'due: silence is over': 'same',
    leave: ['stopping', ['stop'], { stopPaid: false, deadlineAt: NOW + 3_000 }],
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  stopping: {
    key: ['returning', [], { idleAt: NOW + 6_000 }],
    stop: 'same',
    cut: 'same',
    'cut, no stop may leave': 'same',
    'due: nothing': 'same',
    'due: idle': 'same',
    'due: idle, but a key came': 'same',
    'due: deadline': ['ending', ['cancel'], { remote: 'unknown', tries: 1, askAt: NOW + 500 }],
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: ['quiet', [], AT_REST],
    unsent: ['ending', [], { remote: 'on', askAt: Infinity }],
    unknown: ['ending', [], { remote: 'unknown', tries: 1, askAt: NOW + 500 }],
    server: ['ending', [], { remote: 'unknown', tries: 1, askAt: NOW + 500 }],
    limited: ['ending', [], { remote: 'on', askAt: NOW }],
    auth: ['ending', [], { remote: 'on', askAt: NOW }],
    gone: ['silenced', ['error'], { idleAt: Infinity }],
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  overtaken: {
    key: ['starting', [], { idleAt: NOW + 6_000 }],
    stop: 'same',
    cut: ['stopping', ['cancel', 'stop'], { expiresAt: NOW + 30_000 }],
    'cut, no stop may leave': ['quiet', ['cancel'], AT_REST],
    'due: nothing': 'same',
    'due: idle': 'same',
    'due: idle, but a key came': 'same',
    'due: deadline': ['ending', ['cancel'], { remote: 'unknown', askAt: NOW }],
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: ['ending', [], { remote: 'on', askAt: NOW }],
    unsent: ['quiet', [], AT_REST],
    unknown: ['ending', [], { remote: 'unknown', askAt: NOW }],
    server: ['ending', [], { remote: 'unknown', askAt: NOW }],
    limited: ['quiet', [], AT_REST],
    auth: ['quiet', [], AT_REST],
    gone: ['silenced', ['error'], { idleAt: Infinity }],
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  returning: {
    key: 'same',
    stop: ['stopping', [], { idleAt: Infinity }],
    cut: ['stopping', [], { idleAt: Infinity }],
    'cut, no stop may leave': ['stopping', [], { idleAt: Infinity }],
    'due: nothing': 'same',
    'due: idle': ['stopping', [], { idleAt: Infinity }],
    'due: idle, but a key came': ['returning', [], { idleAt: NOW + 5_000 }],
    'due: deadline': ['wanting', ['cancel'], { remote: 'unknown', askAt: NOW }],
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': 'same',
    leave: 'same',
    ok: ['wanting', [], { remote: 'off', askAt: NOW }],
    unsent: ['typing', [], { remote: 'on' }],
    unknown: ['wanting', [], { remote: 'unknown', askAt: NOW }],
    server: ['wanting', [], { remote: 'unknown', askAt: NOW }],
    limited: ['typing', [], { remote: 'on' }],
    auth: ['typing', [], { remote: 'on' }],
    gone: ['silenced', ['error'], { idleAt: NOW + 6_000 }],
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
  silenced: {
    key: 'same',
    stop: ['silenced', [], { idleAt: Infinity }],
    cut: ['silenced', [], { idleAt: Infinity }],
    'cut, no stop may leave': ['silenced', [], { idleAt: Infinity }],
    'due: nothing': 'same',
    'due: idle': ['silenced', [], { idleAt: Infinity }],
    'due: idle, but a key came': ['silenced', [], { idleAt: NOW + 5_000 }],
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': 'same',
    'due: silence is over': ['wanting', [], { askAt: NOW, reported: true }],
    leave: 'same',
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: ['wanting', [], { askAt: NOW, reported: false }],
    'timing: shorter': 'same',
  },
  confirming: {
    key: ['wanting', [], { askAt: NOW, remote: 'off' }],
    stop: 'same',
    cut: ['quiet', [], AT_REST],
    'cut, no stop may leave': ['quiet', [], AT_REST],
    'due: nothing': 'same',
    'due: idle': 'same',
    'due: idle, but a key came': 'same',
    'due: deadline': 'same',
    'due: renewal': 'same',
    'due: echo stood for 1 s': 'same',
    'due: T is over': ['quiet', [], AT_REST],
    'due: silence is over': 'same',
    leave: ['stopping', ['stop']],
    ok: 'same',
    unsent: 'same',
    unknown: 'same',
    server: 'same',
    limited: 'same',
    auth: 'same',
    gone: 'same',
    'echo: I type': 'same',
    'echo: I do not': 'same',
    returned: 'same',
    reset: 'same',
    'timing: shorter': 'same',
  },
}

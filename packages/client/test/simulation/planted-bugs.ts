import type * as drivers from '../../src/client/driver.ts'
import type * as attempts from '../../src/core/attempt.ts'
import type * as gaps from '../../src/core/gap.ts'
import type * as links from '../../src/core/link.ts'
import type * as outboxes from '../../src/core/outbox.ts'
import type * as senders from '../../src/core/sender.ts'
import type * as senderSteps from '../../src/core/sender-step.ts'
import type * as trusts from '../../src/core/trust.ts'
import type * as typists from '../../src/core/typists.ts'
import type * as consents from '../../src/engine/consent.ts'
import type * as credentials from '../../src/engine/credentials.ts'
import type * as receivings from '../../src/engine/receiving.ts'
import type * as timings from '../../src/protocol/timing.ts'
import { TypingError } from '../../src/protocol/errors.ts'
import type * as subscriptions from '../../src/transports/rocketchat/subscriptions.ts'
import type { PlanOptions } from './plan.ts'

/** A mistake that somebody could make, in one function of one module, and what must catch it. */
export interface PlantedBug {
  readonly name: string
  /** The invariants of which one catches it. */
  readonly caughtBy: readonly string[]
  readonly world: Omit<PlanOptions, 'seed'>
  /** Path of the module, from this folder. */
  readonly path: string
  /** What stands in place of which exports. */
  readonly overrides: (original: never) => object
}

const plant = <Module>(
  name: string,
  caughtBy: readonly string[],
  world: Omit<PlanOptions, 'seed'>,
  path: string,
  overrides: (original: Module) => Partial<Module>,
): PlantedBug => ({ name, caughtBy, world, path, overrides })

const CALM = { protocol: 'matrix', mode: 'calm', minutes: 30 } as const
const USUAL = { protocol: 'matrix', mode: 'usual', minutes: 30 } as const
const HOSTILE = { protocol: 'matrix', mode: 'hostile', minutes: 20 } as const

const NOTHING = new Set<string>()

/** The bugs of D4 and some more. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  plant<typeof senderSteps>('no serialisation: a stop does not wait for its start', ['S4'], CALM, '../../src/core/sender-step.ts', ({ stepSender }) => ({
    stepSender(sender, event, input) {
      if (event.type !== 'stop' || sender.phase !== 'starting') return stepSender(sender, event, input)
      const step = stepSender(sender, { type: 'cut', mayStop: true }, input)
      return { ...step, effects: step.effects.filter(({ type }) => type !== 'cancel') }
    },
  })),
  plant<typeof trusts>('no stale clear: without an answer everybody stays', ['S1'], HOSTILE, '../../src/core/trust.ts', () => ({
    staleAt: () => Infinity,
  })),
  plant<typeof typists>('a list is merged instead of replacing', ['S3'], CALM, '../../src/core/typists.ts', ({ stepTypists }) => ({
    stepTypists(before, event, input) {
      if (event.type !== 'snapshot') return stepTypists(before, event, input)
      const users = [...before.all.map(({ user }) => user), ...event.users]
      return stepTypists(before, { ...event, users }, input)
    },
  })),
  plant<typeof typists>('no self filter', ['S2'], CALM, '../../src/core/typists.ts', ({ stepTypists }) => ({
    stepTypists: (before, event, input) => stepTypists(before, event, { ...input, self: NOTHING }),
  })),
  plant<typeof senderSteps>('a stop is lost in a throttle window after its start', ['L3'], CALM, '../../src/core/sender-step.ts', ({ stepSender }) => ({
    stepSender(sender, event, input) {
      const isThrottled = event.type === 'stop' && sender.phase === 'typing' && input.now - sender.startedAt < 2_000
      const step = stepSender(sender, event, input)
      return isThrottled ? { ...step, sender: { ...step.sender, phase: 'quiet', askAt: Infinity, expiresAt: Infinity } } : step
    },
  })),
  plant<typeof timings>('no clamp: a server says how long to wait, whatever it says', ['S11', 'S12'], HOSTILE, '../../src/protocol/timing.ts', () => ({
    clampMs: (value, _bounds, fallback) => (typeof value === 'number' ? value : fallback),
  })),
  plant<typeof senderSteps>('the idle end is not moved by later keys', ['L2'], CALM, '../../src/core/sender-step.ts', ({ stepSender }) => ({
    stepSender: (sender, event, input) =>
      stepSender(sender, event.type === 'due' ? { ...event, lastKeyAt: -Infinity } : event, input),
  })),
  plant<typeof senderSteps>('a retry is sent after a stop', ['S5'], USUAL, '../../src/core/sender-step.ts', ({ stepSender }) => ({
    stepSender(sender, event, input) {
      if (event.type === 'stop' && sender.phase === 'wanting' && sender.tries > 0) return { sender, effects: [] }
      return stepSender(sender, event, input)
    },
  })),
  plant<typeof receivings>('an answer without since is merged', ['S3'], USUAL, '../../src/engine/receiving.ts', ({ applySignals }) => ({
    applySignals: (world, reading, gapMs) => applySignals(world, { ...reading, complete: false }, gapMs),
  })),
  plant<typeof gaps>('time slept through is ignored', ['S13'], USUAL, '../../src/core/gap.ts', ({ watchClocks }) => ({
    watchClocks: (watch, now, wall) => ({ ...watchClocks(watch, now, wall), gap: false }),
    isLate: () => false,
  })),
  plant<typeof senderSteps>('own echo is ignored', ['L3'], CALM, '../../src/core/sender-step.ts', ({ stepSender }) => ({
    stepSender: (sender, event, input) =>
      event.type === 'echo' ? { sender, effects: [] } : stepSender(sender, event, input),
  })),
  plant<typeof senders>('one bucket without a reserve for stops', ['S7'], CALM, '../../src/core/sender.ts', ({ wantOf }) => ({
    wantOf(sender, now) {
      const want = wantOf(sender, now)
      return want && { ...want, tokens: 1 }
    },
  })),
  plant<typeof credentials>('a token is in an error', ['S18'], HOSTILE, '../../src/engine/credentials.ts', ({ onRefused }) => ({
    onRefused(world, token, error) {
      onRefused(world, token, new TypingError(error.code, `${error.message}: ${token}`))
    },
  })),
  plant<typeof attempts>('a start is not sent again in time', ['L3'], CALM, '../../src/core/attempt.ts', () => ({
    resendAfterMs: () => 60_000,
  })),
  plant<typeof outboxes>('a wait that the server states is ignored', ['S11'], HOSTILE, '../../src/core/outbox.ts', () => ({
    pause: (outbox) => outbox,
  })),
  plant<typeof consents>('consent is asked for and not heeded', ['S5', 'S6'], USUAL, '../../src/engine/consent.ts', () => ({
    setSharing: () => undefined,
  })),
  plant<typeof links>('a page that was hidden is never seen again', ['L1'], USUAL, '../../src/core/link.ts', () => ({
    isVisible: () => true,
  })),
  plant<typeof drivers>('a timer that is no longer due is not taken back', ['S15'], CALM, '../../src/client/driver.ts', ({ createDriver }) => ({
    createDriver: (options) => createDriver({ ...options, clock: { ...options.clock, clearTimer: () => undefined } }),
  })),
  plant<typeof receivings>('a message does not hide its author', ['S3'], CALM, '../../src/engine/receiving.ts', () => ({
    messageFrom: () => undefined,
  })),
  plant<typeof typists>('a new array where nothing changed', ['S17'], CALM, '../../src/core/typists.ts', ({ stepTypists }) => ({
    stepTypists(before, event, input) {
      const after = stepTypists(before, event, input)
      return after.view.length === 0 ? after : { ...after, view: [...after.view] }
    },
    isSameUser: () => false,
  })),
  plant<typeof trusts>('after a restart of the server suspects are believed', ['S1'], HOSTILE, '../../src/core/trust.ts', ({ onGoodAnswer }) => ({
    onGoodAnswer: (trust, rules, answer, now) => onGoodAnswer({ ...trust, shaken: false }, rules, answer, now),
    isSuspect: () => false,
  })),
  plant<typeof typists>('one timer for a conversation: whoever goes on keeps everybody', ['S1', 'L1'], { ...HOSTILE, protocol: 'rocketchat' }, '../../src/core/typists.ts', ({ stepTypists }) => ({
    stepTypists(before, event, input) {
      const after = stepTypists(before, event, input)
      if (event.type !== 'started') return after
      const until = Math.max(...after.all.map((typist) => typist.until))
      return { ...after, all: after.all.map((typist) => ({ ...typist, until })) }
    },
  })),
  plant<typeof receivings>('a start ages while a poll waits for it', ['L3', 'L1'], { ...CALM, protocol: 'zulip' }, '../../src/engine/receiving.ts', ({ applySignals }) => ({
    applySignals: (world, reading, gapMs) => applySignals(world, reading, gapMs + world.now - world.link.askedAt),
  })),
  plant<typeof subscriptions>('rooms are not asked for again on a new socket', ['L1'], { ...USUAL, protocol: 'rocketchat' }, '../../src/transports/rocketchat/subscriptions.ts', () => ({
    allWanted: (state) => state,
  })),
]

import type { Effect } from '../../src/core/effect.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { EngineInput } from '../../src/engine/input.ts'
import type { EnvironmentEvent } from '../../src/protocol/environment.ts'
import { TypingError } from '../../src/protocol/errors.ts'
import { DEFAULT_LIMITS, type RequestLimits } from '../../src/protocol/limits.ts'
import type { TimingBounds, TypingTiming } from '../../src/protocol/timing.ts'
import type { TrustRules } from '../../src/protocol/trust.ts'
import type { WireReply } from '../../src/protocol/wire.ts'
import { createInvariants } from './invariants.ts'
import { failedReply, readRequest, scriptedCodec, statusReply, toldReply, type ReadRequest } from './scripted-codec.ts'
import { createScriptedServer, type ScriptedServer } from './scripted-server.ts'

/** What becomes of a request; durations in milliseconds. */
export type Fate =
  /** It arrives after `upMs`; its answer after `downMs` more. */
  | { readonly type: 'answered'; readonly upMs: number; readonly downMs: number }
  /** It is refused with a status and is not applied. */
  | {
      readonly type: 'refused'
      readonly status: number
      readonly afterMs: number
      readonly retryAfterMs?: number | undefined
    }
  /** No answer, or none before that; a send may have been applied, even after it was given up. */
  | { readonly type: 'lost'; readonly appliedAfterMs: number | undefined; readonly errorAfterMs: number | undefined }
  | { readonly type: 'unsent' }

/** What the callback for the secret does. */
export type TokenFate = 'same' | 'fresh' | 'withheld'

/** One send that left, with its instant. */
export interface Sent {
  readonly at: number
  readonly conversation: string
  readonly typing: boolean
  readonly keepalive: boolean
}

/** One ask that left, with its instant. */
export interface Asked {
  readonly at: number
  readonly complete: boolean
  readonly timeoutMs: number
}

/** Options of a harness; left out, everything works and takes no time. */
export interface HarnessOptions {
  readonly fate?: (request: ReadRequest) => Fate
  readonly tokenFate?: () => TokenFate
  readonly random?: () => number
  readonly timing?: TypingTiming
  readonly bounds?: TimingBounds
  readonly limits?: RequestLimits
  readonly trust?: TrustRules
}

/** My id on the scripted server. */
export const ME = 'me'

/** The periods of Matrix, in milliseconds. */
export const TIMING: TypingTiming = { expireAfterMs: 30_000, resendEveryMs: 25_000, idleAfterMs: 6_000 }

/** The bounds of Matrix, in milliseconds. */
export const BOUNDS: TimingBounds = { expireAfterMs: [10_000, 45_000], resendEveryMostMs: 30_000 }

/** The rules of the Matrix transport, in milliseconds. */
export const TRUST: TrustRules = {
  pollMs: 30_000,
  pollShownMs: 10_000,
  staleMs: 25_000,
  suspectMs: 40_000,
  lookUpMs: 35_000,
  retakeMs: 100_000,
  maxListAgeMs: 120_000,
  retakeWithinMs: 2_000,
  retakeBelowBytes: 256_000,
  retakeEveryMs: 60_000,
}

/** It works, at once. */
export const HEALTHY: Fate = { type: 'answered', upMs: 0, downMs: 0 }

/** Longest idle time and T that a harness uses, in milliseconds: what bounds allow. */
const MOST = { expireAfterMs: 45_000, idleAfterMs: 30_000 }

/** Wakes at one instant after which it counts as a spin. */
const MOST_WAKES = 20

interface Pending {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

interface Poll {
  readonly id: number
  readonly since: number | undefined
  readonly answerAt: number
  readonly downMs: number
}

/** An engine with a clock, a server, a network and a person. Every step is checked (S1–S20 as far as they concern it). */
export interface EngineHarness {
  readonly engine: Engine
  readonly server: ScriptedServer
  readonly now: () => number
  readonly run: (input: EngineInput) => void
  readonly connect: () => void
  readonly close: () => void
  /** A key as a handle tells it: a step where I do not type, a note where I do. */
  readonly key: (conversation: string) => void
  readonly stop: (conversation: string) => void
  readonly environment: (event: EnvironmentEvent) => void
  /** From now on these others type there, and nobody else. */
  readonly others: (conversation: string, userIds: readonly string[]) => void
  /** Runs something at an instant, before the timers of that instant. */
  readonly at: (instant: number, act: () => void) => void
  readonly advance: (ms: number) => void
  /** The machine sleeps: the wall clock goes on, the monotonic one where that is asked for. */
  readonly sleep: (ms: number, monotonic?: boolean) => void
  /** Moves the wall clock alone. */
  readonly setWallBack: (ms: number) => void
  /** The server starts anew: who types is forgotten, and every poll it holds is cut. */
  readonly restart: () => void
  readonly sent: readonly Sent[]
  readonly asked: readonly Asked[]
  readonly effects: readonly Effect[]
  readonly ids: (conversation: string) => readonly string[]
  readonly isTyping: (conversation: string) => boolean
  /** Replaces what becomes of requests from now on. */
  readonly setFate: (fate: (request: ReadRequest) => Fate) => void
  readonly setTokenFate: (fate: () => TokenFate) => void
}

/** Makes a harness; `connect()` is the test's. */
export function createEngineHarness(options: HarnessOptions = {}): EngineHarness {
  const { random = () => 0.5, timing = TIMING, bounds = BOUNDS, limits = DEFAULT_LIMITS } = options
  const { trust = TRUST } = options
  const self = [ME]
  const engine = createEngine({
    wire: { kind: 'codec', codec: scriptedCodec, self, trust },
    timing,
    overrides: {},
    bounds,
    limits,
    random,
  })
  const invariants = createInvariants({ engine, limits, self: new Set(self), timing: MOST })
  const server = createScriptedServer(ME)
  const sent: Sent[] = []
  let starts = 0
  const asked: Asked[] = []
  const effects: Effect[] = []
  const wishing = new Set<string>()
  let fateOf = options.fate ?? (() => HEALTHY)
  let tokenFateOf = options.tokenFate ?? (() => 'same')
  let pending: Pending[] = []
  let polls: Poll[] = []
  let order = 0
  let now = 0
  let wallOffset = 1_700_000_000_000
  let token = 1

  function at(instant: number, act: () => void): void {
    order += 1
    pending.push({ at: Math.max(now, instant), order, act })
    pending.sort((a, b) => a.at - b.at || a.order - b.order)
  }

  const after = (ms: number, act: () => void): void => at(now + ms, act)

  function run(input: EngineInput): void {
    const dueBefore = engine.dueAt()
    const wall = now + wallOffset
    const stepEffects = engine.step(input, now, wall)
    invariants.afterStep({ input, now, wall, effects: stepEffects, dueBefore })
    for (const effect of stepEffects) carryOut(effect)
  }

  function carryOut(effect: Effect): void {
    effects.push(effect)
    switch (effect.type) {
      case 'request':
        return request(effect.id, readRequest(effect.request), effect.keepalive)
      case 'token':
        return giveToken(effect.id)
      case 'typing':
        if (effect.typing) wishing.add(effect.conversation)
        else wishing.delete(effect.conversation)
        return undefined
      case 'cancel':
        // What was given up is answered all the same: late replies must not be believed.
        polls = polls.filter((poll) => poll.id !== effect.id)
        return undefined
      case 'write':
      case 'open':
      case 'close':
      case 'nudge':
      case 'due':
      case 'watch':
      case 'unwatch':
      case 'notify':
      case 'status':
      case 'error':
      case 'settled':
        return undefined
    }
  }

  function reply(id: number, answer: WireReply): void {
    run({ type: 'reply', id, reply: answer })
  }

  function request(id: number, read: ReadRequest, keepalive: boolean): void {
    if (read.kind === 'send') sent.push({ at: now, conversation: read.conversation, typing: read.typing, keepalive })
    else asked.push({ at: now, ...read.ask })
    const fate = fateOf(read)
    switch (fate.type) {
      case 'answered': {
        const reached = starts
        return after(fate.upMs, () => {
          // A connection does not outlive the server it was opened to.
          if (reached === starts) arrive(id, read, fate.downMs)
          else reply(id, failedReply('network'))
        })
      }
      case 'refused':
        return after(fate.afterMs, () => reply(id, statusReply(fate.status, fate.retryAfterMs)))
      case 'lost':
        if (read.kind === 'send' && fate.appliedAfterMs !== undefined) after(fate.appliedAfterMs, () => apply(read))
        if (fate.errorAfterMs !== undefined) after(fate.errorAfterMs, () => reply(id, failedReply('network')))
        return undefined
      case 'unsent':
        return after(0, () => reply(id, failedReply('unsent')))
    }
  }

  function apply({ conversation, typing, timeoutMs }: ReadRequest & { kind: 'send' }): void {
    server.set(conversation, ME, typing ? now + timeoutMs : undefined)
    tellPolls()
  }

  function arrive(id: number, read: ReadRequest, downMs: number): void {
    if (read.kind === 'send') {
      apply(read)
      return after(downMs, () => reply(id, statusReply(200)))
    }
    polls.push({ id, since: read.since, answerAt: now + (read.since === undefined ? 0 : read.ask.timeoutMs), downMs })
    return tellPolls()
  }

  /** Answers each poll that has something to hear, or has waited long enough. */
  function tellPolls(): void {
    for (const poll of polls) {
      const told = server.tell(poll.since) ?? (poll.answerAt <= now ? server.tellNothing() : undefined)
      if (told === undefined) continue
      polls = polls.filter((other) => other !== poll)
      after(poll.downMs, () => reply(poll.id, toldReply(told)))
    }
  }

  function restart(): void {
    server.forget()
    starts += 1
    const cut = polls
    polls = []
    for (const { id } of cut) after(0, () => reply(id, failedReply('network')))
  }

  function giveToken(id: number): void {
    const fate = tokenFateOf()
    if (fate === 'fresh') token += 1
    const given: EngineInput =
      fate === 'withheld'
        ? { type: 'withheld', id, error: new TypingError('unreachable', 'unable to get the credentials; not now') }
        : { type: 'given', id, token: `token ${token}` }
    after(0, () => run(given))
  }

  /** When the one timer fires, as the driver sets it. */
  const timerAt = (): number => Math.max(now, now + Math.ceil(engine.dueAt() - now))
  const serverAt = (): number => polls.reduce((first, poll) => Math.min(first, poll.answerAt), server.expiresAt())

  function advance(ms: number): void {
    const until = now + ms
    let wakes = 0
    for (;;) {
      const event = pending[0]
      const eventAt = event?.at ?? Infinity
      const timer = timerAt()
      const next = Math.min(eventAt, serverAt(), timer)
      if (next > until) break
      if (next > now) wakes = 0
      now = Math.max(now, next)
      if (event !== undefined && eventAt <= next) {
        pending = pending.filter((other) => other !== event)
        event.act()
      } else if (serverAt() <= next) {
        server.expire(now)
        tellPolls()
      } else {
        wakes += 1
        if (wakes > MOST_WAKES) throw new Error(`S12: the timer spins at ${now}`)
        run({ type: 'wake' })
      }
    }
    now = until
  }

  return {
    engine,
    server,
    now: () => now,
    run,
    connect: () => run({ type: 'connect' }),
    close: () => run({ type: 'close' }),
    key(conversation) {
      if (!wishing.has(conversation)) return run({ type: 'key', conversation })
      engine.lastKey(conversation).at = now
      return invariants.noteKey(conversation, now)
    },
    stop: (conversation) => run({ type: 'stop', conversation }),
    environment: (event) => run({ type: 'environment', event }),
    others(conversation, userIds) {
      server.setOthers(conversation, userIds)
      tellPolls()
    },
    at,
    advance,
    sleep(ms, monotonic = false) {
      if (monotonic) now += ms
      else wallOffset += ms
    },
    setWallBack(ms) {
      wallOffset -= ms
    },
    restart,
    sent,
    asked,
    effects,
    ids: (conversation) => engine.users(conversation).map((user) => user.id),
    isTyping: (conversation) => wishing.has(conversation),
    setFate(next) {
      fateOf = next
    },
    setTokenFate(next) {
      tokenFateOf = next
    },
  }
}

import type { Effect } from '../../src/core/effect.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { EngineInput } from '../../src/engine/input.ts'
import { MAX_TYPISTS } from '../../src/protocol/conversation.ts'
import type { RequestLimits } from '../../src/protocol/limits.ts'
import type { TypingTiming } from '../../src/protocol/timing.ts'
import { clampMs, STATED_WAIT_BOUNDS_MS } from '../../src/protocol/timing.ts'
import { createListInvariants } from './list-invariants.ts'
import { claim, type ObservedStep } from './observed-step.ts'
import { scriptedReading } from './scripted-codec.ts'
import { createBudget, type Budget } from './token-budget.ts'
import type { WireReading } from './wire-reading.ts'

/** What the checks must know of the engine they watch. */
export interface InvariantOptions {
  readonly engine: Engine
  readonly limits: RequestLimits
  readonly self: ReadonlySet<string>
  /** The longest T and idle time that are in use at any time during the test. */
  readonly timing: Pick<TypingTiming, 'expireAfterMs' | 'idleAfterMs'>
  /** Left out, that of the scripted codec. */
  readonly reading?: WireReading
}

/** Checks that hold after every step; throws the invariant by its number. */
export interface Invariants {
  readonly afterStep: (step: ObservedStep) => void
  /** A key that was noted without a step. */
  readonly noteKey: (conversation: string, now: number) => void
}

interface Told {
  /** A stop was decided and no key came since (S5). */
  stopped: boolean
  lastKeyAt: number
  /** The attempt in flight. */
  flight: number | undefined
  /** Whether others may have me (S8). */
  shown: boolean
  /** Until then a start without an answer may still be applied. */
  strayUntil: number
  /** From then on one more stop may follow an acknowledged one. */
  confirmFrom: number
  /** When the last start attempt ended; `Infinity` while it is in flight. */
  startEndedAt: number
  /** Whether the stop's token was taken with the start's (S7). */
  stopPaid: boolean
  wishing: boolean
  readonly budget: Budget
}

type Attempt = {
  readonly id: number
  readonly conversation: string
  readonly typing: boolean
  readonly keepalive: boolean
}

function isCut(input: EngineInput): boolean {
  return input.type === 'close' || (input.type === 'environment' && input.event === 'pagehide')
}

function attemptOf(effect: Effect, reading: WireReading): Attempt | undefined {
  if (effect.type === 'write') return effect
  if (effect.type !== 'request') return undefined
  const read = reading.request(effect.request)
  return read.kind === 'send' ? { ...read, id: effect.id, keepalive: effect.keepalive } : undefined
}

/** Makes the checks of one engine. They know it by its inputs and effects alone. */
export function createInvariants(options: InvariantOptions): Invariants {
  const { engine, limits, timing, reading = scriptedReading } = options
  const told = new Map<string, Told>()
  const attempts = new Map<number, Attempt>()
  const asks = new Map<number, { readonly complete: boolean }>()
  const farewells = new Set<number>()
  const closedUntil = { send: -Infinity, ask: -Infinity }
  const budgets = { send: createBudget('send', limits.send), ask: createBudget('ask', limits.ask) }
  const lists = createListInvariants({ ...options, reading })
  let running = false
  let refused = false
  let sharing = true
  let pageHidden = false
  let wallOffset: number | undefined
  let stopsAfterClose = new Set<string>()

  function of(conversation: string): Told {
    const known = told.get(conversation)
    if (known !== undefined) return known
    const fresh: Told = {
      stopped: true,
      lastKeyAt: -Infinity,
      flight: undefined,
      shown: false,
      strayUntil: -Infinity,
      confirmFrom: Infinity,
      startEndedAt: -Infinity,
      stopPaid: false,
      wishing: false,
      budget: createBudget(`conversation ${conversation}`, limits.conversation),
    }
    told.set(conversation, fresh)
    return fresh
  }

  function stopAll(): void {
    for (const state of told.values()) state.stopped = true
  }

  function onInput({ input, now }: ObservedStep, gap: boolean): void {
    switch (input.type) {
      case 'connect':
        if (!running) refused = false
        running = true
        stopsAfterClose = new Set()
        break
      case 'close':
        stopAll()
        break
      case 'key':
        if (running && sharing) noteKey(input.conversation, now)
        break
      case 'stop':
        of(input.conversation).stopped = true
        break
      case 'sharing':
        ;({ sharing } = input)
        if (!sharing) stopAll()
        break
      case 'environment':
        if (input.event === 'hidden' || input.event === 'pagehide') {
          stopAll()
          pageHidden = true
        }
        if (input.event === 'visible' || input.event === 'pageshow') pageHidden = false
        break
      case 'reply':
      case 'outcome':
        onAnswer(input, now, gap)
        break
      // No life here holds anything: src/client/activity.test.ts does.
      case 'hold':
      case 'showing':
      case 'given':
      case 'message':
      case 'watch':
      case 'unwatch':
      case 'ignored':
      case 'withheld':
      case 'signal':
      case 'wake-at':
      case 'wake':
        break
    }
  }

  /** S13: the wall clock ran ahead, or the timer came late on a page that is seen. */
  function isGap({ now, wall, dueBefore }: ObservedStep): boolean {
    const jumped = wallOffset !== undefined && wall - now - wallOffset > 15_000
    wallOffset = running ? wall - now : undefined
    return jumped || (running && !pageHidden && now - dueBefore > 15_000)
  }

  function onAnswer(input: EngineInput & { type: 'reply' | 'outcome' }, now: number, gap: boolean): void {
    const attempt = attempts.get(input.id)
    if (farewells.delete(input.id)) return
    if (attempt === undefined) {
      // A gap abandons the ask before its answer is looked at.
      if (!asks.delete(input.id) || input.type !== 'reply' || !running || gap) return
      const outcome = reading.asked(input.reply)
      if (outcome.type === 'limited') pause('ask', outcome.retryInMs, now)
      return
    }
    const { conversation, typing } = attempt
    const outcome = input.type === 'outcome' ? input.outcome : reading.sent(input.reply, conversation)
    if (outcome.type === 'limited') pause('send', outcome.retryInMs, now)
    land(attempt, outcome.type, now, typing)
  }

  /** S11 by the server's own words: at least what it stated, at least 1 s where it stated nothing. */
  function pause(lane: 'send' | 'ask', retryInMs: number | undefined, now: number): void {
    const until = now + clampMs(retryInMs ?? 1_000, STATED_WAIT_BOUNDS_MS, 1_000)
    for (const name of limits.statedWaitCloses === 'all' ? (['send', 'ask'] as const) : [lane]) {
      closedUntil[name] = Math.max(closedUntil[name], until)
    }
  }

  function land(attempt: Attempt, outcome: string, now: number, typing: boolean): void {
    const state = of(attempt.conversation)
    attempts.delete(attempt.id)
    state.flight = undefined
    const unanswered = outcome === 'unknown' || outcome === 'cancelled'
    if (typing) {
      state.startEndedAt = now
      if (unanswered) state.strayUntil = now + timing.expireAfterMs
      if (unanswered || outcome === 'ok' || outcome === 'server') state.shown = true
      return
    }
    if (outcome === 'gone') state.shown = false
    if (outcome !== 'ok') return
    state.shown = false
    state.confirmFrom = now < state.strayUntil ? now + 3_000 : Infinity
  }

  function onAttempt(attempt: Attempt, step: ObservedStep): void {
    const { now, input } = step
    const { conversation, typing, keepalive } = attempt
    const state = of(conversation)
    const what = `${typing ? 'a start' : 'a stop'} in ${conversation} at ${now}`
    claim(state.flight === undefined, () => `S4: ${what}, while another request is in flight there`)
    claim(!refused, () => `S9: ${what}, after the credentials were refused`)
    claim(now >= closedUntil.send, () => `S11: ${what}, during a wait until ${closedUntil.send}`)
    if (typing) {
      claim(!state.stopped, () => `S5: ${what}, after a stop and without a key`)
      claim(
        now <= state.lastKeyAt + timing.idleAfterMs,
        () => `S5: ${what}, long after the last key at ${state.lastKeyAt}`,
      )
      claim(sharing, () => `S6: ${what}, without consent`)
      claim(!pageHidden, () => `S5: ${what}, on a hidden page`)
      claim(running, () => `S9: ${what}, without a connection`)
      claim(!keepalive, () => `S9: ${what}, with keepalive`)
    } else {
      const confirming = !state.shown && now >= state.confirmFrom
      claim(state.shown || confirming, () => `S8: ${what}, without a start`)
      const latest = state.startEndedAt + timing.expireAfterMs
      claim(state.startEndedAt === Infinity || now <= latest, () => `S10: ${what}, later than ${latest}`)
      claim(keepalive, () => `S9: ${what}, without keepalive`)
      if (!running) {
        claim(input.type === 'close', () => `S9: ${what}, after the close`)
        claim(!stopsAfterClose.has(conversation), () => `S9: ${what}, the second one at the close`)
        stopsAfterClose.add(conversation)
      }
      state.stopped = true
      // Whether or not it is acknowledged, its repeats are stops of the same start.
      if (confirming) {
        state.shown = true
        state.strayUntil = -Infinity
      }
      state.confirmFrom = Infinity
    }
    charge(state, typing, step)
    if (typing) state.startEndedAt = Infinity
    state.flight = attempt.id
    attempts.set(attempt.id, attempt)
  }

  /**
   * S7, counted as it is paid: a first start pays for its stop as well, so a stop that follows it is
   * free at whatever moment it comes; one at page hide or close never waits and is charged nowhere.
   */
  function charge(state: Told, typing: boolean, { input, now }: ObservedStep): void {
    const price = typing ? (state.stopPaid ? 1 : 2) : state.stopPaid || isCut(input) ? 0 : 1
    state.stopPaid = typing
    budgets.send.spend(price, now)
    state.budget.spend(price, now)
  }

  function onEffect(effect: Effect, step: ObservedStep): void {
    const { now } = step
    const attempt = attemptOf(effect, reading)
    if (attempt !== undefined) return onAttempt(attempt, step)
    switch (effect.type) {
      case 'request':
      case 'open': {
        const read = effect.type === 'request' ? reading.request(effect.request) : undefined
        if (read?.kind === 'farewell') {
          claim(isCut(step.input), () => `S9: a farewell at ${now}, though nothing ends`)
          farewells.clear()
          if (effect.type === 'request') farewells.add(effect.id)
          return claim(!refused, () => `S9: a farewell at ${now}, after the credentials were refused`)
        }
        claim(running, () => `S9: an ask at ${now} without a connection`)
        claim(!refused, () => `S9: an ask at ${now}, after the credentials were refused`)
        claim(now >= closedUntil.ask, () => `S11: an ask at ${now}, during a wait until ${closedUntil.ask}`)
        budgets.ask.spend(1, now)
        if (effect.type === 'request') asks.set(effect.id, { complete: read?.kind === 'ask' && read.complete })
        return undefined
      }
      case 'cancel': {
        asks.delete(effect.id)
        farewells.delete(effect.id)
        const cancelled = attempts.get(effect.id)
        if (cancelled !== undefined) land(cancelled, 'cancelled', now, cancelled.typing)
        return undefined
      }
      case 'token':
        return claim(running, () => `S9: the secret is asked for at ${now} without a connection`)
      case 'typing': {
        const state = of(effect.conversation)
        claim(state.wishing !== effect.typing, () => `S17: the same wish told twice in ${effect.conversation}`)
        state.wishing = effect.typing
        if (!effect.typing) state.stopped = true
        return undefined
      }
      case 'status':
        // At a close the stops come first, then the status.
        if (effect.status.state !== 'closed') return undefined
        running = false
        if (effect.status.error !== undefined) refused = true
        return undefined
      case 'write':
      case 'close':
      case 'nudge':
      case 'due':
      case 'watch':
      case 'unwatch':
      case 'notify':
      case 'error':
      case 'settled':
        return undefined
    }
  }

  function checkTimer({ input, now, dueBefore }: ObservedStep): void {
    const at = engine.dueAt()
    claim(!Number.isNaN(at) && at !== -Infinity, () => `S12: due at ${at}`)
    // What was due already stays due until the timer fires; then it must be over. What falls due at
    // once may do so now, never in the past: that would look like a timer that slept.
    const owed = input.type !== 'wake' && dueBefore <= now
    const later = input.type === 'wake' ? at > now : at >= now
    claim(later || owed, () => `S12: after a ${input.type} at ${now} it is due at ${at}`)
    claim(at === Infinity || at - now <= 700_000, () => `S12: ${at - now} ms is no sane delay`)
    if (!running) {
      claim(
        at === Infinity || attempts.size + farewells.size > 0,
        () => `S15: without a connection, and nothing in flight, due at ${at}`,
      )
    }
  }

  function noteKey(conversation: string, now: number): void {
    const state = of(conversation)
    state.stopped = false
    state.lastKeyAt = now
  }

  return {
    noteKey,
    afterStep(step) {
      const gap = isGap(step)
      if (gap) stopAll()
      const answered = step.input.type === 'reply' && running && !gap ? asks.get(step.input.id) : undefined
      // What a close sends leaves during its step; nothing does afterwards.
      if (step.input.type === 'close') running = false
      onInput(step, gap)
      for (const effect of step.effects) onEffect(effect, step)
      lists.afterStep(step, { answered, gap })
      for (const [conversation, state] of told) {
        const most = engine.users(conversation).length
        claim(most <= MAX_TYPISTS, () => `S14: ${most} typists in ${conversation}`)
        claim(running || !state.wishing, () => `S5: a wish without a connection in ${conversation}`)
      }
      checkTimer(step)
    },
  }
}

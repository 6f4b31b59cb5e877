import { backoffMs } from '../../core/backoff.ts'
import { stepCredential, type CredentialEvent } from '../../core/credential.ts'
import { TypingError, type TypingErrorCode } from '../../protocol/errors.ts'
import type { TransportSignal } from '../../protocol/signal.ts'
import { methodFrame } from './ddp.ts'
import { RocketChatError } from './rocketchat-error.ts'
import type { SessionEffect } from './exchange.ts'
import type { Pending, Session, SessionOptions } from './session.ts'
import { allWanted } from './subscriptions.ts'

/** One step of a session while it is made: the session is replaced as a whole, effects are added. */
export interface Turn {
  readonly options: SessionOptions
  readonly now: number
  readonly random: number
  session: Session
  readonly effects: SessionEffect[]
}

/** A connection that was healthy for so long, in milliseconds, does not count among the failures in a row. */
const STEADY_MS = 5_000

/** Replaces some fields. */
export function change(turn: Turn, fields: Partial<Session>): void {
  turn.session = { ...turn.session, ...fields }
}

/** Adds an effect. */
export function effect(turn: Turn, added: SessionEffect): void {
  turn.effects.push(added)
}

/** Tells the client something. */
export function emit(turn: Turn, signal: TransportSignal): void {
  turn.effects.push({ type: 'emit', signal })
}

/** An id that was not used before. */
export function nextId(turn: Turn): string {
  change(turn, { lastId: turn.session.lastId + 1 })
  return String(turn.session.lastId)
}

/** Calls a method; false where its parameters cannot be told. What nobody waits for is left out of those that wait. */
export function callMethod(turn: Turn, method: string, params: readonly unknown[], pending: Pending | undefined): boolean {
  const id = nextId(turn)
  const text = methodFrame(id, method, params)
  if (text === undefined) return false
  if (pending !== undefined) change(turn, { pending: new Map(turn.session.pending).set(id, pending) })
  effect(turn, { type: 'frame', text })
  return true
}

/** Takes what waited for a result out of those that wait. */
export function takePending(turn: Turn, id: string): Pending | undefined {
  const found = turn.session.pending.get(id)
  if (found === undefined) return undefined
  const pending = new Map(turn.session.pending)
  pending.delete(id)
  change(turn, { pending })
  return found
}

/** Lets the credentials take one step, and has the secret asked for where that is due. */
export function tellCredential(turn: Turn, event: CredentialEvent): void {
  const { credential, ask } = stepCredential(turn.session.credential, event)
  change(turn, { credential })
  if (ask) effect(turn, { type: 'ask-token' })
}

/** An error of the connection. */
export function failure(code: TypingErrorCode, reason: string): TypingError {
  return new TypingError(code, `unable to stay connected; ${reason}`)
}

/** The socket is of no use any longer: what was heard is forgotten, and it is tried again after a while. */
export function lose(turn: Turn, error: TypingError, statedWaitMs = 0): void {
  const { now, session, random } = turn
  const failures = now - session.openedAt >= STEADY_MS ? 0 : session.failures
  const { credential } = session
  const withheldMs = credential.phase === 'none' && credential.askAt > now ? credential.askAt - now : 0
  const waitMs = Math.max(backoffMs(failures, random), statedWaitMs, withheldMs)
  effect(turn, { type: 'disconnect' })
  change(turn, {
    phase: 'waiting',
    tryAt: now + waitMs,
    closedUntil: now + statedWaitMs,
    deadlineAt: Infinity,
    pingedAt: Infinity,
    openedAt: Infinity,
    failures: failures + 1,
    login: undefined,
    subscriptions: allWanted(session.subscriptions),
  })
  emit(turn, { type: 'cleared' })
  emit(turn, { type: 'lost', error, retryInMs: waitMs })
  settlePending(turn)
}

/** It cannot go on at all. */
export function fail(turn: Turn, error: TypingError): void {
  end(turn)
  emit(turn, { type: 'failed', error })
}

/** Nothing is left; whoever still waits hears so. */
export function end(turn: Turn): void {
  effect(turn, { type: 'disconnect' })
  change(turn, { phase: 'ended', login: undefined, mine: new Map() })
  settlePending(turn)
  refuseQueue(turn)
}

/** The socket took the answers with it. */
function settlePending(turn: Turn): void {
  const { pending } = turn.session
  change(turn, { pending: new Map() })
  for (const waiting of pending.values()) {
    if (waiting.type === 'write') {
      const error = new TypingError('unreachable', 'unable to send typing; the connection was lost', { conversation: waiting.place.key })
      effect(turn, { type: 'sent', send: waiting.send, outcome: { type: 'unknown', error } })
    } else if (waiting.type === 'call') {
      effect(turn, { type: 'refused', call: waiting.call, error: new RocketChatError(waiting.method, { code: 'connection-lost' }) })
    }
  }
}

function refuseQueue(turn: Turn): void {
  const { queue } = turn.session
  change(turn, { queue: [] })
  for (const waiting of queue) {
    const method = waiting.type === 'call' ? waiting.method : 'login'
    effect(turn, { type: 'refused', call: waiting.call, error: new RocketChatError(method, { code: 'not-connected' }) })
  }
}

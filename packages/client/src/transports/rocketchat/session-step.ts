import { TypingError } from '../../protocol/errors.ts'
import { MAX_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from '../../protocol/limits.ts'
import { call, expireCalls, onCalled, tellSession } from './calling.ts'
import { pingFrame, pongFrame, readFrame, type DdpFrame } from './ddp.ts'
import { hear } from './hearing.ts'
import { attempt, enter, greet, onDeadline, onLogin, onNoToken, onToken } from './opening.ts'
import { onInfo, onMe, onSettings, openWhenAnswered } from './orienting.ts'
import { abandon, hasWrites, onWritten, part, send } from './sending.ts'
import type { SessionEffect, SessionInput } from './exchange.ts'
import { isConnected, WATCHDOG_MS, type Session, type SessionOptions } from './session.ts'
import { change, effect, emit, end, fail, failure, lose, nextId, takePending, type Turn } from './turn.ts'
import { askForRooms, onNosub, onReady, unwatch, watch } from './watching.ts'

/** The session afterwards, and what is to be done, in order. */
export interface SessionStep {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

/** One step of a session; `now` in monotonic milliseconds, `random` in [0, 1). */
export function stepSession(
  session: Session,
  input: SessionInput,
  { options, now, random }: { readonly options: SessionOptions; readonly now: number; readonly random: number },
): SessionStep {
  const turn: Turn = { options, now, random, session, effects: [] }
  take(turn, input)
  return { session: turn.session, effects: turn.effects }
}

function take(turn: Turn, input: SessionInput): void {
  const { phase } = turn.session
  switch (input.type) {
    case 'call':
      return call(turn, input)
    case 'session':
      return tellSession(turn, input.call)
    case 'send':
      return send(turn, input)
    case 'abandon':
      abandon(turn, input.send)
      return part(turn)
    case 'frame':
      return input.socket === turn.session.socket ? onText(turn, input.text) : undefined
    case 'socket-closed':
      if (input.socket !== turn.session.socket || phase === 'waiting' || phase === 'ended') return undefined
      return phase === 'parting' ? end(turn) : lose(turn, failure('unreachable', 'the connection was closed'))
    case 'open':
    case 'socket-opened':
    case 'token':
    case 'no-token':
    case 'unsupported':
    case 'info':
    case 'me':
    case 'watch':
    case 'unwatch':
    case 'wake':
    case 'due':
    case 'close':
      return phase === 'parting' || phase === 'ended' ? undefined : whileRunning(turn, input)
  }
}

type RunningInput = Exclude<SessionInput, { type: 'call' | 'session' | 'send' | 'abandon' | 'frame' | 'socket-closed' }>

function whileRunning(turn: Turn, input: RunningInput): void {
  const { phase, socket } = turn.session
  switch (input.type) {
    case 'open':
      return phase === 'waiting' ? attempt(turn) : undefined
    case 'socket-opened':
      return input.socket === socket ? greet(turn) : undefined
    case 'token':
      return onToken(turn, input.token)
    case 'no-token':
      return onNoToken(turn)
    case 'unsupported':
      return fail(turn, input.error)
    case 'info':
      return input.socket === socket && phase !== 'waiting' ? onInfo(turn, input.text) : undefined
    case 'me':
      return input.socket === socket && phase !== 'waiting' ? onMe(turn, input.text) : undefined
    case 'watch':
      return watch(turn, input.place)
    case 'unwatch':
      unwatch(turn, input.place)
      return openWhenAnswered(turn)
    case 'wake':
      if (phase === 'waiting') return turn.session.closedUntil <= turn.now ? attempt(turn) : undefined
      return isConnected(turn.session) ? ping(turn) : undefined
    case 'due':
      return onDue(turn)
    case 'close':
      return close(turn)
  }
}

/** Any frame is a sign of life; what is not the protocol is left out, and said once. */
function onText(turn: Turn, text: string): void {
  const { phase, told } = turn.session
  if (phase === 'waiting' || phase === 'opening' || phase === 'ended') return
  change(turn, { heardAt: turn.now, pingedAt: Infinity })
  const frame = readFrame(text, mostBytes(turn.session))
  if (frame !== undefined) return onFrame(turn, frame)
  if (told.has('malformed')) return
  change(turn, { told: new Set(told).add('malformed') })
  const reason = 'a part of what the server says is not the protocol and was left out'
  emit(turn, { type: 'error', error: new TypingError('bad-response', `unable to read all; ${reason}`) })
}

/** Only what was asked for may be large: a list of rooms or of settings is. */
function mostBytes({ pending }: Session): number {
  for (const { type } of pending.values()) if (type === 'call' || type === 'settings') return MAX_SNAPSHOT_BYTES
  return MAX_ANSWER_BYTES
}

function onFrame(turn: Turn, frame: DdpFrame): void {
  const { phase } = turn.session
  // Whoever leaves only waits for what became of the last writes.
  if (phase === 'parting' && frame.msg !== 'result' && frame.msg !== 'ping') return undefined
  switch (frame.msg) {
    case 'connected':
      return phase === 'greeting' ? enter(turn) : undefined
    case 'failed':
      if (phase !== 'greeting') return undefined
      return fail(turn, new TypingError('unsupported', 'unable to connect; the server does not speak version 1 of DDP'))
    case 'ping':
      return effect(turn, { type: 'frame', text: pongFrame(frame.id) })
    case 'result':
      return onResult(turn, frame)
    case 'ready':
      onReady(turn, frame.subs)
      return openWhenAnswered(turn)
    case 'nosub':
      onNosub(turn, frame.id, frame.error)
      return openWhenAnswered(turn)
    case 'document':
      return hear(turn, frame)
    case 'pong':
    case 'other':
      return undefined
  }
}

function onResult(turn: Turn, { id, result, error }: DdpFrame & { msg: 'result' }): void {
  const pending = takePending(turn, id)
  switch (pending?.type) {
    case 'login':
      return onLogin(turn, pending, result, error)
    case 'settings':
      return onSettings(turn, result)
    case 'write':
      onWritten(turn, pending, error)
      return part(turn)
    case 'call':
      return onCalled(turn, pending, result, error)
    case undefined:
      return undefined
  }
}

/** Asks for a sign of life, unless one is waited for already. */
function ping(turn: Turn): void {
  if (turn.session.pingedAt !== Infinity) return
  effect(turn, { type: 'frame', text: pingFrame(nextId(turn)) })
  change(turn, { pingedAt: turn.now })
}

/** Compares every deadline with the time, so that a late timer corrects itself. */
function onDue(turn: Turn): void {
  const { now } = turn
  expireCalls(turn)
  if (turn.session.phase === 'waiting') return turn.session.tryAt <= now ? attempt(turn) : undefined
  if (isConnected(turn.session) && turn.session.pingedAt + WATCHDOG_MS.answer <= now) {
    return lose(turn, failure('unreachable', 'the server gives no sign of life'))
  }
  if (turn.session.deadlineAt <= now) onDeadline(turn)
  if (isConnected(turn.session) && turn.session.heardAt + WATCHDOG_MS.silence <= now) ping(turn)
  return askForRooms(turn)
}

function close(turn: Turn): void {
  if (turn.session.phase !== 'open' || !hasWrites(turn)) return end(turn)
  return change(turn, { phase: 'parting' })
}

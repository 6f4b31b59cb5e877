import type { TypingError } from '../protocol/errors.ts'
import { attemptMs, resendAfterMs, startRetryMs, stopRepeatMs } from './attempt.ts'
import {
  atRest,
  isWishing,
  toEnding,
  type Answer,
  type Sender,
  type SenderEffect,
  type SenderInput,
  type SenderStep,
} from './sender.ts'

/** How long a conversation stays silent after the server refused it, unless `connect()` is called. */
const SILENCE_MS = 300_000

/** A stop that was acknowledged is confirmed once, so much later, if a start before it had no answer (S8). */
const CONFIRM_STOP_MS = 3_000

/** What the answer to the attempt in flight means; `unknown` is also what a passed deadline means. */
export function onAnswer(sender: Sender, answer: Answer, input: SenderInput): SenderStep {
  const landed = { ...sender, deadlineAt: Infinity }
  switch (sender.phase) {
    case 'starting':
    case 'overtaken':
      return onStartAnswer(landed, answer, input)
    case 'stopping':
    case 'returning':
      return onStopAnswer(landed, answer, input)
    case 'quiet':
    case 'wanting':
    case 'typing':
    case 'ending':
    case 'silenced':
      return to(sender)
  }
}

function onStartAnswer(landed: Sender, answer: Answer, input: SenderInput): SenderStep {
  const { now, timing } = input
  const ended = { ...landed, expiresAt: now + timing.expireAfterMs }
  switch (answer.type) {
    case 'ok': {
      // The pace includes this very answer; the server may have counted T from the moment the start left.
      const renewAt = Math.max(now, landed.startedAt + resendAfterMs(timing, attemptMs(input.pace)))
      return to(afterStart({ ...ended, remote: 'on', renewAt, tries: 0, reported: false }, now))
    }
    case 'unknown':
      return to(afterFailedStart({ ...ended, remote: 'unknown', strayUntil: ended.expiresAt }, input))
    case 'server':
      return to(afterFailedStart({ ...ended, remote: 'unknown' }, input))
    case 'unsent':
      return to(afterUnappliedStart(landed, now, Infinity))
    case 'limited':
    case 'auth':
      // The outbox, or the want of credentials, holds it back; it is asked for again at once.
      return to(afterUnappliedStart(landed, now, now))
    case 'gone':
      return toSilenced(landed, answer.error, now)
  }
}

function afterStart(sender: Sender, now: number): Sender {
  if (isWishing(sender)) return { ...sender, phase: 'typing', echoOffAt: Infinity }
  return toEnding(sender, now)
}

function afterFailedStart(sender: Sender, { now, random }: SenderInput): Sender {
  if (!isWishing(sender)) return toEnding({ ...sender, tries: 0 }, now)
  const tries = sender.tries + 1
  const askAt = now + startRetryMs(tries, random)
  return { ...sender, phase: 'wanting', askAt, wantSince: askAt, tries }
}

function afterUnappliedStart(sender: Sender, now: number, askAt: number): Sender {
  if (isWishing(sender)) return { ...sender, phase: 'wanting', askAt }
  if (sender.remote === 'off') return atRest(sender)
  return toEnding({ ...sender, tries: 0 }, now, askAt)
}

function onStopAnswer(landed: Sender, answer: Answer, input: SenderInput): SenderStep {
  const { now } = input
  switch (answer.type) {
    case 'ok': {
      const rested = atRest({ ...landed, reported: false })
      if (isWishing(landed)) return to(toWanting({ ...rested, idleAt: landed.idleAt }, now))
      const askAt = now + CONFIRM_STOP_MS
      if (landed.strayUntil <= now || landed.expiresAt <= askAt) return to(rested)
      return to({ ...rested, askAt, wantSince: askAt, expiresAt: landed.expiresAt })
    }
    case 'unknown':
    case 'server': {
      const failed: Sender = { ...landed, remote: 'unknown' }
      if (isWishing(failed)) return to(toWanting(failed, now))
      return to(afterFailedStop(failed, now))
    }
    case 'unsent':
      return to(afterUnappliedStop(landed, now, Infinity))
    case 'limited':
    case 'auth':
      return to(afterUnappliedStop(landed, now, now))
    case 'gone':
      return toSilenced(landed, answer.error, now)
  }
}

function toWanting(sender: Sender, now: number): Sender {
  return { ...sender, phase: 'wanting', askAt: now, wantSince: now, tries: 0 }
}

function afterFailedStop(sender: Sender, now: number): Sender {
  const tries = sender.tries + 1
  const wait = stopRepeatMs(tries)
  // After the last repeat, or after T, what others see has ended by itself (S10).
  if (wait === undefined || now + wait > sender.expiresAt) return atRest(sender)
  return { ...sender, phase: 'ending', askAt: now + wait, wantSince: now + wait, tries }
}

function afterUnappliedStop(sender: Sender, now: number, askAt: number): Sender {
  if (!isWishing(sender)) return toEnding(sender, now, askAt)
  if (sender.remote === 'on' && now < sender.renewAt) return { ...sender, phase: 'typing', echoOffAt: Infinity }
  return { ...sender, phase: 'wanting', askAt, wantSince: now, tries: 0 }
}

function toSilenced(landed: Sender, error: TypingError, now: number): SenderStep {
  const silenced: Sender = {
    ...atRest(landed),
    phase: 'silenced',
    idleAt: landed.idleAt,
    silentUntil: now + SILENCE_MS,
    reported: true,
  }
  const effects: readonly SenderEffect[] = landed.reported ? [] : [{ type: 'error', error }]
  return { sender: silenced, effects }
}

function to(sender: Sender): SenderStep {
  return { sender, effects: [] }
}

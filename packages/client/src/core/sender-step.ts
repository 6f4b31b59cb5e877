import { attemptMs, URGENT_TRIES } from './attempt.ts'
import { onAnswer } from './sender-answer.ts'
import {
  atRest,
  isAtRest,
  isInFlight,
  isWishing,
  reassertAt,
  toEnding,
  type Sender,
  type SenderEffect,
  type SenderEvent,
  type SenderInput,
  type SenderStep,
} from './sender.ts'

const NO_EFFECTS: readonly SenderEffect[] = Object.freeze([])
const CANCEL: SenderEffect = { type: 'cancel' }

function to(sender: Sender, effects: readonly SenderEffect[] = NO_EFFECTS): SenderStep {
  return { sender, effects }
}

/** One step of a sender. What the event does not concern leaves the same object. */
export function stepSender(sender: Sender, event: SenderEvent, input: SenderInput): SenderStep {
  switch (event.type) {
    case 'key':
      return to(onKey(sender, input))
    case 'stop':
      return to(onStop(sender, input.now))
    case 'cut':
      return onCut(sender, event.mayStop, input)
    case 'due':
      return onDue(sender, event.lastKeyAt, input)
    case 'leave':
      return onLeave(sender, input)
    case 'answer':
      return isInFlight(sender) ? onAnswer(sender, event.answer, input) : to(sender)
    case 'echo':
      return to(onEcho(sender, event.typing, input.now))
    case 'returned':
      return to(onReturned(sender, input.now))
    case 'reset':
      return to(sender.phase === 'silenced' ? endSilence({ ...sender, reported: false }, input.now) : sender)
    case 'timing':
      return to(onTiming(sender, input))
  }
}

function onKey(sender: Sender, { now, timing }: SenderInput): Sender {
  if (isWishing(sender)) return sender
  const wishing = { ...sender, idleAt: now + timing.idleAfterMs }
  switch (sender.phase) {
    case 'quiet':
      return { ...wishing, phase: 'wanting', askAt: now, wantSince: now, tries: 0 }
    case 'overtaken':
      return { ...wishing, phase: 'starting' }
    case 'stopping':
      return { ...wishing, phase: 'returning' }
    case 'ending': {
      // The stop never left: others still have me, and nothing needs to be said before the next re-send.
      const stillShown = sender.remote === 'on' && sender.tries === 0 && now < sender.renewAt
      if (stillShown) return { ...wishing, phase: 'typing', askAt: Infinity }
      return { ...wishing, phase: 'wanting', askAt: now, wantSince: now, tries: 0 }
    }
    case 'silenced':
    case 'wanting':
    case 'starting':
    case 'typing':
    case 'returning':
      return wishing
  }
}

/** S5: from here on there is no start without a new key. */
function onStop(sender: Sender, now: number): Sender {
  if (!isWishing(sender)) return sender
  const unwished = { ...sender, idleAt: Infinity }
  switch (sender.phase) {
    case 'wanting':
      return sender.remote === 'off' ? atRest(sender) : toEnding({ ...sender, tries: 0 }, now)
    case 'starting':
      return { ...unwished, phase: 'overtaken' }
    case 'typing':
      return toEnding({ ...sender, tries: 0 }, now)
    case 'returning':
      return { ...unwished, phase: 'stopping' }
    case 'quiet':
    case 'ending':
    case 'stopping':
    case 'overtaken':
    case 'silenced':
      return unwished
  }
}

/** Page hide or close: there is no later. */
function onCut(sender: Sender, mayStop: boolean, input: SenderInput): SenderStep {
  const { phase } = sender
  // A stop in flight is the one that is needed; it outlives the page.
  if (phase === 'silenced' || phase === 'stopping' || phase === 'returning') return to(onStop(sender, input.now))
  if (isAtRest(sender)) return to(sender)
  const startInFlight = isInFlight(sender)
  const effects = startInFlight ? [CANCEL] : NO_EFFECTS
  const isShown = startInFlight || (sender.remote !== 'off' && sender.expiresAt > input.now)
  // A stop that may not leave is dropped: T ends what others see (S11).
  if (!mayStop || !isShown) return to(atRest(sender), effects)
  const lost = startInFlight ? input.now + input.timing.expireAfterMs : undefined
  const stopping: Sender = {
    ...atRest(sender),
    phase: 'stopping',
    remote: 'unknown',
    deadlineAt: input.now + attemptMs(input.pace),
    expiresAt: lost ?? sender.expiresAt,
    strayUntil: lost ?? sender.strayUntil,
  }
  return to(stopping, [...effects, { type: 'attempt', typing: false }])
}

function onLeave(sender: Sender, { now, pace }: SenderInput): SenderStep {
  if (sender.askAt > now) return to(sender)
  const typing = sender.phase === 'wanting'
  const fresh = sender.tries === 0 || sender.tries >= URGENT_TRIES || !typing
  const attempt = fresh ? attemptMs(pace) : sender.attemptMs
  const left: Sender = {
    ...sender,
    phase: typing ? 'starting' : 'stopping',
    askAt: Infinity,
    attemptMs: attempt,
    deadlineAt: now + attempt,
    stopPaid: typing,
    // The stop that confirms another leaves once (S8).
    strayUntil: sender.phase === 'quiet' ? -Infinity : sender.strayUntil,
    startedAt: typing ? now : sender.startedAt,
    echoOffAt: Infinity,
  }
  return to(left, [{ type: 'attempt', typing }])
}

/** The server's word on me, later than the acknowledgement of my start (SPEC: own echo). */
function onEcho(sender: Sender, typing: boolean, now: number): Sender {
  if (sender.phase !== 'typing') return sender
  if (typing) return sender.echoOffAt === Infinity ? sender : { ...sender, echoOffAt: Infinity }
  return sender.echoOffAt === Infinity ? { ...sender, echoOffAt: now } : sender
}

function onReturned(sender: Sender, now: number): Sender {
  const waits = sender.phase === 'wanting' || sender.phase === 'ending'
  return waits && sender.askAt > now ? { ...sender, askAt: now, tries: 0 } : sender
}

function onTiming(sender: Sender, { now, timing }: SenderInput): Sender {
  if (sender.phase !== 'typing') return sender
  // Never before now: a timer for the past would be taken for one that slept (S13).
  const renewAt = Math.min(sender.renewAt, Math.max(now, sender.startedAt + timing.resendEveryMs))
  return renewAt === sender.renewAt ? sender : { ...sender, renewAt }
}

function endSilence(sender: Sender, now: number): Sender {
  const rested = atRest(sender)
  if (!isWishing(sender)) return rested
  return { ...rested, idleAt: sender.idleAt, phase: 'wanting', askAt: now, wantSince: now }
}

/** Everything that time alone brings, in order: the person's idle end before any request. */
function onDue(before: Sender, lastKeyAt: number, input: SenderInput): SenderStep {
  const { now, timing } = input
  let sender = before
  let effects = NO_EFFECTS
  if (sender.idleAt <= now) {
    const idleAt = lastKeyAt + timing.idleAfterMs
    sender = idleAt > now ? { ...sender, idleAt } : onStop(sender, now)
  }
  if (sender.deadlineAt <= now) {
    const step = onAnswer(sender, { type: 'unknown' }, input)
    sender = step.sender
    effects = [CANCEL, ...step.effects]
  }
  if (sender.phase === 'typing' && Math.min(sender.renewAt, reassertAt(sender)) <= now) {
    const reasserting = reassertAt(sender) <= now
    sender = {
      ...sender,
      phase: 'wanting',
      remote: reasserting ? 'unknown' : sender.remote,
      reassertedAt: reasserting ? now : sender.reassertedAt,
      askAt: now,
      wantSince: now,
      tries: 0,
    }
  }
  const isStopping = sender.phase === 'ending' || sender.phase === 'quiet'
  if (isStopping && sender.expiresAt <= now) sender = atRest(sender)
  if (sender.phase === 'silenced' && sender.silentUntil <= now) sender = endSilence(sender, now)
  return to(sender, effects)
}

import {
  isInFlight,
  isWishing,
  senderDueAt,
  wantOf,
  type Sender,
  type SenderEvent,
  type SenderPhase,
  type SenderStep,
} from '../../src/core/sender.ts'
import { claim } from './observed-step.ts'

/** What each phase says of itself: whether I wish to type, and whether a request is in flight. */
const MEANS: Record<SenderPhase, { readonly wishes: boolean | undefined; readonly inFlight: boolean }> = {
  quiet: { wishes: false, inFlight: false },
  wanting: { wishes: true, inFlight: false },
  starting: { wishes: true, inFlight: true },
  typing: { wishes: true, inFlight: false },
  ending: { wishes: false, inFlight: false },
  stopping: { wishes: false, inFlight: true },
  overtaken: { wishes: false, inFlight: true },
  returning: { wishes: true, inFlight: true },
  silenced: { wishes: undefined, inFlight: false },
}

const INSTANTS = [
  'idleAt',
  'askAt',
  'deadlineAt',
  'renewAt',
  'startedAt',
  'expiresAt',
  'strayUntil',
  'echoOffAt',
  'reassertedAt',
  'silentUntil',
] as const

/** Checks one step of a sender alone; throws the invariant by its number. */
export function checkSenderStep(
  before: Sender,
  event: SenderEvent,
  { sender, effects }: SenderStep,
  now: number,
): void {
  const at = `${before.phase} –${event.type}→ ${sender.phase} at ${now}`
  const { wishes, inFlight } = MEANS[sender.phase]
  claim(isInFlight(sender) === inFlight, () => `S4: ${at}: whether a request is in flight`)
  claim(wishes === undefined || isWishing(sender) === wishes, () => `S5: ${at}: whether I wish to type`)
  for (const name of INSTANTS) claim(!Number.isNaN(sender[name]), () => `S12: ${at}: ${name} is no instant`)
  if (event.type === 'due') claim(senderDueAt(sender, now) > now, () => `S12: ${at}: due again at once`)

  const attempts = effects.flatMap((effect) => (effect.type === 'attempt' ? [effect.typing] : []))
  const cancelled = effects.some((effect) => effect.type === 'cancel')
  claim(attempts.length <= 1, () => `S4: ${at}: two attempts in one step`)
  claim(attempts.length === 0 || !isInFlight(before) || cancelled, () => `S4: ${at}: two in flight`)
  claim(
    attempts.length === 0 || event.type === 'leave' || event.type === 'cut',
    () => `S7: ${at}: an attempt without leave`,
  )
  if (attempts[0] === true) {
    claim(isWishing(before) && event.type === 'leave', () => `S5: ${at}: a start without a wish`)
  }
  if (attempts[0] === false) {
    // T is counted from a start, and no longer once its stop was acknowledged or confirmed.
    const mayBeShown = isInFlight(before) || before.expiresAt !== Infinity
    claim(mayBeShown, () => `S8: ${at}: a stop without a start`)
    claim(isInFlight(before) || before.expiresAt > now, () => `S10: ${at}: a stop after T`)
  }
  const want = wantOf(sender, now)
  if (want?.typing === true) claim(isWishing(sender), () => `S5: ${at}: wants to start without a wish`)
}

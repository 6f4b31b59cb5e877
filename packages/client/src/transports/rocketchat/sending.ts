import { TypingError, type TypingErrorCode } from '../../protocol/errors.ts'
import type { SendOutcome } from '../../protocol/outcome.ts'
import { activityParams, EXPIRE_AFTER_MS } from './activity.ts'
import type { DdpError } from './ddp.ts'
import { shownName } from './identity.ts'
import { liveActivities } from './naming.ts'
import { timeToReset } from './rocketchat-error.ts'
import type { SessionInput } from './exchange.ts'
import type { Pending } from './session.ts'
import type { Place } from './target.ts'
import { callMethod, change, effect, end, failure, lose, type Turn } from './turn.ts'

/** The wait after a refusal that states none, in milliseconds. */
const UNSTATED_WAIT_MS = 1_000

type Write = Pending & { type: 'write' }
type Activities = ReadonlyMap<Write['activity'], number>

/** Tells the server my whole set of activities in one place. */
export function send(turn: Turn, { send: id, place, typing, activity }: SessionInput & { type: 'send' }): void {
  const { way } = turn.options
  const { phase, form, identity, mine } = turn.session
  const name = way.type === 'visitor' ? way.name : shownName(identity)
  if (phase !== 'open' || name === undefined) {
    // What I do no longer is in no later write, though nobody hears of the stop now.
    if (!typing) forget(turn, place, activity)
    const reason = phase === 'open' ? 'the name I go by is not known' : 'there is no connection'
    return settle(turn, id, { type: 'unsent', error: unsendable('unreachable', reason, place.key) })
  }
  // The old form knows neither threads nor anything but typing: what cannot be told is not told as something else.
  if (form === 'typing' && (activity !== 'typing' || place.tmid !== undefined)) return settle(turn, id, { type: 'ok' })

  const own = mine.get(place.key)
  const until = new Map(own === undefined ? undefined : liveActivities(own, turn.now))
  if (typing) until.set(activity, turn.now + EXPIRE_AFTER_MS)
  else until.delete(activity)
  remember(turn, place, until)
  const token = way.type === 'visitor' ? way.token : undefined
  const params = activityParams(place, name, new Set(until.keys()), form, token)
  callMethod(turn, 'stream-notify-room', params, { type: 'write', send: id, place, typing, activity })
}

/** The server answered a write. It says nothing where it refuses one, so `ok` is what was received, not what was shown. */
export function onWritten(turn: Turn, write: Write, error: DdpError | undefined): void {
  if (error === undefined) return settle(turn, write.send, { type: 'ok' })
  if (write.typing) forget(turn, write.place, write.activity)
  // A session that ended goes first, or the same would be sent into it again.
  if (isLoggedOut(error) && turn.session.phase === 'open') lose(turn, failure('unreachable', 'the server ended the session'))
  settle(turn, write.send, readOutcome(error, write.place.key))
}

/** Nobody waits for that send any longer; what became of it is not known. */
export function abandon(turn: Turn, id: number): void {
  const pending = new Map(turn.session.pending)
  for (const [method, waiting] of pending) if (waiting.type === 'write' && waiting.send === id) pending.delete(method)
  change(turn, { pending })
  settle(turn, id, { type: 'unknown', error: unsendable('unreachable', 'no answer came in time', undefined) })
}

/** After a close the socket stays for the answers of the last writes: a server drops what it has not begun. */
export function part(turn: Turn): void {
  if (turn.session.phase === 'parting' && !hasWrites(turn)) end(turn)
}

/** Whether a write waits for its answer. */
export function hasWrites(turn: Turn): boolean {
  return [...turn.session.pending.values()].some(({ type }) => type === 'write')
}

function forget(turn: Turn, place: Place, activity: Write['activity']): void {
  const until = new Map(turn.session.mine.get(place.key)?.until)
  if (until.delete(activity)) remember(turn, place, until)
}

function remember(turn: Turn, place: Place, until: Activities): void {
  const mine = new Map(turn.session.mine)
  if (until.size === 0) mine.delete(place.key)
  else mine.set(place.key, { place, until })
  change(turn, { mine })
}

function settle(turn: Turn, id: number, outcome: SendOutcome): void {
  effect(turn, { type: 'sent', send: id, outcome })
}

const isLoggedOut = ({ code }: DdpError): boolean => code === '401' || code === '403'

function readOutcome({ code, details }: DdpError, key: string): SendOutcome {
  switch (code) {
    case 'too-many-requests': {
      const retryAfterMs = timeToReset(details)
      const error = new TypingError('rate-limited', 'unable to send typing; the server asks for a pause', { conversation: key, retryAfterMs })
      return { type: 'limited', error, retryInMs: retryAfterMs ?? UNSTATED_WAIT_MS }
    }
    case '401':
    case '403':
      return { type: 'auth', error: unsendable('unauthorized', 'the server ended the session', key) }
    case 'not-allowed':
    case 'error-not-allowed':
      return { type: 'gone', error: unsendable('forbidden', 'the server does not let me', key) }
    case '400':
      return { type: 'gone', error: unsendable('invalid-conversation', 'the server does not take it', key) }
    case '404':
      return { type: 'gone', error: unsendable('unsupported', 'the server has no such method', key) }
    default:
      return { type: 'server', error: unsendable('bad-response', 'the server failed', key) }
  }
}

function unsendable(code: TypingErrorCode, reason: string, conversation: string | undefined): TypingError {
  return new TypingError(code, `unable to send typing; ${reason}`, { conversation })
}

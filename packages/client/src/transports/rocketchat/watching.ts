import { TypingError, type TypingErrorCode } from '../../protocol/errors.ts'
import { STATED_WAIT_BOUNDS_MS } from '../../protocol/timing.ts'
import type { JsonRecord } from '../shared/parse.ts'
import { eventOf } from './activity.ts'
import { subFrame, unsubFrame, type DdpError } from './ddp.ts'
import { timeToReset } from './rocketchat-error.ts'
import { findById, letOut, pausedUntil, withoutPlace, withPhase, withPlace, withReady, type RoomStream } from './subscriptions.ts'
import type { Place } from './target.ts'
import { change, effect, emit, nextId, type Turn } from './turn.ts'

const TYPING_ALONE: readonly RoomStream[] = ['stream-notify-room']
const WITH_MESSAGES: readonly RoomStream[] = ['stream-notify-room', 'stream-room-messages']

/** Somebody reads a place. */
export function watch(turn: Turn, place: Place): void {
  const streams = turn.options.messages ? WITH_MESSAGES : TYPING_ALONE
  change(turn, { subscriptions: withPlace(turn.session.subscriptions, place, streams) })
  const room = turn.session.subscriptions.rooms.get(place.rid)
  // The room was refused to another reader: this one hears of it too.
  if (room?.subscriptions.some(({ phase }) => phase === 'refused') === true) tellRefusal(turn, place.key, 'forbidden')
  askForRooms(turn)
}

/** Nobody reads it any longer. */
export function unwatch(turn: Turn, place: Place): void {
  const { state, ended } = withoutPlace(turn.session.subscriptions, place)
  change(turn, { subscriptions: state })
  for (const id of ended) effect(turn, { type: 'frame', text: unsubFrame(id) })
}

/** Asks for what is wanted, as far as the limits allow. */
export function askForRooms(turn: Turn): void {
  const { phase } = turn.session
  if (phase !== 'subscribing' && phase !== 'open') return
  const { state, asked } = letOut(turn.session.subscriptions, turn.now, () => nextId(turn))
  change(turn, { subscriptions: state })
  for (const { id, stream, rid } of asked) {
    const event = stream === 'stream-notify-room' ? eventOf(rid, turn.session.form) : rid
    effect(turn, { type: 'frame', text: subFrame(id, stream, event, argsOf(turn)) })
  }
}

/** A visitor has no login: the token says who asks, under the names that the two streams know. */
function argsOf(turn: Turn): readonly JsonRecord[] {
  const { way } = turn.options
  return way.type === 'visitor' ? [{ token: way.token, visitorToken: way.token }] : []
}

/** The server sends the events of these from now on. */
export function onReady(turn: Turn, ids: readonly string[]): void {
  change(turn, { subscriptions: withReady(turn.session.subscriptions, new Set(ids)) })
}

/** A subscription was refused, or has ended. Said once more, it is nothing: the app was told. */
export function onNosub(turn: Turn, id: string, error: DdpError | undefined): void {
  const { subscriptions } = turn.session
  const found = findById(subscriptions, id)
  if (found === undefined) return
  if (error?.code === 'too-many-requests') {
    const waitMs = timeToReset(error.details) ?? STATED_WAIT_BOUNDS_MS[0]
    const wanted = withPhase(subscriptions, id, 'wanted')
    return change(turn, { subscriptions: pausedUntil(wanted, found.stream, turn.now + waitMs) })
  }
  change(turn, { subscriptions: withPhase(subscriptions, id, 'refused') })
  // Messages are an extra: without them the author is hidden by the stop or by the expiry.
  if (found.stream !== 'stream-notify-room') return
  const code = error === undefined || error.code.endsWith('not-allowed') ? 'forbidden' : 'bad-response'
  for (const key of subscriptions.rooms.get(found.rid)?.places.keys() ?? []) {
    emit(turn, { type: 'snapshot', conversation: key, users: [] })
    tellRefusal(turn, key, code)
  }
}

function tellRefusal(turn: Turn, conversation: string, code: TypingErrorCode): void {
  const reason = code === 'forbidden' ? 'the server does not let me' : 'the server refused'
  emit(turn, { type: 'error', error: new TypingError(code, `unable to hear who types; ${reason}`, { conversation }) })
}

import { MAX_ID_BYTES, type TypingActivity } from '../../protocol/conversation.ts'
import { field, isRecord, readList, readText, type JsonRecord } from '../shared/parse.ts'
import { placeOf, readId, type Place } from './target.ts'

/** What people can be told to do, in the order in which they are written. */
export const ACTIVITIES: readonly TypingActivity[] = ['typing', 'recording', 'uploading', 'playing']

/** Who does several things is shown with the first of these (ComposerUserActionIndicator.tsx of the server's own client). */
const SHOWN_FIRST: readonly TypingActivity[] = ['recording', 'uploading', 'typing', 'playing']

/** How typing is told: servers before 4.0 know `typing` alone, 4.x and 5.x bridge the two, 6.0 has `user-activity` alone. */
export type EventForm = 'user-activity' | 'typing'

/** How long others keep somebody after their last start, in milliseconds: `TIMEOUT` in UserAction.ts of the server's own client. */
export const EXPIRE_AFTER_MS = 15_000

const WIRE_PREFIX = 'user-'

const ON_THE_WIRE: ReadonlyMap<unknown, TypingActivity> = new Map(
  ACTIVITIES.map((activity) => [WIRE_PREFIX + activity, activity]),
)

/** More activities than there are can only be noise. */
const MOST_ACTIVITIES = 16

/** Somebody's whole set of activities in one place, from now on. */
export interface ActivityNews {
  readonly place: Place
  /** The name on the wire, which is all that tells who it is. */
  readonly name: string
  readonly activities: ReadonlySet<TypingActivity>
}

/** The event of a room, as subscriptions and writes name it. */
export function eventOf(rid: string, form: EventForm): string {
  return `${rid}/${form}`
}

/**
 * Reads an event of `stream-notify-room`; undefined for other events and for what is not the protocol.
 * A visitor's token, which the server passes on in the third argument, is not looked at.
 */
export function readActivity(fields: JsonRecord, form: EventForm): ActivityNews | undefined {
  const event = readText(field(fields, 'eventName'), 2 * MAX_ID_BYTES)
  const args = readList(field(fields, 'args'), 3)?.items
  if (event === undefined || args === undefined || !event.endsWith(`/${form}`)) return undefined
  const rid = readId(event.slice(0, -form.length - 1))
  const name = readText(args[0], MAX_ID_BYTES)
  const activities = form === 'typing' ? readFlag(args[1]) : readSet(args[1])
  const thread = readThread(args[2])
  if (rid === undefined || name === undefined || name === '' || activities === undefined || thread === undefined) return undefined
  return { place: placeOf(rid, thread === 'none' ? undefined : thread.tmid), name, activities }
}

function readSet(value: unknown): ReadonlySet<TypingActivity> | undefined {
  const list = readList(value, MOST_ACTIVITIES)
  if (list === undefined) return undefined
  const known = new Set<TypingActivity>()
  for (const item of list.items) {
    const activity = ON_THE_WIRE.get(item)
    if (activity !== undefined) known.add(activity)
  }
  return known
}

function readFlag(value: unknown): ReadonlySet<TypingActivity> | undefined {
  return typeof value === 'boolean' ? new Set(value ? ['typing'] : []) : undefined
}

/** Undefined where the thread cannot be told: it must not be taken for the room. */
function readThread(extras: unknown): 'none' | { readonly tmid: string } | undefined {
  const tmid = isRecord(extras) ? field(extras, 'tmid') : undefined
  if (tmid === undefined || tmid === null || tmid === '') return 'none'
  const id = readId(tmid)
  return id === undefined ? undefined : { tmid: id }
}

/** What to show of a set; undefined where it is empty. */
export function shownActivity(activities: ReadonlySet<TypingActivity>): TypingActivity | undefined {
  return SHOWN_FIRST.find((activity) => activities.has(activity))
}

/** The parameters of a write of my whole set in one place; `token` is a visitor's. */
export function activityParams(
  { rid, tmid }: Place,
  name: string,
  activities: ReadonlySet<TypingActivity>,
  form: EventForm,
  token: string | undefined,
): readonly unknown[] {
  if (form === 'typing') return [eventOf(rid, form), name, activities.has('typing')]
  const extras = { ...(tmid === undefined ? {} : { tmid }), ...(token === undefined ? {} : { token }) }
  const wire = ACTIVITIES.filter((activity) => activities.has(activity)).map((activity) => WIRE_PREFIX + activity)
  return [eventOf(rid, form), name, wire, extras]
}

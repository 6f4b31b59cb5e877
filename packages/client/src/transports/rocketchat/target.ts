import { MAX_ID_BYTES } from '../../protocol/conversation.ts'
import { field, hasControl, isRecord, readText } from '../shared/parse.ts'

/** The id of a room, or of a room and the first message of a thread in it. `'rid'` and `{ rid: 'rid' }` are the same. */
export type RocketChatTarget = string | { readonly rid: string; readonly tmid?: string | undefined }

/** Where one types: a room, or a thread in it. */
export interface Place {
  readonly rid: string
  readonly tmid: string | undefined
  /** `rid`, or `rid/tmid`; neither id has a slash in it. */
  readonly key: string
}

/** An id that may stand in the name of an event: not empty, bounded, without a slash and without control characters. */
export function readId(value: unknown): string | undefined {
  const id = readText(value, MAX_ID_BYTES)
  return id === undefined || id === '' || id.includes('/') || hasControl(id) ? undefined : id
}

/** The place that a room and perhaps a thread make. */
export function placeOf(rid: string, tmid: string | undefined): Place {
  return { rid, tmid, key: tmid === undefined ? rid : `${rid}/${tmid}` }
}

/** The place that a target names; undefined if there can be none. Takes anything, never throws. */
export function readTarget(target: unknown): Place | undefined {
  try {
    if (!isRecord(target)) return inRoom(readId(target))
    const tmid = field(target, 'tmid')
    if (tmid === undefined) return inRoom(readId(field(target, 'rid')))
    const [rid, thread] = [readId(field(target, 'rid')), readId(tmid)]
    return rid === undefined || thread === undefined ? undefined : placeOf(rid, thread)
  } catch {
    // Only a getter or a proxy of somebody's own gets here.
    return undefined
  }
}

function inRoom(rid: string | undefined): Place | undefined {
  return rid === undefined ? undefined : placeOf(rid, undefined)
}

import { field, isRecord, readList, type JsonRecord } from '../shared/parse.ts'
import { fromEjson } from './ejson.ts'
import { readNames, type Names } from './identity.ts'
import { placeOf, readId, type Place } from './target.ts'

/** A message that somebody just wrote. */
export interface MessageNews {
  readonly place: Place
  readonly author: Names
}

/** A message that was changed later than this after it was written, in milliseconds, is news of something else. */
const FRESH_MS = 2_000

/**
 * Reads an event of `stream-room-messages`. Undefined for what is no new message of a person: what the server
 * says itself, and the edits, reactions and replies that arrive as the old message with something changed.
 */
export function readMessage(fields: JsonRecord): MessageNews | undefined {
  const rid = readId(field(fields, 'eventName'))
  const message = readList(field(fields, 'args'), 1)?.items[0]
  if (rid === undefined || !isRecord(message) || isOld(message)) return undefined
  const author = field(message, 'u')
  const tmid = field(message, 'tmid')
  const thread = tmid === undefined || tmid === null ? undefined : readId(tmid)
  if (!isRecord(author) || (thread === undefined && tmid !== undefined && tmid !== null)) return undefined
  return { place: placeOf(rid, thread), author: readNames(author) }
}

function isOld(message: JsonRecord): boolean {
  if (field(message, 't') !== undefined || field(message, 'editedAt') !== undefined) return true
  const [writtenAt, changedAt] = [instantOf(field(message, 'ts')), instantOf(field(message, '_updatedAt'))]
  return writtenAt !== undefined && changedAt !== undefined && changedAt - writtenAt > FRESH_MS
}

function instantOf(value: unknown): number | undefined {
  const date = fromEjson(value)
  // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
  return date instanceof Date ? date.getTime() : undefined
}

import { isJsonObject, member } from '../http/json.ts'
import { badRequest } from './errors.ts'

/** What lets an event through, from one section of a filter. */
export interface EventFilter {
  readonly types: readonly string[] | undefined
  readonly notTypes: readonly string[]
  readonly senders: readonly string[] | undefined
  readonly notSenders: readonly string[]
  readonly rooms: readonly string[] | undefined
  readonly notRooms: readonly string[]
  readonly limit: number
}

/** A whole filter of `/sync` (specification: definitions/sync_filter.yaml). */
export interface SyncFilter {
  readonly accountData: EventFilter
  readonly rooms: readonly string[] | undefined
  readonly notRooms: readonly string[]
  readonly includeLeave: boolean
  readonly timeline: EventFilter
  readonly state: EventFilter
  readonly ephemeral: EventFilter
}

/** Events of a timeline where the filter names no number: the specification's and Synapse's default. */
const DEFAULT_LIMIT = 10

/** `filter_timeline_limit` of Synapse. */
const MAX_LIMIT = 100

function strings(section: unknown, name: string): readonly string[] | undefined {
  const value = member(section, name)
  if (value === undefined) return undefined
  const list: unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (!list?.every((item) => typeof item === 'string')) {
    throw badRequest('M_UNKNOWN', `'${name}' must be a list of strings`)
  }
  return list
}

function sectionOf(filter: unknown, name: string): unknown {
  const value = member(filter, name)
  if (value !== undefined && !isJsonObject(value)) throw badRequest('M_UNKNOWN', `'${name}' must be an object`)
  return value
}

function limitOf(section: unknown): number {
  const limit = member(section, 'limit')
  if (limit === undefined) return DEFAULT_LIMIT
  if (typeof limit !== 'number' || limit < 0) throw badRequest('M_UNKNOWN', "'limit' must be a number")
  return Math.min(MAX_LIMIT, Math.floor(limit))
}

function eventFilter(section: unknown): EventFilter {
  return {
    types: strings(section, 'types'),
    notTypes: strings(section, 'not_types') ?? [],
    senders: strings(section, 'senders'),
    notSenders: strings(section, 'not_senders') ?? [],
    rooms: strings(section, 'rooms'),
    notRooms: strings(section, 'not_rooms') ?? [],
    limit: limitOf(section),
  }
}

/**
 * Reads a filter.
 * @throws MatrixError 400 where it is not one.
 */
export function parseFilter(value: unknown): SyncFilter {
  if (!isJsonObject(value)) throw badRequest('M_UNKNOWN', 'The filter must be an object')
  const room = sectionOf(value, 'room')
  return {
    accountData: eventFilter(sectionOf(value, 'account_data')),
    rooms: strings(room, 'rooms'),
    notRooms: strings(room, 'not_rooms') ?? [],
    includeLeave: member(room, 'include_leave') === true,
    timeline: eventFilter(sectionOf(room, 'timeline')),
    state: eventFilter(sectionOf(room, 'state')),
    ephemeral: eventFilter(sectionOf(room, 'ephemeral')),
  }
}

/** The filter of a sync that names none. */
export const NO_FILTER: SyncFilter = parseFilter({})

function typeMatches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type
}

/** Whether a room's events may pass at all. */
export function roomPasses(filter: Pick<EventFilter, 'rooms' | 'notRooms'>, roomId: string): boolean {
  return !filter.notRooms.includes(roomId) && (filter.rooms?.includes(roomId) ?? true)
}

/** Whether an event passes; typing has no sender. */
export function eventPasses(filter: EventFilter, type: string, sender: string | undefined, roomId?: string): boolean {
  if (filter.notTypes.some((pattern) => typeMatches(pattern, type))) return false
  if (filter.types !== undefined && !filter.types.some((pattern) => typeMatches(pattern, type))) return false
  if (sender !== undefined && filter.notSenders.includes(sender)) return false
  if (filter.senders !== undefined && (sender === undefined || !filter.senders.includes(sender))) return false
  return roomId === undefined || roomPasses(filter, roomId)
}

/** Whether a filter names rooms anywhere that Synapse before 1.140 held against `m.typing`. */
export function namesRooms({ rooms, notRooms, ephemeral }: SyncFilter): boolean {
  return [rooms, ephemeral.rooms].some((list) => list !== undefined) || notRooms.length + ephemeral.notRooms.length > 0
}

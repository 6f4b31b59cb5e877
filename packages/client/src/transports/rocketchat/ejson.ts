import { field, isRecord } from '../shared/parse.ts'

/** Deeper than this nothing is looked at: a frame of brackets must not use up the stack. */
const MOST_DEPTH = 100

/** Keys that make an object with nothing else in it something other than an object (EJSON of Meteor). */
const TYPE_KEYS: ReadonlySet<string> = new Set(['$date', '$binary', '$escape', '$type', '$value', '$InfNaN', '$regexp', '$flags'])

/** What EJSON means: its dates as `Date`, what it escapes as it was; everything else, binary included, as it came. Never throws. */
export function fromEjson(value: unknown, depth = 0): unknown {
  if (depth > MOST_DEPTH) return value
  if (Array.isArray(value)) return value.map((item: unknown) => fromEjson(item, depth + 1))
  if (!isRecord(value)) return value
  const keys = Object.keys(value)
  if (keys.length === 1) {
    const date = field(value, '$date')
    // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
    if (typeof date === 'number') return new Date(date)
    const escaped = field(value, '$escape')
    if (isRecord(escaped)) return mapFields(escaped, (item) => fromEjson(item, depth + 1))
  }
  return mapFields(value, (item) => fromEjson(item, depth + 1))
}

/** A value as EJSON, for `JSON.stringify`: dates as `$date`, objects that look like a type of EJSON escaped. */
export function toEjson(value: unknown, depth = 0): unknown {
  if (depth > MOST_DEPTH) throw new RangeError('the value is nested too deep')
  // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map((item: unknown) => toEjson(item, depth + 1))
  if (!isRecord(value)) return value
  const mapped = mapFields(value, (item) => toEjson(item, depth + 1))
  const keys = Object.keys(value)
  return keys.length > 0 && keys.length <= 2 && keys.every((key) => TYPE_KEYS.has(key)) ? { $escape: mapped } : mapped
}

/** Own fields only, and `__proto__` stays a field: what assigns would set a prototype (S18). */
function mapFields(record: Readonly<Record<string, unknown>>, map: (item: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, map(item)]))
}

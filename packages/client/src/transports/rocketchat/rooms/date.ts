import { field, isRecord } from '../../shared/parse.ts'
import type { Reader } from './shape.ts'

/** A date as REST writes it: ISO 8601 with a zone, as `toISOString` does. */
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** A date that is one: of EJSON, read already or not (`{"$date": ms}`), or as REST writes it. */
export const date: Reader<Date> = (value) => {
  // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
  if (value instanceof Date) return isDate(value) ? value : undefined
  const ms = isRecord(value) ? field(value, '$date') : undefined
  if (typeof ms === 'number') return dateOf(ms)
  return typeof value === 'string' && ISO_DATE.test(value) ? dateOf(value) : undefined
}

/** Whether this is a date that is one: the date of `new Date(NaN)` is none. */
export function isDate(value: unknown): value is Date {
  // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
  return value instanceof Date && !Number.isNaN(value.getTime())
}

function dateOf(value: number | string): Date | undefined {
  // oxlint-disable-next-line no-restricted-globals -- a given instant, no clock
  const read = new Date(value)
  return isDate(read) ? read : undefined
}

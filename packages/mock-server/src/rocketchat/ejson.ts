import { isJsonObject, member } from '../http/json.ts'

/** Deepest value that is kept; a frame is small, but can be all brackets, and what is kept is written again. */
const MAX_DEPTH = 64

/** Turns dates into `{"$date": ms}` (DDP.md, EJSON), and leaves out what JSON leaves out. */
export function toEjson(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map((item: unknown) => (item === undefined ? null : toEjson(item)))
  if (!isJsonObject(value)) return value
  const entries: (readonly [string, unknown])[] = Object.entries(value)
  return Object.fromEntries(entries.flatMap(([name, item]) => (item === undefined ? [] : [[name, toEjson(item)]])))
}

/** Turns `{"$date": ms}` into dates. What lies too deep is cut off. */
export function fromEjson(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((item: unknown) => fromEjson(item, depth + 1))
  if (!isJsonObject(value) || value instanceof Date) return value
  const ms = member(value, '$date')
  if (typeof ms === 'number' && Object.keys(value).length === 1) return new Date(ms)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fromEjson(item, depth + 1)]))
}

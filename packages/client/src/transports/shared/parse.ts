/** A JSON object: its own fields only, each of them unknown. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** The value of a JSON text, or undefined if it is none; JSON has no undefined of its own. Never throws. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** Whether this is a JSON object; an array is none. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of a record, never one it inherits: `__proto__` and `constructor` are ordinary names here (S18). */
export function field(record: JsonRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** A part of an array. */
export interface ListPart {
  readonly items: readonly unknown[]
  /** How many items were left out. */
  readonly cut: number
}

/** The first or last `most` items of an array, so that no list costs more than that; undefined if it is no array. */
export function readList(value: unknown, most: number, end: 'first' | 'last' = 'first'): ListPart | undefined {
  if (!Array.isArray(value)) return undefined
  const all: readonly unknown[] = value
  const cut = Math.max(0, all.length - most)
  if (cut === 0) return { items: all, cut }
  return { items: end === 'first' ? all.slice(0, most) : all.slice(cut), cut }
}

/** A well-formed text of at most `maxBytes` bytes of UTF-8, possibly empty; undefined otherwise. */
export function readText(value: unknown, maxBytes: number): string | undefined {
  if (typeof value !== 'string') return undefined
  // Each code unit takes a byte at least, so a text of megabytes is refused without a walk over it.
  if (value.length > maxBytes) return undefined
  return isWellFormed(value) && utf8Length(value) <= maxBytes ? value : undefined
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Whether every surrogate has its partner: `encodeURIComponent` throws on a text of which this is not true. */
export function isWellFormed(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (isLowSurrogate(unit)) return false
    if (!isHighSurrogate(unit)) continue
    // charCodeAt is NaN past the end, which is no low surrogate either.
    if (!isLowSurrogate(text.charCodeAt(index + 1))) return false
    index += 1
  }
  return true
}

/** Length in bytes of UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4
      index += 1
    } else bytes += 3
  }
  return bytes
}

/** Whether a text holds a control character: C0, DEL or C1. */
export function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true
  }
  return false
}

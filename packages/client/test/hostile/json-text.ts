import * as fc from 'fast-check'
import { HOSTILE_BODIES, HOSTILE_IDS, HOSTILE_VALUES, STRANGE_NAMES } from './corpus.ts'

/** Words of the three protocols: keys that a reader looks at are worth more than any others. */
const WORDS: readonly string[] = [
  'next_batch', 'rooms', 'join', 'leave', 'ephemeral', 'events', 'type', 'content', 'user_ids', 'errcode', 'retry_after_ms',
  'id', 'op', 'sender', 'user_id', 'recipients', 'message_type', 'stream_id', 'topic', 'queue_id', 'last_event_id', 'code', 'msg',
  'collection', 'fields', 'eventName', 'args', 'result', 'error', 'details', 'timeToReset', 'subs', 'session', '$date', '$escape',
]

const DANGEROUS: readonly string[] = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then']

/** Any code units, halves of pairs included. */
const anyString = fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units))

const text = fc.oneof(
  fc.constantFrom(...HOSTILE_IDS),
  fc.constantFrom(...STRANGE_NAMES),
  fc.constantFrom(...WORDS),
  anyString,
)

const key = fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...DANGEROUS), text)

/** Any JSON, as text: so that `__proto__` is a key of its own, keys repeat, and numbers leave the doubles. */
export const anyJsonText: fc.Arbitrary<string> = fc.letrec<{ node: string; list: string; record: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom(...HOSTILE_VALUES),
    fc.double().map((value) => (Number.isFinite(value) ? String(value) : 'null')),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('node'), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
  record: fc
    .array(fc.tuple(key, tie('node')), { maxLength: 5 })
    .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
})).node

/** An answer with holes, each written `$`, of which some are filled as they should be and the others with anything. */
export interface Template {
  readonly text: string
  /** What stands in each hole of a good answer, as JSON. */
  readonly good: readonly string[]
}

/** A template from a text in which what may be wrong stands between `«` and `»`. */
export function template(marked: string): Template {
  const good: string[] = []
  const holes = marked.replaceAll(/«([^»]*)»/g, (_, value: string) => {
    good.push(value)
    return '\u0001'
  })
  return { text: holes, good }
}

/** A template whose holes are filled, rightly or wrongly. */
export function filled(templates: readonly Template[]): fc.Arbitrary<string> {
  return fc.constantFrom(...templates).chain(({ text: holes, good }) =>
    fc.tuple(...good.map((value) => fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, anyJsonText))).map((values) => {
      let next = 0
      return holes.replaceAll('\u0001', () => values[next++] ?? 'null')
    }),
  )
}

/** Any text, right or wrong: of a protocol's own shape, any JSON, one of the corpus, or none at all. */
export function anyTextLike(templates: readonly Template[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: filled(templates) },
    { weight: 3, arbitrary: anyJsonText },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_BODIES) },
    { weight: 1, arbitrary: anyString },
  )
}

/** The bytes of such a text, of which a few were exchanged or cut off, or any bytes. */
export function anyBytesLike(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const whole = texts.map((value) => bytesOf(value))
  const damaged = fc.tuple(whole, fc.nat(), fc.nat({ max: 255 }), fc.boolean()).map(([bytes, at, byte, cuts]) => {
    const index = bytes.length === 0 ? 0 : at % bytes.length
    if (cuts) return bytes.slice(0, index)
    const changed = bytes.slice()
    if (changed.length > 0) changed[index] = byte
    return changed
  })
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: fc.uint8Array().map((bytes) => new Uint8Array(bytes)) },
  )
}

/** A text in UTF-8. */
export const bytesOf = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value)

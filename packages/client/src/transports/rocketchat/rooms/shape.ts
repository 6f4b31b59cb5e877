import { field, isRecord, readList, readText } from '../../shared/parse.ts'
import type { JsonRecord } from '../../shared/parse.ts'

/** Reads a value; undefined where it is not what it should be. Total: takes anything, never throws. */
export type Reader<T> = (value: unknown) => T | undefined

/** Longest text that is kept, in bytes: servers are told to take messages of 5 000 characters, and may be told otherwise. */
const MAX_TEXT_BYTES = 262_144

/** Most items of a list inside a room or a message. */
const MAX_INNER_ITEMS = 4_096

/** A text, possibly empty. */
export const text: Reader<string> = (value) => readText(value, MAX_TEXT_BYTES)

/** A text that names something: an id, a name, a role. */
export const name: Reader<string> = (value) => text(value) || undefined

/** True or false. */
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

/** A number that is one, from 0. */
export const count: Reader<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

/** A JSON object, as it is. */
export const record: Reader<JsonRecord> = (value) => (isRecord(value) ? value : undefined)

/** A list of at most `most` items; what is none of them is left out alone. */
export function listOf<T>(item: Reader<T>, most: number = MAX_INNER_ITEMS): Reader<readonly T[]> {
  return (value) =>
    readList(value, most)?.items.flatMap((entry) => {
      const read = item(entry)
      return read === undefined ? [] : [read]
    })
}

/** A list of names. */
export const names: Reader<readonly string[]> = listOf(name)

type Readers<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> }
type Needed<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
type ReaderTable = Readonly<Record<string, Reader<unknown>>>
type Wanted<T> = { readonly [K in keyof T as undefined extends T[K] ? K : never]: T[K] }

/**
 * An object of `T`, with what `must` names in it. Without one of those it is none; what `may` names is
 * left out alone where it is malformed, and `null`, as REST writes what is not set, is nothing.
 */
export function shape<T extends object>(must: Readers<Needed<T>>, may: Readers<Wanted<T>>): Reader<T>
// The two tables name all of T by its own type, and what is set has passed the reader of its key.
export function shape(must: ReaderTable, may: ReaderTable): Reader<unknown> {
  const [needed, wanted] = [Object.entries(must), Object.entries(may)]
  return (value) => {
    if (!isRecord(value)) return undefined
    const read = new Map<string, unknown>()
    for (const [key, reader] of [...needed, ...wanted]) {
      const item = reader(field(value, key))
      if (item !== undefined) read.set(key, item)
    }
    return needed.every(([key]) => read.has(key)) ? Object.fromEntries(read) : undefined
  }
}

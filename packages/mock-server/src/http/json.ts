import type { Answer } from './exchange.ts'

/** A body as JSON, or that it is none. */
export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

/** Reads JSON in UTF-8; nothing it is given makes it throw. */
export function parseJson(text: string | Uint8Array): ParsedJson {
  try {
    const decoded = typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text)
    return { ok: true, value: JSON.parse(decoded) }
  } catch {
    return { ok: false }
  }
}

/** Whether a parsed value is a JSON object: no array, no null. */
export function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The named member of a parsed object; undefined for any other value and for what it only inherits. */
export function member(value: unknown, name: string): unknown {
  if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

/** The named member where it is a string. */
export function stringMember(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}

/** An object to be written as JSON, with the entries of a map as members; safe with any name. */
export function fromEntries(entries: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries(entries)
}

/** An answer in JSON. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

import { member, numberMember } from '../chat/json.ts'

/** Writes what goes to the server; its dates are objects with one member. */
export function writeEjson(value: unknown): string {
  // A date has turned itself into a text before the replacer sees it: what it was is with its owner.
  return JSON.stringify(value, function replace(this: unknown, key: string, written: unknown): unknown {
    const original = member(this, key)
    return original instanceof Date ? { $date: original.getTime() } : written
  })
}

/** Reads what the server says; undefined where that is no JSON. */
export function readEjson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      const atMs = numberMember(value, '$date')
      return atMs === undefined ? value : new Date(atMs)
    })
  } catch {
    return undefined
  }
}

import { isJsonObject, parseJson } from '../http/json.ts'
import { type Fault, isOneOf } from './fault.ts'

/** How many entries a huge list has, and how deep deep JSON is, where the plan does not say. */
const DEFAULTS = { entries: 10_000, depth: 10_000 } as const

/** Deepest value that is looked into: answers of the server are never this deep. */
const MAX_DEPTH = 64

/** Faults that leave an answer whole, and its text wrong. */
const MANGLES = ['badJson', 'wrongTypes', 'protoKeys', 'hugeList', 'deepJson'] as const

type Change = (value: unknown, depth: number) => unknown

function mapMembers(value: object, change: (item: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item, name)]))
}

// Every leaf becomes something else; lists become objects, names stay.
const otherTypes: Change = (value, depth) => {
  if (typeof value === 'string') return 17
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean' || value === null) return [value]
  if (Array.isArray(value)) return { 0: null }
  return isJsonObject(value) && depth < MAX_DEPTH ? mapMembers(value, (item) => otherTypes(item, depth + 1)) : false
}

const withProtoKeys: Change = (value, depth) => {
  if (depth >= MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map((item: unknown) => withProtoKeys(item, depth + 1))
  if (!isJsonObject(value)) return value
  const poison = { polluted: true, toString: 1 }
  const own = Object.entries(value).map(([name, item]) => [name, withProtoKeys(item, depth + 1)] as const)
  return Object.fromEntries([...own, ['__proto__', poison], ['constructor', { prototype: poison }], ['prototype', poison]])
}

function longer(list: readonly unknown[], entries: number): readonly unknown[] {
  return Array.from({ length: Math.max(entries, list.length) }, (_, index) => {
    const item = list[index % list.length]
    return index >= list.length && typeof item === 'string' ? `${item}${index}` : item
  })
}

// The innermost lists that have anything in them; texts in it get a number, so that they stay different.
function hugeLists(value: unknown, entries: number, depth: number): unknown {
  if (depth >= MAX_DEPTH) return value
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    const holdsMore = list.some((item) => JSON.stringify(item).includes('['))
    if (holdsMore) return list.map((item) => hugeLists(item, entries, depth + 1))
    return list.length === 0 ? list : longer(list, entries)
  }
  return isJsonObject(value) ? mapMembers(value, (item) => hugeLists(item, entries, depth + 1)) : value
}

// Written by hand: what is this deep is no value that could be written again.
function deepened(text: string, depth: number): string {
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
  const rest = text.startsWith('{') ? text.slice(1) : '}'
  return `{"deep":${deep}${rest.trimStart().startsWith('}') ? '' : ','}${rest}`
}

function changed(text: string, change: Change): string {
  const parsed = parseJson(text)
  return parsed.ok ? JSON.stringify(change(parsed.value, 0)) : text
}

/** The text of an answer or frame as the fault leaves it; the same text for faults that do not concern it. */
export function mangled(text: string, fault: Fault): string {
  if (!isOneOf(fault, MANGLES)) return text
  switch (fault.kind) {
    case 'badJson':
      return `${text.slice(0, Math.ceil(text.length / 2))}{"`
    case 'wrongTypes':
      return changed(text, otherTypes)
    case 'protoKeys':
      return changed(text, withProtoKeys)
    case 'hugeList':
      return changed(text, (value) => hugeLists(value, fault.n ?? DEFAULTS.entries, 0))
    case 'deepJson':
      return deepened(text, fault.depth ?? DEFAULTS.depth)
  }
}

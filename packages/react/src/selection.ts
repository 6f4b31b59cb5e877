type Members = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((member, index) => Object.is(member, b[index]))
}

function equalMembers(a: Members, b: Members): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && Object.is(a[name], b[name]))
}

/** Whether two values are the same, or are lists or plain objects with the same members. */
export function isShallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b)
  return isPlain(a) && isPlain(b) && equalMembers(a, b)
}

/** Makes something of a source; gives the former result again while the new one equals it. */
export type Selection<Source, Result> = (source: Source, select: (source: Source) => Result) => Result

/**
 * The memory of one reader. Without it a selector that builds a list or an object would be
 * a new snapshot each time it is asked, and React would render without end.
 */
export function createSelection<Source, Result>(): Selection<Source, Result> {
  let last: { readonly source: Source; readonly select: (source: Source) => Result; readonly result: Result } | undefined

  return (source, select) => {
    if (last !== undefined && last.source === source && last.select === select) return last.result
    const next = select(source)
    const result = last !== undefined && isShallowEqual(last.result, next) ? last.result : next
    last = { source, select, result }
    return result
  }
}

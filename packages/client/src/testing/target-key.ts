/** Canonical text of a target for transports without a server: text as it is, objects by their sorted members. */
export function targetKey(target: unknown): string | undefined {
  if (typeof target === 'string') return target === '' ? undefined : target
  if (typeof target !== 'object' || target === null) return undefined
  const members = Object.entries(target)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (members.length === 0) return undefined
  try {
    return JSON.stringify(members)
  } catch {
    // A cycle, or a number that JSON does not know.
    return undefined
  }
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Looked up once: what counts must not count itself. */
const { apply, get, set } = Reflect

/** Methods that do one thing for each call. */
const SINGLE: readonly (readonly [object, readonly PropertyKey[]])[] = [
  [Map.prototype, ['get', 'set', 'has', 'delete']],
  [Set.prototype, ['add', 'has', 'delete']],
  [String.prototype, ['charCodeAt']],
  [Object, ['hasOwn']],
]

/** Methods that may do as many things as there are items. */
const WHOLE: readonly (readonly [object, readonly PropertyKey[]])[] = [
  [Array.prototype, ['map', 'filter', 'find', 'some', 'every', 'slice', 'flatMap', 'includes', 'indexOf', 'sort', 'join']],
  [Object, ['entries', 'keys']],
]

/** One step of a loop, whatever is looped over. */
const LOOPS: readonly object[] = [[][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator]()]

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1
}

/**
 * How much is done while something runs: reads and writes of maps and sets, items that a loop or a method of
 * arrays goes over, characters and fields that are looked at. It counts instead of taking the time, so that
 * what it says is the same on any machine.
 */
export function countOperations(work: () => void): number {
  let count = 0
  const undo: (() => void)[] = []
  function wrap(owner: object, name: PropertyKey, cost: (self: unknown, result: unknown) => number): void {
    const original: unknown = get(owner, name)
    if (typeof original !== 'function') throw new Error(`there is no ${String(name)}`)
    const counted: Method = function counted(...args) {
      const result: unknown = apply(original, this, args)
      count += cost(this, result)
      return result
    }
    set(owner, name, counted)
    undo.push(() => void set(owner, name, original))
  }
  for (const [owner, names] of SINGLE) for (const name of names) wrap(owner, name, () => 1)
  for (const [owner, names] of WHOLE) for (const name of names) wrap(owner, name, (self, result) => Math.max(sizeOf(self), sizeOf(result)))
  for (const iterator of LOOPS) {
    const prototype: unknown = Object.getPrototypeOf(iterator)
    if (typeof prototype === 'object' && prototype !== null) wrap(prototype, 'next', () => 1)
  }
  try {
    work()
  } finally {
    for (const back of undo) back()
  }
  return count
}

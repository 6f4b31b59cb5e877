/** A stream of chance that is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number
  readonly chance: (probability: number) => boolean
  /** A whole number from the least to the most, both included. */
  readonly whole: (least: number, most: number) => number
  /** Exponential with that mean. */
  readonly exponential: (mean: number) => number
  readonly pick: <T>(items: readonly [T, ...T[]]) => T
  /** A stream of its own, so that one more draw here moves nothing there. */
  readonly fork: (name: string) => Random
}

/** FNV-1a, over the characters of a text. */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Makes a stream (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    fork: (name) => createRandom(hashOf(name, (seed ^ 0x9e3779b9) >>> 0)),
  }
}

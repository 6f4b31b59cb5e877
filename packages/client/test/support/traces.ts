/** A way to write, as instants of keys and of the end, in milliseconds from its start. */
export interface Trace {
  readonly name: string
  readonly keys: readonly number[]
  /** When the draft is sent, emptied or left; undefined where the person merely stops. */
  readonly endsAt: number | undefined
}

function burst(fromMs: number, forMs: number, everyMs: number): number[] {
  const keys: number[] = []
  for (let at = 0; at < forMs; at += everyMs) keys.push(fromMs + at)
  return keys
}

/** The traces of the protocol document: what products of this field were measured with. */
export const TRACES: readonly Trace[] = [
  { name: 'A: 30 s at 5 keys/s, then send', keys: burst(0, 30_000, 200), endsAt: 30_000 },
  { name: 'B: one key per 1.4 s for 30 s, then send', keys: burst(0, 30_000, 1_400), endsAt: 30_000 },
  {
    name: 'C: five times 3 s of keys and 4 s of thought, then send',
    keys: [0, 1, 2, 3, 4].flatMap((round) => burst(round * 7_000, 3_000, 200)),
    endsAt: 35_000,
  },
  { name: 'D: 2 s of keys, then all deleted', keys: burst(0, 2_000, 200), endsAt: 2_000 },
  { name: 'E: 2 s of keys, then unmounted', keys: burst(0, 2_000, 200), endsAt: 2_000 },
  { name: 'F: 9.8 s of keys, 0.7 s of pause, then send', keys: burst(0, 9_800, 200), endsAt: 10_500 },
  { name: 'G: as A, then nothing', keys: burst(0, 30_000, 200), endsAt: undefined },
]

/** Writes of each trace, A to G, for each set of periods. */
export const EXPECTED_WRITES: ReadonlyMap<string, readonly number[]> = new Map([
  ['matrix', [3, 3, 3, 2, 2, 2, 3]],
  ['zulip', [2, 2, 3, 2, 2, 2, 3]],
  ['zulip without server figures', [4, 4, 5, 2, 2, 3, 5]],
  ['rocketchat', [4, 4, 5, 2, 2, 3, 5]],
])

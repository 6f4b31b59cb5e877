import type { HostSpec, Mode } from './setting.ts'
import type { Random } from './random.ts'

/** Something that goes wrong on one host; durations in milliseconds. */
type HostFault =
  /** Nothing gets through; requests fail at once or never; the page may be told. */
  | { readonly kind: 'partition'; readonly ms: number; readonly fails: boolean; readonly told: boolean }
  /** Everything waits until it is over. */
  | { readonly kind: 'clog'; readonly ms: number }
  /** The machine sleeps; its connections may have died meanwhile. */
  | { readonly kind: 'sleep'; readonly ms: number; readonly dies: boolean }
  /** The page is put away and comes back. */
  | { readonly kind: 'freeze'; readonly ms: number }
  | { readonly kind: 'hide'; readonly ms: number }
  | { readonly kind: 'reload' }
  /** The page is gone without a word, and opened again later. */
  | { readonly kind: 'crash'; readonly ms: number }
  /** The wall clock is set, forwards or backwards. */
  | { readonly kind: 'wall'; readonly ms: number }
  | { readonly kind: 'close'; readonly ms: number }
  /** The person would rather not be seen for a while. */
  | { readonly kind: 'private'; readonly ms: number }
  /** The person's credentials end. */
  | { readonly kind: 'token' }
  /** The server keeps nothing for the person any more. */
  | { readonly kind: 'queues' }
  /** Their socket is cut, or goes silent. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence'; readonly ms: number }

/** Something that goes wrong for everybody. */
type WorldFault =
  | { readonly kind: 'restart'; readonly keepState: boolean; readonly downMs: number }
  /** The server asks for pauses. */
  | { readonly kind: 'limit'; readonly ms: number; readonly sends: boolean; readonly perSecond: number }
  /** What stands before the server answers in its place. */
  | { readonly kind: 'errors'; readonly ms: number; readonly status: number }
  /** Answers are not what they should be. */
  | { readonly kind: 'garbage'; readonly ms: number }

/** A fault, with its place in the list and its instant in milliseconds from the start. */
export type Fault = { readonly index: number; readonly at: number } & ((HostFault & { readonly host: number }) | WorldFault)

/** How often in an hour, on each host or for everybody. */
const PER_HOST: readonly [perHour: number, make: (random: Random) => HostFault][] = [
  [
    4,
    (random) => ({
      kind: 'partition',
      ms: ms(random, 20_000),
      fails: random.chance(0.4),
      told: random.chance(0.5),
    }),
  ],
  [1, (random) => ({ kind: 'clog', ms: Math.min(10_000, ms(random, 4_000)) })],
  [1, (random) => ({ kind: 'sleep', ms: ms(random, 300_000), dies: random.chance(0.7) })],
  [0.7, (random) => ({ kind: 'freeze', ms: ms(random, 60_000) })],
  [2, (random) => ({ kind: 'hide', ms: ms(random, 60_000) })],
  [0.5, () => ({ kind: 'reload' })],
  [0.5, (random) => ({ kind: 'crash', ms: ms(random, 10_000) })],
  [1, (random) => ({ kind: 'wall', ms: (random.chance(0.5) ? 1 : -1) * random.whole(1, 3_600) * 1_000 })],
  [0.4, (random) => ({ kind: 'close', ms: ms(random, 20_000) })],
  [0.7, (random) => ({ kind: 'private', ms: ms(random, 40_000) })],
  [0.5, () => ({ kind: 'token' })],
  [0.5, () => ({ kind: 'queues' })],
  [3, () => ({ kind: 'cut' })],
  [2, (random) => ({ kind: 'silence', ms: ms(random, 30_000) })],
]

const FOR_EVERYBODY: readonly [perHour: number, make: (random: Random) => WorldFault][] = [
  [
    0.7,
    (random) => ({ kind: 'restart', keepState: random.chance(0.8), downMs: random.chance(0.5) ? 0 : ms(random, 8_000) }),
  ],
  [
    1,
    (random) => ({
      kind: 'limit',
      ms: ms(random, 30_000),
      sends: random.chance(0.7),
      perSecond: random.pick([0.02, 0.1, 0.5]),
    }),
  ],
  [1, (random) => ({ kind: 'errors', ms: ms(random, 20_000), status: random.pick([500, 502, 503, 504]) })],
  [1, (random) => ({ kind: 'garbage', ms: ms(random, 15_000) })],
]

/** Longer than any mean says is possible, and nothing that takes the whole hour. */
const LONGEST_MS = 1_200_000

function ms(random: Random, mean: number): number {
  return Math.min(LONGEST_MS, Math.ceil(random.exponential(mean)) + 50)
}

const FACTOR: Readonly<Record<Mode, number>> = { calm: 0, usual: 1, hostile: 6, loss: 0, void: 0 }

interface FaultOptions {
  readonly mode: Mode
  readonly durationMs: number
}

/** Everything that goes wrong, in order of time. */
export function planFaults(random: Random, hosts: readonly HostSpec[], { mode, durationMs }: FaultOptions): readonly Fault[] {
  const factor = FACTOR[mode]
  if (factor === 0) return []
  const faults: ({ at: number } & ((HostFault & { host: number }) | WorldFault))[] = []
  const times = (stream: Random, perHour: number): readonly number[] => {
    const found: number[] = []
    const mean = 3_600_000 / (perHour * factor)
    for (let at = stream.exponential(mean); at < durationMs; at += stream.exponential(mean)) found.push(Math.ceil(at))
    return found
  }
  for (const [host] of hosts.entries()) {
    for (const [perHour, make] of PER_HOST) {
      const stream = random.fork(`${host} ${make(random.fork('name')).kind}`)
      for (const at of times(stream, perHour)) faults.push({ at, host, ...make(stream) })
    }
  }
  for (const [perHour, make] of FOR_EVERYBODY) {
    const stream = random.fork(make(random.fork('name')).kind)
    for (const at of times(stream, perHour)) faults.push({ at, ...make(stream) })
  }
  return faults.toSorted((a, b) => a.at - b.at).map((fault, index) => ({ ...fault, index }))
}

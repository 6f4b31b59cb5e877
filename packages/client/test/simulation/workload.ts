import type { Random } from './random.ts'
import { isOfTwo, type HostSpec, type Mode } from './setting.ts'

/** How somebody ends what they type. */
export type Ending = 'send' | 'clear' | 'leave' | 'idle'

/** Something that somebody types on one host, in milliseconds from the start of the world. */
export interface Act {
  readonly at: number
  readonly host: number
  readonly room: number
  /** Milliseconds from `at` until each key. */
  readonly keys: readonly number[]
  /** Milliseconds from `at` until the end. */
  readonly endsAfter: number
  readonly ending: Ending
}

/** Mean of the pauses between two things that somebody types, in milliseconds. */
const PAUSE_MS: Readonly<Record<Mode, number>> = { calm: 90_000, usual: 180_000, hostile: 45_000, loss: 0, void: 0 }

/**
 * Who types on does it for so long, in milliseconds, with a key each so often, and then rests a little: Synapse forgets
 * a room in which nobody began or ended for ten minutes, typing or not.
 */
const STEADY_MS = 280_000
const STEADY_GAP_MS = 2_000
const STEADY_EVERY_MS = 300_000

/** What a workload is made for. */
export interface WorkloadOptions {
  readonly mode: Mode
  readonly durationMs: number
  readonly roomCount: number
}

type Draft = Pick<Act, 'keys' | 'endsAfter' | 'ending'>

/** Keys with that gap between them, over so many milliseconds. */
function keysOf(random: Random, spanMs: number, gapMs: number): readonly number[] {
  const keys = [0]
  let at = 0
  for (;;) {
    at += Math.ceil(gapMs * (0.5 + random.next()))
    if (at > spanMs) return keys
    keys.push(at)
  }
}

const ENDINGS = ['send', 'send', 'send', 'clear', 'leave', 'idle'] as const

function burst(random: Random, spanMs: number, gapMs = 200): Draft {
  const keys = keysOf(random, spanMs, gapMs)
  const last = keys.at(-1) ?? 0
  return { keys, endsAfter: last + random.whole(0, 1_500), ending: random.pick(ENDINGS) }
}

function withThought(random: Random, idleMs: number): Draft {
  const first = keysOf(random, random.whole(500, 4_000), 250)
  const pause = (first.at(-1) ?? 0) + idleMs + random.whole(-150, 150)
  const keys = [...first, ...keysOf(random, random.whole(0, 3_000), 250).map((at) => at + pause)]
  return { keys, endsAfter: (keys.at(-1) ?? 0) + random.whole(0, 300), ending: random.pick(ENDINGS) }
}

const KINDS: readonly [weight: number, draft: (random: Random) => Draft][] = [
  [30, (random) => burst(random, random.whole(1_000, 15_000))],
  [12, (random) => burst(random, random.whole(20_000, 90_000), 600)],
  [2, (random) => burst(random, random.whole(150_000, 400_000), 1_500)],
  [15, () => ({ keys: [0], endsAfter: 60, ending: 'send' })],
  [8, () => ({ keys: [0], endsAfter: 0, ending: 'idle' })],
  [10, (random) => withThought(random, 6_000)],
  [6, (random) => withThought(random, 12_000)],
  [10, (random) => ({ ...burst(random, random.whole(300, 3_000)), ending: 'clear' })],
]

function draftOf(random: Random): Draft {
  const total = KINDS.reduce((sum, [weight]) => sum + weight, 0)
  let left = random.next() * total
  for (const [weight, draft] of KINDS) {
    left -= weight
    if (left < 0) return draft(random)
  }
  return burst(random, 1_000)
}

/** From room to room every 200 ms, a key in each. */
function hops(random: Random, at: number, host: number, roomCount: number): readonly Act[] {
  const count = random.whole(3, 12)
  return Array.from({ length: count }, (_, index) => ({
    at: at + index * 200,
    host,
    room: (index + host) % roomCount,
    keys: [0],
    endsAfter: 190,
    ending: 'leave' as const,
  }))
}

function actsOf(random: Random, host: number, { mode, durationMs, roomCount }: WorkloadOptions): readonly Act[] {
  const acts: Act[] = []
  let at = random.whole(500, 20_000)
  while (at < durationMs) {
    if (random.chance(0.06)) {
      acts.push(...hops(random, at, host, roomCount))
      at += 5_000
    } else {
      const draft = draftOf(random)
      acts.push({ at, host, room: random.chance(0.6) ? 0 : random.whole(0, roomCount - 1), ...draft })
      at += draft.endsAfter
    }
    at += Math.ceil(random.exponential(PAUSE_MS[mode])) + 200
  }
  return acts
}

/** What everybody types, in order of time. */
export function planActs(random: Random, hosts: readonly HostSpec[], options: WorkloadOptions): readonly Act[] {
  if (isOfTwo(options.mode)) {
    const keys = Array.from({ length: STEADY_MS / STEADY_GAP_MS }, (_, index) => index * STEADY_GAP_MS)
    const count = Math.floor(options.durationMs / STEADY_EVERY_MS)
    return Array.from({ length: count }, (_, index) => ({
      at: index * STEADY_EVERY_MS,
      host: 0,
      room: 0,
      keys,
      endsAfter: STEADY_MS,
      ending: 'clear' as const,
    }))
  }
  return hosts
    .flatMap((_, host) => actsOf(random.fork(`host ${host}`), host, options))
    .toSorted((a, b) => a.at - b.at || a.host - b.host)
}

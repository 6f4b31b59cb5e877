import type { FaultOf } from './fault.ts'
import { MAX_FAULT_MS } from './parse-plan.ts'
import type { Hit } from './schedule.ts'

/** How many are in the tail of a latency: one in fifty. */
const TAIL = 0.02

function exponential(meanMs: number, random: () => number): number {
  return -meanMs * Math.log(1 - random())
}

/** How late something is, in milliseconds. */
export function drawLatency({ min = 0, mean = 0, tail = 0 }: FaultOf<'latency'>, random: () => number): number {
  const isInTail = random() < TAIL
  const usual = min + exponential(mean, random)
  return Math.min(MAX_FAULT_MS, Math.round(isInTail ? usual + exponential(tail, random) : usual))
}

/** How late these faults make something together, in milliseconds. */
export function delayOf(hits: readonly Hit[]): number {
  return hits.reduce((sum, { fault, random }) => sum + (fault.kind === 'latency' ? drawLatency(fault, random) : 0), 0)
}

import { MAX_FAULT_MS } from './parse-plan.ts'
import type { Fault } from './fault.ts'

/** How many are in the tail of a latency: one in fifty. */
const TAIL = 0.02

function exponential(meanMs: number, random: () => number): number {
  return -meanMs * Math.log(1 - random())
}

/** How late something is, in milliseconds. */
export function drawLatency({ min = 0, mean = 0, tail = 0 }: Fault & { readonly kind: 'latency' }, random: () => number): number {
  const isInTail = random() < TAIL
  const usual = min + exponential(mean, random)
  return Math.min(MAX_FAULT_MS, Math.round(isInTail ? usual + exponential(tail, random) : usual))
}

import { member } from './chat/json.ts'

/** What the network between the people and their server is like. */
export interface Conditions {
  /** How long everything takes, on average, in milliseconds. */
  readonly latencyMs: number
  /** How much of all that is asked or answered is lost, in percent. */
  readonly lossPercent: number
  /** Nothing arrives anywhere, and nobody is told. */
  readonly isOffline: boolean
}

/** Something that happens once. */
export type Incident = (typeof INCIDENTS)[number]

/** What the page may ask for. */
export interface FaultAsk {
  readonly conditions: Conditions
  readonly incident?: Incident
}

/** A network on a good day. */
export const CALM: Conditions = { latencyMs: 0, lossPercent: 0, isOffline: false }

/** How bad it can be made. */
export const MOST = { latencyMs: 3_000, lossPercent: 50 } as const

const INCIDENTS = ['limit', 'restart', 'half-open'] as const

/** Where the page and its server speak of this. */
export const FAULTS_PATH = '/faults.json'

function amount(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= most ? value : undefined
}

/** Reads conditions; undefined for anything that is none, or beyond bounds. */
export function readConditions(value: unknown): Conditions | undefined {
  const latencyMs = amount(member(value, 'latencyMs'), MOST.latencyMs)
  const lossPercent = amount(member(value, 'lossPercent'), MOST.lossPercent)
  const isOffline = member(value, 'isOffline')
  if (latencyMs === undefined || lossPercent === undefined || typeof isOffline !== 'boolean') return undefined
  return { latencyMs, lossPercent, isOffline }
}

/** Reads what a page asks for; undefined for anything else. */
export function readFaultAsk(value: unknown): FaultAsk | undefined {
  const conditions = readConditions(member(value, 'conditions'))
  const asked = member(value, 'incident')
  const incident = INCIDENTS.find((known) => known === asked)
  if (conditions === undefined || (asked !== undefined && incident === undefined)) return undefined
  return { conditions, ...(incident !== undefined && { incident }) }
}

import type { Protocol } from '../hub/protocol.ts'
import type { ExchangeNote } from '../http/exchange.ts'
import type { FaultKind } from './fault.ts'

/** Where something may go wrong. */
export type Place = 'request' | 'upgrade' | 'client-frame' | 'server-frame'

/** Something that may go wrong, as the journal would call it. */
export interface Occasion extends ExchangeNote {
  readonly place: Place
  readonly protocol: Protocol
}

const EVERYWHERE: readonly Place[] = ['request', 'upgrade', 'client-frame', 'server-frame']
const FROM_CLIENT: readonly Place[] = ['request', 'upgrade', 'client-frame']
const ASKED: readonly Place[] = ['request', 'client-frame']
const ANSWERED: readonly Place[] = ['request', 'server-frame']
const REQUEST: readonly Place[] = ['request']
const FROM_SERVER: readonly Place[] = ['server-frame']

const PLACES: Readonly<Record<FaultKind, readonly Place[]>> = {
  latency: EVERYWHERE,
  hang: FROM_CLIENT,
  dropBefore: FROM_CLIENT,
  dropAfter: ASKED,
  reset: FROM_CLIENT,
  fin: FROM_CLIENT,
  truncate: ANSWERED,
  drip: REQUEST,
  status: FROM_CLIENT,
  retryAfter: ASKED,
  badJson: ANSWERED,
  wrongTypes: ANSWERED,
  hugeList: ANSWERED,
  deepJson: ANSWERED,
  protoKeys: ANSWERED,
  duplicate: ASKED,
  reorder: ANSWERED,
  slowPoll: REQUEST,
  emptyPollStorm: REQUEST,
  heartbeatStop: ANSWERED,
  halfOpen: FROM_CLIENT,
  wsClose: ['client-frame'],
  wsBinary: FROM_SERVER,
  dupFrame: FROM_SERVER,
  noPong: ['client-frame'],
  restart: ASKED,
  tokenExpire: ASKED,
  queueExpire: REQUEST,
  // It is a state, and asked for as one.
  partition: [],
}

/** Whether a request is one that waits for news. */
function isPoll({ place, op }: Occasion): boolean {
  return place === 'request' && (op === 'sync' || op === 'events')
}

/** Whether a fault can come to pass there at all; only what it can befall counts for a rule. */
export function isAbout(kind: FaultKind, occasion: Occasion): boolean {
  const { place, op, route } = occasion
  if (!PLACES[kind].includes(place)) return false
  if (kind === 'slowPoll' || kind === 'emptyPollStorm') return isPoll(occasion)
  if (kind === 'heartbeatStop') return place === 'server-frame' ? op === 'frame:ping' : isPoll(occasion)
  if (kind === 'noPong') return op === 'ping'
  if (kind === 'queueExpire') return occasion.protocol === 'zulip'
  // Only what is answered can be refused.
  const isRefusal = kind === 'status' || kind === 'retryAfter'
  return !isRefusal || place !== 'client-frame' || route.startsWith('method ') || route.startsWith('sub ')
}

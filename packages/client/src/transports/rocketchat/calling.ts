import { fromEjson } from './ejson.ts'
import type { DdpError } from './ddp.ts'
import { RocketChatError } from './rocketchat-error.ts'
import type { SessionInput } from './exchange.ts'
import { isLoggedIn, type Pending, type Queued } from './session.ts'
import { callMethod, change, effect, type Turn } from './turn.ts'

/** Milliseconds that a call may take, a login that is under way included. */
const CALL_MS = 10_000

/** Calls a method for the app, or keeps it until the login. */
export function call(turn: Turn, { call: id, method, params }: SessionInput & { type: 'call' }): void {
  take(turn, { type: 'call', call: id, method, params, until: turn.now + CALL_MS })
}

/** Tells the app its session, or keeps the question until the login. */
export function tellSession(turn: Turn, id: number): void {
  if (turn.options.way.type === 'visitor') return refuse(turn, id, 'login', 'not-logged-in')
  return take(turn, { type: 'session', call: id, until: turn.now + CALL_MS })
}

/** Those that waited for the login, in their order. */
export function flushQueue(turn: Turn): void {
  const { queue } = turn.session
  if (queue.length === 0) return
  change(turn, { queue: [] })
  for (const waiting of queue) take(turn, waiting)
}

function take(turn: Turn, waiting: Queued): void {
  const { session } = turn
  if (session.phase === 'parting' || session.phase === 'ended') {
    return refuse(turn, waiting.call, waiting.type === 'call' ? waiting.method : 'login', 'not-connected')
  }
  if (!isLoggedIn(session)) return change(turn, { queue: [...session.queue, waiting] })
  if (waiting.type === 'session') {
    // Visitors, who are not logged in when they may call, were refused already.
    return session.login === undefined ? undefined : effect(turn, { type: 'logged-in', call: waiting.call, login: session.login })
  }
  const { call: id, method, params, until } = waiting
  if (!callMethod(turn, method, params, { type: 'call', call: id, method, until })) refuse(turn, id, method, 'invalid-params')
}

/** The server answered a call. */
export function onCalled(turn: Turn, { call: id, method }: Pending & { type: 'call' }, result: unknown, error: DdpError | undefined): void {
  if (error === undefined) return effect(turn, { type: 'called', call: id, value: fromEjson(result) })
  const refusal = new RocketChatError(method, { ...error, details: fromEjson(error.details) })
  return effect(turn, { type: 'refused', call: id, error: refusal })
}

/** Calls whose time is over. Those that were sent may be carried out yet. */
export function expireCalls(turn: Turn): void {
  const { pending, queue } = turn.session
  const late = [...pending].filter(([, waiting]) => waiting.type === 'call' && waiting.until <= turn.now)
  if (late.length > 0) {
    const rest = new Map(pending)
    for (const [id] of late) rest.delete(id)
    change(turn, { pending: rest })
    for (const [, waiting] of late) if (waiting.type === 'call') refuse(turn, waiting.call, waiting.method, 'timeout')
  }
  if (!queue.some(({ until }) => until <= turn.now)) return
  change(turn, { queue: queue.filter(({ until }) => until > turn.now) })
  for (const waiting of queue) {
    if (waiting.until <= turn.now) refuse(turn, waiting.call, waiting.type === 'call' ? waiting.method : 'login', 'not-connected')
  }
}

function refuse(turn: Turn, id: number, method: string, code: string): void {
  effect(turn, { type: 'refused', call: id, error: new RocketChatError(method, { code }) })
}

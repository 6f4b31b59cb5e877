import type { PresenceSignal } from '../../protocol/signal.ts'
import type { Ask, AskOutcome, WireReply, WireRequest } from '../../protocol/wire.ts'
import { readFailure, refused, unreadable } from '../shared/refusal.ts'
import { readEvents } from './events.ts'
import type { Knowledge } from './knowledge.ts'
import { readCommonFault, readRefusal } from './refusal.ts'
import { readMe, readRegister } from './register.ts'
import type { Queue, Server } from './register.ts'
import { eventsRequest, meRequest, registerRequest } from './wire.ts'

/** What an answer to an ask made of what was known. */
export interface Heard {
  /** The same object while nothing changed. */
  readonly known: Knowledge
  readonly outcome: AskOutcome
  readonly signals: readonly PresenceSignal[]
  readonly dropped: number
}

type Step =
  | { readonly type: 'me' }
  | { readonly type: 'register' }
  | { readonly type: 'events'; readonly queue: Queue; readonly server: Server; readonly selfId: number }

/** Who I am comes first: without it a direct conversation could not be told by its others. */
function stepOf({ selfId, queue, server }: Knowledge, ask: Ask): Step {
  if (selfId === undefined) return { type: 'me' }
  if (ask.complete || server === undefined || queue === undefined || queue.renewAfter === 0) return { type: 'register' }
  return { type: 'events', queue, server, selfId }
}

/** The request for the next step of an ask. */
export function askRequest(known: Knowledge, ask: Ask, apiKey: string): WireRequest {
  const step = stepOf(known, ask)
  const credentials = { email: known.account.email, apiKey }
  switch (step.type) {
    case 'me':
      return meRequest(credentials)
    case 'register':
      return registerRequest(credentials)
    case 'events':
      return eventsRequest(step.queue.id, step.queue.lastEventId, ask.timeoutMs > 0, credentials)
  }
}

/** Reads the answer to that request. */
export function readAnswer(known: Knowledge, reply: WireReply, ask: Ask): Heard {
  const step = stepOf(known, ask)
  if (reply.type === 'failed') {
    const { type, error } = readFailure(reply, 'hear who types', undefined)
    // More news than an answer may hold stay too many however often they are asked for: begin anew.
    if (type === 'server' && step.type === 'events') return lost(known, step.queue, error)
    return told(known, { type: type === 'unsent' ? 'unknown' : type, error })
  }
  if (reply.status < 200 || reply.status >= 300) return readRefused(known, step, reply)
  switch (step.type) {
    case 'me':
      return hearMe(known, reply.body)
    case 'register':
      return hearRegister(known, reply.body, ask)
    case 'events':
      return hearEvents(known, step, reply.body)
  }
}

function told(known: Knowledge, outcome: AskOutcome, signals: readonly PresenceSignal[] = []): Heard {
  return { known, outcome, signals, dropped: 0 }
}

const notZulip = (known: Knowledge): Heard =>
  told(known, { type: 'server', error: unreadable('hear who types', 'Zulip') })

/** The queue is of no use any more. One that never answered is a server in trouble: it is not asked at once again. */
function lost(known: Knowledge, queue: Queue, error: (AskOutcome & { type: 'again' })['error']): Heard {
  if (queue.heard) return told({ ...known, queue: undefined }, { type: 'again', error })
  return told({ ...known, queue: { ...queue, renewAfter: 0 } }, { type: 'server', error })
}

function readRefused(known: Knowledge, step: Step, reply: WireReply & { type: 'answer' }): Heard {
  const refusal = readRefusal(reply)
  const error = refused(refusal, 'bad-response', 'hear who types', undefined)
  const isOfQueue = refusal.code === 'BAD_EVENT_QUEUE_ID'
  const fault = isOfQueue ? undefined : readCommonFault(refusal, 'hear who types', undefined)
  if (fault !== undefined) return told(known, fault)
  // Events that were pruned, or a position that is none of the queue's, are said with 400 too.
  if (step.type === 'events' && (isOfQueue || refusal.status === 400)) return lost(known, step.queue, error)
  return told(known, { type: 'server', error })
}

function hearMe(known: Knowledge, body: string): Heard {
  const selfId = readMe(body)
  if (selfId === undefined) return notZulip(known)
  return told({ ...known, selfId }, { type: 'next' }, [{ type: 'self', userIds: [String(selfId)] }])
}

function hearRegister(known: Knowledge, body: string, ask: Ask): Heard {
  const answer = readRegister(body)
  if (answer === undefined) return notZulip(known)
  const timing = { type: 'timing', timing: answer.server.timing } as const
  const before = ask.complete ? undefined : known.queue
  // Where one queue takes over from another that was read to its end, nobody has to go.
  const signals: readonly PresenceSignal[] = before?.heard === true ? [timing] : [{ type: 'cleared' }, timing]
  // After a queue that never answered, the first answer is that of this one; else the wait would begin anew each time (S12).
  const outcome: AskOutcome = before?.heard === false ? { type: 'next' } : { type: 'ok', empty: false }
  return told({ ...known, ...answer }, outcome, signals)
}

function hearEvents(known: Knowledge, { queue, server, selfId }: Step & { type: 'events' }, body: string): Heard {
  const events = readEvents(body, queue.lastEventId, selfId, server)
  if (events === undefined) return notZulip(known)
  const { lastEventId, signals, empty, dropped } = events
  const renewAfter = events.restarted ? known.renewsAfter : oneLess(queue.renewAfter)
  const isSame = queue.heard && lastEventId === queue.lastEventId && renewAfter === queue.renewAfter
  // An id that was not new has changed nothing else either.
  const heard = isSame
    ? known
    : { ...known, server: events.server, queue: { ...queue, lastEventId, heard: true, renewAfter } }
  return { known: heard, outcome: { type: 'ok', empty }, signals, dropped }
}

const oneLess = (count: number | undefined): number | undefined =>
  count === undefined ? undefined : Math.max(0, count - 1)

import type { Protocol } from '../hub/protocol.ts'
import type { FaceReply, FaceRequest } from '../http/exchange.ts'
import { member, parseJson, stringMember } from '../http/json.ts'

/** Whether that is what the journal calls a request that waits for news. */
export function isPollOp(op: string): boolean {
  return op === 'sync' || op === 'events'
}

function asking(request: FaceRequest, name: string, value: string): FaceRequest {
  const query = new URLSearchParams(request.query)
  query.set(name, value)
  return { ...request, query }
}

/** The same poll, which does not wait; each protocol looks at the one name it knows. */
export function impatientPoll(request: FaceRequest): FaceRequest {
  return asking(asking(request, 'timeout', '0'), 'dont_block', 'true')
}

function waits(protocol: Protocol, { query }: FaceRequest): boolean {
  return protocol === 'zulip' ? query.get('dont_block') !== 'true' : Number(query.get('timeout') ?? 0) > 0
}

// How to ask on after an answer that only says that the server is there; undefined after any other.
function askingOn(protocol: Protocol, request: FaceRequest, body: string): FaceRequest | undefined {
  const parsed = parseJson(body)
  if (!parsed.ok || !waits(protocol, request)) return undefined
  if (protocol === 'matrix') {
    return stringMember(parsed.value, 'next_batch') === request.query.get('since') ? request : undefined
  }
  const found = member(parsed.value, 'events')
  const events: readonly unknown[] = Array.isArray(found) ? found : []
  const isBeat = events.length > 0 && events.every((event) => stringMember(event, 'type') === 'heartbeat')
  return isBeat ? asking(request, 'last_event_id', String(member(events.at(-1), 'id'))) : undefined
}

/** Polls until there is more than a sign of life, or the client has gone. */
export async function endlessPoll(
  protocol: Protocol,
  request: FaceRequest,
  handle: (request: FaceRequest) => Promise<FaceReply>,
): Promise<FaceReply> {
  let isGone = false
  const stopListening = request.onGone(() => {
    isGone = true
  })
  async function pollOn(asked: FaceRequest): Promise<FaceReply> {
    const reply = await handle(asked)
    const next = askingOn(protocol, asked, reply.answer.body)
    return next === undefined || isGone ? reply : pollOn(next)
  }
  const reply = await pollOn(request)
  stopListening()
  return reply
}

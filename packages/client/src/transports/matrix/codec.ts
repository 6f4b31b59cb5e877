import { MAX_CONVERSATIONS } from '../../protocol/conversation.ts'
import type { TypingErrorCode } from '../../protocol/errors.ts'
import { clampMs } from '../../protocol/timing.ts'
import type { Ask, AskReading, Codec, CodecState, SendReading, WireReply } from '../../protocol/wire.ts'
import { readFailure, refused, unreadable } from '../shared/refusal.ts'
import { isUnrecognised, readCommonFault, readRefusal, readSendRefusal } from './refusal.ts'
import type { MatrixRefusal } from './refusal.ts'
import { readSync } from './sync.ts'
import { syncRequest, typingRequest } from './wire.ts'
import type { ApiVersion } from './wire.ts'

/**
 * How many asks in a row differ in their `timeout`, by 1 ms each: complete ones, and those for one position that
 * brought no answer. Synapse hands out the answer of an equal request again for two minutes
 * (`sync_response_cache_duration`), typists of two minutes ago included.
 */
const DISTINCT_ASKS = 1_000

interface Knowledge {
  readonly userId: string
  /** Where the next incremental answer begins; without it an answer is complete. */
  readonly since: string | undefined
  readonly asked: number
  /** Asks from that position that brought no answer: the server may have kept one of them all the same. */
  readonly missed: number
  readonly askVersion: ApiVersion
  /** Whether `askVersion` has brought an answer: from then on a refusal is no question of the version. */
  readonly heard: boolean
  readonly sendVersion: ApiVersion
  /** Conversations whose send met an unknown path. */
  readonly unrecognised: ReadonlySet<string>
}

/** The codec of one Matrix account. */
export function matrixCodec(userId: string): Codec {
  return {
    begin: (salt) =>
      stateOf({
        userId,
        since: undefined,
        asked: Math.floor(clampMs(salt, [0, 1], 0) * DISTINCT_ASKS) % DISTINCT_ASKS,
        missed: 0,
        askVersion: 'v3',
        heard: false,
        sendVersion: 'v3',
        unrecognised: new Set(),
      }),
  }
}

function stateOf(known: Knowledge): CodecState {
  const state: CodecState = {
    ask: (ask, token) => {
      const since = sinceOf(known, ask)
      const timeoutMs = ask.timeoutMs + (since === undefined ? known.asked : known.missed)
      return syncRequest(known.askVersion, since, timeoutMs, token)
    },
    answered: (reply, ask) => readAnswer(known, state, reply, ask),
    maySend: () => true,
    send: (conversation, typing, timing, token) =>
      typingRequest(known.sendVersion, conversation, known.userId, typing, timing, token),
    sent: (reply, conversation) => readSent(known, state, reply, conversation),
  }
  return state
}

const sinceOf = (known: Knowledge, ask: Ask): string | undefined => (ask.complete ? undefined : known.since)

function readAnswer(known: Knowledge, state: CodecState, reply: WireReply, ask: Ask): AskReading {
  const complete = sinceOf(known, ask) === undefined
  // Whatever came of it, the server may have kept the answer.
  const asked = complete ? (known.asked + 1) % DISTINCT_ASKS : known.asked
  const missed = complete ? known.missed : (known.missed + 1) % DISTINCT_ASKS
  const unchanged = stateOf({ ...known, asked, missed })
  const told = (outcome: AskReading['outcome'], next = unchanged): AskReading => ({
    state: next,
    outcome,
    signals: [],
    complete: false,
    dropped: 0,
  })

  if (reply.type === 'failed') {
    const { type, error } = readFailure(reply, 'hear who types', undefined)
    if (type === 'server') {
      // More news than an answer may hold stay too many however often they are asked for: begin anew.
      return complete ? told({ type, error }) : told({ type: 'again', error }, stateOf({ ...known, since: undefined }))
    }
    return told({ type: 'unknown', error })
  }
  if (reply.status >= 200 && reply.status < 300) {
    const answer = readSync(reply.body)
    if (answer === undefined) return told({ type: 'server', error: unreadable('hear who types', 'Matrix') })
    const { nextBatch, signals, dropped } = answer
    const isNew = complete || nextBatch !== known.since
    return {
      state: isNew ? stateOf({ ...known, asked, missed: 0, since: nextBatch, heard: true }) : state,
      outcome: { type: 'ok', empty: signals.length === 0 && dropped === 0 },
      signals,
      complete,
      dropped,
    }
  }

  const refusal = readRefusal(reply)
  const error = refused(refusal, 'bad-response', 'hear who types', undefined)
  // A page of a proxy's own under both prefixes says nothing of the server: it may be starting.
  const isProxys = known.askVersion === 'r0' && !isUnrecognised(refusal)
  if (!known.heard && isAbsent(refusal) && !isProxys) {
    return known.askVersion === 'v3'
      ? told({ type: 'again', error }, stateOf({ ...known, asked, askVersion: 'r0', sendVersion: 'r0' }))
      : told({ type: 'unsupported', error: refused(refusal, 'unsupported', 'hear who types', undefined) })
  }
  const fault = readCommonFault(refusal, 'hear who types', undefined)
  if (fault !== undefined) return told(fault)
  if (reply.status === 400 && !complete) {
    // The server does not know this position: nothing it said before may be built on.
    return told({ type: 'again', error }, stateOf({ ...known, since: undefined }))
  }
  return told({ type: 'server', error })
}

/** Whether the path of an ask is unknown; what stands before an old server may say so in its own words. */
function isAbsent(refusal: MatrixRefusal): boolean {
  return isUnrecognised(refusal) || (refusal.status === 404 && !refusal.worded)
}

function readSent(known: Knowledge, state: CodecState, reply: WireReply, conversation: string): SendReading {
  if (reply.type === 'failed') return { state, outcome: readFailure(reply, 'send typing', conversation) }
  if (reply.status >= 200 && reply.status < 300) return { state, outcome: { type: 'ok' } }

  const refusal = readRefusal(reply)
  const gone = (code: TypingErrorCode): SendReading => ({
    state,
    outcome: { type: 'gone', error: refused(refusal, code, 'send typing', conversation) },
  })
  const error = refused(refusal, 'bad-response', 'send typing', conversation)
  if (isUnrecognised(refusal)) {
    // Sends of several conversations may be under way when the version changes, and a late refusal
    // of v3 looks like one of r0. There is one at a time in each, so the second refusal there is of r0.
    const isSecond = known.unrecognised.has(conversation) || known.unrecognised.size >= MAX_CONVERSATIONS
    if (isSecond) return gone('unsupported')
    const unrecognised = new Set(known.unrecognised).add(conversation)
    return { state: stateOf({ ...known, sendVersion: 'r0', unrecognised }), outcome: { type: 'server', error } }
  }
  const fault = readCommonFault(refusal, 'send typing', conversation)
  if (fault !== undefined) return { state, outcome: fault }
  const code = readSendRefusal(refusal)
  return code === undefined ? { state, outcome: { type: 'server', error } } : gone(code)
}

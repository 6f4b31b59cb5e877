import { TypingError } from '../../src/protocol/errors.ts'
import type { PresenceSignal } from '../../src/protocol/signal.ts'
import type { Ask, Codec, CodecState, WireReply, WireRequest } from '../../src/protocol/wire.ts'
import type { WireReading } from './wire-reading.ts'

/** What a request of the scripted codec is, read back from it. */
export type ReadRequest =
  | {
      readonly kind: 'send'
      readonly conversation: string
      readonly typing: boolean
      readonly timeoutMs: number
      readonly token: string
    }
  | { readonly kind: 'ask'; readonly ask: Ask; readonly since: number | undefined; readonly token: string }

/** What an answer to an ask says. */
export interface Told {
  readonly signals: readonly PresenceSignal[]
  readonly position: number
  readonly dropped?: number
}

const requests = new WeakMap<WireRequest, ReadRequest>()
const answers = new WeakMap<WireReply, Told>()

/** The request as it was meant; the scripted codec's own are remembered, so nothing is parsed. */
export function readRequest(request: WireRequest): ReadRequest {
  const read = requests.get(request)
  if (read === undefined) throw new Error('not a request of the scripted codec')
  return read
}

/** An answer with a status and nothing to say. */
export function statusReply(status: number, retryAfterMs?: number): WireReply {
  return { type: 'answer', status, body: '', bytes: 0, retryAfterMs }
}

/** An answer that says who types. */
export function toldReply(told: Told, bytes: number = 100): WireReply {
  const reply: WireReply = { type: 'answer', status: 200, body: '', bytes, retryAfterMs: undefined }
  answers.set(reply, told)
  return reply
}

/** What an answer said, where it is one that says who types. */
export function toldBy(reply: WireReply): Told | undefined {
  return answers.get(reply)
}

/** No answer: it never left, or it was lost. */
export function failedReply(reason: 'unsent' | 'network'): WireReply {
  return { type: 'failed', reason, cause: undefined }
}

function error(code: TypingError['code']): TypingError {
  return new TypingError(code, 'unable to talk to the scripted server; it says so')
}

function remember(read: ReadRequest): WireRequest {
  const request: WireRequest = { method: 'GET', path: '/', headers: {}, body: undefined, maxBytes: 1_000 }
  requests.set(request, read)
  return request
}

/** A protocol like that of Matrix, without its bytes: lists with a position, starts that end after their timeout. */
export const scriptedCodec: Codec = { begin: () => stateAt(undefined) }

function stateAt(position: number | undefined): CodecState {
  const state: CodecState = {
    ask: (ask, token) => remember({ kind: 'ask', ask, since: ask.complete ? undefined : position, token }),
    maySend: () => true,
    send: (conversation, typing, timing, token) =>
      remember({ kind: 'send', conversation, typing, timeoutMs: timing.expireAfterMs, token }),
    answered(reply, ask) {
      const quiet = { state, signals: [], complete: false, dropped: 0 }
      if (reply.type === 'failed') return { ...quiet, outcome: { type: 'unknown', error: error('unreachable') } }
      switch (reply.status) {
        case 200: {
          const { signals = [], position: next = 0, dropped = 0 } = answers.get(reply) ?? {}
          const complete = ask.complete || position === undefined
          const outcome = { type: 'ok', empty: signals.length === 0 && dropped === 0 } as const
          return { state: stateAt(next), outcome, signals, complete, dropped }
        }
        case 400:
          return { ...quiet, state: stateAt(undefined), outcome: { type: 'again', error: error('bad-response') } }
        case 401:
          return { ...quiet, outcome: { type: 'auth', error: error('unauthorized') } }
        case 429: {
          const limited = { type: 'limited', error: error('rate-limited'), retryInMs: reply.retryAfterMs } as const
          return { ...quiet, outcome: limited }
        }
        case 501:
          return { ...quiet, outcome: { type: 'unsupported', error: error('unsupported') } }
        default:
          return { ...quiet, outcome: { type: 'server', error: error('unreachable') } }
      }
    },
    sent(reply) {
      if (reply.type === 'failed') {
        const type = reply.reason === 'unsent' ? 'unsent' : 'unknown'
        return { state, outcome: { type, error: error('unreachable') } }
      }
      switch (reply.status) {
        case 200:
          return { state, outcome: { type: 'ok' } }
        case 401:
          return { state, outcome: { type: 'auth', error: error('unauthorized') } }
        case 403:
          return { state, outcome: { type: 'gone', error: error('forbidden') } }
        case 429:
          return { state, outcome: { type: 'limited', error: error('rate-limited'), retryInMs: reply.retryAfterMs } }
        default:
          return { state, outcome: { type: 'server', error: error('unreachable') } }
      }
    },
  }
  return state
}

/** The scripted codec's own requests and answers, read back. */
export const scriptedReading: WireReading = {
  request(request) {
    const read = readRequest(request)
    return read.kind === 'send' ? read : { kind: 'ask', complete: read.since === undefined }
  },
  sent: (reply, conversation) => scriptedCodec.begin(0).sent(reply, conversation).outcome,
  asked: (reply) => scriptedCodec.begin(0).answered(reply, { complete: true, timeoutMs: 0 }).outcome,
  told: (reply) => toldBy(reply)?.signals,
}

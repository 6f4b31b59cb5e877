import { field, isRecord, parseJson, readList, readText, utf8Length, type JsonRecord } from '../shared/parse.ts'
import { toEjson } from './ejson.ts'

/** An error of a method or a subscription, as the server words it; nothing of it has been decoded. */
export interface DdpError {
  /** A literal, or a number as its digits; `unknown` where there is none. */
  readonly code: string
  readonly reason: string | undefined
  readonly details: unknown
}

/** What a server says, as far as it concerns us. */
export type DdpFrame =
  | { readonly msg: 'connected' }
  /** The server does not speak this version. */
  | { readonly msg: 'failed' }
  | { readonly msg: 'ping' | 'pong'; readonly id: string | undefined }
  /** `result` is undefined where the method returned nothing. */
  | { readonly msg: 'result'; readonly id: string; readonly result: unknown; readonly error: DdpError | undefined }
  | { readonly msg: 'ready'; readonly subs: readonly string[] }
  /** A subscription that ended, or never began: then there is an error. */
  | { readonly msg: 'nosub'; readonly id: string; readonly error: DdpError | undefined }
  | { readonly msg: 'document'; readonly collection: string; readonly id: string; readonly fields: JsonRecord }
  /** Greetings of both kinds of servers, `updated`, `removed`, and what may be added to the protocol. */
  | { readonly msg: 'other' }

/** Longest id, code or name of a collection that is read, in bytes; ours are shorter. */
const MOST_LITERAL_BYTES = 255

const MOST_REASON_BYTES = 4_096

/** Most subscriptions that one `ready` may name. */
const MOST_READY = 4_096

const OTHER: DdpFrame = Object.freeze({ msg: 'other' })

/** One frame; undefined for what is not the protocol, or has more bytes than may be (S14). Never throws. */
export function readFrame(text: string, maxBytes: number): DdpFrame | undefined {
  // Each code unit takes a byte at least, so what is far too long is refused without a walk over it.
  if (text.length > maxBytes || utf8Length(text) > maxBytes) return undefined
  const frame = parseJson(text)
  if (!isRecord(frame)) return undefined
  const id = field(frame, 'id')
  switch (field(frame, 'msg')) {
    case 'connected':
      return { msg: 'connected' }
    case 'failed':
      return { msg: 'failed' }
    case 'ping':
      return { msg: 'ping', id: readText(id, MOST_LITERAL_BYTES) }
    case 'pong':
      return { msg: 'pong', id: readText(id, MOST_LITERAL_BYTES) }
    case 'result': {
      const of = readText(id, MOST_LITERAL_BYTES)
      if (of === undefined) return undefined
      return { msg: 'result', id: of, result: field(frame, 'result'), error: readError(frame) }
    }
    case 'ready': {
      const subs = readList(field(frame, 'subs'), MOST_READY)
      if (subs === undefined) return undefined
      return { msg: 'ready', subs: subs.items.filter((sub) => typeof sub === 'string') }
    }
    case 'nosub': {
      const of = readText(id, MOST_LITERAL_BYTES)
      return of === undefined ? undefined : { msg: 'nosub', id: of, error: readError(frame) }
    }
    // A stream never adds before it changes, so both are the same news.
    case 'added':
    case 'changed': {
      const of = readText(id, MOST_LITERAL_BYTES)
      const collection = readText(field(frame, 'collection'), MOST_LITERAL_BYTES)
      const fields = field(frame, 'fields') ?? {}
      if (of === undefined || collection === undefined || !isRecord(fields)) return undefined
      return { msg: 'document', collection, id: of, fields }
    }
    default:
      return OTHER
  }
}

function readError(frame: JsonRecord): DdpError | undefined {
  const error = field(frame, 'error')
  if (error === undefined || error === null) return undefined
  if (!isRecord(error)) return { code: 'unknown', reason: undefined, details: undefined }
  const code = field(error, 'error')
  return {
    code: typeof code === 'number' ? String(code) : (readText(code, MOST_LITERAL_BYTES) ?? 'unknown'),
    reason: readText(field(error, 'reason'), MOST_REASON_BYTES),
    details: field(error, 'details'),
  }
}

/** The first frame: the one version that both kinds of servers speak. */
export const CONNECT: string = JSON.stringify({ msg: 'connect', version: '1', support: ['1'] })

/** Asks for a sign of life. */
export function pingFrame(id: string): string {
  return JSON.stringify({ msg: 'ping', id })
}

/** Answers a ping, with its id if it has one. */
export function pongFrame(id: string | undefined): string {
  return JSON.stringify({ msg: 'pong', id })
}

/** Calls a method; undefined where the parameters cannot be told in JSON. */
export function methodFrame(id: string, method: string, params: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify({ msg: 'method', method, id, params: toEjson(params) })
  } catch {
    return undefined
  }
}

/** Subscribes to one event of a stream, without the collection that older libraries need. */
export function subFrame(id: string, stream: string, event: string, args: readonly JsonRecord[]): string {
  return JSON.stringify({ msg: 'sub', id, name: stream, params: [event, { useCollection: false, args }] })
}

/** Ends a subscription. */
export function unsubFrame(id: string): string {
  return JSON.stringify({ msg: 'unsub', id })
}

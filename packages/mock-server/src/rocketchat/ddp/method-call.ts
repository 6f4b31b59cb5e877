import { toEjson } from '../ejson.ts'
import { formatError, statusOf, tooManyRequests } from '../errors.ts'
import type { CallNote, Caller } from '../methods/method.ts'
import { runMethod } from '../methods/registry.ts'
import type { RocketChatParts } from '../parts.ts'
import type { CallRecord } from './call-record.ts'
import type { ClientFrame } from './client-frame.ts'

/** A call that has been dealt with. */
export interface AnsweredCall {
  /** What the client is told, in order. */
  readonly frames: readonly object[]
  readonly record: CallRecord
}

/** Somebody who calls over a connection. */
export interface ConnectedCaller extends Caller {
  readonly connection: string
}

/** @throws MeteorError `too-many-requests` for a call too many; never for the microservices, which have no limit. */
export function checkLimit(
  { settings, limits, permissions }: RocketChatParts,
  { connection, user }: ConnectedCaller,
  type: 'method' | 'subscription',
  name: string,
): void {
  if (!settings.rateLimit) return
  const sendsMany = user !== undefined && permissions.has(user, 'send-many-messages')
  const waitMs = limits.take({ type, name, connection, user, sendsMany })
  if (waitMs > 0) throw tooManyRequests(waitMs)
}

/** Runs a method for a connection, and writes what it came to as this kind of server does. */
export function answerCall(
  parts: RocketChatParts,
  caller: ConnectedCaller,
  { id, name, raw, params }: ClientFrame & { readonly kind: 'method' },
  microservices: boolean,
): AnsweredCall {
  let note: CallNote = {}
  const before = caller.user
  const call = { ...parts, caller, params, raw, note: (more: CallNote) => void (note = { ...note, ...more }) }
  const outcome = runMethod(call, name, () => checkLimit(parts, caller, 'method', name))
  const record: CallRecord = {
    kind: 'method',
    name: outcome.name,
    op: outcome.op,
    // Who logs in is nobody before, who logs out is nobody after.
    user: before ?? caller.user,
    status: outcome.ok ? 200 : statusOf(outcome.error),
    ...note,
  }
  const updated = { msg: 'updated', methods: [id] }
  if (!outcome.ok) return { frames: [{ msg: 'result', id, error: formatError(outcome.error) }, updated], record }
  const value = toEjson(outcome.result)
  // The streamer leaves out whatever counts as false.
  const result = { msg: 'result', id, result: microservices && !value ? undefined : value }
  return { frames: microservices ? [result, updated] : [updated, result], record }
}

import { RocketChatError } from '../rocketchat-error.ts'
import type { RocketChatServer } from '../server.ts'
import { restOf } from './rest.ts'
import type { Rest } from './rest.ts'
import type { Reader } from './shape.ts'

/** What a result says, which may be `undefined` or `false`; undefined itself if it is no result of this method. */
export type Reading<T> = { readonly value: T } | undefined

/** One method, and what stands in for it where the server has it no longer. */
export interface Ask<T> {
  readonly method: string
  readonly params: readonly unknown[]
  /** Reads the result of the method. Total. */
  readonly read: (result: unknown) => Reading<T>
  /** Asks REST for the same; left out, there is nothing that does the same. */
  readonly twin?: (rest: Rest) => Promise<Reading<T>>
  /** Codes of REST that the method says with another word. */
  readonly renamed?: ReadonlyMap<string, string>
}

/** The methods that a server answered with 404, so that each is asked for once. */
const gone = new WeakMap<RocketChatServer, Set<string>>()

/** Meteor's code for a method that is not registered; other 404s are not known of these methods. */
const METHOD_NOT_FOUND = '404'

/**
 * Calls a method; where the server no longer has it, its REST twin.
 * @throws RocketChatError if it was refused, had no answer, or the answer is not what it should be.
 */
export async function ask<T>(server: RocketChatServer, question: Ask<T>): Promise<T> {
  const { method, params, read } = question
  if (gone.get(server)?.has(method) !== true) {
    try {
      return unwrap(method, read(await server.call(method, ...params)))
    } catch (error) {
      if (!(error instanceof RocketChatError && error.code === METHOD_NOT_FOUND)) throw error
    }
    const known = gone.get(server) ?? new Set()
    gone.set(server, known.add(method))
  }
  return askTwin(server, question)
}

async function askTwin<T>(server: RocketChatServer, { method, twin, renamed }: Ask<T>): Promise<T> {
  if (twin === undefined) throw new RocketChatError(method, { code: 'unsupported' })
  try {
    return unwrap(method, await twin(restOf(server, method)))
  } catch (error) {
    const code = error instanceof RocketChatError ? renamed?.get(error.code) : undefined
    if (code === undefined || !(error instanceof RocketChatError)) throw error
    throw new RocketChatError(method, { code, reason: error.reason, details: error.details })
  }
}

function unwrap<T>(method: string, reading: Reading<T>): T {
  if (reading === undefined) throw new RocketChatError(method, { code: 'bad-response' })
  return reading.value
}

/** What a reader makes of a result that must be there. */
export function given<T>(reader: Reader<T>): (result: unknown) => Reading<T> {
  return (result) => {
    const value = reader(result)
    return value === undefined ? undefined : { value }
  }
}

/** For methods that answer with nothing: whatever came, it was done. */
export function nothing(): Reading<void> {
  return { value: undefined }
}

/** For methods that answer `true`. */
export function isTrue(result: unknown): Reading<true> {
  return result === true ? { value: true } : undefined
}

/** For methods that answer with how many documents they changed; the streamer of the microservices drops a 0. */
export function changed(result: unknown): Reading<boolean> {
  if (result === undefined || result === null) return { value: false }
  return typeof result === 'number' && result >= 0 ? { value: result > 0 } : undefined
}

/** What a twin answers where it was done, and the method says no more either. */
export const DONE: { readonly value: true } = { value: true }

/** Whether an error is a refusal with one of these codes. */
export function isRefusedWith(error: unknown, codes: readonly string[]): boolean {
  return error instanceof RocketChatError && codes.includes(error.code)
}

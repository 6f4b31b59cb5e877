import type { Answer } from '../http/exchange.ts'
import { jsonAnswer } from '../http/json.ts'

/** What is asked of the control port. */
export interface Ask {
  readonly body: object
  readonly query: URLSearchParams
}

/** Answers what is asked. */
export type Handle = (ask: Ask) => Answer | Promise<Answer>

/** Methods of the control port. */
export const CONTROL_METHODS = ['GET', 'POST', 'DELETE'] as const

/** A method of the control port. */
export type ControlMethod = (typeof CONTROL_METHODS)[number]

/** A row of the control port's table. */
export type HandleRow = readonly [method: ControlMethod, path: string, handle: Handle]

/** An answer in JSON. */
export const ok = (value: unknown): Answer => jsonAnswer(200, value)

/** A refusal, with what is wrong. */
export const refuse = (status: number, error: string): Answer => jsonAnswer(status, { error })

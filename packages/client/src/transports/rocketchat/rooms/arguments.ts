import { MAX_ID_BYTES } from '../../../protocol/conversation.ts'
import { hasControl, readText } from '../../shared/parse.ts'
import { RocketChatError } from '../rocketchat-error.ts'
import { readId } from '../target.ts'
import { isDate } from './date.ts'

/** An argument that cannot be one; what it was stays out of the error. */
function invalid(method: string, reason: string): RocketChatError {
  return new RocketChatError(method, { code: 'invalid-argument', reason })
}

/**
 * An id that may be sent.
 * @throws RocketChatError with `invalid-argument`.
 */
export function takeId(method: string, parameter: string, value: unknown): string {
  const id = readId(value)
  if (id === undefined) throw invalid(method, `${parameter} must be an id`)
  return id
}

/**
 * A username that may be sent. A comma is in none: REST takes several as one text with commas between them.
 * @throws RocketChatError with `invalid-argument`.
 */
export function takeUsername(method: string, value: unknown): string {
  const username = readText(value, MAX_ID_BYTES)
  if (username === undefined || username.trim() === '' || hasControl(username) || username.includes(',')) {
    throw invalid(method, 'a username must be a text without commas')
  }
  return username
}

/**
 * Usernames that may be sent.
 * @throws RocketChatError with `invalid-argument`.
 */
export function takeUsernames(method: string, value: readonly unknown[]): readonly string[] {
  return value.map((username) => takeUsername(method, username))
}

/**
 * A date that may be sent, if there is one.
 * @throws RocketChatError with `invalid-argument`.
 */
export function takeDate(method: string, parameter: string, value: unknown): Date | undefined {
  if (value === undefined || isDate(value)) return value
  throw invalid(method, `${parameter} must be a date`)
}

/**
 * A whole number from 0 that may be sent, if there is one.
 * @throws RocketChatError with `invalid-argument`.
 */
export function takeCount(method: string, parameter: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw invalid(method, `${parameter} must be a whole number`)
}

import { stepCredential, type CredentialEvent } from '../core/credential.ts'
import type { TypingError } from '../protocol/errors.ts'
import { emit, type World } from './world.ts'

/** Lets the credentials take one step, and has the secret asked for where that is due. */
export function tellCredential(world: World, event: CredentialEvent): void {
  const step = stepCredential(world.credential, event)
  world.credential = step.credential
  if (!step.ask) return
  world.tokenId = ++world.lastId
  emit(world, { type: 'token', id: world.tokenId })
}

/** Whether there is a token; where there is none, it is asked for, once for all who need it. */
export function needToken(world: World): boolean {
  tellCredential(world, { type: 'needed', now: world.now })
  return world.credential.phase === 'held'
}

/** The server took this token. */
export function onAccepted(world: World, token: string): void {
  tellCredential(world, { type: 'accepted', token })
}

/** The server refused this token: another one is asked for, or the connection ends. */
export function onRefused(world: World, token: string, error: TypingError): void {
  tellCredential(world, { type: 'refused', token })
  if (world.credential.phase === 'refused') world.fatal = error
}

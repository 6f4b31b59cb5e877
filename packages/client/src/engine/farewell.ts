import { ATTEMPT_MS } from '../core/attempt.ts'
import { leaveAt } from '../core/outbox.ts'
import { onTrustLost } from '../core/trust.ts'
import { emit, type World } from './world.ts'

/**
 * Tells the server that what it keeps for this connection may go, such as an event queue: once, at
 * close and where the page is put away (S9). A page that comes back begins anew.
 */
export function sayFarewell(world: World): void {
  const { codec, credential, outbox, options, now } = world
  if (credential.phase !== 'held' || !world.link.online) return
  // S11: as with a stop, what may not leave now is dropped; the server forgets by itself.
  if (leaveAt(outbox, options.limits, 'ask', 0, now) > now) return
  const farewell = codec?.farewell?.(credential.token)
  if (farewell === undefined) return
  endFarewell(world)
  world.codec = farewell.state
  world.trust = onTrustLost(world.trust, true)
  const id = ++world.lastId
  world.flights.set(id, { type: 'farewell' })
  world.farewellUntil = world.now + ATTEMPT_MS.most
  emit(world, { type: 'request', id, request: farewell.request, keepalive: true })
}

/** It was answered, or is waited for no longer. */
export function endFarewell(world: World): void {
  world.farewellUntil = Infinity
  for (const [id, flight] of world.flights) {
    if (flight.type !== 'farewell') continue
    world.flights.delete(id)
    emit(world, { type: 'cancel', id })
  }
}

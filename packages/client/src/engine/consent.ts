import { QUIET } from '../core/sender.ts'
import type { EngineInput } from './input.ts'
import { filterAll } from './receiving.ts'
import { tellSender } from './sending.ts'
import { resumeHolds } from './wishes.ts'
import { isShared, type World } from './world.ts'

/** Consent is given, limited or taken back: where I am on and may not be any more, one stop (S6). */
export function setSharing(world: World, { sharing, allows }: EngineInput & { type: 'sharing' }): void {
  world.sharing = sharing
  world.allows = allows
  for (const conversation of world.conversations.values()) {
    if (conversation.sender !== QUIET && !isShared(world, conversation.key)) tellSender(world, conversation, { type: 'stop' })
  }
  resumeHolds(world)
  if (world.showing === 'reciprocal') filterAll(world)
}

/** Others are shown, hidden, or shown where I am. */
export function setShowing(world: World, showing: boolean | 'reciprocal'): void {
  world.showing = showing
  filterAll(world)
}

import { activityParams } from './activity.ts'
import { ownIds, shownName, type Identity } from './identity.ts'
import type { OwnActivities } from './session.ts'
import { callMethod, change, effect, emit, type Turn } from './turn.ts'

/** What I do there as far as others remember it at this instant. */
export function liveActivities({ until }: OwnActivities, now: number): OwnActivities['until'] {
  return new Map([...until].filter(([, at]) => at > now))
}

/** Something of who I am was heard. */
export function rename(turn: Turn, identity: Identity): void {
  const before = turn.session.identity
  change(turn, { identity })
  const { phase } = turn.session
  if (phase !== 'subscribing' && phase !== 'open') return
  const ids = ownIds(identity)
  if (ids.length > 0 && ids.join('/') !== ownIds(before).join('/')) emit(turn, { type: 'self', userIds: ids })
  const [name, nameBefore] = [shownName(identity), shownName(before)]
  if (name === undefined || name === nameBefore) return
  showUnder(turn, name)
  // What came while there was no name to tell it under was not sent.
  if (nameBefore === undefined && phase === 'open') emit(turn, { type: 'opened' })
}

/**
 * What I do is told once under the new name. There is no stop under the old one: the server takes nothing from
 * a name that is not mine, so others lose it when it expires.
 */
function showUnder(turn: Turn, name: string): void {
  const { form, mine } = turn.session
  for (const own of mine.values()) {
    const live = liveActivities(own, turn.now)
    if (live.size === 0) continue
    // A server may say many names, and answer nothing: an answer is not waited for.
    callMethod(turn, 'stream-notify-room', activityParams(own.place, name, new Set(live.keys()), form, undefined), undefined)
  }
}

/** Asks who I am where no user document of this connection says it; false where there is no need, or it was asked. */
export function askMe(turn: Turn): boolean {
  const { facts, login, identity, socket } = turn.session
  const { document } = facts
  const isKnown = document?.username !== undefined && (identity.useRealName !== true || document.name !== undefined)
  if (isKnown || login === undefined || facts.me !== 'unasked') return false
  change(turn, { facts: { ...facts, me: 'asked' } })
  effect(turn, { type: 'ask-me', socket, ...login })
  return true
}

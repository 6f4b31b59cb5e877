import type { TypingUser } from '../../protocol/conversation.ts'
import { field, isRecord, readList, type JsonRecord } from '../shared/parse.ts'
import { EXPIRE_AFTER_MS, readActivity, shownActivity } from './activity.ts'
import type { DdpFrame } from './ddp.ts'
import { readNames, readRealNameSetting, withNames } from './identity.ts'
import { readMessage } from './message.ts'
import { askMe, rename } from './naming.ts'
import type { Place } from './target.ts'
import { change, emit, type Turn } from './turn.ts'

/** News from a stream, or the user document of somebody. */
export function hear(turn: Turn, { collection, id, fields }: DdpFrame & { msg: 'document' }): void {
  switch (collection) {
    case 'stream-notify-room':
      return hearActivity(turn, fields)
    case 'stream-room-messages':
      return hearMessage(turn, fields)
    case 'stream-notify-all':
      return hearSetting(turn, fields)
    case 'stream-notify-logged':
      return hearName(turn, fields)
    case 'users':
      return hearUser(turn, id, fields)
    default:
      return undefined
  }
}

/** Whether this place was asked for on this connection: what nobody asked for makes no state. */
function isWatched({ session }: Turn, { rid, key }: Place): boolean {
  const isAsked = session.phase === 'subscribing' || session.phase === 'open'
  return isAsked && session.subscriptions.rooms.get(rid)?.places.has(key) === true
}

/** My own names are passed on: the connection that wrote an event does not get it, so such a one is of another of mine. */
function hearActivity(turn: Turn, fields: JsonRecord): void {
  const news = readActivity(fields, turn.session.form)
  if (news === undefined || !isWatched(turn, news.place)) return
  const { place, name, activities } = news
  const activity = shownActivity(activities)
  if (activity === undefined) return emit(turn, { type: 'stopped', conversation: place.key, userId: name })
  const user: TypingUser = activity === 'typing' ? { id: name } : { id: name, activity }
  return emit(turn, { type: 'started', conversation: place.key, user, expireInMs: EXPIRE_AFTER_MS })
}

function hearMessage(turn: Turn, fields: JsonRecord): void {
  const news = readMessage(fields)
  if (news === undefined || !isWatched(turn, news.place)) return
  const { username, name } = news.author
  const userId = turn.session.identity.useRealName === true ? (name ?? username) : username
  if (userId !== undefined) emit(turn, { type: 'message', conversation: news.place.key, userId })
}

function hearSetting(turn: Turn, fields: JsonRecord): void {
  if (field(fields, 'eventName') !== 'public-settings-changed') return
  const useRealName = readRealNameSetting(field(fields, 'args'))
  const { identity, facts } = turn.session
  if (useRealName === undefined || useRealName === identity.useRealName) return
  rename(turn, { ...identity, useRealName })
  if (!useRealName || identity.name !== undefined || facts.me === 'asked') return
  change(turn, { facts: { ...facts, me: 'unasked' } })
  askMe(turn)
}

function hearName(turn: Turn, fields: JsonRecord): void {
  const user = readList(field(fields, 'args'), 1)?.items[0]
  const { login, identity } = turn.session
  if (field(fields, 'eventName') !== 'Users:NameChanged' || !isRecord(user)) return
  if (login !== undefined && field(user, '_id') === login.userId) rename(turn, withNames(identity, readNames(user)))
}

function hearUser(turn: Turn, id: string, fields: JsonRecord): void {
  const names = readNames(fields)
  const { login, facts, identity } = turn.session
  // Before the login's result says who I am, the only user document there is can be kept.
  if (login !== undefined && login.userId !== id) return
  const before = facts.document?.id === id ? facts.document : undefined
  const document = { id, username: names.username ?? before?.username, name: names.name ?? before?.name }
  change(turn, { facts: { ...facts, document } })
  if (login !== undefined) rename(turn, withNames(identity, names))
}

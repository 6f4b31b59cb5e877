import { hasControl, isRecord, readText } from '../shared/parse.ts'

/**
 * The others in a direct conversation, a topic of a channel, or a message that is being edited.
 * The order of ids and their repeats do not matter, nor the case of a topic; `''` and `(no topic)`
 * are the same topic.
 */
export type ZulipTarget =
  | { readonly userIds: readonly number[] }
  | { readonly channelId: number; readonly topic: string }
  | { readonly messageId: number }

/** What a target means: ids in order and once each, and the topic as the app spells it. */
export type Place =
  | { readonly type: 'direct'; readonly userIds: readonly number[] }
  | { readonly type: 'channel'; readonly channelId: number; readonly topic: string }
  | { readonly type: 'message'; readonly messageId: number }

/** Most others in one direct conversation: Zulip states no limit, this one is ours (S14). */
export const MAX_RECIPIENTS = 256

/** Longest topic in bytes of UTF-8: Zulip's is 60 characters, and an organisation may have another (S14). */
export const MAX_TOPIC_BYTES = 1_024

/** How servers before feature level 334 call the topic without a name, and what still stands for it. */
export const NO_TOPIC = '(no topic)'

/** Whether this can be the id of a user, a channel or a message. */
export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

/** Ids in order, once each and without mine; undefined if one is none, or they are too many. */
export function readOthers(ids: readonly unknown[], selfId: number | undefined): readonly number[] | undefined {
  const others = new Set<number>()
  for (const id of ids) {
    if (!isId(id) || others.size > MAX_RECIPIENTS) return undefined
    if (id !== selfId) others.add(id)
  }
  if (others.size > MAX_RECIPIENTS) return undefined
  const inOrder = Array.from(others)
  inOrder.sort((a, b) => a - b)
  return inOrder
}

/** A topic without the white space around it, which the server takes off too; undefined if it can be none. */
export function readTopic(value: unknown): string | undefined {
  const topic = readText(value, MAX_TOPIC_BYTES)?.trim()
  return topic === undefined || hasControl(topic) ? undefined : topic
}

/** A topic as it is compared: without case, and `''` where it has no name. */
export function foldTopic(topic: string): string {
  const folded = topic.toLowerCase()
  return folded === NO_TOPIC ? '' : folded
}

/** Reads a target; undefined if there can be no such conversation. Total: takes anything, never throws. */
export function readTarget(target: unknown, selfId: number | undefined): Place | undefined {
  try {
    return isRecord(target) ? readFields(target, selfId) : undefined
  } catch {
    // An object of the app's own may throw from a getter.
    return undefined
  }
}

/** Fields, not own fields: a target may be an instance of a class of the app's. */
function readFields(
  { userIds, channelId, topic, messageId }: Readonly<Record<string, unknown>>,
  selfId: number | undefined,
): Place | undefined {
  const kinds = [userIds, channelId, messageId].filter((field) => field !== undefined)
  // An object of the app's own may fit two kinds; which one is meant cannot be told.
  if (kinds.length !== 1) return undefined
  if (isId(messageId)) return { type: 'message', messageId }
  if (isId(channelId)) {
    const name = readTopic(topic)
    return name === undefined ? undefined : { type: 'channel', channelId, topic: name }
  }
  const others = Array.isArray(userIds) ? readOthers(userIds, selfId) : undefined
  return others === undefined || others.length === 0 ? undefined : { type: 'direct', userIds: others }
}

/** The key of a direct conversation with these others. */
export const directKey = (userIds: readonly number[]): string => `direct:${userIds.join(',')}`

/** The key of a topic that is folded already. */
export const topicKey = (channelId: number, folded: string): string => `channel:${channelId}:${folded}`

/** The key of a message that is being edited. */
export const messageKey = (messageId: number): string => `message:${messageId}`

/** The key of a place: equal for equal targets. */
export function keyOf(place: Place): string {
  return place.type === 'channel' ? topicKey(place.channelId, foldTopic(place.topic)) : addressOf(place)
}

/** How the server is told of a place: its key, but with the topic as the app spells it. */
export function addressOf(place: Place): string {
  switch (place.type) {
    case 'direct':
      return directKey(place.userIds)
    case 'channel':
      return topicKey(place.channelId, place.topic)
    case 'message':
      return messageKey(place.messageId)
  }
}

/** Reads an address, or a key, back; undefined if it is none. */
export function readAddress(address: string): Place | undefined {
  const [, kind, rest = ''] = /^(direct|channel|message):(.*)$/s.exec(address) ?? []
  if (kind === 'direct') return readTarget({ userIds: rest.split(',').map(Number) }, undefined)
  if (kind === 'message') return readTarget({ messageId: Number(rest) }, undefined)
  const colon = rest.indexOf(':')
  const target = { channelId: Number(rest.slice(0, colon)), topic: rest.slice(colon + 1) }
  return colon < 0 ? undefined : readTarget(target, undefined)
}

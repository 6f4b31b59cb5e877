import { TypingError } from '../../protocol/errors.ts'
import type { TypingErrorCode } from '../../protocol/errors.ts'
import type { SendReading, SendRefusal, WireReply, WireRequest } from '../../protocol/wire.ts'
import { readFailure, refused } from '../shared/refusal.ts'
import type { Knowledge } from './knowledge.ts'
import { readCommonFault, readRefusal, readSendRefusal } from './refusal.ts'
import type { Server } from './register.ts'
import { foldTopic, keyOf, readAddress } from './target.ts'
import type { Place } from './target.ts'
import { typingForm, typingRequest, type TypingForm } from './wire.ts'

/**
 * Most subscribers of a channel whose typing a server passes on: `MAX_STREAM_SIZE_FOR_TYPING_NOTIFICATIONS`
 * of Zulip's default settings. A server of one's own may have another; none says which.
 */
const MAX_SUBSCRIBERS = 100

/** Whether anything may leave there now (S6). */
export function maySend({ server, account }: Knowledge, address: string): boolean {
  if (server === undefined) return false
  const place = readAddress(address)
  const { sendsDirect, sendsChannel } = server.settings
  switch (place?.type) {
    case 'direct':
      return sendsDirect
    case 'channel':
      if (!sendsChannel || (!server.allowsEmptyTopic && isEmptyTopic(place.topic, server))) return false
      return !isTooLarge(account.subscriberCount(place.channelId))
    case 'message':
      // Of which kind the message is, only the server knows: who has either switched off is told of nowhere.
      return sendsDirect && sendsChannel
    case undefined:
      // `send` says why not.
      return true
  }
}

const isTooLarge = (subscribers: number | undefined): boolean =>
  subscribers !== undefined && subscribers > MAX_SUBSCRIBERS

function isEmptyTopic(topic: string, { emptyTopicName }: Server): boolean {
  const folded = foldTopic(topic)
  return folded === '' || folded === emptyTopicName
}

/** The request that says whether I type there, or why there can be none. */
export function sendRequest(
  known: Knowledge,
  address: string,
  typing: boolean,
  apiKey: string,
): WireRequest | SendRefusal {
  const credentials = { email: known.account.email, apiKey }
  return sayWith(known, address, (place, level) => typingRequest(place, typing, level, credentials))
}

/** The form that says so where somebody else posts it, or why there can be none. */
export function sendForm(known: Knowledge, address: string, typing: boolean): TypingForm | SendRefusal {
  return sayWith(known, address, (place, level) => typingForm(place, typing, level))
}

function sayWith<Said>(
  { selfId, server }: Knowledge,
  address: string,
  say: (place: Place, featureLevel: number) => Said | undefined,
): Said | SendRefusal {
  const place = readAddress(address)
  if (place === undefined) return gone('invalid-conversation', 'it is none', address)
  if (place.type === 'direct' && selfId !== undefined && place.userIds.includes(selfId)) {
    return gone('invalid-conversation', 'I am no other in a direct conversation', keyOf(place))
  }
  const said = server === undefined ? undefined : say(asSent(place, server), server.featureLevel)
  return said ?? gone('unsupported', 'the server is too old to be told of it', keyOf(place))
}

/** The name that the organisation shows for the topic without one is no name of a topic. */
function asSent(place: Place, server: Server): Place {
  return place.type === 'channel' && isEmptyTopic(place.topic, server) ? { ...place, topic: '' } : place
}

function gone(code: TypingErrorCode, reason: string, conversation: string): SendRefusal {
  return { type: 'gone', error: new TypingError(code, `unable to send typing; ${reason}`, { conversation }) }
}

/** What became of that request. */
export function readSent(reply: WireReply, address: string): SendReading['outcome'] {
  const place = readAddress(address)
  const conversation = place === undefined ? address : keyOf(place)
  if (reply.type === 'failed') return readFailure(reply, 'send typing', conversation)
  if (reply.status >= 200 && reply.status < 300) return { type: 'ok' }

  const refusal = readRefusal(reply)
  const fault = readCommonFault(refusal, 'send typing', conversation)
  if (fault !== undefined) return fault
  const code = readSendRefusal(refusal)
  return code === undefined
    ? { type: 'server', error: refused(refusal, 'bad-response', 'send typing', conversation) }
    : { type: 'gone', error: refused(refusal, code, 'send typing', conversation) }
}

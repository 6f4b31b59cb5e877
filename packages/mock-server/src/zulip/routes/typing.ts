import { isRoomTopic, type Channel } from '../directory.ts'
import { badRequest, missingArgument } from '../errors.ts'
import { channelWord, clientExpiryMs, LEVEL, type RecipientKind, recipientTypes } from '../features.ts'
import { mayRead } from '../message-format.ts'
import { tellChannelTyping, tellDirectTyping, tellEditTyping, type TypingOp } from '../notices.ts'
import type { Params } from '../params.ts'
import { accessChannel, checkMayWrite, recipientsOf, type Route, type UserCall } from '../route.ts'
import { topicMeant } from '../topics.ts'

function opOf({ params, note }: UserCall): TypingOp {
  const op = params.required('op')
  if (op !== 'start' && op !== 'stop') throw badRequest('Invalid op')
  note({ op: `typing:${op}` })
  return op
}

function kindOf(params: Params, level: number): RecipientKind {
  const types = recipientTypes(level)
  const type = types.size === 0 ? undefined : params.text('type')
  if (type === undefined) return 'direct'
  const kind = types.get(type)
  if (kind === undefined) throw badRequest('Invalid type')
  return kind
}

// The hub drops a typist when Zulip's own clients would: nobody else ever does.
function typeInRoom({ hub, me, configuration }: UserCall, { room }: Channel, op: TypingOp): void {
  const { name } = me.user
  if (op === 'stop') hub.typing.stop(room.id, name, 'zulip')
  else if (room.has(name)) hub.typing.start(room.id, name, clientExpiryMs(configuration.current), 'zulip')
}

// The order of the checks is that of zerver/views/typing.py.
function typeInChannel(call: UserCall, op: TypingOp, channelId: number | undefined, text: string | undefined): void {
  const { accounts, configuration, me } = call
  const settings = configuration.current
  if (channelId === undefined) throw missingArgument('stream_id')
  if (text === undefined) throw badRequest('Missing topic')
  if (!accounts.has(me.user.name, 'send_stream_typing_notifications')) {
    const word = channelWord(settings.featureLevel)
    throw badRequest(`User has disabled typing notifications for ${word} messages`)
  }
  const channel = accessChannel(call, channelId)
  checkMayWrite(call, channel)
  const topic = topicMeant(text.trim(), settings)
  if (topic === '' && settings.featureLevel < LEVEL.emptyTopic) throw badRequest("Topic can't be empty!")
  const isTold = tellChannelTyping(call, { op, sender: me, channel, topic })
  if (isTold && isRoomTopic(topic)) typeInRoom(call, channel, op)
}

function typeToUsers(call: UserCall, op: TypingOp, to: readonly number[]): void {
  const { accounts, me } = call
  if (!accounts.has(me.user.name, 'send_private_typing_notifications')) {
    throw badRequest('User has disabled typing notifications for direct messages')
  }
  tellDirectTyping(call, { op, sender: me, recipients: recipientsOf(call, to) })
}

function postTyping(call: UserCall): object {
  const { params, configuration } = call
  const { featureLevel } = configuration.current
  const kind = kindOf(params, featureLevel)
  const op = opOf(call)
  const to = params.integers('to')
  const streamId = featureLevel >= LEVEL.streamId ? params.integer('stream_id') : undefined
  const topic = params.text('topic')
  if (kind === 'channel' && featureLevel >= LEVEL.streamId) {
    typeInChannel(call, op, streamId, topic)
    return {}
  }
  if (to === undefined) throw missingArgument('to')
  if (to.length === 0) throw badRequest("Empty 'to' list")
  if (kind === 'direct') typeToUsers(call, op, to)
  else if (to.length > 1) throw badRequest('Cannot send to multiple streams')
  else typeInChannel(call, op, to[0], topic)
  return {}
}

function typeInMessage(call: UserCall, op: TypingOp, messageId: number | undefined): object {
  const { messages, me } = call
  const message = messageId === undefined ? undefined : messages.get(messageId)
  if (message === undefined || !mayRead(call, me.user.name, message)) throw badRequest('Invalid message(s)')
  if (message.sender !== me.user.name) throw badRequest("You don't have permission to edit this message")
  tellEditTyping(call, { op, sender: me, message })
  return {}
}

function postEditTyping(call: UserCall): object {
  const id = call.pathPart('messageId')
  const op = opOf(call)
  return typeInMessage(call, op, /^\d{1,15}$/.test(id) ? Number(id) : undefined)
}

function postEditTypingByField(call: UserCall): object {
  const op = opOf(call)
  call.params.required('message_id')
  return typeInMessage(call, op, call.params.integer('message_id'))
}

/** Who types. */
export const typingRoutes: readonly Route[] = [
  { method: 'POST', path: '/typing', op: 'typing', access: 'user', handle: postTyping },
  {
    method: 'POST',
    path: '/messages/:messageId/typing',
    op: 'typing:edit',
    levels: [LEVEL.editTypingByPath, Number.POSITIVE_INFINITY],
    access: 'user',
    handle: postEditTyping,
  },
  {
    method: 'POST',
    path: '/message_edit_typing',
    op: 'typing:edit',
    levels: [LEVEL.editTyping, LEVEL.editTypingByPath],
    access: 'user',
    handle: postEditTypingByField,
  },
]

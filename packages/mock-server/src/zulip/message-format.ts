import type { QueueProfile } from './event-queue.ts'
import type { Message } from './messages.ts'
import type { ZulipParts } from './parts.ts'
import { topicShown } from './topics.ts'

/** How a client reads messages. */
export type MessageReader = Pick<QueueProfile, 'applyMarkdown' | 'emptyTopicName'>

const ENTITIES = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;']])

// Of Zulip's Markdown only what keeps a text the text it was.
function render(text: string): string {
  const lines = text.replace(/[&<>"]/g, (sign) => ENTITIES.get(sign) ?? sign).split('\n')
  return `<p>${lines.join('<br>\n')}</p>`
}

function recipientOf({ directory, configuration }: ZulipParts, { place }: Message, reader: MessageReader): object {
  if (place.kind === 'direct') {
    const people = place.users.flatMap((name) => directory.user(name) ?? [])
    const display = people.map(({ id, email, user }) => ({ id, email, full_name: user.displayName }))
    return { type: 'private', subject: '', display_recipient: display }
  }
  const channel = directory.channel(place.room)
  const subject = topicShown(place.topic, reader, configuration.current)
  return { type: 'stream', subject, stream_id: channel?.id, display_recipient: channel?.name }
}

/** A message as `GET /messages` and the `message` event carry it. */
export function formatMessage(parts: ZulipParts, message: Message, reader: MessageReader): object {
  const sender = parts.directory.user(message.sender)
  return {
    id: message.id,
    sender_id: sender?.id,
    sender_email: sender?.email,
    sender_full_name: sender?.user.displayName,
    ...recipientOf(parts, message, reader),
    content: reader.applyMarkdown ? render(message.text) : message.text,
    content_type: reader.applyMarkdown ? 'text/html' : 'text/x-markdown',
    timestamp: Math.floor(message.atMs / 1_000),
    client: 'nowtyping-mock-server',
    is_me_message: message.text.startsWith('/me '),
    reactions: [],
    submessages: [],
  }
}

/** Tells everybody who is in a message's place of it. */
export function tellMessage(parts: ZulipParts, message: Message): void {
  const { place } = message
  const users = place.kind === 'direct' ? place.users : (parts.hub.room(place.room)?.joined() ?? [])
  parts.queues.tell(new Set(users), (profile) => ({
    type: 'message',
    flags: profile.user === message.sender ? ['read'] : [],
    message: formatMessage(parts, message, profile),
  }))
}

/** Whether that user may read a message. */
export function mayRead({ directory }: ZulipParts, user: string, { place }: Message): boolean {
  if (place.kind === 'direct') return place.users.includes(user)
  const room = directory.channel(place.room)?.room
  return room !== undefined && (room.joinRule === 'everyone' || room.has(user))
}

import type { Channel, ZulipUser } from './directory.ts'
import type { ZulipEvent } from './event-queue.ts'
import { LEVEL } from './features.ts'
import type { Message } from './messages.ts'
import type { ZulipParts } from './parts.ts'
import { topicShown } from './topics.ts'

/** What a typist does. */
export type TypingOp = 'start' | 'stop'

const personOf = ({ id, email }: ZulipUser): object => ({ user_id: id, email })

function receivers({ accounts }: ZulipParts, users: Iterable<string>): ReadonlySet<string> {
  return new Set([...users].filter((user) => accounts.has(user, 'receives_typing_notifications')))
}

/** Who is told of typing in a channel: its subscribers, and nobody where there are too many. */
function audienceOf(parts: ZulipParts, { room }: Channel): ReadonlySet<string> | undefined {
  const subscribers = room.joined()
  return subscribers.length > parts.configuration.current.typingChannelLimit ? undefined : receivers(parts, subscribers)
}

/** Tells a channel of typing in a topic; false where it has too many subscribers to be told. */
export function tellChannelTyping(
  parts: ZulipParts,
  { op, sender, channel, topic }: { op: TypingOp; sender: ZulipUser; channel: Channel; topic: string },
): boolean {
  const settings = parts.configuration.current
  const audience = audienceOf(parts, channel)
  if (audience === undefined || settings.featureLevel < LEVEL.channelTyping) return audience !== undefined
  const event = { type: 'typing', op, message_type: 'stream', sender: personOf(sender), stream_id: channel.id }
  parts.queues.tell(audience, (profile) => ({ ...event, topic: topicShown(topic, profile, settings) }))
  return true
}

/** Tells all recipients of a direct conversation of typing, the typist among them. */
export function tellDirectTyping(
  parts: ZulipParts,
  { op, sender, recipients }: { op: TypingOp; sender: ZulipUser; recipients: readonly ZulipUser[] },
): void {
  const level = parts.configuration.current.featureLevel
  const messageType = level < LEVEL.channelTyping ? {} : { message_type: level < LEVEL.streamId ? 'private' : 'direct' }
  const people = { sender: personOf(sender), recipients: recipients.map(personOf) }
  const event: ZulipEvent = { type: 'typing', op, ...messageType, ...people }
  parts.queues.tell(receivers(parts, recipients.map(({ user }) => user.name)), () => event)
}

/** Tells who can see a message that somebody edits it. */
export function tellEditTyping(
  parts: ZulipParts,
  { op, sender, message }: { op: TypingOp; sender: ZulipUser; message: Message },
): void {
  const settings = parts.configuration.current
  const event = { type: 'typing_edit_message', op, sender_id: sender.id, message_id: message.id }
  const { place } = message
  switch (place.kind) {
    case 'direct': {
      const told = receivers(parts, place.users)
      const ids = [...told].flatMap((name) => parts.directory.user(name)?.id ?? [])
      parts.queues.tell(told, () => ({ ...event, recipient: { type: 'direct', user_ids: ids } }))
      return
    }
    case 'channel': {
      const channel = parts.directory.channel(place.room)
      const audience = channel && audienceOf(parts, channel)
      if (channel === undefined || audience === undefined) return
      const { id } = channel
      parts.queues.tell(audience, (profile) => ({
        ...event,
        recipient: { type: 'channel', channel_id: id, topic: topicShown(place.topic, profile, settings) },
      }))
    }
  }
}

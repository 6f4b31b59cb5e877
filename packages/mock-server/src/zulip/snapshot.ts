import { type TypingFlag, TYPING_FLAGS } from './accounts.ts'
import type { Channel, ZulipUser } from './directory.ts'
import { LEVEL } from './features.ts'
import type { ZulipSettings } from './options.ts'
import type { ZulipParts } from './parts.ts'

/** Longest topic and message, in Unicode code points (zerver/lib/message.py, zerver/models/constants.py). */
export const MAX_LENGTH = { topic: 60, message: 10_000 } as const

/** Which settings of a user there are at that level. */
export function typingFlags(level: number): readonly TypingFlag[] {
  return TYPING_FLAGS.filter(
    (flag) => level >= (flag === 'receives_typing_notifications' ? LEVEL.receivesFlag : LEVEL.sendFlags),
  )
}

function realmFields(settings: ZulipSettings): object {
  const { featureLevel: level } = settings
  return {
    realm_name: 'nowtyping mock server',
    realm_mandatory_topics: settings.mandatoryTopics,
    max_topic_length: MAX_LENGTH.topic,
    max_message_length: MAX_LENGTH.message,
    ...(level >= LEVEL.longpollTimeout && {
      event_queue_longpoll_timeout_seconds: settings.longpollTimeoutSeconds,
    }),
    ...(level >= LEVEL.typingFigures && {
      server_typing_started_expiry_period_milliseconds: settings.typingStartedExpiryMs,
      server_typing_stopped_wait_period_milliseconds: settings.typingStoppedWaitMs,
      server_typing_started_wait_period_milliseconds: settings.typingStartedWaitMs,
    }),
    ...(level >= LEVEL.emptyTopic && { realm_empty_topic_display_name: settings.emptyTopicName }),
    ...(level >= LEVEL.topicsPolicy && {
      realm_topics_policy: settings.mandatoryTopics ? 'disable_empty_topic' : 'allow_empty_topic',
    }),
  }
}

function userSettingsFields({ accounts, configuration }: ZulipParts, { user }: ZulipUser): object {
  const level = configuration.current.featureLevel
  const flags = Object.fromEntries(typingFlags(level).map((flag) => [flag, accounts.has(user.name, flag)]))
  return level >= LEVEL.userSettings ? { user_settings: flags } : flags
}

/** A user as `/users` and `realm_users` list them. */
export function formatUser({ id, email, user }: ZulipUser): object {
  const role = { role: 400, is_admin: false, is_owner: false, is_guest: false, is_bot: false, bot_type: null }
  return { user_id: id, email, delivery_email: email, full_name: user.displayName, ...role, is_active: true }
}

/** A channel as `/streams` and the subscriptions list it. */
export function formatChannel({ id, name, room }: Channel): object {
  const inviteOnly = room.joinRule === 'invited'
  return { stream_id: id, name, description: '', rendered_description: '', invite_only: inviteOnly, is_archived: false }
}

/** A channel as somebody who is in it lists it. */
export function formatSubscription({ directory }: ZulipParts, channel: Channel): object {
  const subscribers = channel.room.joined().flatMap((name) => directory.user(name)?.id ?? [])
  return { ...formatChannel(channel), subscribers, is_muted: false, color: '#76ce90', pin_to_top: false }
}

/** The channels somebody is in. */
export function subscriptionsOf(parts: ZulipParts, { user }: ZulipUser): readonly object[] {
  const own = parts.directory.channels().filter(({ room }) => room.has(user.name))
  return own.map((channel) => formatSubscription(parts, channel))
}

/** What a client is told of when it registers; all of it where it names nothing. */
export function snapshotOf(parts: ZulipParts, me: ZulipUser, wanted: ReadonlySet<string> | undefined): object {
  const wants = (type: string): boolean => wanted?.has(type) ?? true
  const { id, email, user } = me
  return {
    ...(wants('realm') && realmFields(parts.configuration.current)),
    ...(wants('user_settings') && userSettingsFields(parts, me)),
    ...(wants('realm_user') && {
      user_id: id,
      email,
      full_name: user.displayName,
      realm_users: parts.directory.users().map(formatUser),
    }),
    ...(wants('subscription') && { subscriptions: subscriptionsOf(parts, me), unsubscribed: [], never_subscribed: [] }),
    ...(wants('message') && { max_message_id: parts.messages.all().at(-1)?.id ?? -1 }),
  }
}

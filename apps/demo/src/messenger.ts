import type { TypingActivity, TypingClient, TypingConversation } from '@nowtyping/client'
import type { Inspector } from '@nowtyping/client/inspect'
import type { Chat, Me } from './chat/chat.ts'
import type { Place } from './chat/outbox.ts'

/** A protocol that people of the demo chat over. */
export type Protocol = 'matrix' | 'zulip' | 'rocketchat'

/** All of them. */
export const PROTOCOLS: readonly Protocol[] = ['matrix', 'zulip', 'rocketchat']

/** What each is called. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  matrix: 'Matrix',
  zulip: 'Zulip',
  rocketchat: 'Rocket.Chat',
}

/** What somebody does without a key: it begins and ends with a button. */
export type HeldActivity = Extract<TypingActivity, 'recording' | 'uploading'>

/** The Nowtyping client of one person. */
export interface Typing {
  readonly client: TypingClient
  /** What it did, and why. */
  readonly inspector: Inspector
  /** Where typing in a room, or in a thread of it, is told and seen. */
  readonly conversationOf: (place: Place) => TypingConversation
  /** What else than typing others are told of. */
  readonly activities: readonly HeldActivity[]
}

/** All that the page needs of one person's protocol: a chat, and typing beside it. */
export interface Messenger {
  readonly protocol: Protocol
  readonly chat: Chat
  /** Makes the Nowtyping client; it does nothing before a provider of it mounts. */
  readonly openTyping: (me: Me) => Typing
}

import type { ReactElement } from 'react'
import type { Chat } from '../chat/chat.ts'
import { displayName, listOf, type Room } from '../chat/room.ts'
import { Composer } from './composer.tsx'
import { Timeline } from './timeline.tsx'
import { TypingLine } from './typing-line.tsx'

/** Props of `Conversation`. */
export interface ConversationProps {
  readonly chat: Chat
  readonly room: Room
  /** My user id. */
  readonly me: string
}

/** One room: what was said, who types, and where to write. */
export function Conversation({ chat, room, me }: ConversationProps): ReactElement {
  const others = [...room.members.keys()].filter((userId) => userId !== me).map((userId) => displayName(room, userId))

  return (
    <div className="conversation">
      <header className="conversation-header">
        <h3>{room.name}</h3>
        <p>{others.length === 0 ? 'only you' : `with ${listOf(others)}`}</p>
      </header>
      <Timeline key={room.id} room={room} me={me} onResend={chat.resend} />
      <TypingLine room={room} />
      <Composer room={room} onSend={chat.send} />
    </div>
  )
}

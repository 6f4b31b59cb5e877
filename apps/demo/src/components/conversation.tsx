import type { ReactElement } from 'react'
import type { Chat } from '../chat/chat.ts'
import { listOf, othersIn, type Room } from '../chat/room.ts'
import type { Typing } from '../messenger.ts'
import { Composer } from './composer.tsx'
import { Timeline } from './timeline.tsx'
import { TypingLine } from './typing-line.tsx'

/** Props of `Conversation`. */
export interface ConversationProps {
  readonly chat: Chat
  readonly typing: Typing
  readonly room: Room
  /** My user id. */
  readonly me: string
}

/** One room: what was said, who types, and where to write. */
export function Conversation({ chat, typing, room, me }: ConversationProps): ReactElement {
  const others = othersIn(room.members, me)
  const place = { roomId: room.id }
  const conversation = typing.conversationOf(place)

  return (
    <div className="conversation">
      <header className="conversation-header">
        <h3>{room.name}</h3>
        <p>{others.length === 0 ? 'only you' : `with ${listOf(others)}`}</p>
      </header>
      <Timeline key={room.id} room={room} me={me} onResend={chat.resend} />
      <TypingLine room={room} conversation={conversation} />
      <Composer conversation={conversation} to={room.name} onSend={(text) => chat.send(place, text)} />
    </div>
  )
}

import { useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Chat } from '../chat/chat.ts'
import { listOf, othersIn, titleOf, type Room } from '../chat/room.ts'
import type { Typing } from '../messenger.ts'
import { Composer } from './composer.tsx'
import { RoomActions } from './room-actions.tsx'
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

/** One room, or one thread of it: what was said, who types, and where to write. */
export function Conversation({ chat, typing, room, me }: ConversationProps): ReactElement {
  const thread = useStore(chat.store, (state) => state.thread)
  const place = { roomId: room.id, threadId: thread }
  const conversation = typing.conversationOf(place)
  const title = thread === undefined ? titleOf(room) : 'the thread'

  return (
    <div className="conversation">
      {thread === undefined ? (
        <RoomHeader chat={chat} room={room} me={me} />
      ) : (
        <ThreadHeader room={room} thread={thread} onLeave={() => chat.openThread?.(undefined)} />
      )}
      <Timeline
        key={conversation.key}
        room={room}
        thread={thread}
        label={`Messages in ${title}`}
        me={me}
        onResend={chat.resend}
        onOpenThread={chat.openThread}
        earlier={thread === undefined && room.hasEarlier === true && <Earlier chat={chat} room={room} />}
      />
      <TypingLine room={room} conversation={conversation} />
      <Composer
        conversation={conversation}
        activities={typing.activities}
        to={title}
        onSend={(text) => chat.send(place, text)}
      />
    </div>
  )
}

interface RoomHeaderProps {
  readonly chat: Chat
  readonly room: Room
  readonly me: string
}

function RoomHeader({ chat, room, me }: RoomHeaderProps): ReactElement {
  const others = othersIn(room.members, me)
  return (
    <header className="conversation-header">
      <h3>{titleOf(room)}</h3>
      {room.kind !== 'direct' && <p>{others.length === 0 ? 'only you' : `with ${listOf(others)}`}</p>}
      {chat.ofRoom !== undefined && <RoomActions key={room.id} actions={chat.ofRoom} room={room} />}
    </header>
  )
}

interface ThreadHeaderProps {
  readonly room: Room
  readonly thread: string
  readonly onLeave: () => void
}

function ThreadHeader({ room, thread, onLeave }: ThreadHeaderProps): ReactElement {
  return (
    <header className="conversation-header">
      <button type="button" className="icon" aria-label={`Back to ${titleOf(room)}`} onClick={onLeave}>
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d="m14 6-6 6 6 6" />
        </svg>
      </button>
      <h3>Thread</h3>
      <p>{room.messages.find(({ key }) => key === thread)?.text}</p>
    </header>
  )
}

function Earlier({ chat, room }: Pick<RoomHeaderProps, 'chat' | 'room'>): ReactElement {
  const [isBusy, setBusy] = useState(false)

  const load = (): void => {
    if (isBusy || chat.ofRoom === undefined) return
    setBusy(true)
    // What could not be loaded can be asked for again: the button stays.
    void chat.ofRoom.loadEarlier(room.id).catch(() => undefined).finally(() => setBusy(false))
  }

  return (
    <button type="button" className="earlier" onClick={load}>
      {isBusy ? 'Loading …' : 'Earlier messages'}
    </button>
  )
}

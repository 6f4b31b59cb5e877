import type { ReactElement } from 'react'
import type { TypingConversation } from '@nowtyping/client'
import { useTypingUsers } from '@nowtyping/react'
import { useStore } from 'zustand'
import type { Chat } from '../chat/chat.ts'
import { displayName, saidIn, type Room, type Rooms } from '../chat/room.ts'
import type { Typing } from '../messenger.ts'
import { BeginDialog } from './begin-dialog.tsx'
import { Dots } from './dots.tsx'

/** Props of `RoomList`. */
export interface RoomListProps {
  readonly chat: Chat
  readonly typing: Typing
  /** My user id. */
  readonly me: string
  /** What a screen reader calls the list. */
  readonly label: string
}

/** The rooms somebody is in, each with a mark while others type there. */
export function RoomList({ chat, typing, me, label }: RoomListProps): ReactElement {
  const rooms = useStore(chat.store, (state) => state.rooms)
  const chosen = useStore(chat.store, (state) => state.chosen)

  return (
    <nav className="rooms" aria-label={label}>
      <ul>
        {favoritesFirst(rooms).map((room) => (
          <li key={room.id}>
            <RoomItem room={room} conversation={typing.conversationOf({ roomId: room.id })} me={me} isChosen={room.id === chosen} onChoose={chat.choose} />
          </li>
        ))}
      </ul>
      <BeginDialog chat={chat} />
    </nav>
  )
}

const favoritesFirst = (rooms: Rooms): readonly Room[] =>
  [...rooms.values()].toSorted((a, b) => Number(b.isFavorite ?? false) - Number(a.isFavorite ?? false))

interface RoomItemProps {
  readonly room: Room
  readonly conversation: TypingConversation
  readonly me: string
  readonly isChosen: boolean
  readonly onChoose: (roomId: string) => void
}

function RoomItem({ room, conversation, me, isChosen, onChoose }: RoomItemProps): ReactElement {
  // A yes or no: two people who type here are one render, not two.
  const isBusy = useTypingUsers(conversation, (users) => users.length > 0)

  return (
    <button type="button" className="room" aria-current={isChosen} onClick={() => onChoose(room.id)}>
      <span className="room-name" data-kind={room.kind} data-favorite={room.isFavorite}>
        {room.group !== undefined && <span className="room-group">{room.group} › </span>}
        {room.name}
      </span>
      {room.unread > 0 && (
        <span className="room-unread">
          {room.unread}
          <span className="said-only"> unread</span>
        </span>
      )}
      <span className="room-preview">
        {isBusy ? (
          <span className="room-busy">
            <span className="room-words">typing</span>
            <Dots />
          </span>
        ) : (
          <span className="room-words">{previewOf(room, me)}</span>
        )}
      </span>
    </button>
  )
}

function previewOf(room: Room, me: string): string {
  const last = saidIn(room).at(-1)
  if (last === undefined) return 'No messages yet'
  return `${last.sender === me ? 'You' : displayName(room, last.sender)}: ${last.text}`
}

import { useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { TypingProvider } from '@nowtyping/react'
import { useStore } from 'zustand'
import type { Me } from '../chat/chat.ts'
import { PROTOCOL_NAMES, type Messenger } from '../messenger.ts'
import { Avatar } from './avatar.tsx'
import { Conversation } from './conversation.tsx'
import { InspectorPanel } from './inspector-panel.tsx'
import { RoomList } from './room-list.tsx'
import { SharingSwitch } from './sharing-switch.tsx'
import { Status } from './status.tsx'

/** Props of `ChatScreen`. */
export interface ChatScreenProps {
  readonly messenger: Messenger
  readonly me: Me
  readonly displayName: string
  /** Shown to somebody who is in no room. */
  readonly noRoom: ReactNode
  /** What else can be done, in the header. */
  readonly actions?: ReactNode
}

/** Everything of somebody who is logged in. */
export function ChatScreen({ messenger, me, displayName, noRoom, actions }: ChatScreenProps): ReactElement {
  const { chat, protocol } = messenger
  const { userId } = me
  const [typing] = useState(() => messenger.openTyping(me))
  const [isSharing, setSharing] = useState(true)
  const connection = useStore(chat.store, (state) => state.connection)
  const isEmpty = useStore(chat.store, (state) => state.rooms.size === 0)
  const room = useStore(chat.store, ({ rooms, chosen }) => (chosen === undefined ? undefined : rooms.get(chosen)))

  // Who has just said it no longer types it, in whichever room that was.
  useEffect(
    () => chat.onMessage((place, sender) => typing.conversationOf(place).messageFrom(sender)),
    [chat, typing],
  )

  return (
    <TypingProvider client={typing.client} sharing={isSharing}>
      <header className="pane-header">
        <Avatar name={displayName} />
        <div>
          <h2>
            {displayName} <span className="protocol">{PROTOCOL_NAMES[protocol]}</span>
          </h2>
          <Status status={typing.client.status} chat={connection} />
        </div>
        <SharingSwitch isSharing={isSharing} onChange={setSharing} />
        {actions}
      </header>
      <div className="pane-body">
        {connection !== 'connecting' && isEmpty && noRoom}
        {!isEmpty && <RoomList chat={chat} typing={typing} me={userId} label={`${displayName}’s rooms`} />}
        {room !== undefined && <Conversation chat={chat} typing={typing} room={room} me={userId} />}
      </div>
      <InspectorPanel chat={chat} typing={typing} />
    </TypingProvider>
  )
}

import { useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingProvider } from '@nowtyping/react'
import { useStore } from 'zustand'
import type { Account } from '../chat/account.ts'
import type { Chat } from '../chat/chat.ts'
import { Avatar } from './avatar.tsx'
import { Conversation } from './conversation.tsx'
import { RoomList } from './room-list.tsx'
import { SharingSwitch } from './sharing-switch.tsx'
import { Status } from './status.tsx'

/** Props of `ChatScreen`. */
export interface ChatScreenProps {
  readonly account: Account
  readonly chat: Chat
  readonly me: { readonly userId: string; readonly baseUrl: string }
  readonly displayName: string
  /** Shown to somebody who is in no room. */
  readonly noRoom: ReactNode
  /** What else can be done, in the header. */
  readonly actions?: ReactNode
}

/** Everything of somebody who is logged in. */
export function ChatScreen({ account, chat, me, displayName, noRoom, actions }: ChatScreenProps): ReactElement {
  const { userId, baseUrl } = me
  const [typing] = useState(() =>
    createTypingClient({ transport: matrix({ baseUrl, userId, accessToken: account.freshToken }) }),
  )
  const [isSharing, setSharing] = useState(true)
  const connection = useStore(chat.store, (state) => state.connection)
  const isEmpty = useStore(chat.store, (state) => state.rooms.size === 0)
  const room = useStore(chat.store, ({ rooms, chosen }) => (chosen === undefined ? undefined : rooms.get(chosen)))

  // Who has just said it no longer types it, in whichever room that was.
  useEffect(
    () => chat.onMessage((roomId, sender) => typing.conversation(roomId).messageFrom(sender)),
    [chat, typing],
  )

  return (
    <TypingProvider client={typing} sharing={isSharing}>
      <header className="pane-header">
        <Avatar userId={userId} name={displayName} />
        <div>
          <h2>{displayName}</h2>
          <Status status={typing.status} chat={connection} />
        </div>
        <SharingSwitch isSharing={isSharing} onChange={setSharing} />
        {actions}
      </header>
      <div className="pane-body">
        {connection !== 'connecting' && isEmpty && noRoom}
        {!isEmpty && <RoomList chat={chat} me={userId} label={`${displayName}’s rooms`} />}
        {room !== undefined && <Conversation chat={chat} room={room} me={userId} />}
      </div>
    </TypingProvider>
  )
}

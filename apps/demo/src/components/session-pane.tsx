import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { createSignedInAccount, type SignedIn } from '../chat/account.ts'
import { createChat } from '../chat/chat.ts'
import { ChatScreen } from './chat-screen.tsx'
import { LogOutButton } from './log-out-button.tsx'

/** Props of `SessionPane`. */
export interface SessionPaneProps {
  readonly name: string
  readonly signedIn: SignedIn
  readonly isShown: boolean
  readonly onLogOut: () => void
  /** Called where the server does not take the token any more. */
  readonly onEnd: () => void
}

/** The chat of somebody who has logged in on a homeserver. */
export function SessionPane({ name, signedIn, isShown, onLogOut, onEnd }: SessionPaneProps): ReactElement {
  const { homeserver, userId } = signedIn
  const [account] = useState(() => createSignedInAccount(signedIn))
  const [chat] = useState(() => createChat(account))
  const isOver = useStore(chat.store, ({ connection }) => connection === 'refused')
  const displayName = useStore(chat.store, ({ rooms }) => {
    for (const { members } of rooms.values()) {
      const found = members.get(userId)
      if (found !== undefined) return found
    }
    return userId.replace(/^@([^:]+):.*$/, '$1')
  })
  const pane = useRef<HTMLElement>(null)

  useEffect(() => chat.start(), [chat])
  // The field that had the focus is gone.
  useEffect(() => pane.current?.focus(), [])
  useEffect(() => {
    if (isOver) onEnd()
  }, [isOver, onEnd])

  return (
    <section ref={pane} tabIndex={-1} className="pane" aria-label={displayName} data-shown={isShown} data-person={name}>
      <ChatScreen
        account={account}
        chat={chat}
        me={{ userId, baseUrl: homeserver.baseUrl }}
        displayName={displayName}
        noRoom={
          <div className="empty">
            <h3>You are in no room yet</h3>
            <p>Join one with another client, and it shows up here.</p>
          </div>
        }
        actions={<LogOutButton onLogOut={onLogOut} />}
      />
    </section>
  )
}

import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { createSignedInAccount, type MatrixSignedIn } from '../matrix/matrix-account.ts'
import { createMatrixMessenger } from '../matrix/matrix-messenger.ts'
import { ChatScreen } from './chat-screen.tsx'
import { LogOutButton } from './log-out-button.tsx'

/** Props of `SessionPane`. */
export interface SessionPaneProps {
  readonly name: string
  readonly signedIn: MatrixSignedIn
  readonly isShown: boolean
  readonly onLogOut: () => void
  /** Called where the server does not take the token any more. */
  readonly onEnd: () => void
}

/** The chat of somebody who has logged in on a homeserver. */
export function SessionPane({ name, signedIn, isShown, onLogOut, onEnd }: SessionPaneProps): ReactElement {
  const { baseUrl, userId } = signedIn
  const [messenger] = useState(() => createMatrixMessenger(createSignedInAccount(signedIn)))
  const { chat } = messenger
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
        messenger={messenger}
        me={{ userId, baseUrl }}
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

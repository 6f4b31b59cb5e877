import { useEffect, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { readChosenRoom, rememberChosenRoom } from '../chosen-room.ts'
import { createMessenger } from '../create-messenger.ts'
import type { Person } from '../people.ts'
import type { ServerAddress } from '../server-address.ts'
import { ChatScreen } from './chat-screen.tsx'
import { NoRoom } from './no-room.tsx'

/** Props of `PersonPane`. */
export interface PersonPaneProps {
  readonly person: Person
  readonly server: ServerAddress
  /** Whether it is this one that is seen where there is room for one only. */
  readonly isShown: boolean
}

/** One person: an account of their own, a chat client of their own, a Nowtyping client of their own. */
export function PersonPane({ person, server, isShown }: PersonPaneProps): ReactElement {
  const { name, displayName } = person
  const [messenger] = useState(() => createMessenger(person, server, readChosenRoom(name)))
  const { chat } = messenger
  const me = useStore(chat.store, (state) => state.me)
  const connection = useStore(chat.store, (state) => state.connection)

  useEffect(() => chat.start(), [chat])
  useEffect(() => chat.store.subscribe(({ chosen }) => rememberChosenRoom(name, chosen)), [chat, name])

  return (
    <section className="pane" aria-label={displayName} data-shown={isShown} data-person={name}>
      {me === undefined ? (
        <div className="pane-waiting">
          <h2>{displayName}</h2>
          <p role="status">{WAITING[connection]}</p>
        </div>
      ) : (
        <ChatScreen messenger={messenger} me={me} displayName={displayName} noRoom={<NoRoom join={chat.begin.join} />} />
      )}
    </section>
  )
}

const WAITING = {
  connecting: 'Logging in …',
  online: 'Logging in …',
  unreachable: 'Server not answering, retrying',
  refused: 'The server does not let this account in.',
} as const

// Snippet 1: a chat on Matrix.
import { useState } from 'react'
import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingIndicator, TypingProvider, useTyping } from '@nowtyping/react'
import { members, Messages, send, session } from './app.tsx'

const typing = createTypingClient({
  transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: () => session.token }),
})

export function Chat({ roomId }: { roomId: string }) {
  return (
    <TypingProvider client={typing}>
      <Messages roomId={roomId} />
      <TypingIndicator conversation={roomId} nameOf={(user) => members.get(user.id)?.displayName} />
      <Composer roomId={roomId} />
    </TypingProvider>
  )
}

function Composer({ roomId }: { roomId: string }) {
  const [draft, setDraft] = useState('')
  const { inputProps } = useTyping(roomId)

  return (
    <form onSubmit={(event) => { event.preventDefault(); send(roomId, draft); setDraft('') }}>
      <textarea value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
    </form>
  )
}

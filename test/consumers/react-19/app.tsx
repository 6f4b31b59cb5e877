// The whole API of the hooks; react-18 is checked with this same file.
import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingIndicator, TypingProvider, useTyping, useTypingClient, useTypingUsers } from '@nowtyping/react'
import { formatTyping, type TypingMessages } from '@nowtyping/react/format'
import { type ReactNode, useState } from 'react'

const typing = createTypingClient({
  transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: 'token' }),
})

declare module '@nowtyping/react' {
  interface Register {
    client: typeof typing
  }
}

const GERMAN: TypingMessages = {
  typing: { one: '{names} schreibt', other: '{names} schreiben' },
  others: { other: '{count} weitere' },
}

export function Chat({ roomId, children }: { roomId: string; children: ReactNode }) {
  return (
    <TypingProvider client={typing} sharing ignored={['@spam:example.org']}>
      <TypingIndicator conversation={roomId} className="typing" locale="de" messages={GERMAN}>
        {(users, text) => <span title={text}>{users.length}</span>}
      </TypingIndicator>
      <Composer roomId={roomId} />
      {children}
    </TypingProvider>
  )
}

function Composer({ roomId }: { roomId: string | null }) {
  const [draft, setDraft] = useState('')
  const { inputProps, keystroke, stop } = useTyping(roomId, { when: (text) => !text.startsWith('/') })
  return (
    <div {...inputProps}>
      <input value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
      <textarea {...inputProps} onBlur={stop} onPaste={keystroke} />
    </div>
  )
}

export function Row({ roomId }: { roomId: string }) {
  const busy: boolean = useTypingUsers(roomId, (users) => users.length > 0)
  const users = useTypingUsers(useTypingClient().conversation(roomId))
  return <li data-busy={busy}>{formatTyping(users, { maxNames: 2 })}</li>
}

export function Wrong() {
  // @ts-expect-error the registered client knows texts
  useTyping(7)
  // @ts-expect-error a client is demanded
  return <TypingProvider>{null}</TypingProvider>
}

// The whole API of the hooks; react-18 is checked with this same file.
import { createTypingClient, onlyAmong } from '@nowtyping/client'
import { createInspector } from '@nowtyping/client/inspect'
import { matrix } from '@nowtyping/client/matrix'
import { TypingIndicator, TypingProvider, useTyping, useTypingClient, useTypingUsers } from '@nowtyping/react'
import { formatTyping, type TypingMessages } from '@nowtyping/react/format'
import { TypingInspector } from '@nowtyping/react/inspect'
import { ar } from '@nowtyping/react/messages/ar'
import { type ReactNode, useState } from 'react'

const inspector = createInspector({ most: 100 })
const typing = createTypingClient({
  inspector,
  transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: 'token' }),
})

const amongFriends = onlyAmong({ members: () => ['@bob:example.org'], allowed: new Set(['@bob:example.org']), most: 20 })

const GERMAN: TypingMessages = {
  typing: { one: '{names} schreibt', other: '{names} schreiben' },
  others: { other: '{count} weitere' },
}

export function Chat({ roomId, children }: { roomId: string; children: ReactNode }) {
  return (
    <TypingProvider client={typing} sharing={amongFriends} showing="reciprocal" ignored={['@spam:example.org']}>
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
  return <li data-busy={busy}>{formatTyping(users, { maxNames: 2, messages: ar })}</li>
}

export const Panel = () => <TypingInspector inspector={inspector} maxRows={50} titleOf={(key) => key} className="panel" />

export function Wrong() {
  // @ts-expect-error a number names nothing
  useTyping(7)
  // @ts-expect-error a client is demanded
  return <TypingProvider>{null}</TypingProvider>
}

// A Server Component: it may use the formatter, and what the index marks for the client.
import { TypingIndicator } from '@nowtyping/react'
import { formatTyping } from '@nowtyping/react/format'
import { Chat } from './chat.jsx'

export default function Page() {
  return (
    <Chat>
      <p>{formatTyping([{ id: 'ann' }, { id: 'bob' }])}</p>
      <TypingIndicator conversation="!room:example.org" />
    </Chat>
  )
}

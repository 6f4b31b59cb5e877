import { StrictMode, useState } from 'react'
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingIndicator, TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'

// What server.ts puts in: the account of the page.
declare const ACCOUNT: { readonly baseUrl: string; readonly userId: string; readonly accessToken: string }

const ROOM = '!general:mock.test'

// Longer than any test waits: a stop that is told before has another reason.
const client = createTypingClient({ transport: matrix(ACCOUNT), timing: { idleAfterMs: 30_000 } })

function Composer(): ReactElement {
  const [draft, setDraft] = useState('')
  const { inputProps } = useTyping(ROOM)
  return <textarea value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
}

function Who(): ReactElement {
  const ids = useTypingUsers(ROOM, (users) => users.map((user) => user.id))
  return <output>{ids.join(' ')}</output>
}

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <TypingProvider client={client}>
      <Composer />
      <Who />
      <TypingIndicator conversation={ROOM} />
    </TypingProvider>
  </StrictMode>,
)

client.status.subscribe(({ state }) => {
  document.documentElement.dataset['state'] = state
})

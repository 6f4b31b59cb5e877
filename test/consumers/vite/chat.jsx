import { createTypingClient } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { TypingProvider, useTyping } from '@nowtyping/react'

const typing = createTypingClient({
  transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: 'token' }),
})

export function Chat({ children }) {
  return (
    <TypingProvider client={typing}>
      {children}
      <Composer />
    </TypingProvider>
  )
}

function Composer() {
  const { inputProps } = useTyping('!room:example.org')
  return <textarea {...inputProps} />
}

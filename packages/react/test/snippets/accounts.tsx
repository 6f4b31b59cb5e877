// Snippet 6: two accounts, consent, ignored people, the hand-over to the message, a look of one's own.
import { useEffect } from 'react'
import { createTypingClient, type TypingConversation } from '@nowtyping/client'
import { matrix } from '@nowtyping/client/matrix'
import { zulip } from '@nowtyping/client/zulip'
import { TypingIndicator, TypingProvider, useTypingClient, useTypingUsers } from '@nowtyping/react'
import { Avatars, Dots, ignoredIds, onMessage, session, settings } from './app.tsx'

export const home = createTypingClient({
  transport: matrix({ baseUrl: 'https://matrix.example.org', userId: '@ann:example.org', accessToken: () => session.token }),
})
export const work = createTypingClient({
  transport: zulip({ baseUrl: '/zulip', email: 'ann@example.org', apiKey: () => session.apiKey }),
})

export function App() {
  return (
    <TypingProvider client={home} sharing={settings.showMyTyping} ignored={ignoredIds}>
      <TypingProvider client={work}>
        <Row conversation={home.conversation('!family:example.org')} />
        <Row conversation={work.conversation({ channelId: 7, topic: 'release' })} />
      </TypingProvider>
    </TypingProvider>
  )
}

function Row({ conversation }: { conversation: TypingConversation }) {
  const first = useTypingUsers(conversation, (users) => users[0]?.id)
  return <li>{first ?? <i>quiet</i>}</li>
}

export function Timeline({ roomId }: { roomId: string }) {
  const client = useTypingClient()
  useEffect(() => onMessage(roomId, (message) => client.conversation(roomId).messageFrom(message.sender)), [client, roomId])
  return (
    <TypingIndicator conversation={roomId}>
      {(users, text) => <><Avatars ids={users.map((user) => user.id)} /> {text} <Dots /></>}
    </TypingIndicator>
  )
}

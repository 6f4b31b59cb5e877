'use client'
import { createInspector } from '@nowtyping/client/inspect'
import { TypingProvider } from '@nowtyping/react'
import { TypingInspector } from '@nowtyping/react/inspect'
import { App, home, Timeline } from '../../snippets/accounts.tsx'
import { Chat } from '../../snippets/matrix.tsx'
import { ComposeBox, EditBox, TopicFooter, typing as zulip } from '../../snippets/registered/zulip.tsx'
import { RoomRow, Thread, typing as rocketChat } from '../../snippets/rocketchat.tsx'

const inspector = createInspector()

export function Snippets({ children }) {
  return (
    <>
      <Chat roomId="!room:example.org" />
      <TypingProvider client={zulip}>
        <ComposeBox to={[]} draft="" setDraft={() => {}} />
        <EditBox messageId={7} text="Rewritten" />
        <TopicFooter channelId={7} topic="release" />
      </TypingProvider>
      <TypingProvider client={rocketChat}>
        <RoomRow room={{ rid: 'general', name: 'General' }} />
        <Thread rid="general" tmid="first" />
      </TypingProvider>
      <App />
      <TypingProvider client={home}>
        <Timeline roomId="!room:example.org" />
        {children}
      </TypingProvider>
      <TypingInspector inspector={inspector} />
    </>
  )
}

// Snippet 4: Zulip with nobody chosen yet, a message being edited and a topic, all checked by the compiler.
import { createTypingClient } from '@nowtyping/client'
import { zulip } from '@nowtyping/client/zulip'
import { TypingIndicator, useTyping } from '@nowtyping/react'

const session = { apiKey: 'key' }
const people: ReadonlyMap<number, { readonly fullName: string }> = new Map([[8, { fullName: 'Bob Bobson' }]])

export interface ComposeProps {
  readonly to: readonly number[]
  readonly draft: string
  readonly setDraft: (draft: string) => void
}

export const typing = createTypingClient({
  transport: zulip({ baseUrl: '/zulip', email: 'ann@example.org', apiKey: () => session.apiKey }),
})
declare module '@nowtyping/react' {
  interface Register { client: typeof typing }
}

export function ComposeBox({ to, draft, setDraft }: ComposeProps) {
  const { inputProps } = useTyping(to.length > 0 ? { userIds: to } : null)
  return <textarea value={draft} onChange={(event) => setDraft(event.target.value)} {...inputProps} />
}

export function EditBox({ messageId, text }: { messageId: number; text: string }) {
  const { inputProps } = useTyping({ messageId })
  return <textarea defaultValue={text} {...inputProps} />
}

export const TopicFooter = ({ channelId, topic }: { channelId: number; topic: string }) => (
  <TypingIndicator conversation={{ channelId, topic }} maxNames={2} nameOf={(user) => people.get(Number(user.id))?.fullName} />
)

export function Refused() {
  // @ts-expect-error the id of a room of another server
  useTyping('!room:example.org')
  // @ts-expect-error a topic without its channel
  useTyping({ topic: 'release' })
  return null
}

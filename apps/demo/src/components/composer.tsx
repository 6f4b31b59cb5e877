import { useState, type KeyboardEvent, type ReactElement } from 'react'
import type { TypingConversation } from '@nowtyping/client'
import { useTyping } from '@nowtyping/react'
import type { HeldActivity } from '../messenger.ts'
import { ActivityButton } from './activity-button.tsx'

/** Props of `Composer`. */
export interface ComposerProps {
  readonly conversation: TypingConversation
  readonly activities: readonly HeldActivity[]
  /** Whom or what a message goes to. */
  readonly to: string
  readonly onSend: (text: string) => void
}

/** Where to write; each room and each thread has a draft of its own. Nowtyping needs the one spread of `inputProps`. */
export function Composer({ conversation, activities, to, onSend }: ComposerProps): ReactElement {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map())
  const draft = drafts.get(conversation.key) ?? ''
  const { inputProps } = useTyping(conversation)

  const write = (text: string): void => setDrafts(new Map(drafts).set(conversation.key, text))

  const send = (): void => {
    const text = draft.trim()
    if (text !== '') onSend(text)
    write('')
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        aria-label={`Message to ${to}`}
        placeholder={`Message to ${to}`}
        rows={1}
        maxLength={4_000}
        enterKeyHint="send"
        value={draft}
        onChange={(event) => write(event.target.value)}
        onKeyDown={submitOnEnter}
        {...inputProps}
      />
      {activities.map((kind) => (
        <ActivityButton key={`${conversation.key} ${kind}`} conversation={conversation} kind={kind} />
      ))}
      <button type="submit" className="send" aria-label="Send" disabled={draft.trim() === ''}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <path d="M4 12 3 4.5 21 12 3 19.5 4 12Zm0 0h9" />
        </svg>
      </button>
    </form>
  )
}

/** Shift and Enter is a new line, and Enter while a word is being composed belongs to the keyboard. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

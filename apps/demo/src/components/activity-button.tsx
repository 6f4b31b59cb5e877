import { useEffect, useState, type ReactElement } from 'react'
import type { TypingConversation } from '@nowtyping/client'
import type { HeldActivity } from '../messenger.ts'

/** Props of `ActivityButton`. */
export interface ActivityButtonProps {
  readonly conversation: TypingConversation
  readonly kind: HeldActivity
}

/** A switch that others see as long as it is on. There is nothing recorded or uploaded behind it. */
export function ActivityButton({ conversation, kind }: ActivityButtonProps): ReactElement {
  const [isOn, setOn] = useState(false)

  // What `activity` returns ends it: that is what an effect wants of its clean-up.
  useEffect(() => (isOn ? conversation.activity(kind) : undefined), [conversation, kind, isOn])
  // A message that is sent ends everything here, and so does the time that one may take.
  useEffect(
    () =>
      conversation.isTyping.subscribe((isTyping) => {
        if (!isTyping) setOn(false)
      }),
    [conversation],
  )

  const { label, path } = LOOKS[kind]
  return (
    <button type="button" className="activity" aria-label={label} aria-pressed={isOn} onClick={() => setOn(!isOn)}>
      <svg viewBox="0 0 24 24" width="19" height="19" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  )
}

const LOOKS = {
  recording: {
    label: 'Record a voice message',
    path: 'M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4ZM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3',
  },
  uploading: { label: 'Upload a file', path: 'M12 16V5m-4 4 4-4 4 4M5 15v4h14v-4' },
} as const satisfies Record<HeldActivity, object>

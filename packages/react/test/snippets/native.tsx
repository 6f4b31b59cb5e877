// Snippet 7, second part: React Native, whose `TextInput` and `Text` an app has.
import { useState, type ComponentType, type ReactNode } from 'react'
import { useTyping, useTypingUsers } from '@nowtyping/react'
import { formatTyping } from '@nowtyping/react/format'

/** What of the two components is used here. */
export interface Native {
  readonly TextInput: ComponentType<{ value: string; onChangeText: (text: string) => void }>
  readonly Text: ComponentType<{ accessibilityLiveRegion: 'polite'; children: ReactNode }>
}

export function Chat({ roomId, native: { TextInput, Text } }: { roomId: string; native: Native }) {
  const [draft, setDraft] = useState('')
  const { keystroke, stop } = useTyping(roomId)
  return (
    <>
      {/* oxlint-disable-next-line eslint/no-unused-expressions -- one of two calls */}
      <TextInput value={draft} onChangeText={(next) => { setDraft(next); next.trim() ? keystroke() : stop() }} />
      <Text accessibilityLiveRegion="polite">{formatTyping(useTypingUsers(roomId))}</Text>
    </>
  )
}

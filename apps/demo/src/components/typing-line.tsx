import type { ReactElement } from 'react'
import type { TypingConversation } from '@nowtyping/client'
import { TypingIndicator } from '@nowtyping/react'
import { displayName, type Room } from '../chat/room.ts'
import { Avatar } from './avatar.tsx'
import { Dots } from './dots.tsx'

/** Props of `TypingLine`. */
export interface TypingLineProps {
  readonly room: Room
  readonly conversation: TypingConversation
}

/** Faces shown at most; the words still count everybody. */
const MAX_FACES = 3

/** Who types here: their faces, dots and words. It keeps its height while nobody does. */
export function TypingLine({ room, conversation }: TypingLineProps): ReactElement {
  return (
    <TypingIndicator className="typing" conversation={conversation} nameOf={({ id }) => displayName(room, id)}>
      {(users, text) => (
        <span className="typing-look">
          <span className="typing-faces">
            {users.slice(0, MAX_FACES).map(({ id }) => (
              <Avatar key={id} name={displayName(room, id)} size="small" />
            ))}
          </span>
          <Dots />
          <span className="typing-text">{text}</span>
        </span>
      )}
    </TypingIndicator>
  )
}

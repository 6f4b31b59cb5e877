'use client'

import type { ComponentPropsWithoutRef, CSSProperties, ReactElement, ReactNode } from 'react'
import type { TypingUser } from '@nowtyping/client'
import { useConversation } from './context.ts'
import { formatTyping, formatTypingToParts } from './format.ts'
import type { FormatTypingOptions, TypingPart } from './format.ts'
import type { ConversationOf, RegisteredTarget } from './register.ts'
import { isolated } from './shown-name.ts'
import { useTypingUsers } from './use-typing-users.ts'

/** Props of `TypingIndicator`; those of a `div` go to its outermost element. */
export interface TypingIndicatorProps extends FormatTypingOptions, Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  readonly conversation: ConversationOf<RegisteredTarget>
  /** Whether a screen reader says it, politely; on by default. To be switched off where a page has many. */
  readonly announce?: boolean | undefined
  /** Replaces what is seen, not what is said. Not called while nobody types. */
  readonly children?: ((users: readonly TypingUser[], text: string) => ReactNode) | undefined
}

// Out of sight, and still read aloud; `display: none` would silence it.
const SAID_ONLY: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  padding: 0,
  border: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
}

/**
 * A line that says who is typing, and keeps its height while nobody is. It comes without a look: style it through
 * `className`, `[data-count]` on the outermost element and `[data-part="text" | "name" | "look"]` inside.
 */
export function TypingIndicator({
  conversation,
  announce = true,
  children: look,
  locale,
  messages,
  maxNames,
  nameOf,
  style,
  ...rest
}: TypingIndicatorProps): ReactElement {
  const users = useTypingUsers(useConversation(conversation, 'TypingIndicator'))
  const options: FormatTypingOptions = { locale, messages, maxNames, nameOf }
  const line = <Line parts={formatTypingToParts(users, options)} />
  const seen = look !== undefined && users.length > 0 ? look(users, formatTyping(users, options)) : null

  return (
    <div {...rest} style={{ minHeight: '1lh', ...style }} data-nowtyping="" data-count={users.length}>
      {look === undefined ? null : (
        <div data-part="look" aria-hidden={announce ? true : undefined}>
          {seen}
        </div>
      )}
      {/* The region is there before its text: screen readers say what changes in one, not what comes with it. */}
      {announce ? (
        <div role="status" data-part="text" style={look === undefined ? undefined : SAID_ONLY}>
          {line}
        </div>
      ) : null}
      {!announce && look === undefined ? <div data-part="text">{line}</div> : null}
    </div>
  )
}

function Line({ parts }: { readonly parts: readonly TypingPart[] }): ReactElement {
  return (
    <>
      {parts.map((part, index) =>
        part.type === 'name' ? (
          <bdi key={index} data-part="name">
            {isolated(part.value)}
          </bdi>
        ) : (
          part.value
        ),
      )}
    </>
  )
}

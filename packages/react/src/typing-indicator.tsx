'use client'

import type { ComponentPropsWithoutRef, CSSProperties, ReactElement, ReactNode } from 'react'
import type { TypingUser } from '@nowtyping/client'
import { useConversation } from './context.ts'
import { formatTypingToParts } from './format.ts'
import type { FormatTypingOptions, TypingPart } from './format.ts'
import { LiveRegion } from './live-region.tsx'
import { OUT_OF_SIGHT } from './out-of-sight.ts'
import type { ConversationOf, RegisteredTarget } from './register.ts'
import { useTypingUsers } from './use-typing-users.ts'

/** Props of `TypingIndicator`; those of a `div` go to its outermost element. */
export interface TypingIndicatorProps extends FormatTypingOptions, Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  readonly conversation: ConversationOf<RegisteredTarget>
  /** Whether a screen reader says it, politely and once a burst; on by default. To be switched off in the rows of a list. */
  readonly announce?: boolean | undefined
  /** Replaces what is seen, not what is said. Not called while nobody types. */
  readonly children?: ((users: readonly TypingUser[], text: string) => ReactNode) | undefined
}

// Inline, so that nothing jumps before a stylesheet is there; the variable is how that one has a say.
// What is out of sight has its place in here, and cannot make a page longer from within something that scrolls.
const ROOT: CSSProperties = { position: 'relative', minHeight: 'var(--nowtyping-height, 1lh)' }

/**
 * A line that says who is typing, and keeps its height while nobody is. It comes without a look: style it through
 * `className`, `[data-count]` on the outermost element, `--nowtyping-height`, and
 * `[data-part="text" | "name" | "others" | "look"]` inside.
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
  const handle = useConversation(conversation, 'TypingIndicator')
  const users = useTypingUsers(handle)
  const parts = formatTypingToParts(users, { locale, messages, maxNames, nameOf })
  const text = parts.map((part) => part.value).join('')
  // Of the words, and not of the names: for the voice that reads them, and for their direction.
  const language = { lang: messages === undefined ? 'en' : (messages.locale ?? locale), dir: 'auto' }
  const line = <Line parts={parts} />

  return (
    <div {...rest} style={{ ...ROOT, ...style }} data-nowtyping="" data-count={users.length}>
      {look === undefined ? null : (
        <div data-part="look" aria-hidden={announce ? true : undefined}>
          {users.length > 0 ? look(users, text) : null}
        </div>
      )}
      {/* To be found and read at any time; what is said unasked, and when, is the affair of the live region. */}
      {announce ? (
        <div role="status" aria-live="off" data-part="text" {...language} style={look === undefined ? undefined : OUT_OF_SIGHT}>
          {line}
        </div>
      ) : null}
      {announce ? <LiveRegion conversation={handle} users={users} text={text} lang={language.lang} /> : null}
      {!announce && look === undefined ? <div data-part="text" {...language}>{line}</div> : null}
    </div>
  )
}

function Line({ parts }: { readonly parts: readonly TypingPart[] }): ReactElement {
  return (
    <>
      {parts.map((part, index) => {
        switch (part.type) {
          case 'name':
            return <bdi key={index} data-part="name" data-activity={part.user.activity}>{part.value}</bdi>
          case 'others':
            return <span key={index} data-part="others">{part.value}</span>
          case 'literal':
            return part.value
        }
      })}
    </>
  )
}

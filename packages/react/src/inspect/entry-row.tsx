import { memo } from 'react'
import type { NamedExoticComponent, ReactElement } from 'react'
import type { TypingUser } from '@nowtyping/client'
import type { InspectorEntry } from '@nowtyping/client/inspect'
import { shownName } from '../shown-name.ts'
import { what, why } from './words.ts'

/** How an app calls conversations and users. */
export interface Naming {
  /** What to call a conversation, by its key; the key where this gives nothing. */
  readonly titleOf?: ((conversationKey: string) => string | undefined) | undefined
  /** What to call a user; the id where this gives nothing. */
  readonly nameOf?: ((user: TypingUser) => string | undefined) | undefined
}

/** The title of a conversation, without what could turn the words around it. */
export function shownTitle(key: string, titleOf: Naming['titleOf']): string {
  return shownName({ id: key }, ({ id }) => titleOf?.(id))
}

/** The conversation that an entry is about, if it is about one. */
export function conversationIn(entry: InspectorEntry): string | undefined {
  return 'conversation' in entry ? entry.conversation : undefined
}

interface EntryRowProps extends Naming {
  readonly entry: InspectorEntry
}

/** One entry; it never changes, so neither does its row. */
export const EntryRow: NamedExoticComponent<EntryRowProps> = memo(function EntryRow({ entry, titleOf, nameOf }: EntryRowProps): ReactElement {
  const conversation = conversationIn(entry)
  const seconds = (entry.atMs / 1_000).toFixed(1)
  const reason = why(entry)

  return (
    <li
      data-part="entry"
      data-type={entry.type}
      data-because={'because' in entry ? entry.because : undefined}
      data-typing={entry.type === 'sent' ? entry.typing : undefined}
      data-conversation={conversation}
    >
      <time data-part="time" dateTime={`PT${seconds}S`}>{seconds} s</time>{' '}
      {conversation === undefined ? null : <><bdi data-part="conversation">{shownTitle(conversation, titleOf)}</bdi>{' '}</>}
      {'userId' in entry ? <><bdi data-part="user">{shownName({ id: entry.userId }, nameOf)}</bdi>{' '}</> : null}
      <span data-part="what">{what(entry)}</span>
      {reason === undefined ? null : <>{' '}<span data-part="why">{reason}</span></>}
    </li>
  )
})

'use client'

import { useMemo, useState, useSyncExternalStore } from 'react'
import type { ComponentPropsWithoutRef, ReactElement } from 'react'
import type { Inspector, InspectorCounts, InspectorEntry } from '@nowtyping/client/inspect'
import { conversationIn, EntryRow, shownTitle } from './entry-row.tsx'
import type { Naming } from './entry-row.tsx'
import { createNumbering } from './numbering.ts'

/** Props of `TypingInspector`; those of a `div` go to its outermost element. */
export interface TypingInspectorProps extends Naming, Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  /** The one that the client was made with. */
  readonly inspector: Pick<Inspector, 'store'>
  /** Most entries on the page at a time, the latest of them; 200 by default. */
  readonly maxRows?: number | undefined
}

const COUNTS = [['keys', 'Keys'], ['sent', 'Sent'], ['saved', 'Saved']] as const satisfies readonly (readonly [keyof InspectorCounts, string])[]

/** Stands for all conversations; no key of one is empty. */
const ALL = ''

function conversationsIn(entries: readonly InspectorEntry[], chosen: string): readonly string[] {
  const keys = new Set(entries.map(conversationIn))
  // What is chosen stays so when its entries are gone.
  if (chosen !== ALL) keys.add(chosen)
  return [...keys].filter((key) => key !== undefined)
}

/**
 * What a client did and why, as a list in time: oldest first, at most `maxRows` of it, in one conversation or all.
 * It comes without a look, and announces nothing: it is for whoever builds the app. Style it through
 * `[data-part="counts" | "count" | "filter" | "log"]`, on a count `[data-of]`; inside an entry,
 * `[data-part="time" | "conversation" | "user" | "what" | "why"]`; on it, `[data-type]`, `[data-because]`, `[data-typing]`.
 */
export function TypingInspector({ inspector, maxRows = 200, titleOf, nameOf, ...rest }: TypingInspectorProps): ReactElement {
  const { store } = inspector
  const { entries, counts } = useSyncExternalStore(store.subscribe, store.getState, store.getInitialState)
  const [chosen, choose] = useState(ALL)
  const numberOf = useMemo(() => createNumbering(), [])
  const wanted = chosen === ALL ? entries : entries.filter((entry) => conversationIn(entry) === chosen)
  const rows = wanted.slice(maxRows >= 1 ? -Math.floor(maxRows) : -1)

  return (
    <div {...rest} data-nowtyping-inspector="">
      <dl data-part="counts">
        {COUNTS.map(([count, label]) => (
          <div key={count} data-part="count" data-of={count}>
            <dt>{label}</dt> <dd>{counts[count]}</dd>
          </div>
        ))}
      </dl>
      <label data-part="filter">
        Conversation{' '}
        <select value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value={ALL}>All</option>
          {conversationsIn(entries, chosen).map((key) => (
            <option key={key} value={key}>{shownTitle(key, titleOf)}</option>
          ))}
        </select>
      </label>
      {/* In reach of the keyboard, for where it scrolls. */}
      <div data-part="log" role="log" aria-live="off" aria-label="What the client did, and why" tabIndex={0}>
        <ol>
          {rows.map((entry) => <EntryRow key={numberOf(entry)} entry={entry} titleOf={titleOf} nameOf={nameOf} />)}
        </ol>
      </div>
    </div>
  )
}

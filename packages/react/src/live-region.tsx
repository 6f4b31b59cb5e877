import { useEffect, useMemo, useRef } from 'react'
import type { ReactElement } from 'react'
import type { TypingConversation, TypingUser } from '@nowtyping/client'
import { createBursts } from './bursts.ts'
import { OUT_OF_SIGHT } from './out-of-sight.ts'

interface LiveRegionProps {
  readonly conversation: TypingConversation | undefined
  readonly users: readonly TypingUser[]
  readonly text: string
  readonly lang: string | undefined
}

/**
 * What a screen reader says by itself. It is there, and empty, long before its text: screen readers say what changes
 * in a region, not what comes with it. It stands where the indicator does, because a modal dialog silences all outside.
 */
export function LiveRegion({ conversation, users, text, lang }: LiveRegionProps): ReactElement {
  const region = useRef<HTMLDivElement>(null)
  const bursts = useMemo(() => createBursts(conversation), [conversation])

  useEffect(() => (region.current === null ? undefined : bursts.speakThrough(region.current)), [bursts])
  useEffect(() => bursts.hear(users, text), [bursts, users, text])

  // Without children: its text comes and goes without a render.
  return <div ref={region} data-part="live" aria-live="polite" aria-atomic="true" lang={lang} style={OUT_OF_SIGHT} />
}

'use client'

import { useEffect } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { SharingRule, TypingClient } from '@nowtyping/client'
import { keepConnected } from './connection.ts'
import { TypingContext, useNearestClient } from './context.ts'
import type { RegisteredTarget } from './register.ts'

/** Props of `TypingProvider`. */
export interface TypingProviderProps {
  /** Connected while a provider of it is mounted. One that you connected yourself stays connected after that. */
  readonly client: TypingClient
  /**
   * Whether others may see me typing, or in which conversations; off sends a last stop where I was
   * shown, and then nothing. A rule of its own in each render is asked in each: keep it where that matters.
   */
  readonly sharing?: boolean | SharingRule | undefined
  /** Whether I see others typing; `reciprocal`: only where they may see me. */
  readonly showing?: boolean | 'reciprocal' | undefined
  /** Ids of the users who are never shown. */
  readonly ignored?: ReadonlySet<string> | readonly string[] | undefined
  readonly children?: ReactNode
}

/** Gives the hooks below it their client; the nearest provider counts. */
export function TypingProvider({ client, sharing, showing, ignored, children }: TypingProviderProps): ReactElement {
  // In this order: what the app withholds is known to the client before it connects.
  useEffect(() => {
    if (sharing !== undefined) client.setSharing(sharing)
  }, [client, sharing])

  useEffect(() => {
    if (showing !== undefined) client.setShowing(showing)
  }, [client, showing])

  useEffect(() => {
    if (ignored !== undefined) client.setIgnored(ignored)
  }, [client, ignored])

  useEffect(() => keepConnected(client), [client])

  return <TypingContext.Provider value={client}>{children}</TypingContext.Provider>
}

/** The client of the nearest provider. */
export function useTypingClient(): TypingClient<RegisteredTarget> {
  const client = useNearestClient()
  if (client === undefined) {
    throw new Error('unable to use useTypingClient; there is no <TypingProvider client={…}> above this component. Add one')
  }
  return client
}

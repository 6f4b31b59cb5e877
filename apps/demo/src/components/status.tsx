import type { ReactElement } from 'react'
import type { ConnectionStatus, ReadonlyStore } from '@nowtyping/client'
import { useStore } from 'zustand'
import type { ChatConnection } from '../chat/chat.ts'

/** Props of `Status`. */
export interface StatusProps {
  /** Of the Nowtyping client. */
  readonly status: ReadonlyStore<ConnectionStatus>
  /** Of the chat client beside it. */
  readonly chat: ChatConnection
}

interface Sight {
  readonly look: 'good' | 'busy' | 'bad' | 'off'
  readonly text: string
}

/** A dot, and in words what it means. */
export function Status({ status, chat }: StatusProps): ReactElement {
  const current = useStore(status)
  const { look, text } = sightOf(current, chat)
  return (
    <p className="status" data-look={look} role="status">
      {text}
    </p>
  )
}

function sightOf(status: ConnectionStatus, chat: ChatConnection): Sight {
  switch (status.state) {
    case 'idle':
    case 'connecting':
      return { look: 'busy', text: 'Connecting …' }
    case 'open':
      return chat === 'unreachable'
        ? { look: 'busy', text: 'Messages are on their way back' }
        : { look: 'good', text: 'Connected' }
    case 'waiting':
      return WAITING[status.reason]
    case 'closed':
      return { look: 'bad', text: status.error === undefined ? 'Closed' : 'The server refused typing' }
  }
}

const WAITING = {
  offline: { look: 'off', text: 'Offline' },
  hidden: { look: 'off', text: 'Asleep in the background' },
  backoff: { look: 'bad', text: 'Server not answering, retrying' },
  limited: { look: 'busy', text: 'The server asked for a pause' },
} as const satisfies Record<string, Sight>

import { useState, type ReactElement } from 'react'
import type { Chat } from '../chat/chat.ts'

/** Props of `NoRoom`. */
export interface NoRoomProps {
  readonly chat: Chat
}

/** Nothing to show yet, and what to do about it. */
export function NoRoom({ chat }: NoRoomProps): ReactElement {
  const [state, setState] = useState<'ready' | 'joining' | 'failed'>('ready')

  const join = (): void => {
    setState('joining')
    chat.join('general').catch(() => setState('failed'))
  }

  return (
    <div className="empty">
      <h3>You are in no room yet</h3>
      <p>General is open to everybody here.</p>
      <button type="button" className="button" disabled={state === 'joining'} onClick={join}>
        Join general
      </button>
      <p role="status">{state === 'failed' && 'That did not work. Please try again.'}</p>
    </div>
  )
}

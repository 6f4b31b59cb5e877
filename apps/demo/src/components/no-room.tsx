import { useState, type ReactElement } from 'react'
import type { Beginnings } from '../chat/chat.ts'

/** Props of `NoRoom`. */
export interface NoRoomProps {
  readonly join: Beginnings['join']
}

/** Nothing to show yet, and what to do about it. */
export function NoRoom({ join }: NoRoomProps): ReactElement {
  const [state, setState] = useState<'ready' | 'joining' | 'failed'>('ready')

  const ask = (): void => {
    setState('joining')
    join?.('general').catch(() => setState('failed'))
  }

  return (
    <div className="empty">
      <h3>You are in no room yet</h3>
      {join !== undefined && (
        <>
          <p>General is open to everybody here.</p>
          <button type="button" className="button" disabled={state === 'joining'} onClick={ask}>
            Join general
          </button>
        </>
      )}
      <p role="status">{state === 'failed' && 'That did not work. Please try again.'}</p>
    </div>
  )
}

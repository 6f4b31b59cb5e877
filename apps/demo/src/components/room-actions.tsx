import { useState, type ReactElement } from 'react'
import type { RoomActions as Actions } from '../chat/chat.ts'
import { wordsFor } from '../chat/explained.ts'
import { titleOf, type Room } from '../chat/room.ts'

/** Props of `RoomActions`. */
export interface RoomActionsProps {
  readonly actions: Actions
  readonly room: Room
}

/** What can be done with a room; a direct one cannot be left. */
export function RoomActions({ actions, room }: RoomActionsProps): ReactElement {
  const [problem, setProblem] = useState<string>()
  const { id, kind, isFavorite = false } = room
  const title = titleOf(room)

  const run = (done: Promise<void>): void => {
    setProblem(undefined)
    done.catch((error: unknown) => setProblem(wordsFor(error)))
  }

  return (
    <div className="room-actions">
      <button
        type="button"
        className="icon"
        aria-label={`Favourite ${title}`}
        aria-pressed={isFavorite}
        onClick={() => run(actions.setFavorite(id, !isFavorite))}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d="m12 4 2.4 5.1 5.6.7-4.1 3.9 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.8l5.6-.7Z" />
        </svg>
      </button>
      <button type="button" className="icon" aria-label={`Hide ${title}`} onClick={() => run(actions.hide(id))}>
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d="M3.5 12S6.5 6.5 12 6.5s8.5 5.5 8.5 5.5-3 5.5-8.5 5.5S3.5 12 3.5 12ZM5 19 19 5" />
        </svg>
      </button>
      {kind !== 'direct' && (
        <button type="button" className="icon" aria-label={`Leave ${title}`} onClick={() => run(actions.leave(id))}>
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <path d="M13.5 5H6v14h7.5M10.5 12H20m-3.5-3.5L20 12l-3.5 3.5" />
          </svg>
        </button>
      )}
      <p role="alert" className="room-problem">
        {problem}
      </p>
    </div>
  )
}

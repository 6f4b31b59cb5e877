import { useState, type ReactElement } from 'react'
import { useTypingClient } from '@nowtyping/react'

/** Props of `LogOutButton`. */
export interface LogOutButtonProps {
  readonly onLogOut: () => void
}

/** Ends the Nowtyping client, whose last stop needs the token, and only then the session. */
export function LogOutButton({ onLogOut }: LogOutButtonProps): ReactElement {
  const typing = useTypingClient()
  const [isLeaving, setLeaving] = useState(false)

  const leave = (): void => {
    if (isLeaving) return
    setLeaving(true)
    void typing.close().then(onLogOut, onLogOut)
  }

  return (
    <button type="button" className="log-out" onClick={leave}>
      {isLeaving ? 'Logging out …' : 'Log out'}
    </button>
  )
}

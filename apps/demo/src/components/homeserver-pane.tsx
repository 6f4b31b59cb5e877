import { useState, type ReactElement } from 'react'
import type { MatrixSignedIn } from '../matrix/matrix-account.ts'
import { LogInForm } from './log-in-form.tsx'
import { SessionPane } from './session-pane.tsx'

/** Props of `HomeserverPane`. */
export interface HomeserverPaneProps {
  readonly name: string
  /** What it is called while nobody is logged in. */
  readonly label: string
  readonly baseUrl: string
  readonly isShown: boolean
}

/** A form to log in with, then the chat of whoever did. The token is here and nowhere that outlives the page. */
export function HomeserverPane({ name, label, baseUrl, isShown }: HomeserverPaneProps): ReactElement {
  const [signedIn, setSignedIn] = useState<MatrixSignedIn>()
  /** Why nobody is logged in any more; undefined where nobody was. */
  const [farewell, setFarewell] = useState<string>()

  if (signedIn !== undefined) {
    const leave = (why: string): void => {
      setSignedIn(undefined)
      setFarewell(why)
    }
    const logOut = (): void => {
      leave('You are logged out.')
      signedIn.homeserver
        .logOut(signedIn.token)
        .catch(() => setFarewell('You are logged out here, but the server could not be told.'))
    }
    return (
      <SessionPane
        name={name}
        signedIn={signedIn}
        isShown={isShown}
        onLogOut={logOut}
        onEnd={() => leave('The server has ended your session. Please log in again.')}
      />
    )
  }

  return (
    <section className="pane" aria-label={label} data-shown={isShown} data-person={name}>
      <LogInForm label={label} baseUrl={baseUrl} farewell={farewell} onLogIn={setSignedIn} />
    </section>
  )
}

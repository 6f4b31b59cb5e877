import { useState, type ReactElement } from 'react'
import { PEOPLE, type Person } from '../people.ts'
import type { ServerAddress } from '../server-address.ts'
import { PersonPane } from './person-pane.tsx'

/** Props of `App`. */
export interface AppProps {
  readonly people: readonly Person[]
  readonly server: ServerAddress
}

/** One pane for each person; where there is room for one only, a switch between them. */
export function App({ people, server }: AppProps): ReactElement {
  const [shown, setShown] = useState(people[0]?.name)
  const isPair = people.length > 1

  return (
    <div className="app" data-people={people.length}>
      <header className="app-header">
        <img src="/favicon.svg" alt="" width="26" height="26" />
        <h1>Nowtyping</h1>
        <p className="app-pitch">
          {isPair ? 'Two people, two Matrix clients. Write as one, watch the other.' : 'One Matrix client.'}
        </p>
        <nav aria-label="Windows" className="app-windows">
          {isPair ? (
            <>
              <span>One window each:</span>
              {PEOPLE.map(({ name, displayName }) => (
                <a key={name} href={`?as=${name}`} target="_blank" rel="noreferrer" aria-label={`${displayName} in a window`}>
                  {displayName}
                </a>
              ))}
            </>
          ) : (
            <a href={window.location.pathname}>Side by side</a>
          )}
        </nav>
      </header>

      {isPair && (
        <nav className="app-switch" aria-label="Person shown">
          {people.map(({ name, displayName }) => (
            <button key={name} type="button" aria-pressed={name === shown} onClick={() => setShown(name)}>
              {displayName}
            </button>
          ))}
        </nav>
      )}

      <main className="app-panes">
        {people.map((person) => (
          <PersonPane key={person.name} person={person} server={server} isShown={person.name === shown} />
        ))}
      </main>
    </div>
  )
}

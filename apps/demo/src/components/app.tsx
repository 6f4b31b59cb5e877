import type { ReactElement } from 'react'
import { PROTOCOL_NAMES } from '../messenger.ts'
import { PEOPLE, type Person } from '../people.ts'
import type { ServerAddress } from '../server-address.ts'
import { FaultPanel } from './fault-panel.tsx'
import { Frame } from './frame.tsx'
import { PersonPane } from './person-pane.tsx'

/** Props of `App`. */
export interface AppProps {
  readonly people: readonly Person[]
  readonly server: ServerAddress
}

/** One pane for each person of the mock server. */
export function App({ people, server }: AppProps): ReactElement {
  const isAlone = people.length === 1

  return (
    <Frame
      panes={people.map((person) => ({ key: person.name, label: person.displayName, person }))}
      pitch={
        isAlone
          ? `One person, on ${people.map(({ protocol }) => PROTOCOL_NAMES[protocol]).join()}.`
          : 'The same rooms on Matrix, Zulip and Rocket.Chat. Write as one, watch the others.'
      }
      tools={<FaultPanel />}
      windows={
        isAlone ? (
          <a href={window.location.pathname}>Side by side</a>
        ) : (
          <>
            <span>One window each:</span>
            {PEOPLE.map(({ name, displayName }) => (
              <a key={name} href={`?as=${name}`} target="_blank" rel="noreferrer" aria-label={`${displayName} in a window`}>
                {displayName}
              </a>
            ))}
          </>
        )
      }
    >
      {({ key, person }, isShown) => <PersonPane key={key} person={person} server={server} isShown={isShown} />}
    </Frame>
  )
}

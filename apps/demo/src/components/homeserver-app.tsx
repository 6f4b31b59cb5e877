import type { ReactElement } from 'react'
import { Frame } from './frame.tsx'
import { HomeserverPane } from './homeserver-pane.tsx'

/** Props of `HomeserverApp`. */
export interface HomeserverAppProps {
  readonly baseUrl: string
  /** One pane, or two side by side. */
  readonly isPair: boolean
}

const FIRST = { key: 'first', label: 'First person' }
const SECOND = { key: 'second', label: 'Second person' }

/** Panes for whoever logs in on a homeserver. */
export function HomeserverApp({ baseUrl, isPair }: HomeserverAppProps): ReactElement {
  return (
    <Frame
      panes={isPair ? [FIRST, SECOND] : [FIRST]}
      pitch={`${isPair ? 'Two Matrix clients' : 'One Matrix client'} on ${baseUrl}`}
      windows={
        isPair ? (
          <a href="?panes=1" target="_blank" rel="noreferrer">
            One person a window
          </a>
        ) : (
          <a href={window.location.pathname}>Side by side</a>
        )
      }
    >
      {({ key, label }, isShown) => (
        <HomeserverPane key={key} name={key} label={label} baseUrl={baseUrl} isShown={isShown} />
      )}
    </Frame>
  )
}

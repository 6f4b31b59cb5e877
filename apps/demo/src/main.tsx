import { StrictMode, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './components/app.tsx'
import { HomeserverApp } from './components/homeserver-app.tsx'
import { Notice } from './components/notice.tsx'
import { PEOPLE, readCast } from './people.ts'
import { findServer, type ServerAddress } from './server-address.ts'

const element = document.getElementById('root')
if (element === null) throw new Error('unable to start the demo; the page has no #root')
const root = createRoot(element)

const { search } = window.location
const server = await findServer()
switch (server?.kind) {
  case undefined:
    root.render(
      <Notice title="There is no chat server">
        <p>
          This page needs the mock server beside it. Run <code>npm run demo</code> in the repository, and open the
          address it prints.
        </p>
      </Notice>,
    )
    break
  case 'mock':
    root.render(<StrictMode>{onMock(server.address)}</StrictMode>)
    break
  case 'homeserver': {
    const isPair = new URLSearchParams(search).get('panes') !== '1'
    root.render(
      <StrictMode>
        <HomeserverApp baseUrl={server.baseUrl} isPair={isPair} />
      </StrictMode>,
    )
  }
}

function onMock(address: ServerAddress): ReactElement {
  const cast = readCast(search)
  if (cast.kind === 'known') return <App people={cast.people} server={address} />
  return (
    <Notice title={`There is no “${cast.name}” here`}>
      <p>You can be one of these:</p>
      <ul>
        {PEOPLE.map(({ name, displayName }) => (
          <li key={name}>
            <a href={`?as=${name}`}>{displayName}</a>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

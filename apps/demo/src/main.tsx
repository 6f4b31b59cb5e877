import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './components/app.tsx'
import { Notice } from './components/notice.tsx'
import { PEOPLE, readCast } from './people.ts'
import { findServer } from './server-address.ts'

const element = document.getElementById('root')
if (element === null) throw new Error('unable to start the demo; the page has no #root')
const root = createRoot(element)

const cast = readCast(window.location.search)
if (cast.kind === 'unknown') {
  root.render(
    <Notice title={`There is no “${cast.name}” here`}>
      <p>You can be one of these:</p>
      <ul>
        {PEOPLE.map(({ name, displayName }) => (
          <li key={name}>
            <a href={`?as=${name}`}>{displayName}</a>
          </li>
        ))}
      </ul>
    </Notice>,
  )
} else {
  const server = await findServer()
  root.render(
    server === undefined ? (
      <Notice title="There is no chat server">
        <p>
          This page needs the mock server beside it. Run <code>npm run demo</code> in the repository, and open the
          address it prints.
        </p>
      </Notice>
    ) : (
      <StrictMode>
        <App people={cast.people} server={server} />
      </StrictMode>
    ),
  )
}

// What the tests run of the snippets, and their Server Component among them.
import Words from '../../snippets/page.tsx'
import { Snippets } from './snippets.jsx'

export default function Page() {
  return (
    <Snippets>
      <Words />
    </Snippets>
  )
}

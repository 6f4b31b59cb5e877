import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { build, preview } from 'vite'

/** The page of `page/`, as an app would be served, and a server for it. */
export interface ServedPage {
  readonly url: string
  readonly mock: MockServer
  readonly close: () => Promise<void>
}

/** Whom the page is logged in as. */
const USER = 'alice'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What resolves to React 18, as ../react-18 depends on it. */
const REACT_18 = { find: /^(react|react-dom)(\/.*)?$/u, replacement: at('../react-18/node_modules/$1$2') }

/** Builds the page with this React and serves it on a free port. */
export async function servePage(react: '18' | '19'): Promise<ServedPage> {
  const mock = await startMockServer()
  const account = mock.users.find(({ name }) => name === USER)
  if (account === undefined) throw new Error(`there is no ${USER}`)
  const outDir = await mkdtemp(join(tmpdir(), 'nowtyping-page-'))
  const config = { root: at('./page'), configFile: false, logLevel: 'error', build: { outDir } } as const
  await build({
    ...config,
    resolve: { alias: react === '18' ? [REACT_18] : [] },
    define: { ACCOUNT: JSON.stringify({ baseUrl: mock.urls.matrix, ...account.matrix }) },
  })
  const server = await preview({ ...config, preview: { port: 0 } })
  const [url] = server.resolvedUrls?.local ?? []
  if (url === undefined) throw new Error('unable to serve the page; it has no address')
  return {
    url,
    mock,
    close: async () => {
      await server.close()
      await mock.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

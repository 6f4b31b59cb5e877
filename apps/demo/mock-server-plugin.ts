import { type MockServer, startMockServer } from '@nowtyping/mock-server'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'

/** Options of `mockServer`. */
export interface MockServerPluginOptions {
  /** Hears of each mock server that has started. */
  readonly onStart?: (server: MockServer) => void
}

/** Where the page asks for the address of the mock server. It tells no token: people log in. */
const ADDRESS_PATH = '/nowtyping.json'

/**
 * Runs a mock server in the process of Vite, for as long as Vite runs. It has a port of its own, so it is of another
 * origin than the page, as a real one would be.
 */
export function mockServer({ onStart }: MockServerPluginOptions = {}): Plugin {
  async function attach(vite: ViteDevServer | PreviewServer): Promise<void> {
    const server = await startMockServer()
    onStart?.(server)
    const { port, pathname: path } = new URL(server.urls.matrix)
    const answer = JSON.stringify({ matrix: { port: Number(port), path } })
    vite.middlewares.use(ADDRESS_PATH, (_, response) => {
      response.setHeader('Cache-Control', 'no-store')
      response.setHeader('Content-Type', 'application/json')
      response.end(answer)
    })

    const close = vite.close.bind(vite)
    vite.close = async () => {
      await Promise.all([close(), server.close()])
    }

    const printUrls = vite.printUrls.bind(vite)
    vite.printUrls = () => {
      printUrls()
      const page = vite.resolvedUrls?.local[0]
      if (page === undefined) return
      const { logger } = vite.config
      logger.info(`  ➜  One person a window: ${page}?as=alice  (or bob, carol, dave)`)
      logger.info(`  ➜  Mock server: ${server.url}`)
    }
  }

  return {
    name: 'nowtyping:mock-server',
    configureServer: attach,
    configurePreviewServer: attach,
  }
}

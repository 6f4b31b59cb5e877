import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { chromium, type BrowserContextOptions, type Page } from 'playwright'
import { createServer } from 'vite'
import { findBrowser } from '../../../scripts/find-browser.mjs'
import { demoConfig } from '../vite.config.ts'

/** The demo as `npm run demo` serves it, the mock server beside it, and a browser. */
export interface Demo {
  /** Address of the page with two people. */
  readonly url: string
  readonly mock: MockServer
  /** Opens a page in a window of its own, with no state of another; a path such as `?as=alice`. */
  readonly open: (query?: string, options?: BrowserContextOptions) => Promise<Page>
  /** Closes every window and makes the server new. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Longest that anything on a page may take to be as awaited, in milliseconds. */
const PATIENCE_MS = 20_000

/** How `startDemo` serves it. */
export interface StartOptions {
  /** Whether the mock server runs by itself, and the page is pointed at it as with `--matrix`. */
  readonly isHomeserver?: boolean
}

/** Starts the demo on a free port. */
export async function startDemo({ isHomeserver = false }: StartOptions = {}): Promise<Demo> {
  const alone = isHomeserver ? await startMockServer() : undefined
  let mock = alone
  const vite = await createServer({
    ...demoConfig({ homeserver: alone?.urls.matrix, onStart: (server) => (mock = server) }),
    configFile: false,
    logLevel: 'error',
    // Beside that of a demo that may be running, which has another idea of NODE_ENV.
    cacheDir: 'node_modules/.vite-e2e',
    // A page that is reloaded because a file was saved, or a socket lost, has tested nothing.
    server: { port: 0, hmr: false, watch: null },
  })
  await vite.listen()
  const url = vite.resolvedUrls?.local[0]
  if (mock === undefined || url === undefined) throw new Error('unable to start the demo; it has no address')

  const executablePath = findBrowser()?.path
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })

  const closeWindows = async (): Promise<void> => {
    await Promise.all(browser.contexts().map((context) => context.close()))
  }

  const server = mock
  return {
    url,
    mock: server,
    open: async (query = '', options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      await page.goto(url + query)
      return page
    },
    reset: async () => {
      await closeWindows()
      server.control.reset()
    },
    close: async () => {
      await browser.close()
      await vite.close()
      await alone?.close()
    },
  }
}

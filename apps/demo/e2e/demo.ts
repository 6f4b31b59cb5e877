import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMockServer, type MockServer } from '@nowtyping/mock-server'
import { chromium, type BrowserContextOptions, type Page } from 'playwright'
import { build, preview } from 'vite'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { findBrowser } from '../../../scripts/find-browser.mjs'
import { demoConfig } from '../vite.config.ts'

/** The built demo, the mock server beside it, and a browser. */
export interface Demo {
  /** Address of the page, which shows everybody. */
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

/** Options of `demoOfFile`. */
export interface FileOptions extends StartOptions {
  /** What finds the server new and no window open: each test, or the first alone, where tests share a window. */
  readonly isNewFor?: 'each test' | 'the first test'
}

/** One demo for all the tests of a file. */
export function demoOfFile({ isNewFor = 'each test', ...options }: FileOptions = {}): Omit<Demo, 'close'> {
  let demo: Demo | undefined
  const started = (): Demo => {
    if (demo === undefined) throw new Error('unable to use the demo; it starts with the first test')
    return demo
  }
  beforeAll(async () => {
    demo = await startDemo(options)
  })
  afterAll(() => demo?.close())
  if (isNewFor === 'each test') beforeEach(() => started().reset())
  return {
    get url() {
      return started().url
    },
    get mock() {
      return started().mock
    },
    open: (...args) => started().open(...args),
    reset: () => started().reset(),
  }
}

/** Builds the demo and serves it on a free port. */
export async function startDemo({ isHomeserver = false }: StartOptions = {}): Promise<Demo> {
  const alone = isHomeserver ? await startMockServer() : undefined
  let mock = alone
  const demo = demoConfig({ homeserver: alone?.urls.matrix, onStart: (server) => (mock = server) })
  const config = { ...demo, configFile: false, logLevel: 'error' } as const
  // Built: a page of some hundred modules, each asked for, takes twice as long to open.
  const outDir = await mkdtemp(join(tmpdir(), 'nowtyping-demo-'))
  await build({ ...config, build: { ...config.build, outDir, emptyOutDir: true } })
  const vite = await preview({ ...config, build: { outDir }, preview: { port: 0 } })
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
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

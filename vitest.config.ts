import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { browserCommands } from './packages/client/test/browser/commands.ts'
import { reactCompiler } from './packages/react/test/compiled/react-compiler.ts'
import { findBrowser } from './scripts/find-browser.mjs'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const react = {
  include: ['packages/react/{src,test}/**/*.test.{ts,tsx}'],
  exclude: ['**/node_modules/**', '**/*.{browser,e2e}.test.{ts,tsx}', 'packages/react/test/compiled/**'],
  environment: 'happy-dom',
  setupFiles: ['packages/react/test/setup.ts'],
}

/** React 18 and what renders with it, as packages/react/test/react-18 depends on them. */
const react18 = {
  find: /^(react|react-dom|@testing-library\/react)(\/.*)?$/,
  replacement: at('./packages/react/test/react-18/node_modules/$1$2'),
}

/** Undefined where there is none: only a browser test needs one, and it says so when it starts. */
const executablePath = findBrowser()?.path

const projects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'node',
      include: ['packages/{client,mock-server}/{src,test}/**/*.test.ts', 'test/**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/*.browser.test.ts', 'test/fixtures/**'],
    },
  },
  {
    // The cases of test/conformance against a real homeserver; `npm run test:synapse` brings it.
    extends: true,
    test: { name: 'synapse', include: ['packages/client/test/conformance/*.synapse.ts'], maxConcurrency: 20 },
  },
  { extends: true, test: { name: 'dom', ...react } },
  { extends: true, resolve: { alias: [react18] }, test: { name: 'react-18', ...react } },
  {
    // What renders, once more, as the React Compiler makes it
    extends: true,
    plugins: [reactCompiler()],
    test: {
      ...react,
      name: 'compiled',
      include: ['packages/react/{src,test}/**/*.test.tsx'],
      exclude: ['**/node_modules/**', '**/*.browser.test.tsx'],
    },
  },
  {
    extends: true,
    // Found before the first page opens: what Vite finds later makes it reload the page in the middle of a test.
    optimizeDeps: { entries: ['packages/{client,react}/src/**/*.{ts,tsx}', 'packages/*/{src,test}/**/*.browser.test.{ts,tsx}'] },
    test: {
      name: 'browser',
      include: ['packages/*/{src,test}/**/*.browser.test.{ts,tsx}'],
      globalSetup: ['packages/client/test/browser/mock-server.ts'],
      testTimeout: 20_000,
      browser: {
        enabled: true,
        commands: browserCommands,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  },
  {
    extends: true,
    test: {
      name: 'lifecycle',
      include: ['packages/react/test/lifecycle/*.e2e.test.ts'],
      expect: { poll: { timeout: 15_000 } },
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  },
  {
    extends: true,
    test: {
      name: 'demo',
      include: ['apps/demo/e2e/**/*.e2e.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // Most of a file's time is waiting: for a server that is out, for a re-send. Each starts a demo of its own.
      maxWorkers: 2,
    },
  },
]

export default defineConfig({
  test: {
    globals: false,
    testTimeout: 10_000,
    restoreMocks: true,
    unstubGlobals: true,
    // A test that only passes the second time has found something.
    retry: 0,
    projects,
  },
})

import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { homeserverAddress } from './homeserver-plugin.ts'
import { mockServer, type MockServerPluginOptions } from './mock-server-plugin.ts'

/** Options of `demoConfig`. */
export interface DemoOptions extends MockServerPluginOptions {
  /** Address of a homeserver; no mock server is started then. */
  readonly homeserver?: string | undefined
}

/** The demo as Vite runs it; its tests ask for the mock server beside it. */
export function demoConfig({ homeserver, ...options }: DemoOptions = {}): UserConfig {
  const server = homeserver === undefined ? mockServer(options) : homeserverAddress(homeserver)
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    plugins: [react(), server, contentSecurityPolicy(homeserver)],
    build: { target: 'baseline-widely-available' },
  }
}

// From `--matrix`, which scripts/demo-arguments.mjs has checked.
const config: UserConfig = demoConfig({ homeserver: process.env['NOWTYPING_DEMO_MATRIX'] })
export default config

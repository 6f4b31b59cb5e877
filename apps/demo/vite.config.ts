import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { mockServer, type MockServerPluginOptions } from './mock-server-plugin.ts'

/** The demo as Vite runs it; its tests ask for the mock server beside it. */
export function demoConfig(options: MockServerPluginOptions = {}): UserConfig {
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    plugins: [react(), mockServer(options), contentSecurityPolicy()],
    build: { target: 'baseline-widely-available' },
  }
}

const config: UserConfig = demoConfig()
export default config

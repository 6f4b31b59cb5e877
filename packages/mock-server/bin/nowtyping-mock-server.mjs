#!/usr/bin/env node
import { existsSync } from 'node:fs'

const built = new URL('../dist/cli.js', import.meta.url)
if (existsSync(built)) {
  const { processIo, runCli } = await import(built.href)
  process.exitCode = await runCli(process.argv.slice(2), processIo)
} else {
  process.stderr.write('nowtyping-mock-server: not built yet; run "pnpm --filter @nowtyping/mock-server build".\n')
  process.exitCode = 1
}

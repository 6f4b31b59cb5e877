// @vitest-environment node
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

it('a registered client types the targets of every hook', async () => {
  const tsc = promisify(execFile)(process.execPath, [at('../../../node_modules/typescript/bin/tsc'), '-p', at('../types')])
  const output = await tsc.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  )
  expect(output).toBe('')
}, 60_000)

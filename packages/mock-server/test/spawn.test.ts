import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { member } from '../src/http/json.ts'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))

let unbuilt: string
let built: string

/** A copy of the package as npm would install it, without what is built. */
function copy(): string {
  const directory = mkdtempSync(join(tmpdir(), 'nowtyping-mock-server-'))
  cpSync(join(PACKAGE, 'bin'), join(directory, 'bin'), { recursive: true })
  cpSync(join(PACKAGE, 'package.json'), join(directory, 'package.json'))
  symlinkSync(join(PACKAGE, 'node_modules'), join(directory, 'node_modules'))
  return directory
}

beforeAll(() => {
  unbuilt = copy()
  built = copy()
  execFileSync(process.execPath, [TSC, '-p', join(PACKAGE, 'tsconfig.build.json'), '--outDir', join(built, 'dist')])
}, 60_000)
afterAll(() => {
  for (const directory of [unbuilt, built]) rmSync(directory, { recursive: true })
})

interface Run {
  readonly firstLine: Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
  readonly kill: (signal: NodeJS.Signals) => void
}

function run(directory: string, ...argv: readonly string[]): Run {
  const child = spawn(process.execPath, [join(directory, 'bin', 'nowtyping-mock-server.mjs'), ...argv])
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (chunk: Uint8Array) => {
    stderr += Buffer.from(chunk).toString()
  })
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Uint8Array) => {
      stdout += Buffer.from(chunk).toString()
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')))
    })
  })
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { firstLine, ended, kill: (signal) => void child.kill(signal) }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'the program serves until %s, ends with 0 and frees its port',
  async (signal) => {
    const program = run(built, '--port', '0', '--json')
    const told: unknown = JSON.parse(await program.firstLine)
    const url = String(member(told, 'url'))
    const base = `${String(member(member(told, 'matrix'), 'baseUrl'))}/_matrix/client`
    expect((await fetch(`${base}/versions`)).status).toBe(200)
    program.kill(signal)
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' })
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  },
)

test('a mistake on the command line ends with 2', async () => {
  expect(await run(built, '--nonsense').ended).toMatchObject({ code: 2, stdout: '' })
})

test('before it is built, the program says how to build it', async () => {
  const { code, stdout, stderr } = await run(unbuilt, '--json').ended
  expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
  expect(stderr).toContain('build')
})

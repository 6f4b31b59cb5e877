import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { run } from '../scripts/child.mjs'
import { TOP } from './support/tree.ts'

const CHILD = pathToFileURL(join(TOP, 'scripts', 'child.mjs')).href
const FOREVER = 'setInterval(() => {}, 1e6)'
/** Prints its process id and never ends by itself; with a child of its own that does neither. */
const FAMILY = `
  const { spawn } = await import('node:child_process')
  const young = spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}])
  console.log(process.pid, young.pid)
  ${FOREVER}
`

const started: ChildProcess[] = []
const families: number[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const pid of families.splice(0).filter(isAlive)) process.kill(pid, 'SIGKILL')
})

const node = (script: string): ChildProcess => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  return child
}

/** A guarded command that runs a family; resolves to the process ids of both members. */
async function guardedFamily(options: object): Promise<{ top: ChildProcess; pids: number[] }> {
  const top = node(`
    const { guard, run } = await import(${JSON.stringify(CHILD)})
    guard()
    await run(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(FAMILY)}], ${JSON.stringify(options)})
  `)
  return { top, pids: await printedPids(top) }
}

async function printedPids(child: ChildProcess): Promise<number[]> {
  if (child.stdout === null) throw new Error('the child was started without a pipe')
  const [line]: unknown[] = await once(child.stdout, 'data')
  const pids = String(line).trim().split(/\s+/).map(Number)
  families.push(...pids)
  return pids
}

/** A process that has ended stays in the list until its parent asks how; that one counts as gone. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const allGone = (pids: readonly number[]): Promise<void> =>
  expect.poll(() => pids.filter(isAlive), { timeout: 8000, interval: 20 }).toEqual([])

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends a command and all that it started', async (signal) => {
  const { top, pids } = await guardedFamily({ own: true })
  expect(pids.filter(isAlive)).toHaveLength(2)
  top.kill(signal)
  await once(top, 'exit')
  await allGone(pids)
  expect(top.exitCode).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal])
})

test('a child in our own process group gets the signal too', async () => {
  const { top, pids } = await guardedFamily({})
  top.kill('SIGTERM')
  await once(top, 'exit')
  // A terminal reaches the whole group; without one it is for the child to end what it started.
  await allGone(pids.slice(0, 1))
})

test('nothing outlives the process that asked for it, though no signal comes', async () => {
  const shell = node(`
    const { spawn } = await import('node:child_process')
    const script = ${JSON.stringify(`
      const { guard, run } = await import(${JSON.stringify(CHILD)})
      guard()
      await run(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(FAMILY)}], { own: true })
    `)}
    spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
    ${FOREVER}
  `)
  const pids = await printedPids(shell)
  expect(pids.filter(isAlive)).toHaveLength(2)
  shell.kill('SIGKILL')
  await allGone(pids)
})

test('what takes longer than its limit is ended, and says so', async () => {
  const ended = await run(process.execPath, ['-e', FOREVER], { own: true, limitMs: 50, stdio: 'ignore' })
  expect(ended.code).not.toBe(0)
  expect(ended.note).toBe('given up after 0.05 s')
})

test('how a program ended is told, also when there is none', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toMatchObject({ code: 3, note: '' })
  const missing = await run('no-such-program-here', [])
  expect(missing.code).toBe(127)
  expect(missing.note).toContain('ENOENT')
})
